"""
What the synchronisation keeps in SQL: outbox, leases, agreed states, cursors, conflicts.

Belongs here: statements and their transactions. Does not belong here: when to send and read (`sync`), and how records
are compared (`domain.exchange`).
"""
