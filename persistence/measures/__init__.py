"""
Figures counted by the database.

Belongs here: statements. Does not belong here: what is counted (`domain.protocol.measures`).
"""
