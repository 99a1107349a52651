"""
The two languages of an answer.

Belongs here: what the product's Spanish is in English. Does not belong here: the Spanish; it stands where it is said.
"""
