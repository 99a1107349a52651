"""
Accounts in SQL: written, listed, searched, compared and joined.

Belongs here: statements about accounts, contacts and their actions. Does not belong here: their classes
(`persistence.classes`) and their tables (`persistence.tables`).
"""
