"""
Nouns of the protocol: frozen dataclasses and enums, without behaviour that needs the outside.

Belongs here: what the institution calls things; subjects with several nouns have a folder. Does not belong here: rules
(`domain.protocol`), and what an adapter must do (`domain.ports`).
"""
