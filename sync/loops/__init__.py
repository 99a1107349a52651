"""
Loops of the worker that live on the store: timers, periods of classes, the places of changes in their feed, and the
webhooks that are told of them.

Belongs here: pace, patience and stopping. Does not belong here: what is done in a round, what speaks to the CRM, and
HTTP (`messaging.webhooks`).
"""
