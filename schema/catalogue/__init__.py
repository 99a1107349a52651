"""
The rules of the protocol, readable.

Belongs here: types and resolvers. Does not belong here: the text of a rule (`domain.protocol.catalogue`).
"""
