"""
Random facts in random order, twice, late, by anybody, in every flow: what must always hold (issue 4, section 3).

The machine plays the use cases over the memory store, with the real templates. Data are drawn by their kinds; a fact
may be anything, in any state, by any role. Whatever is refused must leave no trace but its record; whatever is accepted
must be a row.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed, VersionConflict
from domain.model.accounts import Account, FactKind, Organisation, Purpose
from domain.model.cases import Case, Datum, FactSpec, Flow, Value, ValueKind
from domain.model.channels import PointOfContact
from domain.model.decisions import DecisionKind
from domain.model.people import PORTAL_ROLES, Actor, Role
from domain.model.terms import Term, TermObligation
from domain.model.timers import TimerState
from domain.protocol.catalogue import RULES
from domain.protocol.contact_points import TELEPHONE
from domain.protocol.engine import NEW
from domain.protocol.flows import FLOWS
from domain.protocol.terms import rule_of
from domain.use_cases.cases import CaseOutcome, ReportFact, StartCase, report_fact, start_case
from domain.use_cases.next_steps import step_of_case
from messaging.renderer import JinjaRenderer
from tests.support.builders import (
    ADMINISTRATOR,
    COMMERCIAL,
    HEAD,
    OFFICER,
    OTHER_REGIONAL,
    REGIONAL,
    RUT,
    a_contact,
    a_fact,
    an_account,
    an_action,
)
from tests.support.calendars import local
from tests.support.case_desk import CaseDesk
from tests.support.situations import PORTAL

RUN = "12.345.678-5"
START = local("2024-09-13 17:00")
seeds = st.integers(0, 2**32)
"""Of the dice that draw facts and data: evenly, where hypothesis prefers what is small and alike."""
REGULAR = (REGIONAL, HEAD, OFFICER, COMMERCIAL, OTHER_REGIONAL, ADMINISTRATOR, PORTAL)
OTHERS = tuple(
    Actor(role.value.lower(), role.value, role, "CENTRAL")
    for role in Role
    if role not in {actor.role for actor in REGULAR} and role is not Role.COMPANY
)
ABROAD: dict[str, Any] = {"country": "CN", "region": None, "office": "OFICOM-CN-SHA"}


RENDERER = JinjaRenderer(lambda _: "https://ejemplo.cl/no-recibir")
ACCOUNT_IDS = tuple(f"00000000-0000-4000-8000-0000000000{n}" for n in range(10, 18))


def accounts() -> list[Account]:
    """One of each kind; several are companies of Biobío."""
    day = date(2024, 3, 1)
    kinds = [
        an_account(**{"id": key, "rut": None, **fields})
        for key, fields in zip(
            ACCOUNT_IDS,
            (
                {"rut": RUT},
                {"phone": None},
                {"organisation": Organisation.INSTITUTION},
                {**ABROAD, "purposes": frozenset({Purpose.IMPORT, Purpose.INVEST})},
                {**ABROAD, "chilean_capital": True},
                {"facts": (a_fact(FactKind.REGISTRATION, "DECLARED", day), a_fact(FactKind.CATEGORY, "2", day))},
                {"facts": (a_fact(FactKind.VALIDATION, "VALIDATED", day), a_fact(FactKind.CATEGORY, "3", day))},
                {"registered_on": date(2019, 1, 1)},
            ),
            strict=True,
        )
    ]
    return [replace(account, contacts=(a_contact(account),)) for account in kinds]


def value_of(datum: Datum, dice: Random, now: datetime) -> Value:
    """A value of the datum's kind."""
    today = now.date()
    match datum.kind:
        case ValueKind.CHOICE:
            return dice.choice(sorted(datum.choices))
        case ValueKind.BOOLEAN:
            return dice.random() < 0.5
        case ValueKind.INTEGER:
            return dice.randint(0, 100)
        case ValueKind.DATE:
            return today + timedelta(days=dice.randint(-20, 40))
        case ValueKind.INSTANT:
            return now + timedelta(hours=dice.randint(-100, 200))
        case ValueKind.TEXTS:
            return tuple(dice.sample(["a", "b", "c"], dice.randint(0, 3)))
        case ValueKind.ACCOUNT:
            return dice.choice(ACCOUNT_IDS)
        case ValueKind.ACCOUNTS:
            return (dice.choice(ACCOUNT_IDS),)
        case ValueKind.COUNTRY:
            return dice.choice(["CN", "US", "AR"])
        case ValueKind.REGIONS:
            return tuple(dice.sample(["08", "15", "13"], dice.randint(0, 2)))
        case _:
            return RUN if datum.name == "representative_run" else dice.choice(["algo", "otra cosa"])


