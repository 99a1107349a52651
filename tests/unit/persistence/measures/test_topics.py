"""
The most requested information, worked out by hand on both databases (MEA-05, LIN-06).

April 2026 has six entries with a topic; what opened a case by the portal has no channel.

| case | entry | channel | own topic | the case's | counts as |
|---|---|---|---|---|---|
| asked | 1, opening | none | none | FERIAS | FERIAS |
| asked | 2 | digital | none | FERIAS | FERIAS |
| asked | 3 | telephone | MERCADOS | FERIAS | MERCADOS |
| asked | 4, a mistake | digital | none | FERIAS | nothing |
| silent | 1, opening; 2 | digital | none | none | nothing: no topic |
| silent | 3 | digital | MERCADOS | none | MERCADOS |
| south | 1, opening, 30 April in Punta Arenas | digital | none | ORIGEN | ORIGEN |
| south | 2, 1 May there | digital | none | ORIGEN | of May |
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from domain.model.cases import Case, CaseEvent, Flow, TakenBack
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.cases.mapping import case_columns, event_columns
from persistence.reading import SqlReadModel
from persistence.tables.cases import case_event, protocol_case
from tests.support.system.databases import KINDS, Databases

AT = datetime(2026, 4, 10, 15, tzinfo=UTC)
NOW = datetime(2026, 5, 20, 15, tzinfo=UTC)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
MISTAKE = TakenBack("ana.rojas", Role.REGIONAL_EXECUTIVE, AT, "Era otro caso")
BY_MAIL = {"channel": Channel.DIGITAL, "point_of_contact": PointOfContact.CORREO}
BY_PHONE = {"channel": Channel.TELEPHONE, "point_of_contact": PointOfContact.TELEFONO}
LATE = datetime(2026, 5, 1, 2, 30, tzinfo=UTC)
CASES = {
    "asked": ("FERIAS", "OFIREG-08", [{}, BY_MAIL, {**BY_PHONE, "topic": "MERCADOS"},
                                      {**BY_MAIL, "taken_back": MISTAKE}]),
    "silent": (None, "OFIREG-08", [BY_MAIL, BY_MAIL, {**BY_MAIL, "topic": "MERCADOS"}]),
    # 30 April at 23:30 in Punta Arenas is 1 May in Greenwich: the day is the office's
    "south": ("ORIGEN", "OFIREG-12", [{**BY_MAIL, "day": date(2026, 4, 30), "occurred_at": LATE},
                                      {**BY_MAIL, "day": date(2026, 5, 1)}]),
}  # fmt: skip


def _entry(case_id: str, office: str, sequence: int, more: dict[str, object]) -> CaseEvent:
    fact = "report_portal_problem" if sequence == 1 else "company_insists"
    event = CaseEvent(case_id, sequence, fact, AT, AT, "david.moya", Role.CLIENT_MANAGEMENT, "INFORMADA", "INFORMADA",
                      ("RTE-03",), day=AT.date(), office=office)  # fmt: skip
    return replace(event, **more)  # type: ignore[arg-type]  # fields by name


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """The three cases."""
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            for case_id, (topic, office, entries) in CASES.items():
                case = Case(case_id, Flow.PORTAL_PROBLEM, "INFORMADA", AT, "david.moya", "2024", "Gestión de clientes",
                            office=office, topic=topic)  # fmt: skip
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                for sequence, more in enumerate(entries, 1):
                    await tx.execute(
                        insert(case_event).values(**event_columns(_entry(case_id, office, sequence, more)))
                    )
        yield SqlReadModel(database)


async def _told(read: SqlReadModel, name: MeasureName, *by: Dimension) -> tuple[MeasureQuery, Measured]:
    asked = MeasureQuery(MEASURES[name], APRIL, NOW, by)
    return asked, measured(asked, await read.counted(asked))


async def test_the_most_requested_information_by_channel(read: SqlReadModel) -> None:
    """MEA-05: five requests of April: two of fairs, two of markets, one of origin; each by the channel of its entry."""
    _, found = await _told(read, MeasureName.REQUESTED_INFORMATION, Dimension.TOPIC, Dimension.CHANNEL)
    assert {row.groups: row.figure for row in found.rows} == {
        ("FERIAS", None): 1.0,
        ("FERIAS", "DIGITAL"): 1.0,
        ("MERCADOS", "DIGITAL"): 1.0,
        ("MERCADOS", "TELEPHONE"): 1.0,
        ("ORIGEN", "DIGITAL"): 1.0,
    }
    assert (found.total.figure, found.total.n) == (5.0, 5)


async def test_the_records_behind_a_topic_are_its_entries(read: SqlReadModel) -> None:
    """POL-01: as many as n; the mistake and what is of May are none of them."""
    asked, _ = await _told(read, MeasureName.REQUESTED_INFORMATION, Dimension.TOPIC)
    page = await read.records_behind(asked, ("FERIAS",), PageRequest(first=9))
    assert [record.id for record in page.items] == ["asked:1", "asked:2"]
    page = await read.records_behind(asked, ("MERCADOS",), PageRequest(first=9))
    assert [record.id for record in page.items] == ["asked:3", "silent:3"]


async def test_a_topic_of_the_last_day_of_april_in_punta_arenas_is_of_april(read: SqlReadModel) -> None:
    """MEA-05: the month is that of the office that answers."""
    _, found = await _told(read, MeasureName.REQUESTED_INFORMATION, Dimension.OFFICE, Dimension.MONTH)
    assert [(row.groups, row.n) for row in found.rows] == [
        (("OFIREG-08", "2026-04"), 4), (("OFIREG-12", "2026-04"), 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", [each for each, row in MEASURES.items() if Dimension.TOPIC in row.dimensions], ids=lambda each: each.name
)
async def test_by_topic_the_rows_of_every_measure_sum_to_its_total(read: SqlReadModel, name: MeasureName) -> None:
    """MEA-05: what has no topic is a row of its own, so nothing is lost."""
    _, found = await _told(read, name, Dimension.TOPIC)
    assert sum(row.n or 0 for row in found.rows) == found.total.n


async def test_contacts_without_topic_are_told_apart(read: SqlReadModel) -> None:
    """MEA-02, MEA-05: of April's six contacts that were no mistake, two have no topic."""
    _, found = await _told(read, MeasureName.CONTACTS, Dimension.TOPIC)
    assert {row.groups[0]: row.n for row in found.rows} == {"FERIAS": 1, "MERCADOS": 2, "ORIGEN": 1, None: 2}
