"""
Who has a case: put somebody in charge, hand it over, take note of a hand-over; and mark it as complex.

Each verb is one transaction, written in the timeline and in the record of decisions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import NotAuthorised, RecordNotFound, StepNotAllowed, VersionConflict
from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, CaseMarket, Value
from domain.model.history.decisions import DecisionKind
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor, Role
from domain.protocol.access.actionable import Access, ActionableCase
from domain.protocol.access.permissions import FIRST_LINE, Permission, is_allowed, require, sees_case
from domain.protocol.access.reach import Known, whose_case
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Casework, Report
from domain.use_cases.cases.take_step import CASE, CaseOutcome, handed_over, outcome_of
from domain.use_cases.checks import checked_addressee, checked_charge
from domain.use_cases.once import once_on_cases
from domain.use_cases.perform import given_reason

__all__ = [
    "AcknowledgeCase",
    "AssignCase",
    "Entry",
    "HandOverCase",
    "MarkComplex",
    "acknowledge_case",
    "assign_case",
    "enter",
    "hand_over_case",
    "hand_over_in",
    "held_case",
    "in_charge",
    "mark_complex",
    "may_hand_over",
    "pending_hand_over",
    "require_seen",
]


@dataclass(frozen=True, slots=True)
class AssignCase:
    """Who takes the case. Putting another than the proposed person needs a reason (RTE-05)."""

    case_id: str
    person: str
    seen: int | None = None
    reason: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class HandOverCase:
    """
    A derivation to another office, person, role or unit.

    Attributes:
        to: "office:OFIREG-08", "person:ana.rojas", a `Role` name, or "unit:<name>".
    """

    case_id: str
    to: str
    reason: str
    seen: int | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgeCase:
    """Whoever received the case takes note of it."""

    case_id: str
    seen: int | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class MarkComplex:
    """
    A case to be looked at in the next revision of the protocol (LIN-05).

    Attributes:
        market: In which it is complex; None: external when a commercial office has it or it is about a market abroad.
    """

    case_id: str
    reason: str
    market: CaseMarket | None = None
    seen: int | None = None
    client_key: str | None = None


@once_on_cases(CASE)
async def assign_case(casework: Casework, asked: AssignCase) -> CaseOutcome:
    """
    Put a person in charge: the regional head, or whoever heads the commercial office or the unit.

    Raises:
        MissingData: Somebody is replaced and no reason is given.
        InvalidValue: The directory does not know the person.
        NotAuthorised, VersionConflict, RecordNotFound: As their messages say.

    Source: RTE-05, POL-07.
    """
    found = await held_case(casework, asked.case_id, Permission.HEAD_CASES)
    case = await in_charge(casework, found, "asignar")
    require_seen(case, asked.seen)
    person = checked_charge(asked.person, await _people(casework, case))
    replaces = case.assignee is not None and case.assignee != person.id
    reason = asked.reason
    if replaces:
        reason = given_reason(asked.reason, "Indique por qué se cambia a la persona a cargo.", "RTE-05")
    entry = Entry(
        "assign",
        "RTE-05",
        f"Queda a cargo: {person.name}.",
        {"person": person.id, "before": case.assignee},
        reason,
        DecisionKind.OVERRIDE if replaces else DecisionKind.DECISION,
    )
    return await enter(casework, replace(case, assignee=person.id), entry)


@once_on_cases(CASE)
async def hand_over_case(casework: Casework, asked: HandOverCase) -> CaseOutcome:
    """
    Derive a case, with the reason; it stays awaiting acknowledgement. Terms go on: only their calendar may change.

    Raises:
        MissingData: No reason is given.
        InvalidValue: There is no such office, person or role.
        NotAuthorised, VersionConflict, StepNotAllowed, RecordNotFound: As their messages say.

    Source: POL-05, POL-06, AMB-35.
    """
    require(casework.actor, Permission.HAVE_CASES)
    case = await may_hand_over(casework, await casework.work.cases.hold(asked.case_id))
    require_seen(case, asked.seen)
    return await hand_over_in(casework, case, asked.to, asked.reason)


async def may_hand_over(casework: Casework, case: Case) -> ActionableCase:
    """
    The open case, of whoever may have cases (`Permission.HAVE_CASES`), when it is theirs to hand over: in charge of it,
    or its unit's head.

    Raises:
        NotAuthorised, StepNotAllowed, RecordNotFound: As their messages say.

    Source: POL-05.
    """
    _require_sight(casework, case)
    allowed = await in_charge(casework, case, "derivar")
    _require_open(allowed)
    return allowed


async def hand_over_in(casework: Casework, case: ActionableCase, to: str, reason: str) -> CaseOutcome:
    """`hand_over_case` inside the transaction of *casework*, of a case that may be handed over; see there."""
    reason = given_reason(reason, "Indique por qué se deriva el caso.", "POL-06")
    rules = FLOWS[case.flow]
    situation = await casework.situation(rules, Report("hand_over", casework.run.now, {}, reason), case)
    to = checked_addressee(to, casework.services.core.configuration(), situation.directory)
    handed, event = await handed_over(casework, situation, case, to, reason, ("POL-06",))
    return await outcome_of(casework, handed.case, event)


@once_on_cases(CASE)
async def acknowledge_case(casework: Casework, asked: AcknowledgeCase) -> CaseOutcome:
    """
    Take note of the last hand-over; the acknowledging person takes the case when nobody has it.

    Raises:
        StepNotAllowed: No hand-over awaits it.
        NotAuthorised, VersionConflict, RecordNotFound: As their messages say.

    Source: POL-05.
    """
    found = await held_case(casework, asked.case_id, Permission.HAVE_CASES)
    pending = pending_hand_over(await casework.work.cases.timeline(found.id))
    if pending is None:
        await in_charge(casework, found, "acusar recibo de")
        raise StepNotAllowed("El caso no tiene una derivación pendiente de acuse.", rule="POL-05")
    case = await _for_addressee(casework, found, pending)
    require_seen(case, asked.seen)
    noted = f"{casework.actor.name} acusa recibo de la derivación."
    entry = Entry("acknowledge", "POL-05", noted, {"hand_over": str(pending.sequence)})
    return await enter(casework, replace(case, assignee=case.assignee or casework.actor.id), entry)


@once_on_cases(CASE)
async def mark_complex(casework: Casework, asked: MarkComplex) -> CaseOutcome:
    """
    Mark a case as complex, with the reason.

    Raises:
        MissingData: No reason is given.
        NotAuthorised, VersionConflict, RecordNotFound: As their messages say.

    Source: LIN-05.
    """
    found = await held_case(casework, asked.case_id, Permission.HAVE_CASES)
    case = await in_charge(casework, found, "marcar")
    require_seen(case, asked.seen)
    reason = given_reason(asked.reason, "Indique por qué el caso es complejo.", "LIN-05")
    market = asked.market or _market_of(case)
    marked = f"Queda marcado como complejo, para la próxima revisión del protocolo. {market.es}"
    entry = Entry("mark_complex", "LIN-05", marked, reason=reason)
    return await enter(casework, replace(case, complex=True, complex_market=market), entry)


def _market_of(case: Case) -> CaseMarket:
    is_abroad = case.data.get("market") not in {None, "CL"} or (case.office or "").startswith("OFICOM-")
    return CaseMarket.EXTERNAL if is_abroad else CaseMarket.INTERNAL


def pending_hand_over(timeline: Sequence[CaseEvent]) -> CaseEvent | None:
    """The last hand-over of a timeline when nobody has acknowledged it; None otherwise. Source: POL-05."""
    for event in reversed(timeline):
        if event.fact == "acknowledge":
            return None
        if event.fact == "hand_over":
            return event
    return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the facts that every flow has, as the timeline and the record of decisions tell it."""

    fact: str
    rule: str
    outcome: str
    data: Mapping[str, Value] = field(default_factory=dict)
    reason: str | None = None
    kind: DecisionKind = DecisionKind.DECISION