class Cases(RuleBasedStateMachine):
    """Plays, and compares what is stored with what was there before."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.desk = CaseDesk(renderer=RENDERER)
        self.desk.desk.clock.at = START
        self.last: tuple[Actor, StartCase | ReportFact, CaseOutcome] | None = None
        self.terms: dict[str, Term] = {}
        self.flows: list[Flow] = []

    def teardown(self) -> None:
        self.runner.close()

    @initialize(flows=st.lists(st.sampled_from(sorted(FLOWS)), min_size=1, max_size=2))
    def register_accounts(self, flows: list[Flow]) -> None:
        """The desk's accounts, with the work some of them did; one or two flows, to get far in them."""
        self.flows = flows
        every = accounts()
        for account in every:
            self.desk.desk.put(account)
        self.desk.desk.put(every[6], an_action(date(2024, 5, 10)))
        self.desk.desk.put(every[7], an_action(date(2021, 5, 10)))

    # What happens

    @rule(seed=seeds)
    def open_a_case(self, seed: int) -> None:
        """Any opening fact, for any account or none."""
        dice = Random(seed)
        flow = dice.choice(self.flows)
        rules = FLOWS[flow]
        spec = rules.facts[dice.choice(rules.facts_from(NEW))]
        account_id = dice.choice([*ACCOUNT_IDS, None])
        actor = self._actor(dice, spec, account_id)
        asked = StartCase(flow, spec.name, account_id, self._data(dice, spec), point_of_contact=PointOfContact.OFIREG)
        self._play(actor, asked)

    @precondition(lambda self: bool(self.desk.desk.store.rows.cases))
    @rule(seed=seeds, late=st.integers(0, 72))
    def report_a_fact(self, seed: int, late: int) -> None:
        """Any fact of its flow, expected or not, sometimes hours late."""
        dice = Random(seed)
        case = dice.choice(list(self.desk.desk.store.rows.cases.values()))
        spec = dice.choice(list(FLOWS[case.flow].facts.values()))
        actor = self._actor(dice, spec, case.account_id)
        at = self.desk.desk.clock.at - timedelta(hours=late) if late < 24 else None
        point = dice.choice((None, *PointOfContact))
        self._play(
            actor, ReportFact(case.id, spec.name, self._data(dice, spec), occurred_at=at, point_of_contact=point)
        )

    @precondition(lambda self: self._open())
    @rule(seed=seeds)
    def go_on_with_a_case(self, seed: int) -> None:
        """Somebody takes the next steps of an open case, mostly one a day, each by whoever may."""
        dice = Random(seed)
        case = dice.choice(self._open())
        for _ in range(dice.randint(1, 8)):
            step = self.runner.run(step_of_case(self.desk.services, ADMINISTRATOR, case.id))
            if step.step == "none":
                return
            names = (step.step, step.step, step.step, *step.facts)
            spec = FLOWS[case.flow].facts[dice.choice(names)]
            actor = self._actor(dice, spec, case.account_id)
            point = PointOfContact.OFIREG
            self._play(actor, ReportFact(case.id, spec.name, self._data(dice, spec), point_of_contact=point))
            self.desk.desk.clock.at += timedelta(days=dice.randint(0, 1))

    @precondition(lambda self: self.last is not None)
    @rule()
    def say_it_again(self) -> None:
        """The same report, with the same instant: it is already so."""
        assert self.last is not None
        actor, asked, outcome = self.last
        again = replace(asked, occurred_at=outcome.event.occurred_at)
        if isinstance(again, StartCase):
            again = ReportFact(outcome.case.id, again.fact, again.data, occurred_at=again.occurred_at)
        before = self.desk.desk.store.rows.copy()
        done = self.runner.run(report_fact(self.desk.services, actor, again))
        after = self.desk.desk.store.rows
        assert done.duplicate
        assert (after.cases, after.terms, after.messages, after.timers) == (
            before.cases, before.terms, before.messages, before.timers,
        )  # fmt: skip

    @rule(hours=st.integers(1, 900))
    def time_passes(self, hours: int) -> None:
        """The clock goes on, and what is due fires once."""
        self.desk.desk.clock.at += timedelta(hours=hours)
        self.last = None
        self.runner.run(self.desk.fire_due())
        assert not [t for t in self.desk.timers if t.due_at <= self.desk.desk.clock.at and t.kind.startswith("term_")]

    # What must always hold

    @invariant()
    def every_open_case_has_a_next_step(self) -> None:
        """COM-02, POL-06."""
        for case in self.desk.desk.store.rows.cases.values():
            step = self.runner.run(step_of_case(self.desk.services, ADMINISTRATOR, case.id))
            assert step.text
            assert step.rule in RULES
            assert (step.step == "none") == (case.closed_at is not None), (case.flow, case.state, step)

    @invariant()
    def no_term_is_lost(self) -> None:
        """AMB-01: a term keeps its start for ever, and its stop once it has one."""
        stored = {term.id: term for term, _ in self.desk.desk.store.rows.terms.values()}
        for known in self.terms.values():
            now = stored[known.id]
            assert (now.rule_id, now.started_at, now.case_id) == (known.rule_id, known.started_at, known.case_id)
            assert known.stopped_at in {None, now.stopped_at}
            assert now.stopped_at is None or now.stopped_at >= now.started_at
        self.terms = stored

    @invariant()
    def a_closed_case_leaves_nobody_owing(self) -> None:
        """SLA-21: what must be met is met, or its case is still open."""
        rows = self.desk.desk.store.rows
        for term, _ in rows.terms.values():
            case = rows.cases[str(term.case_id)]
            if case.closed_at is not None and rule_of(term).obligation is TermObligation.MANDATORY:
                assert not term.is_open, (case.flow, case.state, term.rule_id)

    @invariant()
    def a_term_that_stopped_reminds_nobody(self) -> None:
        """LIN-03."""
        open_terms = {f"term:{term.id}" for term, _ in self.desk.desk.store.rows.terms.values() if term.is_open}
        pending = {t.subject for t in self.desk.desk.store.rows.timers.values() if t.state is TimerState.PENDING}
        assert {subject for subject in pending if subject.startswith("term:")} <= open_terms

    @invariant()
    def no_message_is_doubled(self) -> None:
        """Section 5: exactly once per cause."""
        causes = [message.cause for message in self.desk.messages]
        assert len(causes) == len(set(causes))

    @invariant()
    def every_message_can_be_made(self) -> None:
        """COM-01: whatever the case, the templates find what they name; and no timer comes too late to be heard."""
        told = [decision.outcome for decision in self.desk.desk.decisions if decision.kind is DecisionKind.TRACE]
        assert not [outcome for outcome in told if "no se pudo preparar" in outcome or "anterior" in outcome]

    @invariant()
    def timelines_tell_the_whole_story(self) -> None:
        """CHN-01: each event goes on from where the one before left, by a row; a contact says its point of contact."""
        rows = self.desk.desk.store.rows
        for case in rows.cases.values():
            timeline = rows.timelines[case.id]
            assert [event.sequence for event in timeline] == list(range(1, len(timeline) + 1))
            assert timeline[-1].to_state == case.state
            assert (case.closed_at is not None) == FLOWS[case.flow].states[case.state].final
            state = NEW
            for event in timeline:
                assert event.from_state == state
                if event.fact != "hand_over":
                    fits = FLOWS[case.flow].rows(state, event.fact)
                    assert any(not row.refuse and (row.target or state) == event.to_state for row in fits)
                    asked = FLOWS[case.flow].facts[event.fact].is_contact and event.role not in PORTAL_ROLES
                    assert not asked or event.point_of_contact is not None
                state = event.to_state

    # Helpers

    def _open(self) -> list[Case]:
        return [case for case in self.desk.desk.store.rows.cases.values() if case.closed_at is None]

    def _play(self, actor: Actor, asked: StartCase | ReportFact) -> None:
        before = self.desk.desk.store.rows.copy()
        verb = start_case if isinstance(asked, StartCase) else report_fact
        try:
            outcome = self.runner.run(verb(self.desk.services, actor, asked))  # type: ignore[operator]  # each with its own
        except (StepNotAllowed, NotAuthorised, MissingData, InvalidValue, VersionConflict) as refused:
            self._refused(refused, before)
        else:
            self.last = None if outcome.duplicate else (actor, asked, outcome)

    def _refused(self, refused: Exception, before: Any) -> None:
        """By a rule that exists, and nothing is written."""
        if isinstance(refused, StepNotAllowed | NotAuthorised):
            assert refused.rule in RULES
        after = self.desk.desk.store.rows
        for name in ("accounts", "actions", "terms", "cases", "timelines", "messages", "timers"):
            assert getattr(after, name) == getattr(before, name), name

    def _actor(self, dice: Random, spec: FactSpec, account_id: str | None) -> Actor:
        """Mostly somebody whose role reports the fact."""
        company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account_id, run=RUN)
        every = [*REGULAR, *OTHERS, company]
        fitting = [actor for actor in every if actor.role in spec.roles and actor is not OTHER_REGIONAL]
        return dice.choice(fitting if fitting and dice.random() < 0.9 else every)

    def _data(self, dice: Random, spec: FactSpec) -> dict[str, Value]:
        now = self.desk.desk.clock.at.astimezone(UTC)
        drawn = [datum for datum in _told(spec) if datum.required or dice.random() < 0.5]
        return {datum.name: value_of(datum, dice, now) for datum in drawn}


def _told(spec: FactSpec) -> list[Datum]:
    """What may be drawn at random: no telephone, which only goes with its point of contact (CHN-04)."""
    return [datum for datum in spec.data if datum != TELEPHONE]


def test_random_facts_in_random_order_twice_and_late() -> None:
    """No state without a next step, no term lost, no message doubled, nothing forbidden accepted."""
    run_state_machine_as_test(
        Cases,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
