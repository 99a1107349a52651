"""
What happened with an account: actions, decisions, journeys as other systems tell them, and its plan.

Belongs here: nouns of what was recorded. Does not belong here: cases (`domain.model.cases`), and readings of what was
recorded (`domain.protocol.history`).
"""
