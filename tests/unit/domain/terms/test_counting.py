"""When each term of the protocol ends, worked out by hand from the text (section 8.4, SLA-01..SLA-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import NoRuleApplies, UnknownRule
from domain.model.institution.calendar import add_months
from domain.model.terms import Due, Term, TermObligation, TermUnit
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, deemed_notified_on, due, rule_of, term_rule
from domain.protocol.terms.table import TERMS
from tests.support.builders import a_configuration
from tests.support.calendars import a_book, a_calendar, local, utc
from tests.support.proving import proves

_BOOK = a_book()


def due_of(
    rule_id: str, start: str, office: str | None = "OFIREG-08", given: date | None = None, zone: str | None = None
) -> Due:
    """The end of a term of the 2024 table that starts when a clock in Santiago, or *zone*, shows *start*."""
    rule = term_rule(rule_id, date(2024, 1, 1))
    started_at = local(start, zone or "America/Santiago")
    return due(rule, started_at, calendar_for(rule, office, _BOOK), given)


def test_a_ficha_of_friday_13_september_2024_must_be_contacted_by_monday_23() -> None:
    """SLA-03, AMB-02: 16 and 17 count; 18, 19, 20 are holidays, 21 and 22 a weekend; 23 is the third."""
    end = due_of("SLA-03", "2024-09-13 17:00")

    assert end.started_on == date(2024, 9, 13)
    assert end.due_on == date(2024, 9, 23)
    assert end.due_at == utc("2024-09-24 02:59:59.999999")  # 23:59:59 at UTC-3
    assert end.last_business_day == date(2024, 9, 23)


@proves("SLA-01", "SLA-05")
@pytest.mark.parametrize("rule_id", ["SLA-01", "SLA-03", "SLA-05", "SLA-07"])
@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        ("2024-03-27 10:00", date(2024, 4, 2)),  # Holy Week 2024: Thu 28; Fri 29 to Sun 31 skipped; 1, 2 April
        ("2025-04-16 10:00", date(2025, 4, 22)),  # Holy Week 2025: Thu 17; Fri 18 to Sun 20; 21, 22
        ("2026-04-01 10:00", date(2026, 4, 7)),  # Holy Week 2026: Thu 2; Fri 3 to Sun 5; 6, 7
        ("2024-12-30 10:00", date(2025, 1, 3)),  # 31 December counts; 1 January does not; 2, 3
        ("2024-09-13 00:00", date(2024, 9, 23)),  # the first and
        ("2024-09-13 23:59", date(2024, 9, 23)),  # the last minute of the day give the same end,
        ("2024-09-15 03:00", date(2024, 9, 23)),  # and a Sunday night is day 0 too
    ],
)
def test_three_business_days_skip_weekends_and_holidays(rule_id: str, start: str, due_on: date) -> None:
    """SLA-01, SLA-03, SLA-05, SLA-07; AMB-02, AMB-03."""
    assert due_of(rule_id, start).due_on == due_on


@pytest.mark.parametrize(
    ("office", "start", "due_on"),
    [
        ("OFIREG-15", "2024-06-05 09:00", date(2024, 6, 11)),  # Arica: 6, (7 Morro), 10, 11
        ("OFIREG-01", "2024-06-05 09:00", date(2024, 6, 10)),  # Tarapacá: 6, 7, 10
        ("OFIREG-16", "2024-08-19 09:00", date(2024, 8, 23)),  # Chillán: (20), 21, 22, 23
        ("OFIREG-08", "2024-08-19 09:00", date(2024, 8, 22)),  # Biobío: 20, 21, 22
    ],
)
def test_the_responsible_offices_holidays_decide(office: str, start: str, due_on: date) -> None:
    """AMB-03: 7 June in Arica y Parinacota, 20 August in Chillán."""
    assert due_of("SLA-03", start, office).due_on == due_on


@pytest.mark.parametrize(
    ("office", "start_utc", "due_at"),
    [
        # 03:30 UTC of 2 July 2024. Santiago and Aysén: 23:30 of Monday 1, so 2, 3, 4 at UTC-4.
        ("OFIREG-08", "2024-07-02 03:30", "2024-07-05 03:59:59.999999"),
        ("OFIREG-11", "2024-07-02 03:30", "2024-07-05 03:59:59.999999"),
        # Magallanes: 00:30 of Tuesday 2, so 3, 4, 5 at UTC-3.
        ("OFIREG-12", "2024-07-02 03:30", "2024-07-06 02:59:59.999999"),
        # 03:30 UTC of 2 July 2025. Santiago: Tuesday 1, so 2, 3, 4 at UTC-4.
        ("OFIREG-08", "2025-07-02 03:30", "2025-07-05 03:59:59.999999"),
        # Aysén keeps UTC-3 since 2025: Wednesday 2, so 3, 4, Monday 7.
        ("OFIREG-11", "2025-07-02 03:30", "2025-07-08 02:59:59.999999"),
    ],
)
def test_days_are_counted_on_the_clock_of_the_responsible_office(office: str, start_utc: str, due_at: str) -> None:
    """AMB-52: Santiago, Magallanes, Aysén before and after its change of 2025."""
    rule = term_rule("SLA-07", date(2024, 1, 1))

    assert due(rule, utc(start_utc), calendar_for(rule, office, _BOOK)).due_at == utc(due_at)


@proves("SLA-06")
@pytest.mark.parametrize("rule_id", ["SLA-02", "SLA-04", "SLA-06"])
@pytest.mark.parametrize(
    ("contact", "due_on", "due_at", "last_business_day"),
    [
        ("2024-09-13 17:00", date(2024, 9, 28), "2024-09-29 02:59:59.999999", date(2024, 9, 27)),  # a Saturday
        ("2024-09-03 09:00", date(2024, 9, 18), "2024-09-19 02:59:59.999999", date(2024, 9, 17)),  # a holiday
        ("2024-03-22 09:00", date(2024, 4, 6), "2024-04-07 03:59:59.999999", date(2024, 4, 5)),  # clocks back
        ("2024-08-23 09:00", date(2024, 9, 7), "2024-09-08 03:59:59.999999", date(2024, 9, 6)),  # clocks forward
        ("2024-02-14 09:00", date(2024, 2, 29), "2024-03-01 02:59:59.999999", date(2024, 2, 29)),
        ("2025-02-14 09:00", date(2025, 3, 1), "2025-03-02 02:59:59.999999", date(2025, 2, 28)),  # a Saturday
    ],
)
def test_fifteen_calendar_days_are_not_extended(
    rule_id: str, contact: str, due_on: date, due_at: str, last_business_day: date
) -> None:
    """SLA-02, SLA-04, SLA-06; AMB-04, AMB-05: the outer limit stays, the last business day inside is told."""
    end = due_of(rule_id, contact)

    assert (end.due_on, end.due_at) == (due_on, utc(due_at))
    assert end.last_business_day == last_business_day


def test_the_help_centre_has_four_business_days_of_the_national_calendar() -> None:
    """SLA-08, AMB-15: 6, 7, 10, 11 June 2024, whoever asks; 7 June is a holiday only in Arica."""
    assert due_of("SLA-08", "2024-06-05 09:00", office="OFIREG-15").due_on == date(2024, 6, 11)
    assert due_of("SLA-08", "2024-09-12 09:00", office=None).due_on == date(2024, 9, 23)  # 13, 16, 17, 23


def test_a_national_term_is_not_counted_with_a_regional_calendar() -> None:
    """AMB-03: asking for it is a mistake, not another answer."""
    with pytest.raises(ValueError, match="CL-AP"):
        due(term_rule("SLA-08", date(2024, 6, 5)), local("2024-06-05 09:00"), _BOOK.of_office("OFIREG-15"))


def test_a_defence_may_come_until_the_fifth_business_day() -> None:
    """SLA-09, AMB-22: notified Monday 4 November 2024: 5, 6, 7, 8, 11; a right of the company."""
    assert due_of("SLA-09", "2024-11-04 00:00").due_on == date(2024, 11, 11)
    assert term_rule("SLA-09", date(2024, 11, 4)).obligation is TermObligation.RIGHT


def test_a_certified_letter_is_deemed_notified_on_the_third_business_day() -> None:
    """AMB-22, SLA-09: received by the post office on Friday 13 September 2024: 16, 17, 23."""
    assert deemed_notified_on(date(2024, 9, 13), a_calendar()) == date(2024, 9, 23)


@pytest.mark.parametrize(
    ("entered", "due_at"),
    [
        ("2024-09-17 17:20:30", "2024-09-19 20:20:30"),  # through two holidays; 17:20:30 at UTC-3
        ("2024-04-06 12:00", "2024-04-08 15:00"),  # clocks back: it shows 11:00 in Santiago
        ("2024-09-07 12:00", "2024-09-09 16:00"),  # clocks forward: it shows 13:00
    ],
)
def test_an_urgent_demand_has_48_elapsed_hours(entered: str, due_at: str) -> None:
    """SLA-10, AMB-17: to the minute, through weekends, holidays and changes of the clock."""
    assert due_of("SLA-10", entered).due_at == utc(due_at)


def test_a_medium_demand_has_five_continuous_days_on_santiagos_clock() -> None:
    """SLA-11, AMB-17: Saturday 14 + 5 = Thursday 19 September 2024, a holiday; the last business day is the 17th."""
    end = due_of("SLA-11", "2024-09-14 09:00", office="OFIREG-12")

    assert (end.due_on, end.due_at) == (date(2024, 9, 19), utc("2024-09-20 02:59:59.999999"))
    assert (end.last_business_day, end.zone_name) == (date(2024, 9, 17), "America/Santiago")


def test_terms_of_central_units_run_on_santiagos_clock_and_days_whoever_asks() -> None:
    """AMB-03, AMB-52: 7 June 2024 is a business day for them; 03:30 UTC of 2 July is still the 1st."""
    rule = term_rule("SLA-11", date(2024, 1, 1))

    assert due_of("SLA-11", "2024-06-02 09:00", office="OFIREG-15").last_business_day == date(2024, 6, 7)
    with_magallanes = due(rule, utc("2024-07-02 03:30"), _BOOK.of_office("OFIREG-12"))
    assert (with_magallanes.due_on, with_magallanes.due_at) == (
        date(2024, 7, 6),
        utc("2024-07-07 03:59:59.999999"),
    )


def test_the_start_day_may_be_the_last_business_day_inside() -> None:
    """AMB-05, SLA-12: answered on Friday 13 September 2024, so until Sunday 15."""
    end = due_of("SLA-12", "2024-09-13 09:00")

    assert (end.due_on, end.last_business_day) == (date(2024, 9, 15), date(2024, 9, 13))


def test_monitoring_is_recommended_two_or_five_days_after() -> None:
    """SLA-12, SLA-13, AMB-19: calendar days; lateness is no breach."""
    assert due_of("SLA-12", "2024-09-17 09:00").due_on == date(2024, 9, 19)
    assert due_of("SLA-13", "2024-09-17 09:00").due_on == date(2024, 9, 22)
    assert {term_rule(rule_id, date(2024, 9, 17)).obligation for rule_id in ("SLA-12", "SLA-13")} == {
        TermObligation.RECOMMENDED
    }


@pytest.mark.parametrize("rule_id", ["SLA-14", "SLA-15"])
def test_the_oficom_is_answered_within_seven_business_days(rule_id: str) -> None:
    """SLA-14, SLA-15, AMB-27: 16, 17, 23, 24, 25, 26, 27 September 2024."""
    assert due_of(rule_id, "2024-09-13 11:00", office=None).due_on == date(2024, 9, 27)


def test_a_visit_is_announced_thirty_calendar_days_before() -> None:
    """SLA-16, AMB-28: 15 October less 30 is 15 September 2024, a Sunday; short notice leaves no business day."""
    end = due_of("SLA-16", "2024-09-02 09:00", given=date(2024, 10, 15))
    short = due_of("SLA-16", "2024-09-20 09:00", given=date(2024, 10, 15))

    assert (end.due_on, end.last_business_day) == (date(2024, 9, 15), date(2024, 9, 13))
    assert (short.due_on, short.last_business_day) == (date(2024, 9, 15), None)


@pytest.mark.parametrize(
    ("ended", "sent_on"),
    [
        ("2024-01-31", date(2024, 2, 29)),
        ("2025-01-31", date(2025, 2, 28)),
        ("2024-02-29", date(2024, 3, 29)),  # Good Friday: sent all the same
        ("2024-12-31", date(2025, 1, 31)),
        ("2024-08-18", date(2024, 9, 18)),  # a holiday: sent all the same
    ],
)
def test_the_first_follow_up_goes_out_one_month_after_the_activity(ended: str, sent_on: date) -> None:
    """SLA-17, AMB-29: same day number or the month's last, never moved for holidays."""
    end = due_of("SLA-17", f"{ended} 18:00")

    assert (end.due_on, end.opens_on) == (sent_on, sent_on)


