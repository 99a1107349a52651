"""
Who represents which company (CAP-04, AMB-54).

Belongs here: types and resolvers. Does not belong here: what a representative may do (`domain.protocol.access`).
"""
