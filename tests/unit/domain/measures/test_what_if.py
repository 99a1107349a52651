"""A period judged under a draft of the table of terms, by hand (LIN-05, MEA-01)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from domain.errors import InvalidValue
from domain.model.terms import RiskMargin, TermState
from domain.protocol.measures.asking import Count, Period
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.measures.what_if import Draft, DraftTerm, ReplayedTerm, Simulation, question_of
from domain.protocol.terms.counting import due, term_rule
from domain.protocol.terms.table import TERMS
from tests.support.builders import a_configuration
from tests.support.calendars import a_book, local

NOW = local("2024-12-31 12:00")
SEPTEMBER = Period(date(2024, 9, 1), date(2024, 9, 30))
BOOK = a_book()
BIOBIO, ARICA = "OFIREG-08", "OFIREG-15"


def draft(*changes: DraftTerm, measure: MeasureName = MeasureName.TERM_COMPLIANCE) -> Draft:
    return Draft(changes, MEASURES[measure], TERMS, a_configuration().offices, RiskMargin())


def a_term(started: str, stopped: str | None, part: TermState, **more: Any) -> ReplayedTerm:
    """A contact to be established (SLA-03, three business days) by Biobío, over the digital channel."""
    fields: dict[str, Any] = {
        "id": more.pop("id", f"t {started} {stopped}"),
        "case_id": None,
        "rule_id": "SLA-03",
        "protocol_version": "2024",
        "office": BIOBIO,
        "channel": "DIGITAL",
        "point_of_contact": "CORREO",
        "started_at": local(started),
        "stopped_at": None if stopped is None else local(stopped),
        "waived_at": None,
        "withdrawn": False,
        "given_date": None,
        "part": part.value,
        **more,
    }
    if "due_on" not in fields:
        row = term_rule(fields["rule_id"], date(2024, 9, 1))
        fields["due_on"] = due(row, fields["started_at"], BOOK.of_office(fields["office"])).due_on
    return ReplayedTerm(**fields)


@pytest.mark.parametrize(
    ("quantity", "last_day", "state"),
    [
        (3, date(2024, 9, 23), TermState.MET),
        (2, date(2024, 9, 17), TermState.MET_LATE),
        (4, date(2024, 9, 24), TermState.MET),
        (1, date(2024, 9, 16), TermState.MET_LATE),
        (0, date(2024, 9, 13), TermState.MET_LATE),
    ],
)
def test_a_term_is_judged_by_the_days_of_the_draft_and_the_calendar_of_its_office(
    quantity: int, last_day: date, state: TermState
) -> None:
    """SLA-03, AMB-02: from Friday 13 September, over the holidays of the 18th to the 20th; done on Monday the 23rd."""
    term = a_term("2024-09-13 17:00", "2024-09-23 11:00", TermState.MET)
    assert draft(DraftTerm("SLA-03", quantity)).judged(term, BOOK, NOW) == (last_day, state)


def test_a_term_that_nobody_met_is_overdue_earlier_and_at_risk_later() -> None:
    """SLA-21: on the 18th a term of the 13th is at risk; of two days it ended on the 17th, of nine it only runs."""
    term = a_term("2024-09-13 17:00", None, TermState.AT_RISK)
    on_the_18th = local("2024-09-18 09:00")
    assert draft(DraftTerm("SLA-03", 2)).judged(term, BOOK, on_the_18th)[1] is TermState.OVERDUE
    assert draft(DraftTerm("SLA-03", 3)).judged(term, BOOK, on_the_18th)[1] is TermState.AT_RISK
    assert draft(DraftTerm("SLA-03", 9)).judged(term, BOOK, on_the_18th)[1] is TermState.RUNNING


def test_terms_in_hours_are_judged_to_the_minute() -> None:
    """SLA-10: 24 hours instead of 48; answered a minute after."""
    urgent = {"rule_id": "SLA-10", "office": "OFICOM-CN-SHA", "due_on": date(2024, 9, 12)}
    in_time = a_term("2024-09-10 10:00", "2024-09-11 10:00", TermState.MET, **urgent)
    after = a_term("2024-09-10 10:00", "2024-09-11 10:01", TermState.MET, **urgent)
    halved = draft(DraftTerm("SLA-10", 24))
    assert halved.judged(in_time, BOOK, NOW) == (date(2024, 9, 11), TermState.MET)
    assert halved.judged(after, BOOK, NOW) == (date(2024, 9, 11), TermState.MET_LATE)


def test_an_exception_of_one_office_leaves_the_others_and_of_two_changes_the_last_one_holds() -> None:
    """AMB-58: what is demanded no more is judged by nobody; Arica alone, Biobío keeps its two days."""
    late = [a_term("2024-09-09 10:00", "2024-09-12 10:00", TermState.MET, office=office) for office in (BIOBIO, ARICA)]
    exception = draft(DraftTerm("SLA-03", 2), DraftTerm("SLA-03", None, frozenset({ARICA})))
    assert [exception.judged(term, BOOK, NOW)[1] for term in late] == [TermState.MET_LATE, TermState.WAIVED]
    other_order = draft(DraftTerm("SLA-03", None, frozenset({ARICA})), DraftTerm("SLA-03", 2))
    assert [other_order.judged(term, BOOK, NOW)[1] for term in late] == [TermState.MET_LATE] * 2


def test_a_waived_term_stays_waived_and_another_term_stays_as_it_was() -> None:
    """AMB-58: a waiver outranks a stop, whatever the days."""
    waived = a_term("2024-09-09 10:00", None, TermState.WAIVED, waived_at=local("2024-09-10 10:00"))
    other = a_term("2024-09-09 10:00", None, TermState.OVERDUE, rule_id="SLA-01")
    found = draft(DraftTerm("SLA-03", 2))
    assert found.judged(waived, BOOK, NOW)[1] is TermState.WAIVED
    assert found.judged(other, BOOK, NOW) == (other.due_on, TermState.OVERDUE)


def test_what_was_withdrawn_in_time_is_overdue_under_a_draft_by_which_it_was_not() -> None:
    """AMB-75: withdrawn on Wednesday the 11th: of three business days in time, of one overdue by then."""
    gone = local("2024-09-11 10:00")
    withdrawn = a_term("2024-09-09 10:00", None, TermState.WITHDRAWN, waived_at=gone, withdrawn=True)
    assert draft(DraftTerm("SLA-03", 3)).judged(withdrawn, BOOK, NOW)[1] is TermState.WITHDRAWN
    assert draft(DraftTerm("SLA-03", 1)).judged(withdrawn, BOOK, NOW)[1] is TermState.OVERDUE


def test_the_figures_of_both_sides_are_of_the_same_terms() -> None:
    """
    MEA-01: of four terms of Biobío from Monday the 9th three were met, the last on the 13th, a day late. Of two days:
    two are met. Arica, which the draft does not touch, stays.
    """
    stops = ("2024-09-10 10:00", "2024-09-11 23:59", "2024-09-12 09:00")
    terms = [a_term("2024-09-09 10:00", at, TermState.MET, id=f"t{n}") for n, at in enumerate(stops)]
    terms.append(a_term("2024-09-09 10:00", "2024-09-13 10:00", TermState.MET_LATE, id="t3"))
    counts = [
        Count((BIOBIO, "DIGITAL", "SLA-03"), TermState.MET, 3),
        Count((BIOBIO, "DIGITAL", "SLA-03"), TermState.MET_LATE, 1),
        Count((ARICA, "DIGITAL", "SLA-03"), TermState.MET, 1),
    ]
    shorter = draft(DraftTerm("SLA-03", 2, frozenset({BIOBIO})))
    question = question_of(MeasureName.TERM_COMPLIANCE, SEPTEMBER, NOW)
    simulation = Simulation.begun(question, shorter, counts)
    assert (simulation.total, simulation.done, simulation.finished) == (4, 0, False)
    simulation.judge(terms[:2], BOOK)
    assert (simulation.done, simulation.changes, simulation.finished) == (2, 0, False)
    simulation.judge(terms[2:], BOOK)
    assert (simulation.done, simulation.finished) == (4, True)
    _, before, after = simulation.compared([Dimension.OFFICE])
    assert [(row.groups, row.figure, row.n) for row in before.rows] == [((BIOBIO,), 0.75, 4), ((ARICA,), 1.0, 1)]
    assert [(row.groups, row.figure, row.n) for row in after.rows] == [((BIOBIO,), 0.5, 4), ((ARICA,), 1.0, 1)]
    (moved,) = simulation.changed
    assert (moved.term_id, moved.due_before, moved.due_after) == ("t2", date(2024, 9, 12), date(2024, 9, 11))
    assert (moved.before, moved.after) == (TermState.MET, TermState.MET_LATE)


def test_a_group_whose_terms_are_all_excepted_stays_in_the_table_without_a_figure() -> None:
    """MEA-01: nobody is judged there; the rows of both sides are the same groups."""
    counts = [Count((ARICA, None, "SLA-03"), TermState.OVERDUE, 1)]
    exception = draft(DraftTerm("SLA-03", None, frozenset({ARICA})))
    simulation = Simulation.begun(question_of(MeasureName.TERM_COMPLIANCE, SEPTEMBER, NOW), exception, counts)
    simulation.judge([a_term("2024-09-09 10:00", None, TermState.OVERDUE, office=ARICA, channel=None)], BOOK)
    _, before, after = simulation.compared([Dimension.OFFICE])
    assert [(row.figure, row.n) for row in before.rows] == [(0.0, 1)]
    assert [(row.figure, row.n) for row in after.rows] == [(None, 0)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ((), "de uno a 20"),
        ((DraftTerm("SLA-03", 2),) * 21, "de uno a 20"),
        ((DraftTerm("COM-01", 2),), "no fija un plazo"),
        ((DraftTerm("SLA-12", 2),), "otra medición"),
        ((DraftTerm("SLA-20", 2),), "no se cuenta"),
        ((DraftTerm("SLA-03", -1),), "de 0 a 1000"),
        ((DraftTerm("SLA-03", 1_001),), "de 0 a 1000"),
        ((DraftTerm("SLA-03", 2, frozenset({"OFIREG-99"})),), "OFIREG-99"),
    ],
)
def test_a_draft_that_cannot_be_meant_is_refused(changes: tuple[DraftTerm, ...], message: str) -> None:
    """Whoever asks reads what is wrong."""
    with pytest.raises(InvalidValue, match=message):
        draft(*changes)


def test_only_compliance_is_compared_and_only_by_what_a_draft_changes() -> None:
    """MEA-01: by office, channel and rule."""
    with pytest.raises(InvalidValue, match="cumplimiento"):
        question_of(MeasureName.SATISFACTION, SEPTEMBER, NOW)
    question = question_of(MeasureName.RECOMMENDED_TERMS, SEPTEMBER, NOW)
    recommended = draft(DraftTerm("SLA-12", 3), measure=MeasureName.RECOMMENDED_TERMS)
    with pytest.raises(InvalidValue, match="por oficina, canal y regla"):
        Simulation.begun(question, recommended, []).compared([Dimension.SECTOR])


def test_days_of_a_term_are_counted_on_the_clock_of_its_office() -> None:
    """AMB-52: 23:30 of Friday in Santiago is already Saturday nowhere in Chile, but in Punta Arenas it is 00:30."""
    started = datetime.fromisoformat("2024-07-12T23:30:00-04:00")
    stopped = datetime.fromisoformat("2024-07-16T10:00:00-04:00")
    there = {"started_at": started, "stopped_at": stopped, "due_on": date(2024, 7, 18)}
    santiago = a_term("2024-07-12 23:30", None, TermState.MET, **there)
    magallanes = a_term("2024-07-12 23:30", None, TermState.MET, **{**there, "office": "OFIREG-12", "id": "m"})
    one_day = draft(DraftTerm("SLA-03", 1))
    assert one_day.judged(santiago, BOOK, NOW)[0] == date(2024, 7, 15)
    assert one_day.judged(magallanes, BOOK, NOW)[0] == date(2024, 7, 15)
