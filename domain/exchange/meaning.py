"""
What one side leaves unsaid or spells in its own way is no difference ("lo que nadie dijo no se escribe").

Belongs here: when two values of one field mean the same. Does not belong here: what becomes of values that differ
(`merge`), and what the domain can hold (`values`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import Enum
from typing import Final

from domain.exchange.facts import MIRRORS
from domain.exchange.held import NEEDED, Values, canonical
from domain.model.accounts import Account, Contact
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.history.actions import Action

_MODEL: Final = {RecordKind.ACCOUNT: Account, RecordKind.CONTACT: Contact, RecordKind.ACTION: Action}
_STANDS_FOR: Final[Mapping[str, str]] = {"title": "type", "started_on": "ended_on", "ended_on": "started_on"}
"""Of an action: the field whose value stands for an empty one."""
_VALUE_OF: Final = {mirror.on: mirror.value for mirror in MIRRORS if mirror.on is not None and mirror.value is not None}
"""Day of a fact -> the field that shows its value."""
_EMPTY: Final[tuple[Scalar, ...]] = (None, "")


def _defaults(kind: RecordKind) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for each in fields(_MODEL[kind]):
        if each.name in NEEDED[kind] and each.default is not MISSING:
            found[each.name] = each.default.value if isinstance(each.default, Enum) else each.default
    return found


DEFAULTS: Final[Mapping[RecordKind, Mapping[str, Scalar]]] = {kind: _defaults(kind) for kind in RecordKind}
"""What an empty column stands for here, where the domain needs a value: nobody said it (F-42)."""


def same_value(one: Scalar, other: Scalar) -> bool:
    """Equal, where empty text is no value; True is not 1."""
    if type(one) is type(other):
        return one == other
    one, other = (None if one == "" else one), (None if other == "" else other)
    return one == other and (one is None or other is None or isinstance(one, bool) is isinstance(other, bool))


def canonical_rut(value: Scalar) -> str | None:
    """A RUT without its spelling; None for anything else."""
    return canonical("rut", value)


def means_the_same(kind: RecordKind, name: str, local: Values, theirs: Scalar) -> bool:
    """
    Whether the CRM's value of this field says what the record here says.

    An empty column says the default that stands for it here; a RUT or a country is the same in any spelling.

    Args:
        local: The whole record here.
    """
    mine = local.get(name)
    if same_value(mine, theirs):
        return True
    if theirs in _EMPTY:
        if kind is RecordKind.ACTION and name in _STANDS_FOR:
            return same_value(mine, local.get(_STANDS_FOR[name]))
        return name in DEFAULTS[kind] and same_value(mine, DEFAULTS[kind][name])
    meant = canonical(name, theirs)
    return meant is not None and meant == canonical(name, mine)


def dated_by_us(name: str, local: Values, remote: Values, agreed: Values | None) -> bool:
    """Whether the CRM shows a fact without its day, and always did: the day that it has here is ours alone."""
    value = _VALUE_OF.get(name)
    if value is None or remote.get(name) is not None or (agreed is not None and agreed.get(name) is not None):
        return False
    return remote.get(value) is not None and same_value(local.get(value), remote.get(value))
