"""
What a case does when something outside it changed ("seguir a la cuenta"): it follows, or a person is asked.

What derives from the account is derived again: a case that had what its account gave before gets what it gives now,
until its office has acted; then it stays, and the change is a task for a person. What was put elsewhere on purpose
is left there. One function for every flow and every door. Pure.

Source: AMB-68, AMB-82, RTE-04, RTE-05.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import CaseEvent
from domain.model.institution.people import Role
from domain.protocol.access.permissions import office_of
from domain.protocol.engine.allowed import refusal_of
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW
from domain.protocol.engine.situation import Computed, Situation
from domain.protocol.engine.wording import filled

_ATTENDING: Final = frozenset(
    {
        Role.REGIONAL_EXECUTIVE,
        Role.REGIONAL_HEAD,
        Role.SECTOR_OFFICER,
        Role.COMMERCIAL_EXECUTIVE,
        Role.OCI_COORDINATOR,
        Role.GEOGRAPHIC_PROFESSIONAL,
        Role.MACROZONE_COORDINATOR,
    }
)
WHO_HAS_IT: Final = frozenset({"assign", "hand_over", "acknowledge", "mark_complex", "reconsider"})
"""Facts about who has a case, which attend nobody."""


class Answer(Enum):
    """What the case does."""

    MOVES = auto()
    """It passes to another office."""
    CHANGES_HANDS = auto()
    """Another person takes it."""
    STAYS = auto()
    """It stays as it is, and a person is asked to decide."""


@dataclass(frozen=True, slots=True)
class Following:
    """
    One answer.

    Attributes:
        to: "office:<code>" or "person:<id>", where it goes or should be handed; None: nobody is known.
        because: Spanish sentence for whoever has it.
    """

    answer: Answer
    to: str | None
    because: str
    rules: tuple[str, ...]


def acted(event: CaseEvent) -> bool:
    """An office attended the company; who has the case is no act. Source: AMB-82."""
    return event.role in _ATTENDING and event.fact not in WHO_HAS_IT


def pending_task(timeline: Sequence[CaseEvent]) -> CaseEvent | None:
    """The last entry that asks a person to decide, when nobody has decided since. Source: AMB-68."""
    for event in reversed(timeline):
        if event.fact == "reconsider":
            return event
        if event.fact in {"hand_over", "assign"}:
            return None
    return None


def still_follows(rules: FlowRules, situation: Situation) -> bool:
    """Whether the case goes where its account goes: before the contact, or the first act of its office."""
    if rules.spec.follows is not None:
        return rules.spec.follows(situation)
    return not any(acted(event) for event in situation.timeline)


def following(
    rules: FlowRules, situation: Situation, before: Account | None, left: AbstractSet[str] = frozenset()
) -> Following | None:
    """
    What the case of *situation* does now; None: nothing of it has changed.

    Args:
        before: The account as the case may have followed it before; None: it has none.
        left: Ids of people who left the directory, or do something else in it now.

    Source: AMB-68, AMB-82, RTE-04, RTE-05.
    """
    was = replace(situation, account=before)
    found = None
    if before is not None and situation.account is not None:
        found = _no_longer_its_company(rules, was, situation) or _other_office(rules, was, situation)
    return found or _other_person(rules, was, situation, left)


def _no_longer_its_company(rules: FlowRules, was: Situation, now: Situation) -> Following | None:
    """It became another kind of account, of which the flow would not begin; or is no longer active."""
    account, before = now.account, was.account
    if account is None or before is None:
        return None
    if before.active and not account.active:
        return Following(Answer.STAYS, None, _INACTIVE, ("AMB-68",))
    if (account.country, account.organisation) == (before.country, before.organisation):
        return None
    opening = now.timeline[0].fact if now.timeline else rules.facts_from(NEW)[0]
    refused = refusal_of(rules, replace(now, case=None, timeline=(), open_terms=()), opening)
    if refused is None:
        return None
    return Following(Answer.STAYS, None, f"{_OTHER_KIND} {filled(refused.reason, rules, now)}", ("AMB-68",))


def _other_office(rules: FlowRules, was: Situation, now: Situation) -> Following | None:
    case, compute = now.case, rules.spec.office
    if case is None or compute is None:
        return None
    before, office = _office(compute, was), _office(compute, now)
    if case.office != before or office in {None, before}:
        return None
    region = was.account is not None and now.account is not None and was.account.region != now.account.region
    if still_follows(rules, now):
        return Following(Answer.MOVES, f"office:{office}", _MOVED if region else _MOVED_OFFICE, ("RTE-04", "AMB-68"))
    return Following(Answer.STAYS, f"office:{office}", _STAYS if region else _STAYS_OFFICE, ("AMB-68", "RTE-04"))


def _office(compute: Computed, situation: Situation) -> str | None:
    office = compute(situation)
    if isinstance(office, str):
        return office
    return None if situation.account is None else office_of(situation.account)


def _other_person(rules: FlowRules, was: Situation, now: Situation, left: AbstractSet[str]) -> Following | None:
    case, propose = now.case, rules.spec.assignee
    if case is None:
        return None
    gone = case.assignee in left
    before, person = _proposed(propose, was), _proposed(propose, now)
    derived = case.assignee in {None, before} and before != person
    if not (gone or derived) or person == case.assignee or (person is None and not gone):
        return None
    to = None if person is None else f"person:{person}"
    if person is not None and still_follows(rules, now):
        return Following(Answer.CHANGES_HANDS, to, _LEFT if gone else _OTHER_EXECUTIVE, ("RTE-05", "AMB-68"))
    return Following(Answer.STAYS, to, _LEFT_STAYS if gone else _EXECUTIVE_STAYS, ("AMB-68", "RTE-05"))


def _proposed(propose: Computed | None, situation: Situation) -> str | None:
    case = situation.case
    if propose is None or case is None:
        return None
    person = propose(replace(situation, case=replace(case, assignee=None), office=case.office))
    return person if isinstance(person, str) else None


_MOVED: Final = (
    "La empresa cambió de región antes del contacto: responde su nueva oficina. El plazo no vuelve a empezar."
)
_MOVED_OFFICE: Final = "Cambió la oficina que responde por la empresa: el caso la sigue. El plazo no vuelve a empezar."
_STAYS: Final = "La empresa cambió de región, y el caso sigue en la oficina que ya la atendió: corresponde derivarlo."
_STAYS_OFFICE: Final = (
    "Cambió la oficina que responde por la empresa, y el caso sigue en la que ya la atendió: corresponde derivarlo."
)
_OTHER_EXECUTIVE: Final = "Cambió quién atiende a la empresa: el caso pasa a esa persona. El plazo no vuelve a empezar."
_EXECUTIVE_STAYS: Final = (
    "Cambió quién atiende a la empresa, y el caso sigue con quien ya la atendió: corresponde derivarlo."
)
_LEFT: Final = "Quien tenía el caso ya no responde por él: pasa a otra persona. El plazo no vuelve a empezar."
_LEFT_STAYS: Final = "Quien tiene el caso ya no responde por él, y la empresa ya fue atendida: corresponde derivarlo."
_INACTIVE: Final = "La cuenta quedó inactiva y el caso sigue abierto: decida si termina o continúa."
_OTHER_KIND: Final = "La cuenta cambió, y un caso como este ya no comenzaría: decida si termina o continúa."
