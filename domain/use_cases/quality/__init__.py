"""
Suggestions from received to told back, the plan of improvement, and reviews of processes (LIN-03, LIN-10, LIN-12).

Belongs here: the verbs. Does not belong here: what brings a suggestion and which units there are
(`domain.protocol.quality`).
"""
