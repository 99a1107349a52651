"""
Times of the stages of calls, planned and real, worked out by hand on both databases (MEA-08).

| call | stage | area | ended | planned, real days | against its plan |
|---|---|---|---|---|---|
| one | BASES | Informática | 9 April | 5, 5 | late |
| one | RESULTADOS | Convocatorias | 30 April | 3, 2 | on plan |
| two | BASES | Informática | 20 April | 7, 8 | on plan |
| two | RESULTADOS | Convocatorias | 4 May | 3, 3 | of May |
| three | BASES | Informática | 21 April | none, 12 | without plan |
| three | RESULTADOS | Convocatorias | open | 3, none | not ended |
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from domain.model.quality.calls import Call, CallStage
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.quality.reading import SqlQualityReads
from persistence.quality.repository import SqlQuality
from persistence.reading import SqlReadModel
from tests.support.system.databases import KINDS, Databases

NOW = datetime(2026, 6, 20, 15, tzinfo=UTC)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
_IT, _CALLS = "Informática", "Convocatorias"


def _stage(
    code: str, unit: str, until: date | None, ended: date | None, planned: int | None, real: int | None
) -> CallStage:
    return CallStage(code, unit, until, until, ended, ended, planned, real)


def _call(key: str, office: str | None, *stages: CallStage) -> Call:
    return Call(key, f"Concurso {key}", _CALLS, office, "vera.lagos", NOW, stages)


CALLS = (
    _call("one", None, _stage("BASES", _IT, date(2026, 4, 8), date(2026, 4, 9), 5, 5),
          _stage("RESULTADOS", _CALLS, date(2026, 4, 30), date(2026, 4, 30), 3, 2)),
    _call("two", "OFIREG-08", _stage("BASES", _IT, date(2026, 4, 20), date(2026, 4, 20), 7, 8),
          _stage("RESULTADOS", _CALLS, date(2026, 5, 4), date(2026, 5, 4), 3, 3)),
    _call("three", None, _stage("BASES", _IT, None, date(2026, 4, 21), None, 12),
          _stage("RESULTADOS", _CALLS, date(2026, 4, 30), None, 3, None)),
)  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
async def reads(
    request: pytest.FixtureRequest, databases: Databases
) -> AsyncIterator[tuple[SqlReadModel, SqlQualityReads]]:
    """The three calls."""
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            for call in CALLS:
                await SqlQuality(tx).calls.add(call)
        yield SqlReadModel(database), SqlQualityReads(database)


async def _told(read: SqlReadModel, name: MeasureName, *by: Dimension) -> tuple[MeasureQuery, Measured]:
    asked = MeasureQuery(MEASURES[name], APRIL, NOW, by)
    return asked, measured(asked, await read.counted(asked))


async def test_the_share_of_stages_that_kept_their_plan(reads: tuple[SqlReadModel, SqlQualityReads]) -> None:
    """MEA-08: of bases one of two; of results one of one; of both two of three; who had no plan is beside."""
    asked, found = await _told(reads[0], MeasureName.CALL_STAGES, Dimension.STAGE)
    assert [(row.groups[0], row.figure, row.n) for row in found.rows] == [("BASES", 0.5, 2), ("RESULTADOS", 1.0, 1)]
    assert (found.total.figure, found.total.n) == (pytest.approx(2 / 3), 3)
    assert found.total.parts == {"ON_PLAN": 2, "LATE": 1, "WITHOUT_PLAN": 1}
    page = await reads[0].records_behind(asked, ("BASES",), PageRequest(first=9))
    assert [(record.id, record.part) for record in page.items] == [("one:BASES", "LATE"), ("two:BASES", "ON_PLAN")]


async def test_the_median_of_real_days_beside_that_of_planned_days(
    reads: tuple[SqlReadModel, SqlQualityReads],
) -> None:
    """MEA-08: bases took 5, 8 and 12 days, median 8, and 5 and 7 were planned, median 6; results took 2 of 3."""
    for name, bases, results, n in ((MeasureName.CALL_TIME, 8.0, 2.0, 4), (MeasureName.CALL_PLAN, 6.0, 3.0, 3)):
        _, found = await _told(reads[0], name, Dimension.STAGE, Dimension.UNIT)
        assert [(row.groups, row.figure) for row in found.rows] == [
            (("BASES", _IT), bases), (("RESULTADOS", _CALLS), results),
        ]  # fmt: skip
        assert found.total.n == n


@pytest.mark.parametrize("name", [MeasureName.CALL_STAGES, MeasureName.CALL_TIME, MeasureName.CALL_PLAN])
@pytest.mark.parametrize("by", [Dimension.STAGE, Dimension.UNIT, Dimension.OFFICE, Dimension.MONTH])
async def test_the_rows_of_every_dimension_sum_to_the_total(
    reads: tuple[SqlReadModel, SqlQualityReads], name: MeasureName, by: Dimension
) -> None:
    """POL-01: no stage is lost and none counts twice."""
    _, found = await _told(reads[0], name, by)
    assert sum(row.n or 0 for row in found.rows) == found.total.n


async def test_calls_are_read_newest_first_and_by_the_areas_of_their_stages(
    reads: tuple[SqlReadModel, SqlQualityReads],
) -> None:
    """LIN-02: each with its stages in their order; of an area that has none of it, none."""
    first = await reads[1].calls(PageRequest(first=2))
    assert [call.id for call in first.items] == ["three", "two"]
    assert first.items[1] == CALLS[1]
    rest = await reads[1].calls(PageRequest(first=2, after=first.cursors[-1]))
    assert rest.items == [CALLS[0]]
    assert len((await reads[1].calls(PageRequest(first=9), units=frozenset({_IT}))).items) == 3
    assert (await reads[1].calls(PageRequest(first=9), units=frozenset({"Nadie"}))).items == []
    assert list(await reads[1].calls_by_id(["one", "none"])) == [CALLS[0]]
