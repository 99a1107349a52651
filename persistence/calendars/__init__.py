"""
Work calendars ("calendario de días hábiles"), local holidays, and the demo clock that every process of a store goes by.

Belongs here: where holidays and the day come from.
Does not belong here: counting days (`domain.model.institution.calendar`).
"""
