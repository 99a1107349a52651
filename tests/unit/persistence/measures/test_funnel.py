"""
The capture funnel, worked out by hand on both databases (MEA-09). Days are those of April 2026 on which each arrived.

| case | CONTACTO | REGISTRO | NOTIFICADA | CONTACTADA | ENTREVISTADA | VALIDADA | end |
|---|---|---|---|---|---|---|---|
| won | 1, left in 2 days | 6, in 4 | 10, in 3 | 15, in 3 | 20, in 2 | 22, in 6 | preadmissible on the 30th |
| gone | 2, in 3 | 7, in 9 | | | | | withdrawn on the 20th |
| expired | 30 March | 1, in 40 | | | | | expired on 30 May |
| waits | | 8; a mistake, taken back | | | | | waits |
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

NOW = datetime(2026, 6, 20, 15, tzinfo=UTC)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
MISTAKE = TakenBack("ana.rojas", Role.REGIONAL_EXECUTIVE, NOW, "Era otra empresa")
Move = tuple[str, str, date, int | None]
CASES: dict[str, list[Move]] = {
    "won": [
        ("receive_contact", "CONTACTO", date(2026, 4, 1), None), ("register", "REGISTRO", date(2026, 4, 6), 2),
        ("complete_ficha", "NOTIFICADA_REGION", date(2026, 4, 10), 4),
        ("record_contact_attempt", "NOTIFICADA_REGION", date(2026, 4, 13), None),
        ("record_contact", "CONTACTADA", date(2026, 4, 15), 3),
        ("record_interview", "ENTREVISTADA", date(2026, 4, 20), 3),
        ("validate", "VALIDADA", date(2026, 4, 22), 2),
        ("complete_preadmissibility", "PREADMISIBLE", date(2026, 4, 30), 6),
    ],
    "gone": [
        ("receive_contact", "CONTACTO", date(2026, 4, 2), None), ("register", "REGISTRO", date(2026, 4, 7), 3),
        ("withdraw_capture", "DESISTIDA", date(2026, 4, 20), 9),
    ],
    "expired": [
        ("receive_contact", "CONTACTO", date(2026, 3, 30), None), ("register", "REGISTRO", date(2026, 4, 1), 2),
        ("expire_capture", "VENCIDA", date(2026, 5, 30), 40),
    ],
    "waits": [
        ("register", "REGISTRO", date(2026, 4, 8), None), ("complete_ficha", "NOTIFICADA_REGION", date(2026, 4, 9), 1),
        ("take_back", "REGISTRO", date(2026, 4, 9), None),
    ],
}  # fmt: skip


def _entries(case_id: str, moves: list[Move]) -> list[CaseEvent]:
    found, state = [], ""
    for sequence, (fact, to_state, day, days) in enumerate(moves, 1):
        at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        event = CaseEvent(case_id, sequence, fact, at, at, "ana.rojas", Role.REGIONAL_EXECUTIVE, state, to_state,
                          ("CAP-01",), day=day, stage_days=days)  # fmt: skip
        mistaken = case_id == "waits" and fact == "complete_ficha"
        found.append(replace(event, taken_back=MISTAKE) if mistaken else event)
        state = to_state
    return found


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """The four cases, of which two came by telephone; and a case of another process with a state of the same name."""
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            for number, (case_id, moves) in enumerate({**CASES, "other": CASES["gone"]}.items()):
                flow = Flow.PORTAL_PROBLEM if case_id == "other" else Flow.CAPTURE
                channel = Channel.TELEPHONE if number % 2 else Channel.DIGITAL
                case = Case(case_id, flow, moves[-1][1], NOW, "ana.rojas", "2024", "Dirección Nacional",
                            office="OFIREG-08", channel=channel, point_of_contact=PointOfContact.CORREO)  # fmt: skip
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                for event in _entries(case_id, moves):
                    await tx.execute(insert(case_event).values(**event_columns(event)))
        yield SqlReadModel(database)


async def _told(read: SqlReadModel, name: MeasureName, *by: Dimension) -> tuple[MeasureQuery, Measured]:
    asked = MeasureQuery(MEASURES[name], APRIL, NOW, by)
    return asked, measured(asked, await read.counted(asked))


async def test_how_many_came_into_each_stage_and_how_they_left_it(read: SqlReadModel) -> None:
    """MEA-09: in the order of the protocol; a mistake brought nobody into a stage, and out of none."""
    asked, found = await _told(read, MeasureName.CAPTURE_STAGES, Dimension.STAGE)
    assert [(row.groups[0], dict(row.parts)) for row in found.rows] == [
        ("CONTACTO", {"PASSED": 2}),
        ("REGISTRO", {"PASSED": 1, "WITHDRAWN": 1, "EXPIRED": 1, "WAITING": 1}),
        ("NOTIFICADA_REGION", {"PASSED": 1}),
        ("CONTACTADA", {"PASSED": 1}),
        ("ENTREVISTADA", {"PASSED": 1}),
        ("VALIDADA", {"PASSED": 1}),
    ]
    assert (found.total.figure, found.total.n) == (10.0, 10)
    page = await read.records_behind(asked, ("REGISTRO",), PageRequest(first=9))
    assert [(record.id, record.part) for record in page.items] == [
        ("expired:2", "EXPIRED"), ("won:2", "PASSED"), ("gone:2", "WITHDRAWN"), ("waits:1", "WAITING"),
    ]  # fmt: skip


async def test_the_share_that_was_abandoned_in_each_stage(read: SqlReadModel) -> None:
    """MEA-09, CAP-02: two of the three that left REGISTRO; two of nine of all; who waits has left nothing."""
    _, found = await _told(read, MeasureName.CAPTURE_ABANDONMENT, Dimension.STAGE)
    shares = {row.groups[0]: (row.figure, row.n) for row in found.rows}
    assert shares["REGISTRO"] == (pytest.approx(2 / 3), 3)
    assert shares["CONTACTO"] == (0.0, 2)
    assert (found.total.figure, found.total.n) == (pytest.approx(2 / 9), 9)


async def test_the_median_of_business_days_in_each_stage(read: SqlReadModel) -> None:
    """MEA-09: 2 and 3 make 2.5; 4, 9 and 40 make 9, never their mean; 2, 2, 3, 3, 3, 4, 6, 9 and 40 make 3."""
    asked, found = await _told(read, MeasureName.CAPTURE_TIME, Dimension.STAGE)
    medians = {row.groups[0]: (row.figure, row.n) for row in found.rows}
    assert (medians["CONTACTO"], medians["REGISTRO"], medians["VALIDADA"]) == ((2.5, 2), (9.0, 3), (6.0, 1))
    assert (found.total.figure, found.total.n) == (3.0, 9)
    page = await read.records_behind(asked, ("REGISTRO",), PageRequest(first=9))
    assert [record.part for record in page.items] == ["40", "4", "9"]


@pytest.mark.parametrize(
    "name", [MeasureName.CAPTURE_STAGES, MeasureName.CAPTURE_ABANDONMENT, MeasureName.CAPTURE_TIME]
)
@pytest.mark.parametrize("by", list(Dimension))
async def test_the_rows_of_every_dimension_sum_to_the_total(
    read: SqlReadModel, name: MeasureName, by: Dimension
) -> None:
    """POL-01: whatever one compares by, no stage is lost and none counts twice."""
    if by in MEASURES[name].dimensions:
        _, found = await _told(read, name, by)
        assert sum(row.n or 0 for row in found.rows) == found.total.n
