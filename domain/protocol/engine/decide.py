"""
The case engine ("motor de casos"): what comes of a fact in a situation, or why it is refused and what to do instead.

A walk goes one way: the situation (`situation`, loaded by `domain.use_cases.cases.load_situation`) is decided here by
the rows of the flow (`flow_rules`); what is accepted becomes a step of the case (`step`); the use case carries out what
the step causes and tells it (`wording`). Pure: nothing is written, nothing is sent, no clock is known.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace

from domain.errors import InvalidValue, MissingData, NotAuthorised, ProtocolError, all_of
from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Value
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.access.actionable import Access, ActionableCase, case_by_rule
from domain.protocol.access.permissions import FIRST_LINE
from domain.protocol.access.reach import Known, Whose, require_reach, whose_beginning, whose_case
from domain.protocol.access.roles import ROLES, Reach
from domain.protocol.engine.allowed import missing_for, not_now, rule_of_fact, unfit
from domain.protocol.engine.contact_points import require_telephone
from domain.protocol.engine.data import each_checked, still_to_come
from domain.protocol.engine.flow_rules import FlowRules, first_that_fits
from domain.protocol.engine.observed import inputs_told, observed
from domain.protocol.engine.rows import FactSpec
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.step import Step, step_of
from domain.protocol.engine.topics import wrong_topic


def decide(
    rules: FlowRules, situation: Situation, fact: str, *, by_rule: bool = False, unread: Sequence[ProtocolError] = ()
) -> Step:
    """
    What comes of *fact* in *situation*, whose `given` is the data it brings.

    The same fact with the same data at the same instant is a duplicate; so is a fact that is not accepted any more
    and whose last report brought the same data: it is already so. Duplicates change nothing. Whoever may not report
    the fact is refused first; but what an actor itself reported may be repeated word for word, as an answer that was
    lost is asked for again.

    Args:
        by_rule: A rule of the protocol causes it, not the actor: role, office and point of contact are not looked at.
        unread: What of the form could not be read: the fact is refused for it, and for all else that is wrong.

    Raises:
        InvalidValue: No such fact or datum, a value not of its kind or that cannot be meant here, an instant in the
            future or before the case, or a day on which something happened that is still to come.
        NotAuthorised: The actor's role does not report this fact, or it is another office's or company's case.
        StepNotAllowed: Not now; with the rule, the reason and the step to take.
        MissingData: A datum that it needs here, or the point of contact, is not given: all that is missing.
        Mistakes: Several of the invalid values, and all that is missing, at once.

    Source: POL-06, RTE-04, CHN-01, AMB-01, AMB-61.
    """
    spec = rules.facts.get(fact)
    if spec is None:
        raise InvalidValue(f"El proceso «{rules.spec.title}» no tiene el hecho «{fact}».", field=("fact",))
    rows = rules.rows(situation.state, fact)
    own = _reported_before(situation, fact)
    if not by_rule and not own:
        require_reporter(rules, situation, spec)
    given, invalid = each_checked(spec, _with_reason(spec, situation))
    wrong: list[ProtocolError] = [*unread, *invalid]
    situation = replace(situation, given=given)
    if not by_rule and own and all(event.data != situation.given for event in own):
        require_reporter(rules, situation, spec)
    already = None if wrong else _already_so(rules, situation, fact)
    if already is not None:
        return already
    if not rows:
        raise all_of(wrong) if wrong else not_now(rules, situation, fact)
    wrong += _not_at_that_time(situation)
    wrong += [] if by_rule else wrong_topic(rules, situation, spec)
    wrong += still_to_come(spec, given, situation.at, situation.today)
    seen: dict[str, object] = {}
    row = first_that_fits(rows, observed(situation, seen))
    if wrong or row is None or not row.refuse or row.lacks or row.wrong:
        _require_form(wrong, lambda unreadable: missing_for(rules, situation, spec, rows, unreadable, by_rule=by_rule))
    if row is not None and row.refuse and row.wrong is not None:
        raise unfit(rules, situation, row, row.wrong)
    if row is None or row.refuse:
        refused = not_now(rules, situation, fact, row)
        refused.inputs = inputs_told(seen, rules.spec, situation.today)
        raise refused
    if not by_rule:
        require_telephone(situation)
    step = step_of(rules, situation, spec, row, seen)
    if by_rule or situation.actor == SYSTEM:
        return replace(step, taken=case_by_rule(step.case, "a rule of the protocol causes the fact"))
    return replace(step, taken=_access(situation).case(step.case, situation.account, _whose(situation, spec)))


def _require_form(wrong: list[ProtocolError], missing_but: Callable[[Container[str]], MissingData | None]) -> None:
    """
    Let pass a form that is complete and right.

    Args:
        missing_but: What is missing but for what was given and cannot be read: that is wrong, not missing.

    Raises:
        InvalidValue, MissingData, Mistakes: All that is wrong and missing.
    """
    missing = missing_but(frozenset(e.field[-1] for e in wrong if e.field and not isinstance(e, MissingData)))
    if missing is not None:
        wrong = [*(each for each in wrong if each.field not in missing.fields), missing]
    if wrong:
        raise all_of(wrong)


def to_take_back(rules: FlowRules, situation: Situation, case: Case, fact: str) -> ActionableCase:
    """
    The *case*, for its actor to take a *fact* back, which it reported: where it might report it still.

    Args:
        situation: In which the fact is judged; its case is None when the fact opened it.

    Raises:
        RecordNotFound: The actor may not know of the case any more.
        NotAuthorised: Its role does not report the fact, or it is another office's by now.

    Source: AMB-70, RTE-04.
    """
    taken = _access(situation).case(case, situation.account, None)
    require_reporter(rules, situation, rules.facts[fact])
    return taken


def _with_reason(spec: FactSpec, situation: Situation) -> Mapping[str, Value]:
    """A reason given beside the data is the datum `reason` of a fact that has one."""
    if situation.reason is None or "reason" in situation.given or all(datum.name != "reason" for datum in spec.data):
        return situation.given
    return {**situation.given, "reason": situation.reason}


def _reported_before(situation: Situation, fact: str) -> list[CaseEvent]:
    """Its own reports of this fact at this instant."""
    told = (event for event in situation.timeline if event.fact == fact and event.occurred_at == situation.at)
    return [event for event in told if event.by == situation.actor.id]


def _already_so(rules: FlowRules, situation: Situation, fact: str) -> Step | None:
    case = situation.case
    if case is None:
        return None
    same = [event for event in situation.timeline if event.fact == fact and event.data == situation.given]
    then = [event for event in same if event.occurred_at == situation.at]
    exact = next((event for event in then if situation.point_of_contact in {None, event.point_of_contact}), None)
    if exact is not None:
        return Step(case, exact, (), None)
    last = situation.last(fact)
    if last is None or last.data != situation.given:
        return None
    row = rules.row_for(situation, fact)
    return Step(case, last, (), None) if row is None or row.refuse else None


def require_reporter(rules: FlowRules, situation: Situation, spec: FactSpec) -> None:
    """
    Let pass only an actor who may report the fact where it is, whatever its data.

    Raises:
        NotAuthorised: The role does not report it, or it is another office's; with whose it is.
        ConflictOfInterestStands: They declared one with the company, or with one that its data name.
        RecordNotFound: The actor may not know of the case.

    Source: RTE-04.
    """
    actor, case = situation.actor, situation.case
    if actor == SYSTEM:
        return
    rows = rules.rows(situation.state, spec.name)
    rule = rows[0].rules[0] if rows else rule_of_fact(rules, rules.states.get(situation.state), spec.name)
    require_role(spec, actor, rule)
    theirs, access = _whose(situation, spec), _access(situation)
    access.require_impartial(situation.account, *_named_now(situation))
    if case is not None:
        access.case(case, situation.account, theirs)
    elif theirs is not None:
        require_reach(actor, theirs, access.known)


def require_role(spec: FactSpec, actor: Actor, rule: str) -> None:
    """Raises NotAuthorised: the fact is no task of the actor's role, wherever it is; with whose it is."""
    if actor.role not in spec.roles:
        whose = ", ".join(role.es for role in Role if role in spec.roles) or "el sistema"
        raise NotAuthorised(f"Su rol ({actor.role.es}) no registra «{spec.title}». Corresponde a: {whose}.", rule=rule)


