"""
State of the synchronisation with the CRM, and its conflicts.

Belongs here: types and resolvers. Does not belong here: comparing and sending (`sync`).
"""
