"""
A million events of the systems that are not the CRM, loaded from a file by the command's own way, on both databases.

One in three names a RUT. `BENCH_EVENTS` says how many, when not a million; CSV and XLSX are tried with a tenth. The
same file again must change nothing, and is timed too. Beside each figure stands how many a second of processor took.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

import xlsxwriter
from stdnum.cl import rut as stdnum_rut

from api.commands.journeys import LoadReport, load_journeys
from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from connectors.journey_files import JourneyFile
from domain.model.history.journeys import JourneyResult
from domain.use_cases.services import Services
from persistence.database import Database, DatabaseKind
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import a_configuration, new_id
from tests.support.calendars import a_book
from tests.support.cases.desk import FrozenClock
from tests.support.system.databases import KINDS

EVENTS: Final = 1_000_000
BAR: Final = 20_000.0
_CLOCK: Final = FrozenClock(datetime(2026, 1, 15, 15, tzinfo=UTC))
_COLUMNS: Final = ("source", "external_id", "on", "kind", "rut", "requested_service", "state")
_SYSTEMS: Final = ("CENTRO_DE_AYUDA", "ATENCION_CIUDADANA", "CERTO")


def _told(count: int) -> Iterator[dict[str, str]]:
    for number in range(count):
        body = str(76_000_000 + number % 400_000)
        yield {
            "source": _SYSTEMS[number % 3],
            "external_id": f"{number:08}",
            "on": (date(2024, 1, 1) + timedelta(days=number % 700)).isoformat(),
            "kind": "consulta",
            "rut": f"{body}-{stdnum_rut.calc_check_digit(body)}" if number % 3 == 0 else "",
            "requested_service": "certificado de origen" if number % 2 else "información comercial",
            "state": "cerrado",
        }


def _jsonl(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in _told(count))


def _csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, _COLUMNS)
        table.writeheader()
        table.writerows(_told(count))


def _xlsx(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(itertools.chain([list(_COLUMNS)], (list(each.values()) for each in _told(count)))):
            sheet.write_row(number, 0, row)


_WAYS: Final[tuple[tuple[str, Callable[[Path, int], None], int], ...]] = (
    (".jsonl", _jsonl, 1), (".csv", _csv, 10), (".xlsx", _xlsx, 10),
)  # fmt: skip
"""Of each kind of file, how it is written and of how many it has one."""


async def _load(database: Database, path: Path) -> tuple[LoadReport, float, float]:
    services = Services(SqlTransactions(database, _CLOCK), _CLOCK, a_book, a_configuration, new_id)
    started, busy = perf_counter(), process_time()
    report = await load_journeys(services, JourneyFile(path))
    return report, perf_counter() - started, process_time() - busy


async def _measure(data: DataSets, kind: DatabaseKind, way: str, path: Path, count: int) -> AsyncIterator[Row]:
    async with data.empty(kind) as database:
        report, seconds, busy = await _load(database, path)
        assert report.results[JourneyResult.RECORDED] == count, report.lines()
        what = f"{kind}: {count:,} events from {way}"
        yield Row(what, count / seconds, "events/s", BAR, False, f"{count / busy:,.0f} a second of processor")
        if way == ".jsonl":
            again, seconds, busy = await _load(database, path)
            assert again.results[JourneyResult.UNCHANGED] == count, again.lines()
            yield Row(
                f"{what}, the same again",
                count / seconds,
                "events/s",
                None,
                False,
                f"nothing changes; {count / busy:,.0f}",
            )


async def run(data: DataSets, *, small: bool = False) -> AsyncIterator[Row]:
    """Each kind of file on both databases."""
    whole = 300 if small else int(os.environ.get("BENCH_EVENTS", str(EVENTS)))
    with tempfile.TemporaryDirectory() as folder:
        for way, write, part in _WAYS:
            count = max(100, whole // part)
            path = Path(folder) / f"events{way}"
            write(path, count)
            for kind in KINDS:
                async for row in _measure(data, kind, way, path, count):
                    yield row