def test_the_second_follow_up_goes_out_on_the_date_of_the_survey() -> None:
    """SLA-18, AMB-29: the date, or so many months from the survey."""
    assert due_of("SLA-18", "2024-08-31 18:00", given=date(2024, 12, 25)).due_on == date(2024, 12, 25)
    six_months = add_months(date(2024, 8, 31), 6)
    assert due_of("SLA-18", "2024-08-31 18:00", given=six_months).due_on == date(2025, 2, 28)


def test_without_a_date_of_the_survey_none_is_assumed() -> None:
    """SLA-18, AMB-32."""
    end = due_of("SLA-18", "2024-08-31 18:00")

    assert (end.due_on, end.due_at, end.opens_on) == (None, None, None)


@proves("SLA-19")
@pytest.mark.parametrize(
    ("within", "cut_on", "opens_on"),
    [
        ("2024-02-10", date(2024, 3, 31), date(2024, 4, 1)),  # cut on Easter Sunday
        ("2024-09-30", date(2024, 9, 30), date(2024, 10, 1)),
        ("2024-10-01", date(2024, 12, 31), date(2025, 1, 2)),  # 1 January is a holiday
        ("2025-11-20", date(2025, 12, 31), date(2026, 1, 2)),
    ],
)
def test_the_quarterly_review_opens_on_the_business_day_after_the_cut(
    within: str, cut_on: date, opens_on: date
) -> None:
    """SLA-19, AMB-33: and no last day is invented."""
    end = due_of("SLA-19", f"{within} 12:00", office=None)

    assert (end.cut_on, end.opens_on, end.due_on) == (cut_on, opens_on, None)


