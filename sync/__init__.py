"""
Keeps the CRM in step: outbox to CRM, changes from the CRM, conflicts.

Belongs here: when and in which order. Does not belong here: SQL and HTTP (ports do that), and how two records are
compared (`domain.exchange`).
"""
