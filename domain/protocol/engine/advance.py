"""
The case engine ("motor de casos"): the few lines that read the rows of a flow.

`advance` takes a situation and a fact and tells what comes of it, or refuses with the rule and the step to take. Pure:
it writes nothing, sends nothing and knows no clock; `domain.use_cases.cases.open_and_report` carries out what it says.
How rows are written is told in `domain.protocol.engine.rows`; what guards may read, in
`domain.protocol.engine.situation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import InvalidValue, NotAuthorised, StepNotAllowed
from domain.model.cases import Case, CaseEvent, Value
from domain.model.institution.people import SYSTEM, Role
from domain.protocol.access.permissions import FIRST_LINE, ROLE_ES, office_of
from domain.protocol.access.reach import Known, require_reach, whose_beginning, whose_case
from domain.protocol.catalogue import protocol_version_on
from domain.protocol.engine.contact_points import require_contact_point
from domain.protocol.engine.data import checked, require_complete, require_happened
from domain.protocol.engine.flow_rules import FlowRules, first_that_fits
from domain.protocol.engine.observed import inputs_told, observed
from domain.protocol.engine.rows import ANY, NEW, OPEN, Effect, FactSpec, StateSpec, StopTerm, Transition
from domain.protocol.engine.situation import Computed, Guard, Situation
from domain.protocol.engine.wording import effect_lines, fact_title, filled, who_es
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, due, rule_of

__all__ = ["ANY", "NEW", "OPEN", "Advance", "Computed", "FlowRules", "Guard", "Situation", "advance", "facts_allowed"]


@dataclass(frozen=True, slots=True)
class Advance:
    """
    What comes of a fact.

    Attributes:
        case: The case after it.
        event: Its entry in the timeline; for a duplicate, the entry that is already there.
        effects: What it causes, in order; still with references.
        transition: The row that decided; None for a duplicate, which changes nothing.
        inputs: What its guard, and those of the rows before it, read to decide it; and who answers (POL-04).
    """

    case: Case
    event: CaseEvent
    effects: tuple[Effect, ...]
    transition: Transition | None
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_duplicate(self) -> bool:
        """Whether it was already so: nothing is to be written."""
        return self.transition is None


def advance(rules: FlowRules, situation: Situation, fact: str, *, by_rule: bool = False) -> Advance:
    """
    What comes of *fact* in *situation*, whose `given` is the data it brings.

    The same fact with the same data at the same instant is a duplicate; so is a fact that is not accepted any more
    and whose last report brought the same data: it is already so. Duplicates change nothing. Whoever may not report
    the fact is refused first; but what an actor itself reported may be repeated word for word, as an answer that was
    lost is asked for again.

    Args:
        by_rule: A rule of the protocol causes it, not the actor: role, office and point of contact are not looked at.

    Raises:
        InvalidValue: No such fact or datum, a value not of its kind, an instant in the future or before the case, or a
            day on which something happened that is still to come.
        NotAuthorised: The actor's role does not report this fact, or it is another office's or company's case.
        StepNotAllowed: Not now; with the rule, the reason and the step to take.
        MissingData: A required datum, or the point of contact, is not given.

    Source: POL-06, RTE-04, CHN-01, AMB-01, AMB-61.
    """
    spec = rules.facts.get(fact)
    if spec is None:
        raise InvalidValue(f"El proceso «{rules.spec.title}» no tiene el hecho «{fact}».", field=("fact",))
    rows = rules.rows(situation.state, fact)
    own = _told_before(situation, fact)
    if not by_rule and not own:
        _require_role(rules, situation, spec, rows)
    situation = replace(situation, given=checked(spec, _with_reason(spec, situation)))
    if not by_rule and own and all(event.data != situation.given for event in own):
        _require_role(rules, situation, spec, rows)
    already = _already_so(rules, situation, fact)
    if already is not None:
        return already
    if not rows:
        raise not_now(rules, situation, fact)
    _require_sane_instant(situation)
    seen: dict[str, object] = {}
    row = first_that_fits(rows, observed(situation, seen))
    if row is None or not row.refuse:
        require_complete(spec, situation.given, rows[0].rules[0])
        if not by_rule:
            require_contact_point(spec, situation)
    if row is None or row.refuse:
        refused = not_now(rules, situation, fact, row)
        refused.inputs = inputs_told(seen, rules.spec, situation.today)
        raise refused
    require_happened(spec, situation.given, situation.at, situation.today)
    return _accepted(rules, situation, spec, row, seen)


def facts_allowed(rules: FlowRules, situation: Situation) -> tuple[str, ...]:
    """The facts that would be accepted now, given their data; the expected ones of the state first."""
    expected = rules.states[situation.state].facts if situation.state else ()
    names = dict.fromkeys((*expected, *rules.facts_from(situation.state)))
    return tuple(name for name in names if refusal_of(rules, situation, name) is None)


def refusal_of(rules: FlowRules, situation: Situation, fact: str) -> Transition | None:
    """The row that refuses the fact now whatever its data; None: it may be accepted."""
    asked = replace(situation, given={}, asked=True)
    for row in rules.rows(situation.state, fact):
        if row.when is None or row.when(asked):
            return row if row.refuse else None
        if not row.refuse:
            return None  # its data may fit this row
    return None


def not_now(rules: FlowRules, situation: Situation, fact: str, row: Transition | None = None) -> StepNotAllowed:
    """The refusal of a fact: why, by which rule, and the step to take instead (POL-06)."""
    title = rules.facts[fact].title
    state = rules.states.get(situation.state)
    step = step_to_take(rules, situation)
    if row is not None:
        return StepNotAllowed(filled(row.reason, rules, situation), rule=row.rules[0], step_to_take=step)
    rule = _rule_of(rules, state, fact)
    if state is None:
        return StepNotAllowed(f"«{title}» no inicia un caso de «{rules.spec.title}».", rule=rule, step_to_take=step)
    ended = "ya terminó" if state.final else f"está en «{state.title}»"
    return StepNotAllowed(f"«{title}» no corresponde ahora: el caso {ended}.", rule=rule, step_to_take=step)


def step_to_take(rules: FlowRules, situation: Situation) -> str | None:
    """The step that is open instead, in Spanish: who does what; None when nothing more is asked for."""
    state = rules.states.get(situation.state)
    if state is None:
        openings = [fact for fact in rules.facts_from(NEW) if refusal_of(rules, situation, fact) is None]
        return fact_title(rules, openings[0]) if openings else None
    allowed = [fact for fact in state.facts if refusal_of(rules, situation, fact) is None]
    if not allowed:
        return None
    who = who_es(state)
    return f"{fact_title(rules, allowed[0])} ({who})" if who else fact_title(rules, allowed[0])


def _rule_of(rules: FlowRules, state: StateSpec | None, fact: str) -> str:
    """The rule that says where the fact belongs: that of its first row, else the state's."""
    for row in rules.spec.transitions:
        if row.fact == fact:
            return row.rules[0]
    return state.rules[0] if state is not None and state.rules else "POL-06"


