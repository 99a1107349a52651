"""
The Dynamics 365 connector beside Microsoft's own Python client, in one run, against one instant upstream.

Upsert one by one with concurrency, bulk upsert, paging 5,000 a page; at no latency and at 50 ms; and the memory of a
first load of 1,000,000 accounts. Both clients move the same thirty columns of an account.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

from azure.core.credentials import AccessToken
from PowerPlatform.Dataverse.aio import AsyncDataverseClient
from PowerPlatform.Dataverse.models.upsert import UpsertItem

from benchmarks.apparatus.row import Row
from benchmarks.apparatus.upstream import ACCOUNT_ROW, PAGE
from connectors.dynamics365.connector import Dynamics365Connector, connector_for
from connectors.dynamics365.records.load import load, upload
from connectors.dynamics365.settings import Credentials, DynamicsSettings, Secret
from domain.model.exchange.crm_records import ChangePage, CrmRecord, CrmWrite, RecordKind, Scalar

AT_ONCE: Final = 32
BULK: Final = 1_000
ROUNDS: Final = 3
MEMORY_BAR_MB: Final = 300
_ROOT: Final = Path(__file__).resolve().parent.parent


class StaticCredential:
    """A token that is always good, for the other client."""

    async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        return AccessToken("token", int(time.time()) + 86_400)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""


VALUES: Final[dict[str, Scalar]] = {
    "name": "Conservas Bahía Clara SpA",
    "trade_name": "Bahía Clara",
    "organisation": "COMPANY",
    "person_type": "LEGAL",
    "country": "CL",
    "region": "08",
    "commune": "Talcahuano",
    "address": "Avenida Colón 1234",
    "phone": "+56 41 255 0101",
    "email": "contacto@bahiaclara.example.cl",
    "sector": "ALIMENTOS",
    "sii_started": True,
    "sii_started_on": date(2015, 3, 2),
    "tax_category": "FIRST",
    "office": "OFIREG-08",
    "regional_executive": "ana.rojas",
    "registered_on": date(2025, 3, 10),
}


def settings(url: str, **changes: Any) -> DynamicsSettings:
    """No pace, so that the clients are measured and not the manners."""
    values: dict[str, Any] = {"max_in_flight": AT_ONCE, "requests_per_second": None, "max_batch": BULK, **changes}
    return DynamicsSettings(url=url, credentials=Credentials(token=Secret("token")), **values)


def key(number: int) -> str:
    """A GUID of ours."""
    return str(UUID(int=(0xBE << 112) + number))


async def run() -> AsyncIterator[Row]:
    """The rows of the report, as they are measured."""
    async with _upstream() as port:
        for latency in (0, 50):
            url = f"http://127.0.0.1:{port}/l{latency}"
            ours = connector_for(settings(url), date(2026, 1, 5))
            async with ours, AsyncDataverseClient(url, StaticCredential()) as theirs:
                async for row in _compare(ours, theirs, latency):
                    yield row
        yield await asyncio.to_thread(_memory, port)


async def _compare(ours: Dynamics365Connector, theirs: AsyncDataverseClient, latency: int) -> AsyncIterator[Row]:
    keys = [key(n) for n in range(3_000)]
    encoded = ours.mappings[RecordKind.ACCOUNT].encode(VALUES)
    columns = {name: str(value) if isinstance(value, date) else value for name, value in encoded.items()}
    items = [UpsertItem({"accountid": one}, dict(columns)) for one in keys]
    numbers = count()
    singles = await _best(
        len(keys),
        lambda: _each(keys, lambda one: ours.write([_write(one, next(numbers))])),
        lambda: _each(items, lambda item: theirs.records.upsert("account", [item])),
    )
    yield singles.row(f"upsert one by one, {AT_ONCE} at once, {latency} ms", 0.95 if latency else 0.0)
    records = [CrmRecord(RecordKind.ACCOUNT, key(n), VALUES, "") for n in range(40_000)]
    chunks = [
        [UpsertItem({"accountid": r.key}, dict(columns)) for r in records[start : start + BULK]]
        for start in range(0, len(records), BULK)
    ]
    bulk = await _best(
        len(records),
        lambda: _upload(ours, records),
        lambda: _each(chunks, lambda chunk: theirs.records.upsert("account", chunk)),
    )
    yield bulk.row(f"bulk upsert by {BULK:,}, {AT_ONCE} at once, {latency} ms", 2.0)
    paging = await _best(20 * PAGE, lambda: _read_ours(ours), lambda: _read_theirs(theirs))
    yield paging.row(f"paging {PAGE:,} a page to records, {latency} ms", 2.0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Records a second and seconds of processor time of each, the best of the rounds."""

    ours: float
    theirs: float
    our_seconds: float
    their_seconds: float

    def row(self, name: str, bar: float) -> Row:
        """As a line of the report; by processor time neighbours hardly disturb it. A bar of 0 is none."""
        by_processor = self.their_seconds / self.our_seconds
        detail = f"{self.ours:,.0f} records/s, theirs {self.theirs:,.0f}; by processor time {by_processor:.2f}"
        return Row(name, self.ours / self.theirs, "x theirs", bar or None, detail=detail)


