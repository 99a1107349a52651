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
from domain.model.accounts import Account, Fact, FactKind, Organisation
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.rut import Rut
from domain.model.timers import Timer

RECONSIDER: Final = "reconsider"
"""Kind of the timer by which a change reaches the open cases of an account; its payload is what it was before."""

RULE: Final = "AMB-68"
_DERIVED: Final = names(lambda field: field.derives)
_KINDS: Final = {field.name: field.kind for field in ACCOUNT_FIELDS}
RECONSIDER_THEN: Final = "reconsider_then"
"""Kind of the timer by which a fact that is dated ahead reaches them on its first day, one for each fact."""

_TOLD: Final = frozenset(
    {
        FactKind.CATEGORY,
        FactKind.VALIDATION,
        FactKind.EXPORT_DECLARATION,
        FactKind.TEST_LEVEL,
        FactKind.EXPORTA_MAS,
    }
)
_FACT: Final = "fact."
_LEFT: Final = "left."


def changed_for_cases(before: Account, after: Account) -> dict[str, str]:
    """
    What changed of all that open cases derive something from, each with its value before; empty: none has to know.

    A fact that came from the CRM is among it: what is decided here reaches its cases by its own door.

    Source: AMB-68.
    """
    found = {name: _text(getattr(before, name)) for name in _DERIVED if getattr(before, name) != getattr(after, name)}
    for fact in _new_facts(before, after):
        found |= fact_told(fact.kind) if fact.source == "crm" else {}
    return found


def _new_facts(before: Account, after: Account) -> list[Fact]:
    """Those that cases may wait for and that the account had not before."""
    if before.facts is after.facts:
        return []
    known = {fact.id for fact in before.facts}
    return [fact for fact in after.facts if fact.kind in _TOLD and fact.id not in known]


def begins_later(before: Account, after: Account) -> bool:
    """Whether a fact that cases may wait for is new and holds only after the day on which it was recorded."""
    return any(fact.on > local_day(fact.at, SANTIAGO) for fact in _new_facts(before, after))


def told_ahead(after: Account, on: date) -> list[Fact]:
    """The facts that cases may wait for and that hold only after *on* ("con fecha futura")."""
    return [fact for fact in after.facts if fact.kind in _TOLD and fact.on > on]


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


def gathered(waiting: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str] | None:
    """
    What a work item that waits tells with *more*: how each thing was before its first change. None: a datum changed
    again, and a case may have followed it meanwhile by its own fact, so that its value between is told by itself.

    Source: AMB-68.
    """
    if any("." not in name and waiting[name] != more[name] for name in waiting.keys() & more.keys()):
        return None
    return {**more, **waiting}


def reconsideration_of(account_id: str, fact: Fact, first: datetime, new_id: str) -> Timer:
    """
    The work item of a fact that is dated ahead.

    Args:
        first: UTC instant at which its first day begins at the office that answers for the account.
    """
    payload = fact_told(fact.kind)
    return Timer(new_id, RECONSIDER_THEN, f"account:{account_id}", first, RULE, occurrence=fact.id, payload=payload)


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
