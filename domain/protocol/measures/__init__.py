"""
Figures ("medición"): what is counted, and how counts are added up.

Belongs here: definitions. Does not belong here: counting in a database (`persistence.measures`).
"""
