"""
Who represents a company: declared, confirmed, refused, ended; and what waits meanwhile (CAP-04, AMB-54).

Belongs here: verbs on representations, and bringing in what waited. Does not belong here: what a representative may do
(`domain.protocol.access`).
"""
