"""
Writing a step of a case inside a transaction: the case and its event, what it causes, the decision, the cases it opens.

Belongs here: what every verb of cases does in the end. Does not belong here: transactions and client keys
(`open_and_report`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.errors import (
    DuplicateRecord,
    InvalidValue,
    ProtocolError,
    RecordNotFound,
    StepNotAllowed,
    VersionConflict,
)
from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, CaseEvent, Flow, NextStep, Value
from domain.model.classes import CauseKind, ClassChange, Classes, Ground
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Actor
from domain.model.representations import Representation
from domain.protocol.access.permissions import require_sight, sees_account, sees_case
from domain.protocol.classes.changes import change_between
from domain.protocol.engine.contact_points import TELEPHONE
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, OpenCase
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.step import Step
from domain.protocol.flows import FLOWS
from domain.protocol.routing.next_step import next_step
from domain.use_cases.cases.carry_out import Carrying
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Desk, Told, accounts_named, no_such_account
from domain.use_cases.checks import checked_contact_point


@dataclass(frozen=True, slots=True)
class StartCase:
    """
    The fact that opens a case.

    Attributes:
        account_id: None for a person without company.
        occurred_at: UTC instant of the fact; None: now.
        point_of_contact: Where the person or company came; staff must say it (CHN-01).
    """

    flow: Flow
    fact: str
    account_id: str | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    occurred_at: datetime | None = None
    reason: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ReportFact:
    """
    A fact of an open case.

    Attributes:
        seen: Version of the case that the person saw; None: whatever it is now.
        occurred_at: UTC instant of the fact; None: now.
        point_of_contact: By which it came about; staff must say it of a contact (CHN-01).
    """

    case_id: str
    fact: str
    data: Mapping[str, Value] = field(default_factory=dict)
    seen: int | None = None
    occurred_at: datetime | None = None
    reason: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    client_key: str | None = None


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


async def start_in(desk: Desk, asked: StartCase, *, by_rule: bool = False, actor: Actor | None = None) -> CaseOutcome:
    """`start_case` inside the transaction of *desk*; see there."""
    rules = _rules_of(asked.flow)
    channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
    told = Told(asked.fact, asked.occurred_at or desk.run.now, asked.data, asked.reason, channel, point)
    if not by_rule:
        _require_sight(actor or desk.actor, rules, asked.account_id, asked.data)
    if rules.spec.one_per_account and asked.account_id is not None:
        existing = await desk.work.cases.of_account(asked.account_id, asked.flow)
        if existing:
            return await _on_the_open_one(desk, rules, told, existing[0], by_rule=by_rule, actor=actor)
    situation = await desk.situation(rules, told, None, asked.account_id, actor=actor)
    return await _play(desk, rules, situation, told, by_rule=by_rule)


async def declare_in(desk: Desk, asked: StartCase, record: Representation) -> CaseOutcome:
    """Open a case by what a person declares of a company: it waits in the draft of *record*, which is kept with it."""
    rules = _rules_of(asked.flow)
    told = Told(asked.fact, asked.occurred_at or desk.run.now, asked.data, asked.reason)
    situation = await desk.situation(rules, told, None, declared=record)
    done = decide(rules, situation, told.fact)
    kept = await desk.work.representations.add(replace(record, case_id=situation.case_id))
    return await _write(desk, rules, replace(situation, representation=kept), done)


async def declared_again(desk: Desk, case_id: str) -> CaseOutcome:
    """What to hand back to a person who declares the same company again: the case in which it waits (AMB-62)."""
    case = await desk.work.cases.get(case_id)
    return await outcome_of(desk, case, (await desk.work.cases.timeline(case_id))[-1], duplicate=True)


async def report_in(desk: Desk, asked: ReportFact, *, by_rule: bool = False) -> CaseOutcome:
    """`report_fact` inside the transaction of *desk*; see there."""
    case = await desk.work.cases.get(asked.case_id)
    if not by_rule and not sees_case(desk.actor, case):
        raise RecordNotFound("un caso", case.id)
    rules = _rules_of(case.flow)
    if not by_rule:
        _require_sight(desk.actor, rules, None, asked.data)
    channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
    told = Told(asked.fact, asked.occurred_at or desk.run.now, asked.data, asked.reason, channel, point)
    situation = await desk.situation(rules, told, case)
    done = decide(rules, situation, told.fact, by_rule=by_rule)
    if not done.is_duplicate and asked.seen is not None and asked.seen != case.version:
        raise VersionConflict("un caso", case.id, asked.seen, case, case.version)
    return await _write(desk, rules, situation, done)


async def _on_the_open_one(
    desk: Desk, rules: FlowRules, told: Told, case: Case, *, by_rule: bool, actor: Actor | None
) -> CaseOutcome:
    situation = await desk.situation(rules, told, case, actor=actor)
    try:
        done = decide(rules, situation, told.fact, by_rule=by_rule)
    except StepNotAllowed:
        return await outcome_of(desk, case, situation.timeline[-1], duplicate=True)
    return await _write(desk, rules, situation, done)


async def _play(desk: Desk, rules: FlowRules, situation: Situation, told: Told, *, by_rule: bool) -> CaseOutcome:
    return await _write(desk, rules, situation, decide(rules, situation, told.fact, by_rule=by_rule))


async def _write(desk: Desk, rules: FlowRules, situation: Situation, done: Step) -> CaseOutcome:
    """Store the case, carry out the effects, record the decision."""
    before = situation.case
    if done.is_duplicate or done.transition is None:
        return await outcome_of(desk, done.case, done.event, duplicate=True)
    try:
        case = (
            await desk.work.cases.add(done.case, done.event)
            if before is None
            else await desk.work.cases.advance(done.case, before.version, done.event)
        )
    except DuplicateRecord as open_already:
        case = await desk.work.cases.get(open_already.existing_id)
        return await outcome_of(desk, case, (await desk.work.cases.timeline(case.id))[-1], duplicate=True)
    after = replace(situation, given=done.event.data, case=case, office=case.office)
    office_before = before.office if before is not None else None
    carrying = Carrying(desk, rules, after, case, done.event, situation.account, office_before)
    await carrying.carry_out(done.effects)
    case = carrying.case
    kind = DecisionKind.REFUSAL if done.transition.turns_away else DecisionKind.DECISION
    outcome = rules.states[case.state].title
    decided = decision_of(desk, case, done.event, kind, outcome)
    await desk.work.decisions.record(replace(decided, inputs={**decided.inputs, **done.inputs}))
    opened = [await _open_other(desk, carrying, effect) for effect in carrying.to_open]
    for fact in carrying.facts:
        if fact.kind is FactKind.CATEGORY and case.account_id is not None:
            await go_on_with_category(desk, case.account_id, fact.value, fact.reason or outcome)
    told = await outcome_of(desk, case, done.event)
    return replace(
        told,
        changes=_changes(situation, carrying),
        opened=tuple(other for other in opened if other is not None),
    )


async def _open_other(desk: Desk, carrying: Carrying, effect: OpenCase) -> Case | None:
    """The case that a row opens; one that cannot be opened now is recorded, and stops nothing."""
    situation = carrying.situation
    account_id = carrying.case.account_id
    rules = FLOWS.get(effect.flow)
    if rules is None:
        await carrying.trace(f"El proceso {effect.flow.value} no está disponible.")
        return None
    fact = rules.facts[rules.facts_from(NEW)[0]]
    handed_on = (datum.name for datum in fact.data if datum != TELEPHONE and datum.name in situation.data)
    data = {name: situation.data[name] for name in handed_on}
    told = Told(fact.name, situation.at, data, None, situation.channel, situation.point_of_contact)
    try:
        if rules.spec.one_per_account and account_id is not None:
            existing = await desk.work.cases.of_account(account_id, effect.flow)
            if existing:
                return existing[0]
        fresh = await desk.situation(rules, told, None, account_id)
        fresh = replace(fresh, origin=carrying.case)
        done = decide(rules, fresh, fact.name, by_rule=True)
    except ProtocolError as refused:
        await carrying.trace(f"No se abrió un caso de «{rules.spec.title}»: {refused.message}")
        return None
    return (await _write(desk, rules, fresh, done)).case


async def go_on_with_category(desk: Desk, account_id: str, category: str, reason: str) -> None:
    """
    Let the account's follow-ups that waited for its category go on, however it was assigned.

    Source: ATN-01, FUP-04.
    """
    for case in await desk.work.cases.of_account(account_id, Flow.FOLLOW_UP):
        if case.state == "SIN_CATEGORIA":
            data: Mapping[str, Value] = {"category": category, "reason": reason}
            await report_in(desk, ReportFact(case.id, "assign_category", data), by_rule=True)


async def outcome_of(desk: Desk, case: Case, event: CaseEvent, *, duplicate: bool = False) -> CaseOutcome:
    """What to hand back about a case as it is now."""
    rules = FLOWS[case.flow]
    situation = await desk.situation(rules, Told("", desk.run.now, {}), case)
    return CaseOutcome(
        case=case,
        event=event,
        next_step=next_step(rules, situation),
        account=situation.account,
        classes=situation.classes,
        duplicate=duplicate,
    )


async def repeated(desk: Desk, case_id: str) -> CaseOutcome:
    """What to hand back when the client key was seen before."""
    case = await desk.work.cases.get(case_id)
    event = (await desk.work.cases.timeline(case_id))[-1]
    return replace(await outcome_of(desk, case, event), repeated=True)


def _changes(before: Situation, carrying: Carrying) -> tuple[ClassChange, ...]:
    if before.waits or before.classes is None or carrying.situation.classes is None:
        return ()
    cause: tuple[CauseKind, Ground | None] = (CauseKind.ACCOUNT, None)
    if carrying.facts:
        cause = (CauseKind.FACT, carrying.facts[-1])
    elif carrying.actions:
        cause = (CauseKind.ACTION, carrying.actions[-1])
    change = change_between(before.classes, carrying.situation.classes, [cause])
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