@pytest.mark.parametrize("rule_id", ["SLA-20", "PUB-07", "MEA-06"])
def test_a_term_the_source_does_not_give_has_no_end(rule_id: str) -> None:
    """SLA-20 (J-1144), AMB-16 (Atención Ciudadana): never invented."""
    assert due_of(rule_id, "2024-09-13 17:00").due_at is None


def test_roll_over_is_a_setting_that_moves_a_last_day_to_the_next_business_day() -> None:
    """AMB-05: off in the table; when on, Saturday 28 September 2024 becomes Monday 30."""
    row = term_rule("SLA-04", date(2024, 9, 13))
    moved = replace(row, roll_over=True)

    assert not any(rule.roll_over for rule in TERMS)
    assert due(moved, local("2024-09-13 17:00"), _BOOK.of_office("OFIREG-08")).due_on == date(2024, 9, 30)


def test_the_table_is_that_of_section_8_4() -> None:
    """Section 8.4: twenty rules of SLA, what nobody gave (AMB-16, MEA-06), and an agreed date (AGD-02)."""
    on = date(2024, 9, 13)
    numbers = {row.rule_id: (row.quantity, row.unit) for row in TERMS if row.holds_on(on)}

    assert set(numbers) == {f"SLA-{n:02}" for n in range(1, 21)} | {"PUB-07", "AGD-02", "MEA-06"}
    assert {numbers[f"SLA-{n:02}"] for n in (1, 3, 5, 7)} == {(3, TermUnit.BUSINESS_DAYS)}
    assert {numbers[f"SLA-{n:02}"] for n in (2, 4, 6)} == {(15, TermUnit.CALENDAR_DAYS)}
    assert numbers["SLA-08"] == (4, TermUnit.BUSINESS_DAYS)
    assert numbers["SLA-09"] == (5, TermUnit.BUSINESS_DAYS)
    assert numbers["SLA-10"] == (48, TermUnit.HOURS)
    assert numbers["SLA-11"] == numbers["SLA-13"] == (5, TermUnit.CALENDAR_DAYS)
    assert numbers["SLA-12"] == (2, TermUnit.CALENDAR_DAYS)
    assert numbers["SLA-14"] == numbers["SLA-15"] == (7, TermUnit.BUSINESS_DAYS)
    assert numbers["SLA-16"] == (30, TermUnit.DAYS_BEFORE)
    assert numbers["SLA-17"] == (1, TermUnit.MONTHS)


