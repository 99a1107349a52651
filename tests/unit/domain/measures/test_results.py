"""What counts as follow-up after a service, and what of answers and business is told of it (MEA-11, AMB-79)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.protocol.measures.asking import Count, Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension, Names, group_name
from domain.protocol.measures.results import followed_up
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from tests.support.builders import FAIR, a_configuration
from tests.support.cases.situations import DIRECTORY
from tests.support.proving import proves

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
PARTS = (("FOLLOWED", 3), ("ANSWERED", 2), ("TOLD_ITSELF", 1), ("NOT_FOLLOWED", 4), ("SCHEDULED", 9))


def told(name: MeasureName, *parts: tuple[str, int]) -> Measured:
    return measured(MeasureQuery(MEASURES[name], JUNE, NOW), [Count((), part, many) for part, many in parts])


@proves("MEA-11")
@pytest.mark.parametrize(
    ("asked", "answered", "state", "expected"),
    [
        (True, False, "SIN_FECHA", "FOLLOWED"),
        (True, True, "CERRADO", "ANSWERED"),
        (True, True, "EN_ESPERA", "ANSWERED"),
        (False, True, "EN_ESPERA", "TOLD_ITSELF"),
        (False, False, "EN_ESPERA", "SCHEDULED"),
        (False, False, "EN_ESPERA_CON_FECHA", "SCHEDULED"),
        (False, False, "DIRECTO", "NOT_FOLLOWED"),
        (False, False, "CERRADO", "NOT_FOLLOWED"),
    ],
)
def test_a_stage_sent_or_a_direct_contact_is_follow_up_and_an_answer_is_told_apart(
    asked: bool, answered: bool, state: str, expected: str
) -> None:
    """AMB-79: who answers unasked was not followed up; whose letter is still to come is judged by nobody."""
    assert followed_up(asked=asked, answered=answered, state=state).value == expected


@proves("MEA-11", "FUP-03", "FUP-05", "FUP-08")
def test_shares_are_of_those_that_do_not_wait_for_their_letter() -> None:
    """MEA-11: 5 of 10 were followed, of 3 of 10 it is known how it went; 9 wait."""
    followed, answered = (told(name, *PARTS).total for name in (_N.SERVICES_FOLLOWED, _N.SERVICES_ANSWERED))
    assert (followed.figure, followed.n) == (0.5, 10)
    assert (answered.figure, answered.n) == (0.3, 10)
    assert part_name(Subject.FOLLOW_UP, "NOT_FOLLOWED") == "Nadie le preguntó"
    assert part_name(Subject.BUSINESS, "NOT_TOLD") == "No se sabe"


@proves("MEA-11", "FUP-08")
def test_business_is_of_the_results_that_are_known() -> None:
    """MEA-11, FUP-08: 1 of 4; of what nobody told nothing is assumed; without a result there is no figure."""
    found = told(_N.SERVICES_WITH_BUSINESS, ("CONCLUDED", 1), ("NOT_CONCLUDED", 3), ("NOT_TOLD", 8)).total
    assert (found.figure, found.n) == (0.25, 4)
    assert told(_N.SERVICES_WITH_BUSINESS, ("NOT_TOLD", 8)).total.figure is None


@proves("MEA-11", "FUP-08")
def test_satisfaction_after_services_is_of_follow_ups_alone_by_month_and_type() -> None:
    """MEA-11: the trend is by month, the type reads by its name, one that is gone as such."""
    row = MEASURES[_N.SERVICE_SATISFACTION]
    assert dict(MeasureQuery(row, JUNE, NOW).filters) == {Dimension.FLOW: frozenset({"FOLLOW_UP"})}
    assert {Dimension.MONTH, Dimension.ACTION_TYPE} <= row.dimensions
    assert told(_N.SERVICE_SATISFACTION, ("5", 1), ("4", 1)).total.figure == 4.5
    names = Names(a_configuration(), DIRECTORY, date(2026, 6, 30))
    read = [group_name(Dimension.ACTION_TYPE, code, names) for code in (FAIR, "OTRO", None)]
    assert read == ["Feria internacional", "Tipo que ya no está en la lista", "Sin tipo de acción"]


_N = MeasureName
