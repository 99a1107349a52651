"""What a term tells about itself (SLA-21)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.terms import Span, Term, TermExplanation, TermState, TermUnit
from domain.protocol.terms.counting import calendar_for, rule_of
from domain.protocol.terms.state import explain, stop, waive
from tests.support.calendars import a_book, local

_BOOK = a_book()


def a_term(rule_id: str, start: str, given: date | None = None, office: str = "OFIREG-08") -> Term:
    """An open term, started when a clock in Santiago shows *start*."""
    return Term("t1", rule_id, "2024", local(start), office, given_date=given)


def told_by(term: Term, now: str) -> TermExplanation:
    """Its explanation when a clock in Santiago shows *now*."""
    return explain(term, calendar_for(rule_of(term), term.office, _BOOK), local(now))


def test_a_term_tells_its_start_its_calendar_the_skipped_days_by_name_its_end_and_its_state() -> None:
    """SLA-21, with the story of SLA-03 in September 2024."""
    told = told_by(a_term("SLA-03", "2024-09-13 17:00"), "2024-09-16 10:00")

    assert (told.rule_id, told.rule.heading) == ("SLA-03", "Empresas No Usuarias Exportadoras")
    assert (told.office, told.calendar_id, told.due.zone_name) == ("OFIREG-08", "CL-BI", "America/Santiago")
    assert [(day.on.day, day.name_es) for day in told.skipped] == [
        (14, "sábado"),
        (15, "domingo"),
        (18, "Día de la Independencia"),
        (19, "Día de las Glorias del Ejército"),
        (20, "Fiestas Patrias"),
        (21, "sábado"),
        (22, "domingo"),
    ]
    assert told.due.due_on == date(2024, 9, 23)
    assert told.state is TermState.RUNNING
    assert told.elapsed == Span(1, TermUnit.BUSINESS_DAYS)
    assert told.remaining == Span(2, TermUnit.BUSINESS_DAYS)
    assert told.late_by is None
    assert told.text_es == (
        "Contactar a la nueva empresa exportadora: 3 días hábiles desde que la ficha de caracterización quedó "
        "completa (viernes 13 de septiembre de 2024, que no se cuenta). No se cuentan: sábado 14, domingo 15, "
        "miércoles 18 (Día de la Independencia), jueves 19 (Día de las Glorias del Ejército), viernes 20 (Fiestas "
        "Patrias), sábado 21 y domingo 22 de septiembre. Vence el lunes 23 de septiembre de 2024 a las 23:59:59, "
        "hora de Santiago. Está en curso: ha pasado 1 día hábil y quedan 2 días hábiles."
    )


def test_calendar_days_skip_nothing_and_tell_the_last_business_day_inside() -> None:
    """AMB-05, SLA-04: Saturday 28 September 2024."""
    told = told_by(a_term("SLA-04", "2024-09-13 17:00"), "2024-09-20 10:00")

    assert (told.skipped, told.calendar_id) == ((), None)
    assert told.elapsed == Span(7, TermUnit.CALENDAR_DAYS)
    assert told.remaining == Span(8, TermUnit.CALENDAR_DAYS)
    assert "el último día hábil es el viernes 27 de septiembre." in told.text_es


def test_hours_are_told_to_the_minute() -> None:
    """SLA-10, AMB-17: 39 h 5 min gone, 8 h 55 min left; then 2 h late."""
    term = a_term("SLA-10", "2024-09-17 17:00")
    before, after = told_by(term, "2024-09-19 08:05"), told_by(term, "2024-09-19 19:00")

    assert before.elapsed == Span(39, TermUnit.HOURS, 5)
    assert before.remaining == Span(8, TermUnit.HOURS, 55)
    assert "Vence el jueves 19 de septiembre de 2024 a las 17:00:00" in before.text_es
    assert (after.state, after.remaining) == (TermState.OVERDUE, None)
    assert after.late_by == Span(2, TermUnit.HOURS)
    assert "con 2 horas de atraso" in after.text_es


def test_at_its_very_end_nothing_is_left_and_nothing_is_late() -> None:
    """SLA-10, AMB-17: 48 hours from Tuesday 17:00 end on Thursday at 17:00, that instant included."""
    told = told_by(a_term("SLA-10", "2024-09-17 17:00"), "2024-09-19 17:00")
    assert (told.remaining, told.late_by) == (Span(0, TermUnit.HOURS), None)


def test_a_term_done_late_tells_how_late_in_its_own_unit() -> None:
    """SLA-03: due Monday 23, contacted Thursday 26 September 2024: six business days, three late."""
    told = told_by(stop(a_term("SLA-03", "2024-09-13 17:00"), local("2024-09-26 09:00")), "2024-12-01 09:00")

    assert (told.state, told.elapsed) == (TermState.MET_LATE, Span(6, TermUnit.BUSINESS_DAYS))
    assert (told.remaining, told.late_by) == (None, Span(3, TermUnit.BUSINESS_DAYS))
    assert told.text_es.endswith("Se cumplió fuera de plazo, con 3 días hábiles de atraso.")


def test_a_term_done_in_time_tells_how_long_it_took() -> None:
    """SLA-03: contacted on Tuesday 17 September 2024, the second business day."""
    told = told_by(stop(a_term("SLA-03", "2024-09-13 17:00"), local("2024-09-17 09:00")), "2024-12-01 09:00")

    assert (told.elapsed, told.remaining, told.late_by) == (Span(2, TermUnit.BUSINESS_DAYS), None, None)
    assert told.text_es.endswith("Se cumplió dentro de plazo, en 2 días hábiles.")


@pytest.mark.parametrize(
    ("term", "now", "sentence"),
    [
        (a_term("SLA-03", "2024-09-13 17:00"), "2024-09-23 12:00", "han pasado 3 días hábiles y vence hoy."),
        (
            a_term("SLA-03", "2024-09-13 17:00"),
            "2024-09-24 12:00",
            "Está vencido, con 1 día hábil de atraso. Se cumple cuando se establece contacto con la empresa.",
        ),
        (a_term("SLA-12", "2024-09-13 17:00"), "2024-09-24 12:00", "atrasarse no es un incumplimiento."),
        (a_term("SLA-09", "2024-11-04 00:00"), "2024-11-12 12:00", "El plazo para ejercerlo terminó."),
        (a_term("SLA-17", "2025-01-31 18:00"), "2025-02-01 12:00", "Corresponde el viernes 28 de febrero de 2025."),
        (a_term("SLA-18", "2025-01-31 18:00"), "2025-02-01 12:00", "no se supone ninguna."),
        (a_term("SLA-20", "2025-01-31 18:00"), "2025-02-01 12:00", "aún no se ha configurado; no se juzga."),
        (
            a_term("SLA-19", "2024-10-01 09:00"),
            "2024-12-01 12:00",
            "El trimestre cierra el martes 31 de diciembre de 2024 y la revisión se abre el jueves 2 de enero de 2025",
        ),
        (
            a_term("SLA-16", "2024-09-02 09:00", given=date(2024, 10, 15)),
            "2024-09-03 12:00",
            "al menos 30 días corridos antes del martes 15 de octubre de 2024.",
        ),
        (a_term("SLA-07", "2024-07-01 09:00", office="OFIREG-12"), "2024-07-02 12:00", "hora de Magallanes."),
        (
            waive(a_term("SLA-03", "2024-09-13 17:00"), "r.soto", local("2024-09-30 10:00"), "No ubicable."),
            "2024-10-01 12:00",
            "Fue eximido por r.soto. Motivo: No ubicable.",
        ),
    ],
)
def test_each_kind_of_term_is_told_in_plain_spanish(term: Term, now: str, sentence: str) -> None:
    """SLA-21: near, respectful and direct."""
    assert sentence in told_by(term, now).text_es


def test_before_its_start_nothing_has_elapsed() -> None:
    """SLA-21, AMB-22: deemed notified on Monday 4 November 2024, asked on the Friday before, a holiday."""
    told = told_by(a_term("SLA-09", "2024-11-04 00:00"), "2024-11-01 09:00")

    assert (told.state, told.elapsed) == (TermState.SCHEDULED, Span(0, TermUnit.BUSINESS_DAYS))
    assert told.remaining == Span(5, TermUnit.BUSINESS_DAYS)


def test_a_skipped_day_of_another_month_names_its_month() -> None:
    """SLA-21: Wednesday 30 October 2024 and two holidays across the end of the month."""
    told = told_by(a_term("SLA-03", "2024-10-30 09:00"), "2024-10-30 10:00")

    assert told.due.due_on == date(2024, 11, 6)  # 4, 5, 6
    assert (
        "No se cuentan: jueves 31 (Día Nacional de las Iglesias Evangélicas y Protestantes) de octubre; "
        "viernes 1 (Día de Todos los Santos), sábado 2 y domingo 3 de noviembre."
    ) in told.text_es
