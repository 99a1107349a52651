"""Closed is closed: what a term was judged by stays (AMB-56, LIN-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.institution.calendar import CalendarBook, Holiday, HolidayScope
from domain.model.terms import Span, Term, TermRule, TermState, TermUnit
from domain.protocol.terms.counting import calendar_for, rule_of
from domain.protocol.terms.state import closed, explain, stop, waive
from domain.protocol.terms.table import TERMS
from tests.support.calendars import a_book, a_calendar, local

_CONTACT = Term("contact", "SLA-03", "2024", local("2024-09-13 17:00"), "OFIREG-08")
_TUESDAY = Holiday(date(2024, 9, 17), "Feriado regional del Biobío", HolidayScope.REGION, "Ley", region="08")
_WITH_THE_TUESDAY = a_book(biobio=a_calendar("CL-BI", extra=[_TUESDAY]))
_LATER = local("2024-11-04 09:00")


def counted_with(book: CalendarBook, term: Term, rules: tuple[TermRule, ...] = TERMS) -> Term:
    """Closed on the calendars of *book*."""
    return closed(term, calendar_for(rule_of(term), term.office, book), rules=rules)


def test_a_term_met_late_stays_late_by_what_it_was_when_a_holiday_inside_it_is_declared_afterwards() -> None:
    """AMB-56, F-22: due Monday 23 September, met on Tuesday 24; with the 17th a holiday it would have been in time."""
    late = counted_with(a_book(), stop(_CONTACT, local("2024-09-24 10:00")))

    told = explain(late, calendar_for(rule_of(late), "OFIREG-08", _WITH_THE_TUESDAY), _LATER)

    assert told.state is TermState.MET_LATE
    assert told.due.due_on == date(2024, 9, 23)
    assert told.late_by == Span(1, TermUnit.BUSINESS_DAYS)
    assert told.elapsed == Span(4, TermUnit.BUSINESS_DAYS)  # 16, 17, 23, 24
    assert date(2024, 9, 17) not in [day.on for day in told.skipped]
    assert told.text_es.endswith("Se cumplió fuera de plazo, con 1 día hábil de atraso.")


def test_from_the_very_instant_of_its_closing_a_term_tells_its_result() -> None:
    """AMB-56, SLA-21: met at 10:00, asked then, with a holiday declared afterwards."""
    late = counted_with(a_book(), stop(_CONTACT, local("2024-09-24 10:00")))
    calendar = calendar_for(rule_of(late), "OFIREG-08", _WITH_THE_TUESDAY)
    asked = [explain(late, calendar, local(at)).state for at in ("2024-09-24 09:59", "2024-09-24 10:00")]
    assert asked == [TermState.AT_RISK, TermState.MET_LATE]


def test_a_waived_term_tells_the_days_it_was_counted_with() -> None:
    """AMB-58: closed by a waiver as by its event."""
    waived = counted_with(a_book(), waive(_CONTACT, "r.soto", local("2024-09-20 10:00"), "No ubicable"))

    told = explain(waived, calendar_for(rule_of(waived), "OFIREG-08", _WITH_THE_TUESDAY), _LATER)

    assert (told.state, told.due.due_on) == (TermState.WAIVED, date(2024, 9, 23))
    assert told.elapsed == Span(2, TermUnit.BUSINESS_DAYS)  # 16, 17; 18 to 20 are holidays


def test_a_row_written_later_for_the_same_days_rewrites_no_closed_term() -> None:
    """LIN-05, F-22: a row of 4 days that claims to hold since January 2024 comes after the closing."""
    late = counted_with(a_book(), stop(_CONTACT, local("2024-09-24 10:00")))
    four = replace(next(row for row in TERMS if row.rule_id == "SLA-03"), quantity=4)

    told = explain(late, calendar_for(rule_of(late), "OFIREG-08", a_book()), _LATER, rules=(*TERMS, four))

    assert (told.rule.quantity, told.due.due_on, told.state) == (3, date(2024, 9, 23), TermState.MET_LATE)


def test_before_its_closing_a_term_is_told_as_it_stood_then() -> None:
    """SLA-21: a past instant is asked about; the stop had not happened."""
    late = counted_with(a_book(), stop(_CONTACT, local("2024-09-24 10:00")))

    told = explain(late, calendar_for(rule_of(late), "OFIREG-08", a_book()), local("2024-09-23 10:00"))

    assert (told.state, told.elapsed) == (TermState.AT_RISK, Span(3, TermUnit.BUSINESS_DAYS))


def test_an_open_term_has_no_result_to_keep() -> None:
    """Only what closes is judged."""
    with pytest.raises(ValueError, match="is open"):
        counted_with(a_book(), _CONTACT)