def _with_reason(spec: FactSpec, situation: Situation) -> Mapping[str, Value]:
    """A reason given beside the data is the datum `reason` of a fact that has one."""
    if situation.reason is None or "reason" in situation.given or all(datum.name != "reason" for datum in spec.data):
        return situation.given
    return {**situation.given, "reason": situation.reason}


def _told_before(situation: Situation, fact: str) -> list[CaseEvent]:
    """What the actor itself reported of this fact at this instant."""
    told = (event for event in situation.timeline if event.fact == fact and event.occurred_at == situation.at)
    return [event for event in told if event.by == situation.actor.id]


def _already_so(rules: FlowRules, situation: Situation, fact: str) -> Advance | None:
    case = situation.case
    if case is None:
        return None
    same = [event for event in situation.timeline if event.fact == fact and event.data == situation.given]
    exact = next((event for event in same if event.occurred_at == situation.at), None)
    if exact is not None:
        return Advance(case, exact, (), None)
    last = situation.last(fact)
    if last is None or last.data != situation.given:
        return None
    row = rules.row_for(situation, fact)
    return Advance(case, last, (), None) if row is None or row.refuse else None


def _require_role(rules: FlowRules, situation: Situation, spec: FactSpec, rows: Sequence[Transition]) -> None:
    actor, case = situation.actor, situation.case
    if actor == SYSTEM:
        return
    rule = rows[0].rules[0] if rows else _rule_of(rules, rules.states.get(situation.state), spec.name)
    if actor.role not in spec.roles:
        whose = ", ".join(ROLE_ES[role] for role in Role if role in spec.roles) or "el sistema"
        raise NotAuthorised(
            f"Su rol ({ROLE_ES[actor.role]}) no registra «{spec.title}». Corresponde a: {whose}.", rule=rule
        )
    if actor.role is Role.COMPANY:
        if case is not None and case.account_id != actor.account_id:
            raise NotAuthorised("Una empresa solo puede actuar en sus propios casos.", rule=rule)
        return
    _require_reach(situation, spec)


def _require_reach(situation: Situation, spec: FactSpec) -> None:
    """
    A fact of a case is for whoever acts where the case is. Anybody of the first line receives a contact, and whoever
    opened a case goes on with what the whole first line may report.

    Source: RTE-04, CHN-05, RTE-06.
    """
    actor, case = situation.actor, situation.case
    everybodys = spec.roles >= FIRST_LINE
    if everybodys and (case is None or spec.is_contact or case.opened_by == actor.id):
        return
    known = Known(situation.config.offices, situation.directory, situation.today)
    if case is not None:
        whose = whose_case(case, situation.account, situation.directory, origin=situation.origin, given=situation.given)
        require_reach(actor, whose, known)
    elif not spec.is_contact:
        require_reach(actor, whose_beginning(situation.account, situation.given), known)


def _require_sane_instant(situation: Situation) -> None:
    recorded_at = situation.recorded_at or situation.at
    if situation.at > recorded_at:
        raise InvalidValue("Un hecho no puede ocurrir en el futuro: revise la fecha y la hora.", field=("occurredAt",))
    if situation.case is not None and situation.at < situation.case.opened_at:
        raise InvalidValue(
            "El hecho no puede ser anterior a la apertura del caso: revise la fecha y la hora.", field=("occurredAt",)
        )


def _accepted(
    rules: FlowRules, situation: Situation, spec: FactSpec, row: Transition, seen: dict[str, object]
) -> Advance:
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
    after = replace(situation, case=case)
    if row.target is not None or situation.case is None:
        case = _placed(rules, after, case, seen)
        after = replace(after, case=case, office=case.office)
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
        reason=situation.reason or situation.text_given("reason") or filled(row.reason, rules, after) or None,
        effects=effect_lines(rules, after, row.effects),
        channel=situation.channel,
        point_of_contact=situation.point_of_contact,
        late=_is_late(situation, row.effects),
    )
    return Advance(case, event, row.effects, row, inputs_told(seen, rules.spec, situation.today))


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
        account_id=None if account is None else account.id,
        person=person,
        office=situation.office or (None if account is None else office_of(account)),
        channel=situation.channel,
        point_of_contact=situation.point_of_contact,
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
