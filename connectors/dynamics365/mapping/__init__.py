"""
Which field is which column: the mapping document, rows of a table <-> records, names and texts as the CRM holds them.

Belongs here: translation and what cannot be translated. Does not belong here: sending anything.
"""
