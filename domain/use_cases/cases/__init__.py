"""
Cases: open one, report what happened, put somebody in charge, and what a step then causes, in one transaction.

Belongs here: verbs on cases, and carrying out what the engine decided. Does not belong here: deciding it
(`domain.protocol.engine`).
"""
