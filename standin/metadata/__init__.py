"""
Definitions over the wire: EntityDefinitions and choices read, created and changed, `$metadata`.

Belongs here: what speaks of tables. Does not belong here: what speaks of their rows.
"""
