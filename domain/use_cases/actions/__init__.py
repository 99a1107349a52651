"""
What was done with an account: actions ("Registro de Acciones"), and what the other systems tell of it.

Belongs here: registering and correcting. Does not belong here: reading (`domain.ports.reading`).
"""
