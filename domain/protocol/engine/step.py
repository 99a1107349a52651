"""
A step ("paso"): the case and its entry in the timeline, once a fact is accepted; what follows from it is in its row.

Belongs here: what changes in the case itself. Does not belong here: whether the fact is accepted (`decide`), and
carrying out what it causes (`domain.use_cases.cases`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.model.cases import Case, CaseEvent
from domain.model.institution.calendar import local_day
from domain.protocol.access.actionable import ActionableCase
from domain.protocol.access.permissions import office_of
from domain.protocol.catalogue import protocol_version_on
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.observed import inputs_told, observed
from domain.protocol.engine.rows import NEW, Effect, FactSpec, StopTerm, Transition
from domain.protocol.engine.situation import Computed, Situation
from domain.protocol.engine.wording import effect_lines, filled
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, due, rule_of
from domain.protocol.terms.response import response_effects


@dataclass(frozen=True, slots=True)
class Step:
    """
    What comes of a fact.

    Attributes:
        case: The case after it.
        event: Its entry in the timeline; for a duplicate, the entry that is already there.
        effects: What it causes, in order; still with references.
        transition: The row that decided; None for a duplicate, which changes nothing.
        inputs: What its guard, and those of the rows before it, read to decide it; and who answers (POL-04).
        taken: The case, for whoever may take it on; what is stored. None until that is decided, and for a duplicate.
    """

    case: Case
    event: CaseEvent
    effects: tuple[Effect, ...]
    transition: Transition | None
    inputs: Mapping[str, str] = field(default_factory=dict)
    taken: ActionableCase | None = None

    @property
    def is_duplicate(self) -> bool:
        """Whether it was already so: nothing is to be written."""
        return self.transition is None


def step_of(rules: FlowRules, situation: Situation, spec: FactSpec, row: Transition, seen: dict[str, object]) -> Step:
    target = row.target if row.target is not None else situation.state
    before = situation.case or _new_case(rules, situation)
    ended = rules.is_final(target) and before.closed_at is None
    case = replace(
        before,
        state=target,
        data=situation.data,
        version=before.version if situation.case is None else before.version + 1,
        closed_at=situation.at if ended else before.closed_at,
    )
    effects = (*row.effects, *response_effects(replace(situation, case=case), spec.name, ends=ended))
    after = replace(situation, case=case)
    if row.target is not None or situation.case is None:
        case = _placed(rules, after, case, seen)
        after = replace(after, case=case, office=case.office)
    had = situation.case or case
    event = CaseEvent(
        case_id=case.id,
        sequence=situation.timeline[-1].sequence + 1 if situation.timeline else 1,
        fact=spec.name,
        at=situation.recorded_at or situation.at,
        occurred_at=situation.at,
        by=situation.actor.id,
        role=situation.actor.role,
        from_state=situation.state,
        to_state=target,
        rules=row.rules,
        data=dict(situation.given),
        reason=_reason(situation, filled(row.reason, rules, after)),
        effects=effect_lines(rules, after, effects),
        channel=situation.channel,
        point_of_contact=situation.point_of_contact,
        topic=situation.topic,
        office=had.office,
        assignee=had.assignee,
        late=_is_late(situation, effects),
        day=local_day(situation.at, situation.calendar.zone),
        stage_days=None if target == situation.state else days_in_state(situation),
    )
    return Step(case, event, effects, row, inputs_told(seen, rules.spec, situation.today))


def _reason(situation: Situation, by_the_row: str) -> str | None:
    """What the person gave as reason, and what the protocol says beside it: neither hides the other. Source: POL-06."""
    given = (situation.reason or situation.text_given("reason") or "").strip()
    if given and by_the_row and given[-1] not in ".:!?»)":
        given = f"{given}."
    return " ".join(each for each in (given, by_the_row) if each) or None


def days_in_state(situation: Situation) -> int | None:
    """
    Business days of the office from the day the case came into its state to that of the fact, which counts; a fact on
    the same day: 0. None: the case is not open yet.

    Source: MEA-09, AMB-02.
    """
    calendar = situation.calendar
    came = next((event for event in reversed(situation.timeline) if event.from_state != event.to_state), None)
    if came is None:
        return None
    since = came.day or local_day(came.occurred_at, calendar.zone)
    return max(0, calendar.business_days_between(since, local_day(situation.at, calendar.zone)))


def _new_case(rules: FlowRules, situation: Situation) -> Case:
    """It keeps the protocol version of the day, under which all its decisions are taken (POL-02, LIN-05)."""
    account = situation.account
    person = situation.text("person")
    return Case(
        id=situation.case_id,
        flow=rules.spec.flow,
        state=NEW,
        opened_at=situation.at,
        opened_by=situation.actor.id,
        protocol_version=protocol_version_on(situation.today).id,
        accountable_unit=rules.spec.accountable_unit,
        account_id=situation.account_id,
        person=person,
        office=situation.office or (None if account is None else office_of(account)),
        channel=situation.channel,
        point_of_contact=situation.point_of_contact,
        topic=situation.topic,
        origin_case_id=None if situation.origin is None else situation.origin.id,
    )


def _placed(rules: FlowRules, situation: Situation, case: Case, seen: dict[str, object]) -> Case:
    """The case with its responsible office, unit and proposed person (RTE-04, RTE-05, AMB-12)."""
    watched = observed(situation, seen)
    office = _text(rules.spec.office, watched) or case.office
    unit = _text(rules.spec.unit, watched) or case.accountable_unit
    moved = replace(case, office=office, accountable_unit=unit)
    if case.assignee is not None and office == case.office:
        return moved
    there = replace(situation, case=moved, office=office)
    proposed = _text(rules.spec.assignee, observed(there, seen))
    return replace(moved, assignee=proposed)


def _text(compute: Computed | None, situation: Situation) -> str | None:
    value = None if compute is None else compute(situation)
    return value if isinstance(value, str) else None


def _is_late(situation: Situation, effects: Sequence[Effect]) -> bool:
    """Whether a term that the fact answers had ended by then."""
    answered = {rule for effect in effects if isinstance(effect, StopTerm) for rule in effect.rules}
    table = terms_in_force(situation.config)
    for term in situation.open_terms:
        if term.rule_id in answered:
            rule = rule_of(term, table)
            calendar = calendar_for(rule, term.office, situation.book)
            due_at = due(rule, term.started_at, calendar, term.given_date).due_at
            if due_at is not None and situation.at > due_at:
                return True
    return False