async def enter(casework: Casework, case: ActionableCase, entry: Entry) -> CaseOutcome:
    """Store *case* as it is now, with the entry that tells why."""
    timeline = await casework.work.cases.timeline(case.id)
    event = CaseEvent(
        case_id=case.id,
        sequence=timeline[-1].sequence + 1,
        fact=entry.fact,
        at=casework.run.now,
        occurred_at=casework.run.now,
        by=casework.actor.id,
        role=casework.actor.role,
        from_state=case.state,
        to_state=case.state,
        rules=(entry.rule,),
        data=entry.data,
        reason=entry.reason,
        effects=(entry.outcome,),
    )
    written = await casework.work.cases.advance(replace(case, version=case.version + 1), case.version, event)
    await casework.work.decisions.record(decision_of(casework, written, event, entry.kind, entry.outcome))
    return await outcome_of(casework, written, event)


async def for_head(casework: Casework, case: Case, verb_es: str) -> ActionableCase:
    """
    The case, for whoever heads the unit where it is.

    Raises:
        NotAuthorised: Another role, or another office's case.

    Source: RTE-05, AMB-70.
    """
    if not is_allowed(casework.actor, Permission.HEAD_CASES):
        raise NotAuthorised(
            f"Usted no puede {verb_es}. Corresponde a quien lo registró o a su jefatura.", rule="POL-07"
        )
    return await acting_here(casework, case)


