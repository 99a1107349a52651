"""
ProChile as an institution: who works there, for what, by which channel, on which days, and what it has configured.

Belongs here: nouns. Does not belong here: what a role may do (`domain.protocol.access`), and the values of a
configuration (they are read by `persistence.configuration`).
"""
