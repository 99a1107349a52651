"""
What background workers claim: messages to send and timers to fire, in SQL.

Belongs here: queues other than the CRM's. Does not belong here: the CRM's outbox (`persistence.sync`).
"""
