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

from domain.model.cases import Case, CaseEvent
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.directory import Person
from domain.model.institution.people import Role
from domain.protocol.access.permissions import office_of
from domain.protocol.engine.allowed import refusal_of
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW
from domain.protocol.engine.situation import ComesFirst, Computed, Situation
from domain.protocol.engine.titles import in_sentence
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
WHO_HAS_IT: Final = frozenset({"assign", "hand_over", "acknowledge", "mark_complex", "set_topic", "reconsider"})
"""Facts about who has a case, which attend nobody."""


_HEADS: Final = (Role.REGIONAL_HEAD, Role.SECTOR_HEAD, Role.COMMERCIAL_EXECUTIVE)
"""Who heads an office and so decides who has its cases, the first of them that it has (RTE-05, `HEAD_CASES`)."""

SETTLED: Final = "settled"
"""Datum of an entry that asks for nothing more: what it had asked for has settled by itself."""
SETTLED_BY: Final = "settled_by"
"""Datum of an entry that asks for a step: the fact that takes it."""


class Answer(Enum):
    """What the case does."""

    MOVES = auto()
    """It passes to another office."""
    CHANGES_HANDS = auto()
    """Another person takes it."""
    STAYS = auto()
    """It stays as it is, and a person is asked to decide."""
    PASSES = auto()
    """It is taken from whoever has it, and the head chooses who takes it."""


@dataclass(frozen=True, slots=True)
class Following:
    """
    One answer.

    Attributes:
        to: "office:<code>" or "person:<id>", where it goes or should be handed; None: nobody is known.
        because: Spanish sentence for whoever has it.
        settled_by: The fact after which nothing is left to decide; None: whoever has it decides.
    """

    answer: Answer
    to: str | None
    because: str
    rules: tuple[str, ...]
    settled_by: str | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """
    A record of the company that the CRM deleted.

    Attributes:
        name: As people know it.
        without: The situation as it would be if it were deleted here, too.
        of_case: The case itself wrote it.
    """

    what: RecordKind
    key: str
    name: str
    without: Situation
    of_case: bool = False


def acted(event: CaseEvent) -> bool:
    """An office attended the company; who has the case is no act. Source: AMB-82."""
    return event.role in _ATTENDING and event.fact not in WHO_HAS_IT


def pending_task(timeline: Sequence[CaseEvent]) -> CaseEvent | None:
    """The last entry that asks a person to decide, when nobody has decided since. Source: AMB-68."""
    since: set[str] = set()
    for event in reversed(timeline):
        if event.fact == "reconsider":
            return None if event.data.get(SETTLED) is True or event.data.get(SETTLED_BY) in since else event
        if event.fact in {"hand_over", "assign"}:
            return None
        if event.taken_back is None:
            since.add(event.fact)
    return None


def comes_first(rules: FlowRules, case: Case, action_type: str) -> ComesFirst | None:
    """What an open case waits for before an action of that type is registered; None: nothing. Source: ATN-04."""
    return None if rules.spec.comes_first is None else rules.spec.comes_first(case, action_type)


def still_follows(rules: FlowRules, situation: Situation) -> bool:
    """Whether the case goes where its account goes: before the contact, or the first act of its office."""
    if rules.spec.follows is not None:
        return rules.spec.follows(situation)
    return not any(acted(event) for event in situation.timeline)


def following(
    rules: FlowRules, situation: Situation, was: Situation, left: AbstractSet[str] = frozenset()
) -> Following | None:
    """
    What the case of *situation* does now; None: nothing of it has changed.

    Args:
        was: The same with the account, its contacts and actions as the case may have followed them before.
        left: Ids of people who left the directory, or do something else in it now.

    Source: AMB-68, AMB-72, AMB-82, RTE-04, RTE-05.
    """
    found = of_somebody_in_conflict(situation)
    if found is None and was.account is not None and situation.account is not None:
        found = _done_too_early(rules, was, situation) or _no_longer_its_company(rules, was, situation)
        found = found or _no_longer_begins(rules, was, situation, _OTHER_RECORD)
        found = found or _other_office(rules, was, situation)
    return found or _other_person(rules, was, situation, left) or _nobody_to_write_to(was, situation)


def of_somebody_in_conflict(situation: Situation) -> Following | None:
    """
    Whoever has the case has a conflict of interest with its company that stands: the head of its unit chooses.

    That is who may put somebody in charge and is of its office, the regional head first; whoever has a conflict
    themself does not choose. Nobody: it is nobody's, and the office's mailbox is written to.

    Source: POL-07, AMB-72, RTE-05.
    """
    case = situation.case
    if case is None or case.closed_at is not None or case.assignee not in situation.directory.barred:
        return None
    chooses = who_chooses(situation)
    to = None if chooses is None else f"person:{chooses.id}"
    return Following(Answer.PASSES, to, _IN_CONFLICT, ("POL-07", "AMB-72"))


def who_chooses(situation: Situation) -> Person | None:
    """
    The head of the office who decides who attends, or who stands in; None: the directory has nobody without a conflict.

    Source: RTE-05, AMB-72.
    """
    directory = situation.directory
    heads = (head for role in _HEADS for head in directory.holders(role, office=situation.office))
    present = (directory.standing_in(head.id, situation.today) for head in heads)
    return next((person for person in present if person is not None), None)