def _write(one: str, number: int) -> CrmWrite:
    return CrmWrite(RecordKind.ACCOUNT, one, VALUES, None, f"once-{number}")


async def _best(size: int, ours: Callable[[], Awaitable[None]], theirs: Callable[[], Awaitable[None]]) -> Figures:
    """The best of the rounds, taken in turn."""
    fastest, least = [0.0, 0.0], [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for place, work in enumerate((ours, theirs)):
            gc.collect()
            used, started = time.process_time(), time.perf_counter()
            await work()
            fastest[place] = max(fastest[place], size / (time.perf_counter() - started))
            least[place] = min(least[place], time.process_time() - used)
    return Figures(*fastest, *least)


async def _each(things: Sequence[Any], do: Callable[[Any], Awaitable[Any]], width: int = AT_ONCE) -> None:
    source = iter(things)

    async def one() -> None:
        for thing in source:
            await do(thing)

    await asyncio.gather(*(one() for _ in range(width)))


async def _upload(ours: Dynamics365Connector, records: Sequence[CrmRecord]) -> None:
    stored = 0
    async for outcomes in upload(ours, RecordKind.ACCOUNT, records, chunk=BULK, at_once=AT_ONCE):
        stored += sum(1 for one in outcomes if one.stored)
    assert stored == len(records)


async def _read_ours(ours: Dynamics365Connector) -> None:
    read = 0
    async for records in ours.reader.everything(ours.mappings[RecordKind.ACCOUNT]):
        read += len(records)
    assert read == 20 * PAGE


async def _read_theirs(theirs: AsyncDataverseClient) -> None:
    read = 0
    select = [name for name in ACCOUNT_ROW if not name.startswith("@")]
    async for page in theirs.records.list_pages("account", select=["accountid", *select], page_size=PAGE):
        read += len(page)
    assert read == 20 * PAGE


@asynccontextmanager
async def _upstream() -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.apparatus.upstream", cwd=_ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.wait()


def _memory(port: int) -> Row:
    """Peak resident memory of a process of its own that loads 1,000,000 accounts."""
    code = f"import asyncio; from benchmarks.dynamics import load_a_million; asyncio.run(load_a_million({port}))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True)
    return Row("first load of 1,000,000 accounts, peak memory", float(answer.stdout), "MB", MEMORY_BAR_MB, most=True)


async def load_a_million(port: int) -> None:
    """Load 200 pages of 5,000 and print the peak of resident memory in MB."""
    counted = 0

    async def apply(_kind: RecordKind, page: ChangePage) -> None:
        nonlocal counted
        counted += len(page.changes)

    async with connector_for(settings(f"http://127.0.0.1:{port}/l0/p200"), date(2026, 1, 5)) as ours:
        await load(ours, apply, {})
    assert counted == 1_000_000
    print(_peak_mb())


def _peak_mb() -> float:
    # not getrusage: its figure outlives exec, so it may be that of whoever started this process
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


async def _print() -> None:
    async for row in run():
        print(row, flush=True)


if __name__ == "__main__":
    asyncio.run(_print())
