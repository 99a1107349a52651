"""
Suggestions, improvement actions and reviews of processes in SQL.

Belongs here: statements, and rows to records and back. Does not belong here: the tables (`persistence.tables.quality`)
and the figures that count them (`persistence.measures`).
"""
