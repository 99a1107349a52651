"""
Suggestions, the plan of improvement, reviews of processes and units (LIN-03, LIN-10, LIN-12).

Belongs here: types and resolvers. Does not belong here: the verbs (`domain.use_cases.quality`).
"""
