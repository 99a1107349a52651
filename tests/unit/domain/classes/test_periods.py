"""Periods of an account: the same as its classes day by day, said once for every stretch (section 8.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.model.accounts import Account, FactKind
from domain.model.classes import AccountClass, Category, Classes, ClassPeriod, Registration, Relation
from domain.model.history.actions import Action
from domain.model.institution.configuration import Dated, ProtocolConfiguration
from domain.model.institution.people import Role
from domain.protocol.classes.classification import classify
from domain.protocol.classes.course import answers, periods_of
from domain.protocol.classes.settings import class_settings
from tests.support.any_account import ASKED, NEAR, dated_configuration, remembered_account
from tests.support.builders import a_configuration, a_fact, an_account, an_action

Case = tuple[date, ProtocolConfiguration, Account, tuple[Action, ...]]

WORK = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@st.composite
def any_case(draw: st.DrawFn) -> Case:
    """A day, settings of which some change near it, and an account whose undated data did."""
    on = draw(ASKED)
    return on, draw(dated_configuration(on)), *draw(remembered_account(on))


def on_day(periods: tuple[ClassPeriod, ...], day: date) -> ClassPeriod:
    """The one that holds on that day."""
    (found,) = (each for each in periods if each.since <= day <= each.until)
    return found


def without_days(period: ClassPeriod) -> tuple[object, ...]:
    """What a period says of its days."""
    return period[2:]


def as_period(found: Classes) -> tuple[object, ...]:
    """What a period of the day on which this was found must say."""
    nobody = not found.classes and found.registration.value is not Registration.NO_REGISTRADA
    return (
        frozenset({AccountClass.NO_USUARIA}) if nobody else found.classes,
        found.origin.value,
        found.registration.value,
        found.relation.value,
        found.export.value,
        found.capacity.value,
        found.phase.value,
        found.group.value,
        found.category.value,
    )


@WORK
@given(case=any_case(), more=st.lists(st.integers(-4000, 4000), max_size=6))
def test_periods_say_what_the_rule_says_on_every_day(case: Case, more: list[int]) -> None:
    """Section 8.1, AMB-69: on days near every step, and on any others, past and future."""
    on, config, account, actions = case
    periods = periods_of(account, actions, config)

    edges = [each.since for each in periods[1:]]
    days = {on + timedelta(n) for n in (*more, *(-1, 0, 1, 30, 31, 365, 366, 1095, 1096))}
    days |= {day + timedelta(n) for day in edges for n in (-1, 0, 1)} | {date(1900, 1, 1), date(2900, 1, 1)}
    days |= {action.ended_on + timedelta(n) for action in actions for n in (-1, 0)}

    for day in days:
        told = as_period(classify(account, actions, day, config))
        assert without_days(on_day(periods, day)) == told, day


@WORK
@given(case=any_case())
def test_periods_cover_every_day_once_and_neighbours_differ(case: Case) -> None:
    """No day without a period, none with two, none told twice over."""
    _, config, account, actions = case
    periods = periods_of(account, actions, config)

    assert (periods[0].since, periods[-1].until) == (date.min, date.max)
    for earlier, later in pairwise(periods):
        assert later.since == earlier.until + timedelta(1)
        assert without_days(earlier) != without_days(later)


@WORK
@given(case=any_case(), near=st.lists(NEAR, min_size=1, max_size=8))
def test_answers_on_many_days_are_those_of_each_day_reasons_included(case: Case, near: list[int]) -> None:
    """One pass over the facts leaves nothing out: the reasons too are those of the day asked alone."""
    on, config, account, actions = case
    days = sorted(on + timedelta(n) for n in near)

    assert list(answers(account, actions, days, config)) == [classify(account, actions, day, config) for day in days]


def test_the_life_of_a_user_is_four_periods() -> None:
    """DEF-05, DEF-06, DEF-08, by hand: registered on 2 January 2023, a fair on 15 March 2024, and nothing more."""
    periods = periods_of(an_account(), [an_action(date(2024, 3, 15))], a_configuration())

    assert [(each.since, each.until, each.relation) for each in periods] == [
        (date.min, date(2023, 1, 1), Relation.SIN_TRABAJO),
        (date(2023, 1, 2), date(2024, 3, 14), Relation.SIN_TRABAJO),
        (date(2024, 3, 15), date(2024, 12, 31), Relation.USUARIA),
        (date(2025, 1, 1), date(2027, 3, 14), Relation.USUARIA_ANTERIOR),
        (date(2027, 3, 15), date.max, Relation.ANTIGUA_USUARIA),
    ]
    assert [sorted(each.classes) for each in periods] == [
        [], ["NO_USUARIA"], ["USUARIA"], ["USUARIA_ANTERIOR"], ["ANTIGUA_USUARIA"],
    ]  # fmt: skip


def test_what_time_will_do_and_a_setting_dated_in_the_future_are_in_the_periods_already() -> None:
    """AMB-10, AMB-59: a test valid for 12 months ends by itself; a sector enters the strategy on 1 July 2030."""
    facts = (
        a_fact(FactKind.VALIDATION, "VALIDATED", date(2030, 2, 1)),
        a_fact(FactKind.TEST_LEVEL, "HIGH", date(2030, 3, 1)),
    )
    account = an_account(sector="MINERIA", facts=facts)
    config = a_configuration(test_validity_months=12)
    sectors = config.strategic_sectors
    later = Dated(frozenset({"ALIMENTOS", "MINERIA"}), date(2030, 7, 1), "Resolución")
    config = _with_sectors(config, (*sectors.values, later))

    periods = periods_of(account, [], class_settings(config))

    portfolio = [(p.since, p.until) for p in periods if AccountClass.CARTERA in p.classes]
    assert portfolio == [(date(2030, 7, 1), date(2031, 2, 28))]


def _with_sectors(config: ProtocolConfiguration, values: tuple[Dated[frozenset[str]], ...]) -> ProtocolConfiguration:
    return replace(config, strategic_sectors=replace(config.strategic_sectors, values=values))


def test_an_account_that_was_joined_to_another_has_no_periods() -> None:
    """AMB-63: what it had is the other's, and lists show it once."""
    assert periods_of(an_account(merged_into="x"), [an_action(date(2024, 3, 15))], a_configuration()) == ()


