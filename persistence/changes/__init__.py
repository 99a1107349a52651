"""
The feed of changes ("registro de cambios"): what is new, for whoever keeps a copy or waits for it (F-60).

Belongs here: how changes are noted, numbered, read and forgotten. Does not belong here: who may learn of which
(`domain.use_cases.seen_changes`).
"""
