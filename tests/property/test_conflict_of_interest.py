"""
Whoever has a conflict of interest that stands decides nothing on the company: by no permission, in no state of any flow
(POL-07, AMB-72). The days are drawn; so are the states, into which cases are led.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Final

import pytest

from domain.errors import ConflictOfInterestStands, NotAuthorised, ProtocolError, RecordNotFound
from domain.model.accounts import Account
from domain.model.cases import Case, Flow, Value, ValueKind
from domain.model.history.conflicts_of_interest import ConflictOfInterest, ToldEnd
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor, Role
from domain.protocol.access.actionable import Access
from domain.protocol.access.permissions import Permission, is_allowed
from domain.protocol.access.reach import Known, whose_account
from domain.protocol.engine.allowed import facts_allowed
from domain.protocol.engine.decide import decide
from domain.protocol.engine.rows import Datum, FactSpec
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.routing.offers import offers
from tests.property.test_every_state import DERIVED, ELSEWHERE, Guided
from tests.support.builders import OFFICES, an_account, at, new_id
from tests.support.cases.guided import ACCOUNT_IDS, NAMED, OTHERS, POINT, REGULAR, data_of, likely, situation_of
from tests.support.cases.situations import FRIDAY, a_situation

GAMES: Final = 3
STAFF: Final = [role for role in Role if role is not Role.COMPANY]


def standing(person: str, account: Account, since: date, until: date | None) -> ConflictOfInterest:
    ends = () if until is None else (ToldEnd(until, at(since), "Terminó"),)
    return ConflictOfInterest(new_id(), account.id, person, since, at(since), "Es de mi familia", ends=ends)


def in_conflict(situation: Situation, actor: Actor, until: date | None) -> Situation:
    """The situation with a conflict of interest of the actor, since some days ago."""
    account = situation.account
    if account is None:
        raise ValueError("of nobody's company")
    record = standing(actor.id, account, situation.today - timedelta(days=9), until)
    return replace(situation, actor=actor, account=replace(account, conflicts_of_interest=(record,)))


def refusal(attempt: Callable[[], object]) -> str | None:
    """Why access refused; None: it did not."""
    try:
        attempt()
    except (NotAuthorised, RecordNotFound) as refused:
        return f"{type(refused).__name__}: {refused}"
    return None


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("permission", Permission)
def test_by_no_permission_and_on_each_day_as_long_as_it_stands(permission: Permission, seed: int) -> None:
    """AMB-72: for each role that may, on the first and the last day; before and after, as if there were none."""
    dice = Random(f"{permission}{seed}")
    role = dice.choice(STAFF)
    actor = Actor("quien.sea", "Quien Sea", role, dice.choice(sorted(OFFICES)))
    plain = an_account(country=dice.choice(("CL", "CN")), office=dice.choice((None, *sorted(OFFICES))))
    since = date(2024, 9, 13) + timedelta(days=dice.randrange(400))
    until = since + timedelta(days=dice.randrange(1, 400))
    own = replace(plain, conflicts_of_interest=(standing(actor.id, plain, since, until),))
    others = replace(plain, conflicts_of_interest=(standing("otra.persona", plain, since, until),))

    def on(day: date, account: Account) -> str | None:
        access = Access(actor, Known(OFFICES, Directory(), day))
        return refusal(lambda: access.account(account, permission))

    as_ever = on(since, plain)
    for day in (since, until - timedelta(days=1)):
        told = on(day, own)
        if is_allowed(actor, permission):
            assert str(told).startswith("ConflictOfInterestStands: Usted declaró un conflicto de interés")
            access = Access(actor, Known(OFFICES, Directory(), day))
            case_of = replace(whose_account(own), what_es="este caso")
            assert refusal(partial(access.require_place, permission, case_of)) == told
        else:
            assert told == as_ever
            assert str(told).startswith("NotAuthorised: Su rol")
        assert on(day, others) == as_ever
    assert on(since - timedelta(days=1), own) == on(until, own) == as_ever


def is_told_again(asked: Situation, fact: str) -> bool:
    """Word for word what the actor told before at this instant: an answer that was lost, which changes nothing."""
    told = (event for event in asked.timeline if event.fact == fact and event.occurred_at == asked.at)
    return any(event.by == asked.actor.id and dict(event.data) == dict(asked.given) for event in told)


class Asked(Guided):
    """Led as `Guided`; in each state that is new, everybody is asked with a conflict of interest, and without."""

    def __init__(self, flow: Flow, seed: int, known: set[str]) -> None:
        super().__init__(seed)
        self.played_flow = flow
        self.known = known
        self.asked = 0

    def look(self) -> None:
        for case in list(self.desk.desk.store.rows.cases.values()):
            if case.flow is self.played_flow and case.state not in self.known and case.account_id is not None:
                self.known.add(case.state)
                self.ask(case, case.account_id)
        super().look()

    def ask(self, case: Case | None, account_id: str | None) -> None:
        """Everybody who reports a fact: while it stands, and on the first day after."""
        rules = FLOWS[self.played_flow]
        found = self.runner.run(situation_of(self.desk, rules, case, account_id))
        if found.account is None:
            return
        for actor in (*REGULAR, *NAMED, *OTHERS):
            barred = in_conflict(found, actor, found.today + timedelta(days=self.dice.randrange(1, 90)))
            free = in_conflict(found, actor, found.today)
            assert offers(rules, barred, facts_allowed(rules, barred)) == ()
            allowed = facts_allowed(rules, free)
            now, before = offers(rules, free, allowed), offers(rules, replace(found, actor=actor), allowed)
            assert [each.fact for each in now] == [each.fact for each in before]
            for spec in rules.spec.facts:
                if actor.role in spec.roles:
                    data = data_of(spec, self.dice, found.at, likely)
                    asked = replace(barred, given=data, point_of_contact=POINT)
                    if is_told_again(asked, spec.name):
                        assert decide(rules, asked, spec.name).transition is None
                        continue
                    with pytest.raises(ConflictOfInterestStands) as refused:
                        decide(rules, asked, spec.name)
                    assert refused.value.rule == "POL-07"
                    self.asked += 1


@pytest.mark.parametrize("flow", sorted(set(FLOWS) - DERIVED))
def test_no_fact_of_a_case_and_none_is_offered_whatever_its_state(flow: Flow) -> None:
    """AMB-72: one typed refusal, before everything else that might be told; the day after its end all is as before."""
    known: set[str] = set()
    asked = 0
    states = {state.name for state in FLOWS[flow].spec.states} - ELSEWHERE
    for seed in range(GAMES):
        game = Asked(flow, seed, known)
        account_id = ACCOUNT_IDS[seed % len(ACCOUNT_IDS)]
        try:
            game.ask(None, account_id)
            case = game.open(FLOWS[flow], account_id, states - known)
            while case is not None and states - known:
                before = len(known)
                case = game.lead(case, states - known)
                if len(known) == before:
                    break
        finally:
            asked += game.asked
            game.teardown()
    assert asked > 0


_NAMING: Final = [
    (flow, spec, datum)
    for flow, rules in FLOWS.items()
    for spec in rules.spec.facts
    for datum in spec.data
    if datum.kind in {ValueKind.ACCOUNT, ValueKind.ACCOUNTS} and spec.roles - {Role.COMPANY, Role.SERVICE}
]


@pytest.mark.parametrize(("flow", "spec", "datum"), _NAMING, ids=lambda each: getattr(each, "name", str(each)))
def test_who_chooses_among_companies_has_no_conflict_with_any_of_them(flow: Flow, spec: FactSpec, datum: Datum) -> None:
    """AMB-72: a company that the data of a fact name is decided on, too; one that only the case names is not."""
    role = min(spec.roles - {Role.COMPANY, Role.SERVICE})
    actor = Actor("quien.sea", "Quien Sea", role, "OFIREG-08")
    plain, chosen = an_account(rut=None), an_account()
    barred = replace(chosen, conflicts_of_interest=(standing(actor.id, chosen, FRIDAY.date(), None),))
    value = (plain.id, chosen.id) if datum.kind is ValueKind.ACCOUNTS else chosen.id

    def refused(company: Account, given: dict[str, Value]) -> bool:
        accounts = {plain.id: plain, company.id: company}
        situation = a_situation(an_account(rut=None), actor=actor, accounts=accounts, given=given)
        try:
            decide(FLOWS[flow], situation, spec.name)
        except ConflictOfInterestStands:
            return True
        except (ProtocolError, RecordNotFound):
            return False
        return False

    assert refused(barred, {datum.name: value})
    assert not refused(chosen, {datum.name: value})
    assert not refused(barred, {})
