"""
What documents on cases need from outside.

Belongs here: their rows (`store`) and their contents (`files`). Does not belong here: who may (`domain.use_cases`).
"""