@pytest.mark.parametrize("category", [Category.TRABAJO_HABITUAL, Category.TRABAJO_ESPORADICO])
def test_a_membership_comes_between_two_periods_of_the_assigned_category(category: Category) -> None:
    """ATN-01, AMB-31: category 1 while it lasts, its last day included, and the assigned one before and after."""
    assigned = a_fact(FactKind.CATEGORY, category.value, date(2024, 1, 10))
    joined = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 3, 1), until=date(2024, 6, 30))

    periods = periods_of(an_account(facts=(assigned, joined)), [], a_configuration())

    assert [(p.since, p.category) for p in periods if p.since >= date(2024, 1, 1)] == [
        (date(2024, 1, 10), category),
        (date(2024, 3, 1), Category.EXPORTA_MAS),
        (date(2024, 7, 1), category),
    ]


def test_work_of_a_later_year_makes_a_user_again_on_its_own_day() -> None:
    """DEF-05, DEF-06, F-85: user from 3 June 2024, former from 1 January 2025, again from 10 March."""
    work = (an_action(date(2024, 6, 3)), an_action(date(2025, 3, 10)), an_action(date(2025, 5, 5)))
    periods = periods_of(an_account(), work, a_configuration())
    told = [(each.since, each.relation) for each in periods if date(2024, 6, 3) <= each.since <= date(2026, 1, 1)]
    assert told == [
        (date(2024, 6, 3), Relation.USUARIA),
        (date(2025, 1, 1), Relation.USUARIA_ANTERIOR),
        (date(2025, 3, 10), Relation.USUARIA),
        (date(2026, 1, 1), Relation.USUARIA_ANTERIOR),
    ]


def test_an_unconfirmed_action_of_the_day_of_a_counting_one_is_told_by_nobody() -> None:
    """AMB-37, F-85: in many days as on one; a day later it is told."""
    counts = an_action(date(2024, 6, 3))
    for ended_on, told in ((date(2024, 6, 3), False), (date(2024, 6, 4), True)):
        waits = an_action(ended_on, registered_role=Role.HELP_CENTRE)
        alone = classify(an_account(), (counts,), ended_on, a_configuration())
        (found,) = answers(an_account(), (counts, waits), (ended_on,), a_configuration())
        assert found == classify(an_account(), (counts, waits), ended_on, a_configuration())
        assert (found.relation != alone.relation) is told
