"""
Other systems are told what changed by signed requests (Standard Webhooks; ADR 0036).

Belongs here: addresses, signatures, the loop that sends. Does not belong here: who may make a webhook
(`domain.use_cases.webhooks`) and how a change is written for clients (the API hands that in).
"""
