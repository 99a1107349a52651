"""
Actions ("Registro de Acciones") and log entries ("bitácora").

Belongs here: registering, correcting and listing them. Does not belong here: which types count
(`domain.protocol.classes`).
"""
