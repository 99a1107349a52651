"""A holiday made by law moves open terms only, and leaves a trace (AMB-56, LIN-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import CalendarBook, Holiday, HolidayScope
from domain.model.institution.people import Actor, Role
from domain.model.terms import Term
from domain.protocol.terms.counting import calendar_for, milestones, rule_of
from domain.use_cases.terms.add_holiday import AddHoliday, add_holiday
from domain.use_cases.terms.withdraw_holiday import WithdrawHoliday, withdraw_holiday
from persistence.calendars.holidays import calendars_for
from persistence.calendars.local_holidays import SEED_LOCAL_HOLIDAYS
from tests.support.calendars import local, utc
from tests.support.cases.desk import Desk

ADMINISTRATOR = Actor("admin", "Administradora", Role.ADMINISTRATOR, "CENTRAL")
EXECUTIVE = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
BOOK = calendars_for()


def book_with(holiday: Holiday) -> CalendarBook:
    return calendars_for((*SEED_LOCAL_HOLIDAYS, holiday))


def a_desk() -> Desk:
    desk = Desk()
    object.__setattr__(desk.services, "calendars", lambda: BOOK)
    return desk


async def with_term(desk: Desk, office: str, **changes: object) -> Term:
    """SLA-03 from Wednesday 2 October 2024, 10:00: three business days, so until Monday 7 October."""
    term = Term(f"t-{office}", "SLA-03", "2024", local("2024-10-02 10:00"), office)
    term = replace(term, **changes)  # type: ignore[arg-type]  # fields of a term
    rule = rule_of(term)
    async with desk.store(EXECUTIVE) as work:
        await work.terms.add(term, milestones(rule, term.started_at, calendar_for(rule, office, BOOK)))
    return term


async def test_an_open_term_of_the_region_moves_and_leaves_a_trace() -> None:
    """AMB-56: 4 October 2024 becomes a holiday in Biobío: Thursday 3, Monday 7, Tuesday 8."""
    desk = a_desk()
    term = await with_term(desk, "OFIREG-08")
    asked = AddHoliday(date(2024, 10, 4), "Feriado de Biobío", "Ley de ejemplo", region="08")

    done = await add_holiday(desk.casework, ADMINISTRATOR, asked, book_with)

    (moved,) = done.moved
    assert (moved.before.due_on, moved.after.due_on) == (date(2024, 10, 7), date(2024, 10, 8))
    assert moved.milestones.due_at == utc("2024-10-09 02:59:59.999999")
    traces = [d for d in desk.decisions if d.kind is DecisionKind.TRACE]
    assert [(d.what, d.rule, d.inputs["term"]) for d in traces] == [("recompute_term", "SLA-03", term.id)]


async def test_a_term_of_another_region_or_closed_stays_as_it_was() -> None:
    """AMB-56: never closed ones; LIN-05: what is past is not rewritten."""
    desk = a_desk()
    await with_term(desk, "OFIREG-01")
    await with_term(desk, "OFIREG-08", stopped_at=local("2024-10-03 09:00"))
    asked = AddHoliday(date(2024, 10, 4), "Feriado de Biobío", "Ley de ejemplo", region="08")

    done = await add_holiday(desk.casework, ADMINISTRATOR, asked, book_with)

    assert done.moved == ()


async def test_the_same_holiday_twice_changes_nothing_the_second_time() -> None:
    """AMB-56: the table is dated rows; a row is there once."""
    desk = a_desk()
    await with_term(desk, "OFIREG-08")
    asked = AddHoliday(date(2024, 10, 4), "Feriado de Biobío", "Ley de ejemplo", region="08")
    await add_holiday(desk.casework, ADMINISTRATOR, asked, book_with)
    before = len(desk.decisions)

    again = await add_holiday(desk.casework, ADMINISTRATOR, asked, book_with)

    assert again.known
    assert again.moved == ()
    assert len(desk.decisions) == before


async def test_a_holiday_that_was_added_by_mistake_is_withdrawn_and_the_open_terms_move_back() -> None:
    """AMB-56, AMB-70: Friday 4 October 2024 counts after all: Tuesday 8 becomes Monday 7; what closed stays judged."""
    desk = a_desk()
    term = await with_term(desk, "OFIREG-08")
    added = AddHoliday(date(2024, 10, 4), "Feriado de Biobío", "Ley de ejemplo", region="08")
    await add_holiday(desk.casework, ADMINISTRATOR, added, book_with)
    with_it = book_with(Holiday(added.on, added.name, HolidayScope.REGION, added.source, region="08"))
    object.__setattr__(desk.services, "calendars", lambda: with_it)

    asked = WithdrawHoliday(date(2024, 10, 4), "Era el 4 de noviembre", region="08")
    done = await withdraw_holiday(desk.casework, ADMINISTRATOR, asked, lambda _: BOOK)

    (moved,) = done.moved
    assert (moved.before.due_on, moved.after.due_on) == (date(2024, 10, 8), date(2024, 10, 7))
    assert "pasó a ser hábil: viernes 4 (Feriado de Biobío) de octubre" in moved.text_es
    assert desk.store.rows.terms[term.id][1].due_on == date(2024, 10, 7)
    last = desk.decisions[-1]
    assert (last.what, last.reason) == ("withdraw_holiday", "Era el 4 de noviembre")


async def test_only_what_was_added_here_is_withdrawn_by_an_administrator_with_a_reason() -> None:
    """AMB-56, POL-07: not a legal holiday, nor one of another place; nothing is changed."""
    desk = a_desk()
    await add_holiday(
        desk.casework, ADMINISTRATOR, AddHoliday(date(2024, 10, 4), "F", "Ley de ejemplo", region="08"), book_with
    )
    for asked in (
        WithdrawHoliday(date(2024, 9, 18), "No es"),
        WithdrawHoliday(date(2024, 10, 4), "No es"),
        WithdrawHoliday(date(2024, 10, 4), "No es", region="09"),
    ):
        with pytest.raises(StepNotAllowed, match="No se agregó aquí un feriado"):
            await withdraw_holiday(desk.casework, ADMINISTRATOR, asked, lambda _: BOOK)
    asked = WithdrawHoliday(date(2024, 10, 4), "No es", region="08")
    with pytest.raises(NotAuthorised):
        await withdraw_holiday(desk.casework, EXECUTIVE, asked, lambda _: BOOK)
    with pytest.raises(MissingData):
        await withdraw_holiday(desk.casework, ADMINISTRATOR, replace(asked, reason=" "), lambda _: BOOK)
    assert len(desk.store.rows.holidays) == 1


async def test_only_an_administrator_keeps_the_table() -> None:
    """AMB-56: kept by an administrator."""
    desk = a_desk()
    asked = AddHoliday(date(2024, 10, 4), "Feriado de Biobío", "Ley de ejemplo", region="08")
    with pytest.raises(NotAuthorised):
        await add_holiday(desk.casework, EXECUTIVE, asked, book_with)


async def test_a_communal_holiday_needs_its_region() -> None:
    """AMB-03: communal holidays lie in a region."""
    desk = a_desk()
    asked = AddHoliday(date(2024, 10, 4), "Feriado comunal", "Ley de ejemplo", commune="Tomé")
    with pytest.raises(InvalidValue):
        await add_holiday(desk.casework, ADMINISTRATOR, asked, book_with)
