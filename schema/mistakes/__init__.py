"""
What a person got wrong in a form, as members of `userErrors`.

Belongs here: forms that could not be read. Does not belong here: what the protocol refuses (`schema.errors`).
"""
