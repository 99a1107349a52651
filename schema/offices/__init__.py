"""
Regions, offices and their working calendars.

Belongs here: types and resolvers, and adding a holiday. Does not belong here: where holidays come from
(`persistence.calendars`).
"""
