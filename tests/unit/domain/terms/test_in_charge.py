"""Who has a term, and the attempts made while it ran (LIN-03, AMB-58)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest

from domain.model.cases import CaseEvent, TakenBack
from domain.model.institution.people import Role
from domain.model.terms import Term
from domain.protocol.terms.in_charge import attempts_during, in_charge

START: Final = datetime(2026, 6, 15, 13, tzinfo=UTC)
TERM: Final = Term("t", "SLA-01", "2024", START, "OFIREG-08", "a", "c")
ACCOUNT: Any = SimpleNamespace(regional_executive="ana.rojas", commercial_executive="wei.lagos")


@pytest.mark.parametrize(
    ("office", "assignee", "account", "person"),
    [
        ("OFIREG-08", "gabriel.ocampo", ACCOUNT, "gabriel.ocampo"),  # whoever has the case has its terms
        ("OFIREG-08", None, ACCOUNT, "ana.rojas"),
        ("OFICOM-CN-SHA", None, ACCOUNT, "wei.lagos"),
        ("CENTRAL", None, ACCOUNT, None),  # the unit answers, nobody in particular
        (None, None, ACCOUNT, None),
        ("OFIREG-08", None, None, None),
    ],
)
def test_a_term_is_of_who_has_the_case_else_of_the_executive_in_its_office(
    office: str | None, assignee: str | None, account: Any, person: str | None
) -> None:
    """LIN-03, RTE-05."""
    assert in_charge(replace(TERM, office=office), assignee, account) == person


def _event(fact: str, hour: int, sequence: int) -> CaseEvent:
    at = START.replace(hour=hour)
    return CaseEvent("c", sequence, fact, at, at, "ana.rojas", Role.REGIONAL_EXECUTIVE, "A", "A", ("POT-02",))


def test_attempts_are_those_made_while_the_term_ran() -> None:
    """AMB-58: not before it began, not after it was met, and not one taken back; a contact is no attempt."""
    taken = TakenBack("ana.rojas", Role.REGIONAL_EXECUTIVE, START, "Otra empresa")
    timeline = [
        _event("record_contact_attempt", 12, 1),
        _event("record_contact_attempt", 14, 2),
        replace(_event("record_contact_attempt", 15, 3), taken_back=taken),
        _event("record_contact", 16, 4),
        _event("record_contact_attempt", 17, 5),
    ]
    assert [event.sequence for event in attempts_during(TERM, timeline)] == [2, 5]
    met = replace(TERM, stopped_at=START.replace(hour=16))
    assert [event.sequence for event in attempts_during(met, timeline)] == [2]


def test_an_attempt_at_the_very_start_and_one_at_the_very_end_are_of_the_term() -> None:
    """AMB-58, F-85: both instants are its own; a microsecond outside is not."""
    moment = timedelta(microseconds=1)
    end = START + timedelta(days=1)
    told = [START - moment, START, end, end + moment]
    one = _event("record_contact_attempt", 12, 0)
    timeline = [replace(one, sequence=number, occurred_at=at) for number, at in enumerate(told)]
    assert [event.sequence for event in attempts_during(replace(TERM, stopped_at=end), timeline)] == [1, 2]
