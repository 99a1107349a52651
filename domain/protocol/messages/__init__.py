"""
Messages ("notificaciones y mensajes", section 5): who gets each, in whose name, in which language, with what data.

Belongs here: the rows of the 33 messages and the readers they share. Does not belong here: their texts
(`messaging/templates`) and sending them (`messaging`).
"""
