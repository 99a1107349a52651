"""
Who acts, and for whom: sessions of people who logged in, and who represents which company.

Belongs here: what their stores and screens promise. Does not belong here: what a person may do (`protocol.access`).
"""
