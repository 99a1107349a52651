"""
Nouns of the exchange with another system of records: a record as both sides see it, and a conflict between them.

Belongs here: nouns. Does not belong here: how records are compared and merged (`domain.exchange`).
"""
