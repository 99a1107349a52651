"""
Webhooks, as the API shows them.

Belongs here: types, queries and mutations. Does not belong here: what is sent (`messaging.webhooks`).
"""
