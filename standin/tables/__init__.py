"""
The organisation's tables and rows: what a table is, the standard ones, values and how they are kept.

Belongs here: definitions as objects, storage, the forms of a value. Does not belong here: any request or its text.
"""
