"""
Rows written: create, change, upsert, delete, references, bulk messages, e-mails.

Belongs here: what a write checks, refuses and does. Does not belong here: routes and answers read back.
"""
