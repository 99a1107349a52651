"""The tables of history that can be brought in."""

from __future__ import annotations

from enum import StrEnum


class Table(StrEnum):
    """What the rows of a file are."""

    ACCOUNTS = "accounts"  # cuentas
    CONTACTS = "contacts"  # contactos
    ACTIONS = "actions"  # acciones
