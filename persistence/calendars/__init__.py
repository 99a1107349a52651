"""
Work calendars ("calendario de días hábiles"): the library's holidays, the local table, and the two together.

Belongs here: where holidays come from. Does not belong here: counting days (`domain.model.institution.calendar`).
"""