def test_a_row_with_a_quantity_its_unit_cannot_take_is_refused() -> None:
    """SLA-20: "not configured" carries no number, and a count needs one."""
    with pytest.raises(ValueError, match="SLA-20"):
        replace(term_rule("SLA-20", date(2024, 1, 1)), quantity=10)
    with pytest.raises(ValueError, match="SLA-03"):
        replace(term_rule("SLA-03", date(2024, 1, 1)), quantity=None)


def test_a_case_keeps_the_version_of_the_protocol_under_which_its_term_started() -> None:
    """LIN-05: an edition of 2025 with two days leaves the term of December 2024 at three."""
    row = term_rule("SLA-03", date(2024, 9, 13))
    rows = (*TERMS, replace(row, quantity=2, protocol_version="2025", effective_from=date(2025, 1, 1)))
    before = Term("t1", "SLA-03", "2024", local("2024-12-30 10:00"), "OFIREG-08")
    after = Term("t2", "SLA-03", "2025", local("2025-01-02 10:00"), "OFIREG-08")

    assert rule_of(before, rows).quantity == 3
    assert rule_of(after, rows).quantity == 2
    assert term_rule("SLA-03", date(2024, 12, 31), rows).quantity == 3
    assert term_rule("SLA-03", date(2025, 1, 1), rows).quantity == 2


