"""A fact that tells what happened brings no day that is still to come: one rule for every flow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.errors import InvalidValue
from domain.model.cases import Value, ValueKind
from domain.protocol.engine.data import still_to_come
from domain.protocol.engine.rows import Datum, FactSpec
from domain.protocol.flows import FLOWS
from tests.support.calendars import local

NOW = local("2024-09-13 17:00")
FACT = FactSpec(
    "toy",
    "Registrar algo",
    "A toy.",
    (
        Datum("done_on", ValueKind.DATE, "Hecho el", rule="ATN-05", happened=True),
        Datum("told_at", ValueKind.INSTANT, "Contado a las", required=False, rule="USR-03", happened=True),
        Datum("due_on", ValueKind.DATE, "Previsto para el", required=False),
    ),
)


def told(**given: Value) -> list[InvalidValue]:
    return list(still_to_come(FACT, given, NOW, NOW.date()))


def test_today_and_before_have_happened() -> None:
    """AMB-61: on the day itself it may be recorded; a plan may lie ahead, and what is not given is not looked at."""
    assert told(done_on=date(2024, 9, 13), told_at=NOW, due_on=date(2030, 1, 1)) == []
    assert told(done_on=date(2023, 12, 31)) == []
    assert told() == []


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        (
            {"done_on": date(2024, 9, 14)},
            "ATN-05",
            "«Hecho el» no puede ser posterior a hoy (13-09-2024); usted indicó 14-09-2024.",
        ),
        ({"told_at": NOW + timedelta(minutes=1)}, "USR-03", "usted indicó 13-09-2024 17:01."),
    ],
)
def test_a_day_to_come_is_refused_with_its_rule(given: dict[str, Value], rule: str, words: str) -> None:
    """AMB-61, POL-07: what is recorded as done has been done."""
    (refused,) = told(**given)
    (name,) = given
    assert (refused.rule, refused.field) == (rule, ("data", name))
    assert words in refused.message


def test_every_day_of_a_flow_is_known_to_be_past_or_planned() -> None:
    """AMB-61: whoever adds a day to a fact decides here which of the two it is."""
    days = {
        (datum.name, datum.happened)
        for rules in FLOWS.values()
        for fact in rules.spec.facts
        for datum in fact.data
        if datum.kind in {ValueKind.DATE, ValueKind.INSTANT}
    }
    happened = {"started_on", "feedback_received_on", "letter_sent_on", "post_received_on", "received_at"}
    planned = {
        "activity_starts_on", "activity_ends_on", "expected_on", "wanted_from", "wanted_until", "exception_from",
        "exception_until", "agreed_on", "agenda_starts_on", "agenda_ends_on", "visit_starts_on", "visit_ends_on",
        "activity_on", "notified_on",
    }  # fmt: skip
    # An activity's last day is past where it is registered, and may be ahead where its follow-up is prepared.
    assert days == {
        *((name, True) for name in happened),
        *((name, False) for name in planned),
        ("ended_on", True),
        ("ended_on", False),
    }
