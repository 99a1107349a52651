"""
Self-diagnoses and answers of the tax registry in SQL.

Belongs here: statements, and rows to records and back. Does not belong here: the tables
(`persistence.tables`).
"""