def _whose(situation: Situation, spec: FactSpec) -> Whose | None:
    """
    Whose the fact is to report, where the case is; None: anybody's whose role reports it. Anybody of the first line
    receives a contact, and whoever opened a case goes on with what the whole first line may report.

    Source: RTE-04, CHN-05, RTE-06.
    """
    actor, case = situation.actor, situation.case
    everybodys = spec.roles >= FIRST_LINE
    if ROLES[actor.role].reach is Reach.OWN:
        return None
    if everybodys and (case is None or spec.is_contact or case.opened_by == actor.id):
        return None
    if case is None:
        return None if spec.is_contact else whose_beginning(situation.account, situation.given)
    return whose_case(case, situation.account, situation.directory, origin=situation.origin, given=situation.given)


def _named_now(situation: Situation) -> list[Account]:
    """The companies that the data of this fact name: who chooses among them decides on them, too. Source: AMB-72."""
    texts = (value if isinstance(value, tuple) else (value,) for value in situation.given.values())
    return [
        situation.accounts[key]
        for value in texts
        for key in value
        if isinstance(key, str) and key in situation.accounts
    ]


def _access(situation: Situation) -> Access:
    return Access(situation.actor, Known(situation.config.offices, situation.directory, situation.today))


def _not_at_that_time(situation: Situation) -> Iterator[InvalidValue]:
    """What is wrong with the instant of the fact."""
    recorded_at = situation.recorded_at or situation.at
    if situation.at > recorded_at:
        yield InvalidValue("Un hecho no puede ocurrir en el futuro: revise la fecha y la hora.", field=("occurredAt",))
    if situation.case is not None and situation.at < situation.case.opened_at:
        yield InvalidValue(
            "El hecho no puede ser anterior a la apertura del caso: revise la fecha y la hora.", field=("occurredAt",)
        )
