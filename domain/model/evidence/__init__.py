"""
What shows the condition of a company besides its own word.

Belongs here: its self-diagnosis, and what the tax registry says of it. Does not belong here: what a rule makes of them
(`domain.protocol`).
"""
