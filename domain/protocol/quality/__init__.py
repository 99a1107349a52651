"""
What brings a suggestion, and which units there are to share it with (LIN-10, ROL-02).

Belongs here: rules about quality that are no flow. Does not belong here: figures (`domain.protocol.measures`).
"""
