"""Days since the last contact, and whose turn it is (FUP-02, EXT-03, INS-02, AMB-64)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.model.accounts import Organisation
from domain.model.history.actions import Annulment
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.people import Role
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.contact_frequency import ContactGap, by_turn, contact_gap
from tests.support.builders import FAIR, an_account, an_action, at
from tests.support.cases.national import in_category, known, settings
from tests.support.proving import proves

TODAY = date(2024, 9, 13)
EVERY = known("contact_every_days", "AMB-64", {"1": 30, "2": 90, "3": 180, "FOREIGN": 120, "INSTITUTION": 60})


def gap_of(*ended_on: date, config: ProtocolConfiguration | None = None, **fields: Any) -> ContactGap:
    account = an_account(**fields)
    actions = [an_action(day) for day in ended_on]
    config = config or settings()
    classes = classify(account, actions, TODAY, config)
    return contact_gap(account.id, account.registered_on, classes, actions, config, TODAY)


def test_the_days_since_the_last_contact_are_told_and_nobody_is_late() -> None:
    """FUP-02, AMB-64: 15 August to 13 September 2024 is 29 days; without configuration late is neither yes nor no."""
    gap = gap_of(date(2024, 3, 1), date(2024, 8, 15))
    assert (gap.last_on, gap.days, gap.every_days, gap.is_late) == (date(2024, 8, 15), 29, None, None)


def test_without_contact_the_days_run_from_the_registration() -> None:
    """FUP-02: registered on 2 January 2023, so 620 days (363 of 2023, 257 of 2024)."""
    gap = gap_of()
    assert (gap.last_on, gap.days) == (None, 620)


def test_what_is_still_to_come_is_no_contact() -> None:
    """An action that ends tomorrow was not a contact yet."""
    assert gap_of(date(2024, 8, 15), date(2024, 9, 14)).last_on == date(2024, 8, 15)


def test_a_contact_of_today_was_one() -> None:
    """FUP-02: what ends today is known today."""
    assert gap_of(date(2024, 8, 15), TODAY).days == 0


@pytest.mark.parametrize(("last_on", "is_late"), [(date(2024, 6, 15), False), (date(2024, 6, 14), True)])
def test_on_the_last_day_of_the_interval_nobody_is_late_yet(last_on: date, *, is_late: bool) -> None:
    """AMB-64: every 90 days: 15 June to 13 September 2024 is 90 (15 of June, 31, 31 and 13); a day more is late."""
    config = settings(contact_every_days=EVERY)
    assert gap_of(last_on, config=config, facts=in_category("2")).is_late is is_late


def test_an_attempt_and_an_annulled_action_are_no_contact() -> None:
    """AMB-06: nobody answered; and what was annulled does not hold."""
    account = an_account()
    attempt = an_action(date(2024, 9, 12), type="CONTACTO_INTENTADO")
    annulled = replace(
        an_action(date(2024, 9, 11)),
        annulment=Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, at(TODAY), "Duplicada"),
    )
    real = an_action(date(2024, 9, 3), type=FAIR)
    actions = [attempt, annulled, real]
    classes = classify(account, actions, TODAY, settings())
    gap = contact_gap(account.id, account.registered_on, classes, actions, settings(), TODAY)
    assert (gap.last_on, gap.days) == (date(2024, 9, 3), 10)


@proves("EXT-03", "FUP-02")
@pytest.mark.parametrize(
    ("fields", "every", "rule"),
    [
        ({"facts": in_category("2")}, 90, "FUP-02"),
        ({"facts": in_category("3")}, 180, "FUP-02"),
        ({}, None, "FUP-02"),
        ({"country": "CN", "rut": None, "region": None}, 120, "EXT-03"),
        ({"organisation": Organisation.INSTITUTION}, 60, "INS-02"),
    ],
)
def test_the_interval_is_configured_by_category_and_origin(
    fields: dict[str, Any], every: int | None, rule: str
) -> None:
    """AMB-64: each with its own interval and rule; without category none."""
    gap = gap_of(date(2024, 6, 14), config=settings(contact_every_days=EVERY), **fields)
    assert (gap.every_days, gap.rule) == (every, rule)
    assert gap.days == 91
    assert gap.is_late is (None if every is None else every < 91)


def test_portfolio_companies_come_first_then_who_waited_longest() -> None:
    """FUP-02: "specially if portfolio"."""
    gaps = [
        ContactGap("a", None, 10, None, False, "FUP-02"),
        ContactGap("b", None, 300, None, False, "FUP-02"),
        ContactGap("c", None, 20, None, True, "FUP-02"),
        ContactGap("d", None, 40, None, True, "FUP-02"),
    ]
    assert [gap.account_id for gap in by_turn(gaps)] == ["d", "c", "b", "a"]
