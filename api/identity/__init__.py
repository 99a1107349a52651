"""
Who is asking: from what a request carries to an actor.

Belongs here: proving who somebody is. Does not belong here: what they may do (`domain.protocol.access`).
"""
