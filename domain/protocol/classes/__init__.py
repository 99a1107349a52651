"""
Classes of an account on a date ("clases de la cuenta", section 8.1), each axis with its reasons.

Belongs here: what an account is on a day and over time, and what follows from it alone. Does not belong here: what is
done with it then (`domain.protocol.routing`), and how periods are kept to be found by (`persistence.classes`).
"""
