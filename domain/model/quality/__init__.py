"""
What people suggest, what comes of it, and how processes are reviewed (LIN-03, LIN-10, LIN-12).

Belongs here: the nouns. Does not belong here: who may do what with them (`domain.protocol.access`), and what brings a
suggestion (`domain.protocol.quality`).
"""
