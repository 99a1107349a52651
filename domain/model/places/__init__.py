"""
Places: the countries, and the sixteen regions of Chile with their offices.

Belongs here: closed lists and how to look something up in them. Does not belong here: who works in an office
(`domain.model.institution.directory`).
"""
