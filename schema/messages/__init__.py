"""
Messages ("mensajes"): as they were or will be sent, and a template filled in.

Belongs here: the message as the API shows it, and its queries. Does not belong here: what the messages say
(`messaging`), and when they go (`domain.protocol.messages`).
"""
