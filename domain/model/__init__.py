"""Nouns of the protocol: frozen dataclasses and enums, without behaviour that needs the outside."""
