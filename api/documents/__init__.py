"""
The bytes of documents on cases, in and out by HTTP (ADR 0035).

Belongs here: streams, headers, limits. Does not belong here: who may (`domain.use_cases.documents`).
"""
