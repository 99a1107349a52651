"""
The rule catalogue: the 216 rules of the protocol, its open points and its messages, as data.

Belongs here: rows, and how to find one. Does not belong here: what a rule does; that code cites the rule's id.
"""
