"""Open, stop and waive terms ("abrir, detener y eximir un plazo")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from domain.errors import InvalidValue, RecordNotFound
from domain.model.accounts import Account
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.terms import Milestones, Term
from domain.ports.store import UnitOfWork
from domain.protocol.access.actionable import ActionableTerm
from domain.protocol.access.permissions import Permission, office_of, require
from domain.protocol.engine.titles import in_sentence
from domain.protocol.terms.configured import risk_margin, terms_in_force
from domain.protocol.terms.counting import calendar_for, milestones, rule_of, term_rule
from domain.protocol.terms.state import closed, stop, waive
from domain.use_cases.checks import checked_contact_point, checked_office, checked_text
from domain.use_cases.once import kept_record, once
from domain.use_cases.perform import Run, given_reason
from domain.use_cases.results import TermOutcome
from domain.use_cases.services import Services


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """
    A fact that starts a term.

    Attributes:
        started_at: UTC instant of the fact, never of the message about it (AMB-01); None: now.
        office: Responsible office; None: the one that answers for the account.
        given_date: For terms that count to or back from a date.
    """

    account_id: str
    rule_id: str
    started_at: datetime | None = None
    office: str | None = None
    unit: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    given_date: date | None = None
    case_id: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class StopTerm:
    """The fact that stops a term. `at`: UTC instant; None: now."""

    term_id: str
    at: datetime | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class WaiveTerm:
    """A term that is no longer demanded, with the reason."""

    term_id: str
    reason: str
    client_key: str | None = None


_TERM: Final = kept_record("term", TermOutcome, lambda work: work.terms.get)


@once(_TERM)
async def open_term(run: Run, asked: OpenTerm) -> TermOutcome:
    """
    Start a term under the protocol in force on the day of the fact.

    Raises:
        UnknownRule, NoRuleApplies: The rule sets no term, or not on that day.
        InvalidValue: The fact is in the future, or there is no such office.
        RecordNotFound: There is no such account, or the case is not its.
        NotAuthorised: As its message says.

    Source: SLA-21, AMB-01, LIN-05, AMB-71.
    """
    account = await run.actionable(asked.account_id, Permission.MANAGE_TERMS)
    started_at = _happened(asked.started_at, run)
    channel, point = await _came_by(run.work, account, asked)
    table = terms_in_force(run.services.configuration())
    row = term_rule(asked.rule_id, local_day(started_at, SANTIAGO), table, point)
    term = Term(
        id=run.services.new_id(),
        rule_id=row.rule_id,
        protocol_version=row.protocol_version,
        started_at=started_at,
        office=checked_office(asked.office, run.services.configuration()) if asked.office else office_of(account),
        account_id=account.id,
        case_id=asked.case_id,
        channel=channel,
        point_of_contact=point,
        unit=checked_text(asked.unit or "", "unit") or None,
        given_date=asked.given_date,
    )
    may_open = run.access(account).term(term, account, Permission.MANAGE_TERMS)
    term = await run.work.terms.add(may_open, milestones_of(run.services, term))
    await run.decided(
        "open_term",
        f"Abrió el plazo: {in_sentence(row.name_es)}.",
        rule=row.rule_id,
        account_id=account.id,
        term=term.id,
    )
    return TermOutcome(term)


@once(_TERM)
async def stop_term(run: Run, asked: StopTerm) -> TermOutcome:
    """
    Stop a term by its event; the first stop counts, a later one changes nothing.

    Raises:
        InvalidValue: The instant is before the start, or in the future.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: SLA-21, AMB-06, AMB-15.
    """
    require(run.actor, Permission.MANAGE_TERMS)
    term = await run.work.terms.get(asked.term_id)
    theirs = await _actionable(run, term, Permission.MANAGE_TERMS)
    at = _happened(asked.at, run)
    if at < term.started_at:
        raise InvalidValue("El hecho es anterior al inicio del plazo.", rule=term.rule_id, field=("at",))
    stopped: Term = theirs
    if stop(theirs, at) != theirs:
        stopped = await close_term(run.work, run.services, stop(theirs, at))
        await run.decided(
            "stop_term", "Cerró el plazo.", rule=term.rule_id, account_id=term.account_id, term=term.id, at=at
        )
    return TermOutcome(stopped)


@once(_TERM)
async def waive_term(run: Run, asked: WaiveTerm) -> TermOutcome:
    """
    The regional head no longer demands a term; it is reported apart.

    Raises:
        MissingData: No reason.
        InvalidValue: It is closed already.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: SLA-21, AMB-58.
    """
    require(run.actor, Permission.WAIVE_TERM)
    term = await run.work.terms.get(asked.term_id)
    theirs = await _actionable(run, term, Permission.WAIVE_TERM)
    reason = given_reason(asked.reason, "Indique el motivo para eximir el plazo.", "SLA-21")
    waived = await close_term(run.work, run.services, waive(theirs, run.actor.id, run.now, reason))
    await run.decided(
        "waive_term",
        "Eximió el plazo.",
        rule=term.rule_id,
        account_id=term.account_id,
        reason=reason,
        kind=DecisionKind.OVERRIDE,
        term=term.id,
    )
    return TermOutcome(waived)


def milestones_of(services: Services, term: Term) -> Milestones:
    """The instants to store beside *term*, with the configured margin (LIN-03)."""
    row = rule_of(term, terms_in_force(services.configuration()))
    calendar = calendar_for(row, term.office, services.book)
    return milestones(row, term.started_at, calendar, term.given_date, risk_margin(services.configuration()))


async def close_term(work: UnitOfWork, services: Services, term: ActionableTerm) -> Term:
    """
    Keep *term*, which has just been stopped or waived, with the result it was judged by (AMB-56) and who has its case
    (AMB-69); of a fact that hands the case over, who had it.

    Every closing goes through here, in the transaction of what closes it.
    """
    if term.assignee is None and term.case_id is not None:
        term = replace(term, assignee=(await work.cases.get(term.case_id)).assignee)
    rules = terms_in_force(services.configuration())
    calendar = calendar_for(rule_of(term, rules), term.office, services.book)
    return await work.terms.save(
        closed(term, calendar, risk_margin(services.configuration()), rules), milestones_of(services, term)
    )


async def _came_by(work: UnitOfWork, account: Account, asked: OpenTerm) -> tuple[Channel | None, PointOfContact | None]:
    """The contact that starts the term; where none is told, the one its case came by. Source: AMB-71, MEA-01."""
    channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
    if channel is not None or asked.case_id is None:
        return channel, point
    case = await work.cases.get(asked.case_id)
    if case.account_id != account.id:
        raise RecordNotFound("un caso", case.id)
    return case.channel, case.point_of_contact


async def _actionable(run: Run, term: Term, permission: Permission) -> ActionableTerm:
    """The term as it is now that nobody else writes in its account."""
    account = None if term.account_id is None else await run.work.accounts.hold(term.account_id)
    return run.access(account).term(await run.work.terms.get(term.id), account, permission)


def _happened(at: datetime | None, run: Run) -> datetime:
    if at is not None and at > run.now:
        raise InvalidValue("El hecho no puede estar en el futuro.", rule="SLA-21", field=("at",))
    return at or run.now
