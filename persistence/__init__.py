"""
State in SQL (SQLAlchemy Core; SQLite or PostgreSQL): the only place with SQL.

Belongs here: one database and its transactions (`database`, `unit_of_work`), and what all subjects share; each subject
has a folder. Does not belong here: rules. Imports only `domain`.
"""
