"""
Messages on their way out: templates, e-mails and the worker that sends them.

Belongs here: how a message looks and how it is delivered. Does not belong here: who gets which message and why
(`domain.protocol.messages`), and where messages wait (`persistence.background`).
"""