def following_a_loss(rules: FlowRules, situation: Situation, lost: Lost) -> Following | None:
    """
    What the case does when the CRM deleted a record of its company, which is kept here; None: it does not concern it.

    Source: AMB-68, POL-07.
    """
    name = lost.name
    if lost.what is RecordKind.ACCOUNT:
        return Following(Answer.STAYS, None, _LOST_ACCOUNT.format(name=name), ("AMB-68",))
    if lost.of_case:
        return Following(Answer.STAYS, None, _LOST_OF_CASE.format(name=name), ("AMB-68",))
    main = None if situation.account is None else situation.account.main_contact
    if lost.what is RecordKind.CONTACT and main is not None and main.id == lost.key:
        return Following(Answer.STAYS, None, _LOST_MAIN_CONTACT.format(name=name), ("AMB-68",))
    return _no_longer_begins(rules, situation, lost.without, _LOST_RECORD.format(name=name))


def _done_too_early(rules: FlowRules, was: Situation, now: Situation) -> Following | None:
    """
    The CRM has an action that would be refused here, for the case still waits for what comes first: it happened, so it
    holds, and whoever has the case does what is left to do.
    """
    case = now.case
    known: set[tuple[str | None, str]] = {(each.id, each.type) for each in was.actions if each.annulment is None}
    for action in now.actions:
        same = {(action.id, action.type), (action.corrects, action.type)}
        if case is None or action.annulment is not None or same & known:
            continue
        first = comes_first(rules, case, action.type)
        if first is not None:
            because = _TOO_EARLY.format(title=action.title, step=in_sentence(first.step))
            return Following(Answer.STAYS, None, because, (first.rule, "AMB-68"), first.fact)
    return None


def _no_longer_its_company(rules: FlowRules, was: Situation, now: Situation) -> Following | None:
    """It became another kind of account, of which the flow would not begin; or is no longer active."""
    account, before = now.account, was.account
    if account is None or before is None:
        return None
    if before.active and not account.active:
        return Following(Answer.STAYS, None, _INACTIVE, ("AMB-68",))
    if (account.country, account.organisation) == (before.country, before.organisation):
        return None
    refused = _would_not_begin(rules, now)
    return None if refused is None else Following(Answer.STAYS, None, f"{_OTHER_KIND} {refused}", ("AMB-68",))


def _no_longer_begins(rules: FlowRules, was: Situation, now: Situation, because: str) -> Following | None:
    """What is on record of the company changed its classes, and with those as they are the flow would not begin."""
    if was.classes == now.classes or _would_not_begin(rules, was) is not None:
        return None
    refused = _would_not_begin(rules, now)
    return None if refused is None else Following(Answer.STAYS, None, f"{because} {refused}", ("AMB-68",))


def _nobody_to_write_to(was: Situation, now: Situation) -> Following | None:
    """The main contact became inactive or is of another company, and nobody took that place."""
    main = None if was.account is None else was.account.main_contact
    if main is None or now.account is None or now.account.main_contact is not None:
        return None
    return Following(Answer.STAYS, None, _NO_MAIN_CONTACT.format(name=main.name), ("AMB-68",))


def _would_not_begin(rules: FlowRules, situation: Situation) -> str | None:
    """Why a case that began as this one would not begin in *situation*; None: it would."""
    opening = situation.timeline[0].fact if situation.timeline else rules.facts_from(NEW)[0]
    refused = refusal_of(rules, replace(situation, case=None, timeline=(), open_terms=()), opening)
    return None if refused is None else filled(refused.reason, rules, situation)


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


_TOO_EARLY: Final = (
    "Consta «{title}», y en este caso falta lo que va antes: {step}. Se conserva la acción; regístrelo, o "
    "anúlela si no se hizo."
)
_IN_CONFLICT: Final = (
    "Quien tenía el caso declaró un conflicto de interés con la empresa y no decide nada sobre ella: elija quién lo "
    "atiende. El plazo no vuelve a empezar."
)
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
_OTHER_RECORD: Final = (
    "Cambió lo que consta de la empresa, y un caso como este ya no comenzaría: decida si termina o continúa."
)
_LOST_ACCOUNT: Final = (
    "En el CRM se eliminó la cuenta «{name}»; aquí se conserva y el caso sigue abierto: decida si termina o continúa."
)
_LOST_OF_CASE: Final = "En el CRM se eliminó la acción «{name}», que es de este caso; aquí se conserva: compruébelo."
_LOST_MAIN_CONTACT: Final = (
    "En el CRM se eliminó a «{name}», contacto principal de la empresa; aquí se conserva: confirme a quién escribir."
)
_NO_MAIN_CONTACT: Final = (
    "La empresa quedó sin contacto principal, que era «{name}», y el caso sigue abierto: confirme a quién escribir."
)
_LOST_RECORD: Final = "En el CRM se eliminó «{name}», que aquí se conserva; sin eso, un caso como este no comenzaría."
BACK_AGAIN: Final = "El CRM tiene de nuevo «{name}»: no queda nada que decidir por eso."
_INACTIVE: Final = "La cuenta quedó inactiva y el caso sigue abierto: decida si termina o continúa."
_OTHER_KIND: Final = "La cuenta cambió, y un caso como este ya no comenzaría: decida si termina o continúa."
