"""
The six source systems and the journey events that they tell (SYS-01, SYS-02).

Belongs here: types, arguments and resolvers. Does not belong here: what may enter from each system
(`domain.protocol.history`).
"""
