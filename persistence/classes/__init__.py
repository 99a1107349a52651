"""
Periods of the classes of accounts, by which lists and figures find them on any day; never a source of anything.

Belongs here: what marks an account, how its periods are made and kept, and the conditions that read them.
Does not belong here: the rule (`domain.protocol.classes`), the tables (`persistence.tables.classes`).
"""
