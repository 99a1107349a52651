"""
Planned activities: what companies are told of and invited to.

Belongs here: types, arguments and resolvers. Does not belong here: whom an activity suits
(`domain.protocol.activities`).
"""
