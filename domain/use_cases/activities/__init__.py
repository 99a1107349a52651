"""
Planned activities: plan one, change it, withdraw it, invite an account to it.

Belongs here: verbs, and their checks. Does not belong here: whom an activity suits
(`domain.protocol.activities`).
"""
