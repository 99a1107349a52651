"""Which days and instants are taken, and from when a setting holds (F-14, section 6.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.model.accounts import FactKind
from domain.model.identity.identities import Identity
from domain.model.identity.sessions import Session
from domain.model.institution.configuration import ActionType, Dated, Setting
from domain.model.institution.days import day_written, is_sane_day, is_sane_instant
from domain.model.institution.topics import Topic
from tests.support.activities import an_activity
from tests.support.builders import a_fact, an_account

ONE = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("day", "sane"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2199, 12, 31), True),
        (date(2200, 1, 1), False),
    ],
)
def test_days_of_three_centuries_are_taken(day: date, *, sane: bool) -> None:
    """F-14: both ends inclusive."""
    assert is_sane_day(day) is sane


def test_instants_of_three_centuries_are_taken() -> None:
    """F-14: by UTC; the first one is in, the end is out."""
    first, end = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
    assert [is_sane_instant(at) for at in (first - ONE, first, end - ONE, end)] == [False, True, True, False]


def test_a_setting_holds_from_its_own_day_on() -> None:
    """Section 6.2: on the day before it the earlier value holds; before the first there is none."""
    dated = tuple(Dated(value, date(year, 1, 1), "prueba") for value, year in ((5, 2024), (7, 2025)))
    setting = Setting("agenda_terms", "AGD-01", dated)
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    found = [setting.on(day) for day in days]
    assert [each and each.value for each in found] == [None, 5, 5, 7]


def test_a_row_of_the_catalogue_covers_both_its_days() -> None:
    """AMB-37: its first day and its last."""
    row = ActionType("PILOTO", "Piloto", "PROMOCION", counts=True, since=date(2024, 3, 1), until=date(2024, 8, 31))
    days = (date(2024, 2, 29), date(2024, 3, 1), date(2024, 8, 31), date(2024, 9, 1))
    assert [row.covers(day) for day in days] == [False, True, True, False]


def test_a_topic_covers_both_its_days_and_two_of_one_code_may_not_share_one() -> None:
    """MEA-05, F-85: until the last day of August, and another row from 1 September; on 31 August both would hold."""
    row = Topic("COMO_EXPORTAR", "Cómo exportar", date(2024, 3, 1), date(2024, 8, 31))
    days = (date(2024, 2, 29), date(2024, 3, 1), date(2024, 8, 31), date(2024, 9, 1))
    assert [row.covers(day) for day in days] == [False, True, True, False]
    after, shared = replace(row, since=date(2024, 9, 1), until=None), replace(row, since=date(2024, 8, 31), until=None)
    assert [row.overlaps(other) or other.overlaps(row) for other in (after, shared)] == [False, True]
    assert row.overlaps(shared)
    assert shared.overlaps(row)


def test_a_fact_holds_on_its_first_and_its_last_day() -> None:
    """DEF-11, ATN-01: both inclusive; on the day before and after, it does not."""
    member = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 10), until=date(2024, 6, 30))
    account = an_account(facts=(member,))
    days = (date(2024, 1, 9), date(2024, 1, 10), date(2024, 6, 30), date(2024, 7, 1))
    assert [account.fact(FactKind.EXPORTA_MAS, day) for day in days] == [None, member, member, None]


def test_a_session_holds_before_both_its_ends() -> None:
    """F-14, identity: at the very instant at which it would have been idle too long, or ends, it is over."""
    began, idle, ends = (datetime(2026, 6, 15, hour, tzinfo=UTC) for hour in (8, 9, 12))
    identity = Identity("https://issuer", "", "s-1")
    session = Session("1", "hash", identity, "ana.rojas", "Firefox", began, began, idle, ends)
    assert [session.holds(at) for at in (idle - ONE, idle)] == [True, False]
    busy = replace(session, idle_until=ends + ONE)
    assert [busy.holds(at) for at in (ends - ONE, ends)] == [True, False]


def test_an_activity_is_open_to_its_last_day_of_application_and_ends_after_its_last_day() -> None:
    """POL-09: applications until 30 August 2024; from 2 to 4 September it takes place."""
    activity = an_activity(apply_by=date(2024, 8, 30), starts_on=date(2024, 9, 2), ends_on=date(2024, 9, 4))
    days = (date(2024, 8, 30), date(2024, 8, 31), date(2024, 9, 4), date(2024, 9, 5))
    assert [activity.state(day).value for day in days] == ["PLANNED", "CLOSED", "CLOSED", "ENDED"]


def test_a_cell_of_a_table_writes_a_day_of_these_years_and_nothing_else() -> None:
    """What is refused is told with what was written, and what is expected."""
    assert day_written("2026-12-01") == date(2026, 12, 1)
    with pytest.raises(ValueError, match=r"«1-12-2026» no es una fecha: se espera AAAA-MM-DD\."):
        day_written("1-12-2026")
    with pytest.raises(ValueError, match=r"«1899-12-31»: la fecha debe estar entre los años 1900 y 2199\."):
        day_written("1899-12-31")
