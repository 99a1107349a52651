"""
Contact that comes back by itself: follow-up of results, quarterly review, periodic contact, and how to opt out.

Belongs here: when, whom and what about. Does not belong here: the rows of the flow
(`domain.protocol.flows.national.follow_up`).
"""
