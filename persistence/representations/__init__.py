"""
Who represents a company, and since when, in SQL.

Belongs here: statements, and rows to records and back. Does not belong here: the tables
(`persistence.tables.representations`), and what a representative may do (`domain.protocol.access`).
"""
