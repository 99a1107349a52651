"""
Other systems are told what changed by signed requests (Standard Webhooks; ADR 0036).

Belongs here: addresses, signatures, the request. Does not belong here: when and in which order they are told
(`sync.loops.webhooks`), who may make a webhook (`domain.use_cases.webhooks`) and how a change is written for clients
(the API hands that in).
"""
