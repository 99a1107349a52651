"""On which business days of an office a channel was used, and on which it was not (MEA-07, AMB-78)."""

from __future__ import annotations

from datetime import date

from domain.protocol.measures.asking import Count, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.operation import days_that_are_over
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from tests.support.calendars import a_book, local
from tests.support.proving import proves

SEPTEMBER = Period(date(2024, 9, 9), date(2024, 9, 20))


@proves("MEA-07", "POL-08")
def test_the_share_of_days_with_contacts_says_how_many_had_none() -> None:
    """MEA-07, AMB-78: 2 of 6 by the digital channel, none of 6 by telephone, which is told as such: 2 of 12."""
    asked = MeasureQuery(MEASURES[MeasureName.CHANNEL_OPERATION], SEPTEMBER, local("2024-09-17 12:00"),
                         (Dimension.CHANNEL,))  # fmt: skip
    counts = [Count(("TELEPHONE",), "SILENT", 6), Count(("DIGITAL",), "TRAFFIC", 2), Count(("DIGITAL",), "SILENT", 4)]
    found = measured(asked, counts)
    assert [(row.groups[0], row.figure, row.n, dict(row.parts)) for row in found.rows] == [
        ("DIGITAL", 2 / 6, 6, {"TRAFFIC": 2, "SILENT": 4}),
        ("TELEPHONE", 0.0, 6, {"SILENT": 6}),
    ]
    assert (found.total.figure, found.total.n) == (2 / 12, 12)
    assert part_name(Subject.OFFICE_DAY, "SILENT") == "Días sin contactos"


@proves("MEA-07")
def test_the_days_are_those_of_each_offices_calendar_that_are_over() -> None:
    """
    AMB-78, AMB-03: 9 to 13 and 16 September 2024; the 17th runs, the 18th to 20th are holidays. On 7 June, which is a
    holiday in Arica alone, Arica has no business day and Concepción has one.
    """
    seven = [date(2024, 9, day) for day in (9, 10, 11, 12, 13, 16, 17)]

    def days(office: str, now: str, period: Period = SEPTEMBER) -> list[date]:
        found = days_that_are_over(a_book(), [office], period.first, period.last, local(now))
        return [day for _, day in found]

    assert days("OFIREG-08", "2024-09-17 23:00") == seven[:-1]
    assert days("OFIREG-08", "2024-09-18 01:00") == seven
    assert days("OFIREG-08", "2024-12-31 12:00") == seven
    assert days("OFIREG-08", "2024-09-09 12:00") == []
    june = Period(date(2024, 6, 7), date(2024, 6, 7))
    assert (days("OFIREG-15", "2024-07-01 12:00", june), days("OFIREG-08", "2024-07-01 12:00", june)) == (
        [], [date(2024, 6, 7)],
    )  # fmt: skip
