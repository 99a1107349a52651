"""
Subscriptions: what is told as it happens, by WebSocket and by SSE ("suscripciones"; design 6).

Belongs here: the two protocols, and for how long and how many somebody may listen. Does not belong here: what is told
(`schema.changes.subscriptions`), and who learns of which (`domain.use_cases.seen_changes`).
"""
