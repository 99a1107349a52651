"""
What is read out of what was recorded: plans, notes in force, activities without a registered action, other systems.

Belongs here: readings of stored cases and records. Does not belong here: figures (`domain.protocol.measures`).
"""
