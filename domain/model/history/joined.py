"""
What joining two accounts writes into them besides what changes hands ("unir cuentas"), so that it can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.model.account_fields import names
from domain.model.accounts import Account

FIELD: Final = "field"
"""Kind of the names of fields that the one that goes on took from the other."""
MARK: Final = "mark"
"""Kind of the ids of contacts that lost their mark as the main one."""
ACTIVE: Final = "active"
"""Kind of one key: the absorbed one was active."""

_FILLED: Final = names(lambda field: field.filled)


@dataclass(frozen=True, slots=True)
class Joined:
    """
    Two accounts that somebody merged in the CRM itself.

    Attributes:
        absorbed, into: Ids of the account that was absorbed, and of the one that goes on.
        was_active: The absorbed one was active until then; separated, it is so again.
    """

    absorbed: str
    into: str
    was_active: bool


def what_joining_writes(before: Account, survivor: Account, absorbed: Account) -> dict[str, list[str]]:
    """By kind; *before* and *absorbed* as they stood."""
    main = absorbed.main_contact if before.main_contact is not None else None
    return {
        FIELD: [name for name in _FILLED if getattr(before, name) != getattr(survivor, name)],
        MARK: [] if main is None else [main.id],
        ACTIVE: ["yes"] if absorbed.active else [],
    }


def without_what_was_filled(survivor: Account, absorbed: Account, names_filled: frozenset[str]) -> dict[str, object]:
    """The fields that the survivor took and still has as the other has them, empty again."""
    kept = {name: getattr(survivor, name) for name in names_filled}
    return {
        name: frozenset() if isinstance(value, frozenset) else None
        for name, value in kept.items()
        if value == getattr(absorbed, name)
    }