async def held_case(casework: Casework, case_id: str, permission: Permission) -> Case:
    """The case, held, for a role that may: refused before it is looked for."""
    require(casework.actor, permission)
    case = await casework.work.cases.hold(case_id)
    _require_sight(casework, case)
    return case


def _require_sight(casework: Casework, case: Case) -> None:
    if not sees_case(casework.actor, case):
        raise RecordNotFound("un caso", case.id)


def require_seen(case: Case, seen: int | None) -> None:
    """Raises VersionConflict: it is another version than the one that was seen; None: whatever it is."""
    if seen is not None and seen != case.version:
        raise VersionConflict("un caso", case.id, seen, case, case.version)


async def in_charge(casework: Casework, case: Case, verb_es: str) -> ActionableCase:
    """
    The case, of whoever may have cases, where they act on it: in charge of it, or with a part in its process.

    Raises:
        NotAuthorised: Another role, or another office's case.

    Source: POL-05, RTE-04.
    """
    actor = casework.actor
    takes_part = case.assignee == actor.id or actor.role in _who_takes_part(case, actor)
    if not takes_part and not is_allowed(actor, Permission.HAVE_CASES_OF_ANY_PROCESS):
        raise NotAuthorised(
            f"Su rol ({actor.role.es}) no puede {verb_es} este caso. Corresponde a quien lo atiende o a su jefatura.",
            rule="POL-05",
        )
    return await acting_here(casework, case)


async def acting_here(casework: Casework, case: Case) -> ActionableCase:
    """The case, for whoever acts where it is."""
    account = await _company(casework, case)
    origin = None if case.origin_case_id is None else await casework.work.cases.get(case.origin_case_id)
    directory = casework.services.directory()
    known = Known(casework.services.core.configuration().offices, directory, casework.run.today(account))
    return Access(casework.actor, known).case(case, account, whose_case(case, account, directory, origin=origin))


async def _company(casework: Casework, case: Case) -> Account | None:
    return None if case.account_id is None else await casework.work.accounts.get(case.account_id, merged=True)


async def _people(casework: Casework, case: Case) -> Directory:
    """Of whom somebody may be put in charge of the case: nobody with a conflict of interest. Source: AMB-72."""
    return casework.directory(await _company(casework, case))


def _who_takes_part(case: Case, actor: Actor) -> frozenset[Role]:
    """Roles with a part of their own in its process; what the whole first line may report is whoever opened it's."""
    parts = [fact.roles for fact in FLOWS[case.flow].spec.facts]
    own = frozenset(role for roles in parts if not roles >= FIRST_LINE for role in roles)
    opened = frozenset({actor.role}) if case.opened_by == actor.id else frozenset()
    return own | opened


async def _for_addressee(casework: Casework, case: Case, handed: CaseEvent) -> ActionableCase:
    """Whoever the case was handed to takes note of it: that role, or whoever may act on it now. Source: POL-05."""
    if handed.data.get("to") == casework.actor.role.value:
        return await acting_here(casework, case)
    return await in_charge(casework, case, "acusar recibo de")


def _require_open(case: Case) -> None:
    if case.closed_at is not None:
        raise StepNotAllowed("El caso ya terminó: no se deriva.", rule="POL-05")
