"""A new calendar moves open terms only, and leaves a trace (AMB-56)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.model.institution.calendar import Holiday, HolidayScope
from domain.model.terms import Term
from domain.protocol.terms.counting import term_rule
from domain.protocol.terms.recompute import recompute
from domain.protocol.terms.state import stop, waive
from domain.protocol.terms.table import TERMS
from tests.support.calendars import a_book, a_calendar, local, utc

_TUESDAY = Holiday(date(2024, 9, 17), "Feriado regional del Biobío", HolidayScope.REGION, "Ley", region="08")
_FRIDAY = Holiday(date(2024, 9, 27), "Feriado regional del Biobío", HolidayScope.REGION, "Ley", region="08")
_CONTACT = Term("contact", "SLA-03", "2024", local("2024-09-13 17:00"), "OFIREG-08")


def test_a_holiday_added_by_law_moves_the_open_terms_of_its_region() -> None:
    """AMB-56: without the 17th the three days are 16, 23, 24."""
    new = a_book(biobio=a_calendar("CL-BI", extra=[_TUESDAY]))

    (change,) = recompute([_CONTACT], a_book(), new)

    assert (change.term_id, change.rule_id, change.calendar_id) == ("contact", "SLA-03", "CL-BI")
    assert (change.before.due_on, change.after.due_on) == (date(2024, 9, 23), date(2024, 9, 24))
    assert change.milestones.due_at == utc("2024-09-25 02:59:59.999999")
    assert change.milestones.at_risk_at == utc("2024-09-23 03:00")
    assert [skipped.holiday for skipped in change.became_closed] == [_TUESDAY]
    assert change.became_open == ()
    assert change.text_es == (
        "El calendario cambió (dejó de ser hábil: martes 17 (Feriado regional del Biobío) de septiembre): la fecha "
        "pasa del lunes 23 de septiembre de 2024 al martes 24 de septiembre de 2024."
    )


def test_a_holiday_withdrawn_shortens_the_open_terms() -> None:
    """AMB-56: with the 20th a business day the three are 16, 17, 20."""
    (change,) = recompute([_CONTACT], a_book(), a_book(biobio=a_calendar("CL-BI", without=[date(2024, 9, 20)])))

    assert change.after.due_on == date(2024, 9, 20)
    assert [skipped.on for skipped in change.became_open] == [date(2024, 9, 20)]


def test_closed_terms_and_those_of_other_offices_are_never_touched() -> None:
    """AMB-56: stopped, waived, of Tarapacá, of a central unit, or over before the day."""
    others = [
        stop(_CONTACT, local("2024-09-25 10:00")),
        waive(_CONTACT, "r.soto", local("2024-09-25 10:00"), "No ubicable"),
        replace(_CONTACT, office="OFIREG-01"),
        replace(_CONTACT, rule_id="SLA-08", office=None),
        replace(_CONTACT, started_at=local("2024-09-05 10:00")),  # 6, 9, 10
        replace(_CONTACT, rule_id="SLA-10"),
        replace(_CONTACT, rule_id="SLA-20"),
    ]

    assert recompute(others, a_book(), a_book(biobio=a_calendar("CL-BI", extra=[_TUESDAY]))) == ()


def test_the_same_calendar_changes_nothing() -> None:
    """AMB-56: building the book anew is harmless."""
    assert recompute([_CONTACT], a_book(), a_book()) == ()


def test_a_term_in_calendar_days_keeps_its_end_and_tells_another_last_business_day() -> None:
    """AMB-05, AMB-56: due Saturday 28; the Friday before is now a holiday."""
    interview = replace(_CONTACT, id="interview", rule_id="SLA-04")

    (change,) = recompute([interview], a_book(), a_book(biobio=a_calendar("CL-BI", extra=[_FRIDAY])))

    assert change.before.due_at == change.after.due_at
    assert (change.before.last_business_day, change.after.last_business_day) == (
        date(2024, 9, 27),
        date(2024, 9, 26),
    )
    assert "el último día hábil dentro del plazo pasa del viernes 27" in change.text_es


def test_a_national_holiday_moves_the_opening_of_the_quarterly_review() -> None:
    """SLA-19, AMB-56: Tuesday 1 October 2024 becomes a holiday."""
    first = Holiday(date(2024, 10, 1), "Feriado nacional", HolidayScope.NATIONAL, "Ley")
    review = replace(_CONTACT, rule_id="SLA-19", office=None)

    (change,) = recompute([review], a_book(), a_book(national=a_calendar(extra=[first])))

    assert (change.before.opens_on, change.after.opens_on) == (date(2024, 10, 1), date(2024, 10, 2))
    assert "pasa del martes 1 de octubre de 2024 al miércoles 2 de octubre de 2024" in change.text_es


def test_a_day_closed_and_a_day_opened_are_both_in_the_trace() -> None:
    """LIN-03, AMB-56: 16, 17, 23 becomes 16, 18, 23: the same end, and the warning comes a day later."""
    new = a_calendar("CL-BI", extra=[_TUESDAY], without=[date(2024, 9, 18)])

    (change,) = recompute([_CONTACT], a_book(), a_book(biobio=new))

    assert change.before == change.after
    assert change.milestones.at_risk_at == utc("2024-09-18 03:00")  # it was the 17th
    assert [skipped.on.day for skipped in change.became_closed] == [17]
    assert [skipped.on.day for skipped in change.became_open] == [18]
    assert change.text_es.endswith("el plazo vence el mismo día y el aviso de riesgo cambia.")


def test_a_rule_changed_later_does_not_move_a_term_in_course() -> None:
    """LIN-05: the new edition begins after the term did."""
    row = term_rule("SLA-03", date(2024, 9, 13))
    later = replace(row, quantity=1, protocol_version="2025", effective_from=date(2024, 9, 14))

    assert recompute([_CONTACT], a_book(), a_book(), rules=(*TERMS, later)) == ()
