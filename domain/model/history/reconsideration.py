"""
What an account tells its open cases ("reconsiderar un caso"): which of its data changed, and what they were before.

Belongs here: what of an account a case derives something from. Does not belong here: what a case then does
(`domain.protocol.engine.following`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Final

from domain.model.account_fields import ACCOUNT_FIELDS, FieldKind, names
from domain.model.accounts import Account, FactKind, Organisation
from domain.model.rut import Rut
from domain.model.timers import Timer

RECONSIDER: Final = "reconsider"
"""Kind of the timer by which a change reaches the open cases of an account; its payload is what it was before."""

RULE: Final = "AMB-68"
_DERIVED: Final = names(lambda field: field.derives)
_KINDS: Final = {field.name: field.kind for field in ACCOUNT_FIELDS}
_TOLD: Final = frozenset({FactKind.CATEGORY, FactKind.VALIDATION, FactKind.EXPORT_DECLARATION, FactKind.TEST_LEVEL})
_FACT: Final = "fact."
_LEFT: Final = "left."


def changed_for_cases(before: Account, after: Account) -> dict[str, str]:
    """
    What changed of all that open cases derive something from, each with its value before; empty: none has to know.

    A fact that came from the CRM is among it: what is decided here reaches its cases by its own door.

    Source: AMB-68.
    """
    found = {name: _text(getattr(before, name)) for name in _DERIVED if getattr(before, name) != getattr(after, name)}
    if before.facts is not after.facts:
        known = {fact.id for fact in before.facts}
        new = (fact for fact in after.facts if fact.id not in known and fact.source == "crm")
        for fact in new:
            found |= fact_told(fact.kind) if fact.kind in _TOLD else {}
    return found


def as_before(account: Account, told: Mapping[str, str]) -> Account:
    """The account with what it had before, for what is derived from it; its facts are as they are."""
    fields = {name: _value(name, value) for name, value in told.items() if name in _DERIVED}
    return replace(account, **fields)  # type: ignore[arg-type]  # read by the type of what is there now


def fact_told(kind: FactKind) -> dict[str, str]:
    """What tells that a fact of this kind was recorded outside the cases."""
    return {f"{_FACT}{kind.value}": ""}


def was_told(told: Mapping[str, str], kind: FactKind) -> bool:
    """Whether a fact of this kind came from outside."""
    return f"{_FACT}{kind.value}" in told


def left_by(person_id: str) -> dict[str, str]:
    """What tells that a person left the directory, or does something else in it now."""
    return {f"{_LEFT}{person_id}": ""}


def who_left(told: Mapping[str, str]) -> frozenset[str]:
    """Ids of the people of whom that is told."""
    return frozenset(name.removeprefix(_LEFT) for name in told if name.startswith(_LEFT))


def reconsideration(subject: str, told: Mapping[str, str], at: datetime, new_id: str) -> Timer:
    """
    The work item: *subject* ("account:<id>", "case:<id>") is to be reconsidered at once; see `TimerStore.gather`.

    Args:
        at: UTC instant by the protocol's clock.
    """
    return Timer(new_id, RECONSIDER, subject, at, RULE, occurrence=new_id, payload=dict(told))


def _value(name: str, before: str) -> object:
    if not before:
        return None
    match _KINDS[name]:
        case FieldKind.YES_NO:
            return before == str(True)
        case FieldKind.RUT:
            return Rut.parse(before)
        case FieldKind.ORGANISATION:
            return Organisation(before)
        case FieldKind.DAY:
            return date.fromisoformat(before)
    return before


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Rut):
        return value.compact
    return str(value.value) if isinstance(value, Enum) else str(value)
