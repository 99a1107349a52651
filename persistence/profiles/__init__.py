"""
Profiles in SQL: records of other systems, decisions on joins by e-mail, and what happened to a profile over all.

Belongs here: statements, and rows to steps of a journey. Does not belong here: the order of a journey and what should
have followed (`domain.protocol.history.profiles`).
"""
