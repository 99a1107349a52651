"""
Every table, once. SQLite and PostgreSQL get the same columns and the same indexes.

Belongs here: columns, keys, indexes, and why each index is there. Does not belong here: statements (the modules of
this package named by what they read or write) and what only one database has (`persistence.accounts.search_index`).

Ids are UUID text and are what everybody else knows; `pk` is internal. Instants are `columns.Instant`, days are DATE.
Enumerations are stored by value. Nothing here is deleted except periods of classes, which can be made again, delivered
outbox messages, counts of days that are over, announcements of documents, sessions and log-ins that are over and, where
a retention is configured, old rows of the record of reads and of the feed of changes.
"""

from persistence.tables.accounts import account, account_fact, action, conflict_of_interest, contact
from persistence.tables.calendars import amendment, local_holiday, setting
from persistence.tables.classes import class_generation, class_mark, class_period, class_tally
from persistence.tables.decisions import decision, field_change, idempotency, personal_read
from persistence.tables.messages import acknowledgements, message
from persistence.tables.naming import metadata
from persistence.tables.sync import (
    conflict,
    crm_held_back,
    crm_shadow,
    outbox_gate,
    outbox_message,
    outbox_stream,
    pull_cursor,
)
from persistence.tables.terms import deadline, term

__all__ = [
    "account",
    "account_fact",
    "acknowledgements",
    "action",
    "amendment",
    "class_generation",
    "class_mark",
    "class_period",
    "class_tally",
    "conflict",
    "conflict_of_interest",
    "contact",
    "crm_held_back",
    "crm_shadow",
    "deadline",
    "decision",
    "field_change",
    "idempotency",
    "local_holiday",
    "message",
    "metadata",
    "outbox_gate",
    "outbox_message",
    "outbox_stream",
    "personal_read",
    "pull_cursor",
    "setting",
    "term",
]
