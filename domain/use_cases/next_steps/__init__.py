"""
What to do now ("siguiente paso"; COM-02), for one case or account and for whole pages of them.

Belongs here: loading what the answer needs. Does not belong here: the answer (`domain.protocol.routing`).
"""
