"""
Terms outside cases: open, stop and waive one; add a holiday and count the open ones anew.

Belongs here: verbs. Does not belong here: counting (`domain.protocol.terms`).
"""
