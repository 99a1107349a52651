"""
Terms ("plazos", section 8.4): the table, how a term is counted, and the account it gives of itself.

Belongs here: how long, from when, until when, and why. Does not belong here: what happens when one ends (the flows),
and the calendar (`domain.model.institution.calendar`).
"""
