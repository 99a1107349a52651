"""
Cases of every flow: what they are, their next step, their timeline, and one mutation for each fact.

Belongs here: types and resolvers, and mutations made from the facts of the flows. Does not belong here: a mutation for
one fact written by hand, and what a step may do (`domain.protocol.flows`).
"""
