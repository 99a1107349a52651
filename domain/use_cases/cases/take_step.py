"""
Taking a step of a case inside a transaction: situation, decision, what it causes, and how the case is then.

One way: the situation is loaded (`load_situation`), the engine decides (`domain.protocol.engine.decide`), the step is
stored and what it causes is carried out (`carry_out`), the outcome is told.

Belongs here: what every verb of cases does in the end. Does not belong here: transactions and client keys
(`open_and_report`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from domain.errors import (
    DuplicateRecord,
    InvalidValue,
    ProtocolError,
    RecordNotFound,
    StepNotAllowed,
    VersionConflict,
)
from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, CaseEvent, Flow, NextStep, Undo, Value
from domain.model.classes import CauseKind, ClassChange, Classes, Ground
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Actor
from domain.model.messages import Message
from domain.model.representations import Representation
from domain.protocol.access.actionable import ActionableCase
from domain.protocol.access.permissions import require_sight, sees_account, sees_case
from domain.protocol.classes.changes import change_between
from domain.protocol.engine.contact_points import TELEPHONE
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, OpenCase, Represent
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.step import Step
from domain.protocol.engine.titles import in_sentence
from domain.protocol.flows import FLOWS
from domain.protocol.routing.next_step import next_step
from domain.use_cases.cases.carry_out import Consequences
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Casework, Report, accounts_named, no_such_account
from domain.use_cases.checks import checked_contact_point
from domain.use_cases.once import Kept
from domain.use_cases.quality.ask_survey import ask_on_closing
from domain.use_cases.quality.keep import keep_suggestions


@dataclass(frozen=True, slots=True)
class StartCase:
    """
    The fact that opens a case.

    Attributes:
        account_id: None for a person without company.
        occurred_at: UTC instant of the fact; None: now.
        point_of_contact: Where the person or company came; staff must say it (CHN-01).
        topic: Code of what is asked for (MEA-05).
        unread: What of the form could not be read: nothing is opened, and all that is wrong is told at once.
    """

    flow: Flow
    fact: str
    account_id: str | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    occurred_at: datetime | None = None
    reason: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    topic: str | None = None
    client_key: str | None = None
    unread: tuple[ProtocolError, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFact:
    """
    A fact of an open case.

    Attributes:
        seen: Version of the case that the person saw; None: whatever it is now.
        occurred_at: UTC instant of the fact; None: now.
        point_of_contact: By which it came about; staff must say it of a contact (CHN-01).
        topic: Code of what was asked for, when it is another than the case's (MEA-05).
        unread: What of the form could not be read: nothing is reported, and all that is wrong is told at once.
    """

    case_id: str
    fact: str
    data: Mapping[str, Value] = field(default_factory=dict)
    seen: int | None = None
    occurred_at: datetime | None = None
    reason: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    topic: str | None = None
    client_key: str | None = None
    unread: tuple[ProtocolError, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """
    A case after the verb.

    Attributes:
        event: The entry of its timeline: the new one, or the one that was already there.
        next_step: What to do now.
        account, classes: Of the account after it, when there is one.
        changes: Changes of class that it brought.
        opened: Cases that the fact opened.
        duplicate: It was already so: nothing was written.
        repeated: The client key was seen before: nothing was done now.
        to_explain: Of a fact that was taken back, the messages that had gone out (AMB-70).
    """

    case: Case
    event: CaseEvent
    next_step: NextStep
    account: Account | None = None
    classes: Classes | None = None
    changes: tuple[ClassChange, ...] = ()
    opened: tuple[Case, ...] = ()
    duplicate: bool = False
    repeated: bool = False
    to_explain: tuple[Message, ...] = ()


async def start_in(
    casework: Casework, asked: StartCase, *, by_rule: bool = False, actor: Actor | None = None
) -> CaseOutcome:
    """`start_case` inside the transaction of *casework*; see there."""
    rules = _rules_of(asked.flow)
    report = _report(casework, asked)
    if not by_rule:
        _require_sight(actor or casework.actor, rules, asked.account_id, asked.data)
    if asked.account_id is not None:
        await casework.work.accounts.hold(asked.account_id)
    existing = await _open_one(casework, rules, asked.account_id)
    situation = await casework.situation(rules, report, existing, asked.account_id, actor=actor)
    try:
        step = decide(rules, situation, report.fact, by_rule=by_rule, unread=report.unread)
    except StepNotAllowed:
        if existing is None:
            raise
        return await outcome_of(casework, existing, situation.timeline[-1], duplicate=True)
    return await _take(casework, rules, situation, step)


async def declare_in(casework: Casework, asked: StartCase, record: Representation) -> CaseOutcome:
    """Open a case by what a person declares of a company: it waits in the draft of *record*, which is kept with it."""
    rules = _rules_of(asked.flow)
    report = Report(asked.fact, asked.occurred_at or casework.run.now, asked.data, asked.reason)
    situation = await casework.situation(rules, report, None, declared=record)
    step = decide(rules, situation, report.fact)
    kept = await casework.work.representations.add(replace(record, case_id=situation.case_id))
    return await _take(casework, rules, replace(situation, representation=kept), step)


async def declared_again(casework: Casework, case_id: str) -> CaseOutcome:
    """What to hand back to a person who declares the same company again: the case in which it waits (AMB-62)."""
    case = await casework.work.cases.get(case_id)
    return await outcome_of(casework, case, (await casework.work.cases.timeline(case_id))[-1], duplicate=True)


async def report_in(casework: Casework, asked: ReportFact, *, by_rule: bool = False) -> CaseOutcome:
    """`report_fact` inside the transaction of *casework*; see there."""
    case = await casework.work.cases.hold(asked.case_id)
    if not by_rule and not sees_case(casework.actor, case):
        raise RecordNotFound("un caso", case.id)
    rules = _rules_of(case.flow)
    if not by_rule:
        _require_sight(casework.actor, rules, None, asked.data)
    report = _report(casework, asked)
    situation = await casework.situation(rules, report, case)
    step = decide(rules, situation, report.fact, by_rule=by_rule, unread=report.unread)
    if not step.is_duplicate and asked.seen is not None and asked.seen != case.version:
        raise VersionConflict("un caso", case.id, asked.seen, case, case.version)
    return await _take(casework, rules, situation, step)


def _report(casework: Casework, asked: StartCase | ReportFact) -> Report:
    at = asked.occurred_at or casework.run.now
    try:
        channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
    except ProtocolError as wrong:
        return Report(asked.fact, at, asked.data, asked.reason, unread=(*asked.unread, wrong))
    return Report(asked.fact, at, asked.data, asked.reason, channel, point, asked.topic or None, asked.unread)


async def _open_one(casework: Casework, rules: FlowRules, account_id: str | None) -> Case | None:
    """The open case of a flow that has one for each account (AMB-62), held."""
    if not rules.spec.one_per_account or account_id is None:
        return None
    found = next(iter(await casework.work.cases.of_account(account_id, rules.spec.flow)), None)
    return None if found is None else await casework.work.cases.hold(found.id)


async def _take(casework: Casework, rules: FlowRules, situation: Situation, step: Step) -> CaseOutcome:
    """Store what was decided, carry out what it causes, record the decision, tell how the case is then."""
    if step.transition is None or step.taken is None:
        return await outcome_of(casework, step.case, step.event, duplicate=True)
    try:
        case = await _stored(casework, situation.case, step.taken, step.event)
    except DuplicateRecord as open_already:
        case = await casework.work.cases.get(open_already.existing_id)
        return await outcome_of(casework, case, (await casework.work.cases.timeline(case.id))[-1], duplicate=True)
    after = replace(situation, given=step.event.data, case=case, office=case.office)
    office_before = None if situation.case is None else situation.case.office
    consequences = Consequences(casework, rules, after, case, step.event, situation.account, office_before)
    consequences.undo = _found(situation)
    await consequences.carry_out(step.effects)
    case = consequences.case
    await keep_suggestions(casework, case, step.event)
    kind = DecisionKind.REFUSAL if step.transition.turns_away else DecisionKind.DECISION
    outcome = rules.states[case.state].title
    decided = decision_of(casework, case, step.event, kind, outcome)
    await casework.work.decisions.record(replace(decided, inputs={**decided.inputs, **step.inputs}))
    opened = [await _open_other(casework, consequences, effect) for effect in consequences.to_open]
    event = consequences.event
    if event.effects != step.event.effects:
        await casework.work.cases.retell(case.id, event.sequence, event.effects)
    for fact in consequences.facts:
        if fact.kind is FactKind.CATEGORY and case.account_id is not None:
            moved = await go_on_with_category(casework, case.account_id, fact.value, fact.reason or outcome)
            consequences.made(Undo(moved=tuple((each.case.id, each.event.sequence) for each in moved)))
    await ask_on_closing(casework, case, event)
    if not situation.waits and not any(isinstance(effect, Represent) for effect in step.effects):
        await casework.work.cases.keep_undo(case.id, step.event.sequence, consequences.undo)
    return replace(
        await outcome_of(casework, case, event),
        changes=_changes(situation, consequences),
        opened=tuple(other for other in opened if other is not None),
    )


def _found(situation: Situation) -> Undo:
    """How the case was before the fact."""
    case = situation.case
    if case is None:
        return Undo()
    return Undo(case.data, case.office, case.assignee, case.accountable_unit)


async def _stored(casework: Casework, before: Case | None, taken: ActionableCase, event: CaseEvent) -> Case:
    if before is None:
        return await casework.work.cases.add(taken, event)
    return await casework.work.cases.advance(taken, before.version, event)


async def _open_other(casework: Casework, consequences: Consequences, effect: OpenCase) -> Case | None:
    """The case that a row opens; one that cannot be opened now is recorded, and stops nothing."""
    situation = consequences.situation
    account_id = consequences.case.account_id
    rules = FLOWS.get(effect.flow)
    if rules is None:
        await _not_opened(consequences, effect, f"El proceso {effect.flow.value} no está disponible.")
        return None
    fact = rules.facts[rules.facts_from(NEW)[0]]
    handed_on = (datum.name for datum in fact.data if datum != TELEPHONE and datum.name in situation.data)
    data = {name: situation.data[name] for name in handed_on}
    came_by = situation if situation.channel is not None else consequences.case
    report = Report(
        fact.name,
        situation.at,
        data,
        None,
        came_by.channel,
        came_by.point_of_contact,
        situation.topic or consequences.case.topic,
    )
    try:
        existing = await _open_one(casework, rules, account_id)
        if existing is not None:
            consequences.tell_instead(effect, f"Sigue el caso que ya estaba abierto: {in_sentence(effect.flow.es)}.")
            return existing
        fresh = await casework.situation(rules, report, None, account_id)
        fresh = replace(fresh, origin=consequences.case)
        step = decide(rules, fresh, fact.name, by_rule=True)
    except ProtocolError as refused:
        await _not_opened(consequences, effect, f"No se abrió un caso de «{rules.spec.title}»: {refused.message}")
        return None
    outcome = await _take(casework, rules, fresh, step)
    if not outcome.duplicate:
        consequences.made(Undo(moved=((outcome.case.id, outcome.event.sequence),)))
    return outcome.case


async def _not_opened(consequences: Consequences, effect: OpenCase, why: str) -> None:
    consequences.tell_instead(effect, why)
    await consequences.trace(why)


async def go_on_with_category(casework: Casework, account_id: str, category: str, reason: str) -> Sequence[CaseOutcome]:
    """
    Let the account's follow-ups that waited for its category go on, however it was assigned; how each is then.

    Source: ATN-01, FUP-04.
    """
    data: Mapping[str, Value] = {"category": category, "reason": reason}
    return [
        await report_in(casework, ReportFact(case.id, "assign_category", data), by_rule=True)
        for case in await casework.work.cases.of_account(account_id, Flow.FOLLOW_UP)
        if case.state == "SIN_CATEGORIA"
    ]


async def handed_over(
    casework: Casework, situation: Situation, case: Case, to: str, reason: str, rules: tuple[str, ...]
) -> tuple[Consequences, CaseEvent]:
    """
    Derive the case of *situation*, whoever or whatever decides it: what comes of it, and its entry, kept as decided.

    Source: POL-05, POL-07.
    """
    last = situation.timeline[-1]
    handing = Consequences(casework, FLOWS[case.flow], situation, case, last, situation.account, case.office)
    await handing.hand_over(to, reason, rules)
    event = (await casework.work.cases.timeline(case.id))[-1]
    decided = decision_of(casework, handing.case, event, DecisionKind.DECISION, event.effects[0])
    await casework.work.decisions.record(decided)
    return handing, event


async def outcome_of(casework: Casework, case: Case, event: CaseEvent, *, duplicate: bool = False) -> CaseOutcome:
    """What to hand back about a case as it is now."""
    rules = FLOWS[case.flow]
    situation = await casework.situation(rules, Report("", casework.run.now, {}), case)
    return CaseOutcome(
        case=case,
        event=event,
        next_step=next_step(rules, situation),
        account=situation.account,
        classes=situation.classes,
        duplicate=duplicate,
    )


async def repeated(casework: Casework, case_id: str) -> CaseOutcome:
    """
    What to hand back when the client key was seen before.

    Raises:
        RecordNotFound: Whoever reported it may not know of the case any more.
    """
    case = await casework.work.cases.get(case_id)
    if not sees_case(casework.actor, case):
        raise RecordNotFound("un caso", case.id)
    event = (await casework.work.cases.timeline(case_id))[-1]
    return replace(await outcome_of(casework, case, event), repeated=True)


CASE: Final[Kept[Casework, CaseOutcome]] = Kept("case", lambda done: done.case.id, repeated)


def _changes(before: Situation, consequences: Consequences) -> tuple[ClassChange, ...]:
    if before.waits or before.classes is None or consequences.situation.classes is None:
        return ()
    cause: tuple[CauseKind, Ground | None] = (CauseKind.ACCOUNT, None)
    if consequences.facts:
        cause = (CauseKind.FACT, consequences.facts[-1])
    elif consequences.actions:
        cause = (CauseKind.ACTION, consequences.actions[-1])
    change = change_between(before.classes, consequences.situation.classes, [cause])
    return () if change is None else (change,)


def _require_sight(actor: Actor, rules: FlowRules, account_id: str | None, data: Mapping[str, Value]) -> None:
    """An account that the actor may not know of is refused as one that does not exist, wherever it is named."""
    if account_id is not None:
        require_sight(actor, account_id)
    for datum, key in accounts_named(rules, data):
        if not sees_account(actor, key):
            raise no_such_account(datum, key)


def _rules_of(flow: Flow) -> FlowRules:
    rules = FLOWS.get(flow)
    if rules is None:
        raise InvalidValue(f"El proceso {flow.value} no está disponible.", field=("flow",))
    return rules