def test_a_setting_changed_on_a_date_holds_for_terms_that_start_from_it() -> None:
    """AMB-04, LIN-05: the kind of day is a dated setting per rule."""
    row = term_rule("SLA-02", date(2024, 9, 13))
    rows = (*TERMS, replace(row, unit=TermUnit.BUSINESS_DAYS, effective_from=date(2024, 7, 1)))

    assert term_rule("SLA-02", date(2024, 6, 30), rows).unit is TermUnit.CALENDAR_DAYS
    assert term_rule("SLA-02", date(2024, 7, 1), rows).unit is TermUnit.BUSINESS_DAYS


def test_a_term_nobody_set_or_before_the_protocol_is_named() -> None:
    """LIN-05: never another rule in its place."""
    with pytest.raises(UnknownRule, match="DEF-03"):
        term_rule("DEF-03", date(2024, 9, 13))
    with pytest.raises(NoRuleApplies, match="31-12-2023"):
        term_rule("SLA-03", date(2023, 12, 31))


@proves("SLA-19")
def test_the_quarterly_review_is_a_term_that_is_recommended() -> None:
    """SLA-19: "se recomienda", by quarters of the calendar."""
    row = term_rule("SLA-19", date(2024, 9, 13), terms_in_force(a_configuration()))
    assert (row.unit, row.obligation) == (TermUnit.QUARTER, TermObligation.RECOMMENDED)
