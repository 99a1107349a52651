"""
Business days of offices by channel, worked out by hand on both databases (MEA-07, AMB-78).

From Monday 9 to Friday 20 September 2024, asked on Tuesday the 17th: 9, 10, 11, 12, 13 and 16 are over, six days.

| office | channel | contacts | of six days |
|---|---|---|---|
| Biobío | digital | twice on the 9th, on Saturday 14, on the 16th, on the 17th; one on the 11th was a mistake | 2 |
| Biobío | telephone | on 9 September 2023, twelve months before | 0 |
| Magallanes | in person | a meeting on the 10th, of no case; one of the 12th was annulled | 1 |
| Magallanes | telephone | on 8 September 2023: no longer a channel of this office | |
| Arica | digital | on the 9th; it is not asked about | |
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from domain.model.cases import Case, CaseEvent, Flow, TakenBack
from domain.model.history.actions import Annulment
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence import records
from persistence.cases.mapping import case_columns, event_columns
from persistence.reading import SqlReadModel
from persistence.tables.cases import case_event, protocol_case
from tests.support.builders import MEETING, an_account, an_action
from tests.support.calendars import a_book, local
from tests.support.system.databases import KINDS, Databases

NOW = local("2024-09-17 12:00")
PERIOD = Period(date(2024, 9, 9), date(2024, 9, 20))
OFFICES = ("OFIREG-08", "OFIREG-12", "OFIREG-16")
MISTAKE = TakenBack("ana.rojas", Role.REGIONAL_EXECUTIVE, NOW, "Era otra empresa")
SAID = (
    ("OFIREG-08", Channel.DIGITAL, [
        date(2024, 9, 9), date(2024, 9, 9), date(2024, 9, 11), date(2024, 9, 14), date(2024, 9, 16), date(2024, 9, 17),
    ]),
    ("OFIREG-08", Channel.TELEPHONE, [date(2023, 9, 9)]),
    ("OFIREG-12", Channel.TELEPHONE, [date(2023, 9, 8)]),
    ("OFIREG-15", Channel.DIGITAL, [date(2024, 9, 9)]),
)  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            for office, channel, days in SAID:
                key = f"{office}:{channel.value}".lower()
                case = Case(key, Flow.CAPTURE, "CONTACTO", NOW, "ana.rojas", "2024", "Oficina regional", office=office)
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                for sequence, day in enumerate(days, 1):
                    at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
                    event = CaseEvent(key, sequence, "receive_contact", at, at, "ana.rojas", Role.REGIONAL_EXECUTIVE,
                                      "", "CONTACTO", ("CAP-01",), channel=channel,
                                      point_of_contact=PointOfContact.CORREO, day=day, office=office)  # fmt: skip
                    wrong = day == date(2024, 9, 11)
                    kept = replace(event, taken_back=MISTAKE) if wrong else event
                    await tx.execute(insert(case_event).values(**event_columns(kept)))
            account = an_account(rut=None, office="OFIREG-12", region="12")
            await records.insert_accounts(tx, [account])
            met = an_action(date(2024, 9, 10), account_id=account.id, type=MEETING, channel=Channel.IN_PERSON,
                            point_of_contact=PointOfContact.OFIREG)  # fmt: skip
            gone = replace(met, id="anulada", started_on=date(2024, 9, 12), ended_on=date(2024, 9, 12),
                           annulment=Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, NOW, "No fue"))  # fmt: skip
            await records.insert_actions(tx, [met, gone])
        yield SqlReadModel(database)


async def _told(read: SqlReadModel, *by: Dimension, **only: frozenset[str]) -> tuple[MeasureQuery, Measured]:
    row, filters = MEASURES[MeasureName.CHANNEL_OPERATION], {Dimension(each): groups for each, groups in only.items()}
    asked = MeasureQuery(row, PERIOD, NOW, by, filters, book=a_book(), offices=OFFICES)
    return asked, measured(asked, await read.counted(asked))


async def test_each_channel_of_each_office_with_the_days_it_had_and_had_not(read: SqlReadModel) -> None:
    """MEA-07: what came on a Saturday or today changes no day; an office without contacts has no channel."""
    asked, found = await _told(read, Dimension.OFFICE, Dimension.CHANNEL)
    assert [(row.groups, dict(row.parts)) for row in found.rows] == [
        (("OFIREG-08", "DIGITAL"), {"TRAFFIC": 2, "SILENT": 4}),
        (("OFIREG-08", "TELEPHONE"), {"SILENT": 6}),
        (("OFIREG-12", "IN_PERSON"), {"TRAFFIC": 1, "SILENT": 5}),
    ]
    assert (found.total.figure, found.total.n) == (3 / 18, 18)
    page = await read.records_behind(asked, ("OFIREG-08", "DIGITAL"), PageRequest(first=3))
    assert [(record.id, record.day, record.part) for record in page.items] == [
        ("OFIREG-08:DIGITAL:2024-09-09", date(2024, 9, 9), "TRAFFIC"),
        ("OFIREG-08:DIGITAL:2024-09-10", date(2024, 9, 10), "SILENT"),
        ("OFIREG-08:DIGITAL:2024-09-11", date(2024, 9, 11), "SILENT"),
    ]
    rest = await read.records_behind(asked, ("OFIREG-08", "DIGITAL"), PageRequest(first=9, after=page.cursors[-1]))
    assert [record.day.day for record in rest.items] == [12, 13, 16]


@pytest.mark.parametrize("by", [Dimension.CHANNEL, Dimension.OFFICE, Dimension.REGION, Dimension.MONTH])
async def test_the_rows_of_every_dimension_sum_to_the_total(read: SqlReadModel, by: Dimension) -> None:
    """POL-01: no day is lost and none counts twice; a region is that of its office."""
    _, found = await _told(read, by)
    assert sum(row.n or 0 for row in found.rows) == found.total.n == 18
    if by is Dimension.REGION:
        assert {row.groups[0]: row.n for row in found.rows} == {"08": 12, "12": 6}


async def test_a_filter_leaves_what_it_names(read: SqlReadModel) -> None:
    """MEA-07: of the telephone in Biobío six days, all silent."""
    _, found = await _told(read, CHANNEL=frozenset({"TELEPHONE"}))
    assert (found.total.figure, found.total.n) == (0.0, 6)


async def test_without_a_calendar_there_is_no_answer(read: SqlReadModel) -> None:
    """AMB-78: a number of no calendar would be invented."""
    asked = MeasureQuery(MEASURES[MeasureName.CHANNEL_OPERATION], PERIOD, NOW)
    with pytest.raises(ValueError, match="calendar"):
        await read.counted(asked)
