"""
What changed ("cambios"): the feed for whoever keeps a copy or waits for something new (F-60).

Belongs here: changes as clients read them. Does not belong here: who learns of which (`domain.use_cases.seen_changes`).
"""
