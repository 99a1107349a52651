"""
The environment itself: its definitions, how they differ from the mapping, what is checked and what is created.

Belongs here: what an operator runs once. Does not belong here: anything a worker does.
"""
