"""
The Dynamics 365 connector beside Microsoft's own Python client, in one run, against one instant upstream.

Upsert one by one with concurrency, bulk upsert, paging 5,000 a page; at no latency and at 50 ms; and the memory of a
first load of 1,000,000 accounts. Both clients move the same thirty columns of an account.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from benchmarks.apparatus import partner
from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from benchmarks.apparatus.upstream import PAGE
from connectors.dynamics365.connector import Dynamics365Connector, connector_for
from connectors.dynamics365.records.load import load, upload
from connectors.dynamics365.settings import Credentials, DynamicsSettings, Secret
from domain.model.exchange.crm_records import ChangePage, CrmRecord, CrmWrite, RecordKind, Scalar

if TYPE_CHECKING:
    from PowerPlatform.Dataverse.aio import AsyncDataverseClient

AT_ONCE: Final = 32
BULK: Final = 1_000
MEMORY_BAR_MB: Final = 300
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is moved: records one by one and in bulk, pages read, rounds of each, pages of the first load."""

    singles: int = 3_000
    bulk: int = 40_000
    pages: int = 20
    rounds: int = 3
    loaded_pages: int = 200


SMALL: Final = Scale(singles=32, bulk=2_000, pages=2, rounds=1, loaded_pages=2)

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


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """The rows of the report, as they are measured; without Microsoft's client, ours alone."""
    scale = SMALL if small else Scale()
    async with _upstream() as port:
        for latency in (0, 50):
            url = f"http://127.0.0.1:{port}/l{latency}/p{scale.pages}"
            async with contextlib.AsyncExitStack() as exits:
                ours = await exits.enter_async_context(connector_for(settings(url), date(2026, 1, 5)))
                theirs = await exits.enter_async_context(partner.client(url)) if partner.is_installed() else None
                for contest in _contests(Sides(ours, theirs), latency, scale):
                    yield await _held(contest, scale.rounds)
        yield await asyncio.to_thread(_memory, port, scale.loaded_pages)


@dataclass(frozen=True, slots=True)
class Contest:
    """
    The same work for both clients.

    Attributes:
        size: Records it moves.
        bar: Least ratio of records a second, ours over theirs.
        theirs: None: nobody to compare with.
    """

    name: str
    size: int
    bar: float | None
    ours: Callable[[], Awaitable[None]]
    theirs: Callable[[], Awaitable[None]] | None


@dataclass(frozen=True, slots=True)
class Sides:
    """Both clients at work."""

    ours: Dynamics365Connector
    theirs: AsyncDataverseClient | None

    async def upload(self, records: Sequence[CrmRecord]) -> None:
        """Our way of bulk upsert."""
        stored = 0
        async for outcomes in upload(self.ours, RecordKind.ACCOUNT, records, chunk=BULK, at_once=AT_ONCE):
            stored += sum(1 for one in outcomes if one.stored)
        assert stored == len(records)

    async def read(self, size: int) -> None:
        """Our way of paging."""
        pages = self.ours.reader.everything(self.ours.mappings[RecordKind.ACCOUNT])
        assert sum([len(page) async for page in pages]) == size

    def their_calls(self, keys: Sequence[str], chunk: int) -> Callable[[], Awaitable[None]] | None:
        """Their way of upsert, so many records a call; their records are made beforehand."""
        if (theirs := self.theirs) is None:
            return None
        items = partner.items(keys, self.ours.mappings[RecordKind.ACCOUNT].encode(VALUES))
        calls = [items[start : start + chunk] for start in range(0, len(items), chunk)]
        return lambda: _each(calls, lambda call: theirs.records.upsert("account", call))

    def their_reading(self, size: int) -> Callable[[], Awaitable[None]] | None:
        """Their way of paging."""
        if (theirs := self.theirs) is None:
            return None

        async def read() -> None:
            assert await partner.read_all(theirs) == size

        return read


def _contests(sides: Sides, latency: int, scale: Scale) -> Iterator[Contest]:
    keys = [key(n) for n in range(scale.singles)]
    numbers = count()
    yield Contest(
        f"upsert one by one, {AT_ONCE} at once, {latency} ms",
        len(keys),
        0.95 if latency else None,
        lambda: _each(keys, lambda one: sides.ours.write([_write(one, next(numbers))])),
        sides.their_calls(keys, 1),
    )
    records = [CrmRecord(RecordKind.ACCOUNT, key(n), VALUES, "") for n in range(scale.bulk)]
    yield Contest(
        f"bulk upsert by {BULK:,}, {AT_ONCE} at once, {latency} ms",
        len(records),
        2.0,
        lambda: sides.upload(records),
        sides.their_calls([record.key for record in records], BULK),
    )
    size = scale.pages * PAGE
    name = f"paging {PAGE:,} a page to records, {latency} ms"
    yield Contest(name, size, 2.0, lambda: sides.read(size), sides.their_reading(size))


def _write(one: str, number: int) -> CrmWrite:
    return CrmWrite(RecordKind.ACCOUNT, one, VALUES, None, f"once-{number}")


async def _held(contest: Contest, rounds: int) -> Row:
    """The best of the rounds of each, taken in turn; by processor time neighbours hardly disturb it."""
    fastest: dict[str, float] = {}
    least: dict[str, float] = {}
    for _ in range(rounds):
        for side, work in (("ours", contest.ours), ("theirs", contest.theirs)):
            if work is not None:
                gc.collect()
                used, started = time.process_time(), time.perf_counter()
                await work()
                rate = contest.size / (time.perf_counter() - started)
                fastest[side] = max(fastest.get(side, 0.0), rate)
                least[side] = min(least.get(side, float("inf")), time.process_time() - used)
    if contest.theirs is None:
        return Row(contest.name, fastest["ours"], "records/s", detail="Microsoft's client is not installed")
    detail = (
        f"{fastest['ours']:,.0f} records/s, theirs {fastest['theirs']:,.0f}; "
        f"by processor time {least['theirs'] / least['ours']:.2f}"
    )
    return Row(contest.name, fastest["ours"] / fastest["theirs"], "x theirs", contest.bar, detail=detail)


async def _each(things: Sequence[Any], do: Callable[[Any], Awaitable[Any]], width: int = AT_ONCE) -> None:
    source = iter(things)

    async def one() -> None:
        for thing in source:
            await do(thing)

    await asyncio.gather(*(one() for _ in range(width)))


@contextlib.asynccontextmanager
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


def _memory(port: int, pages: int) -> Row:
    """Peak resident memory of a process of its own that loads so many pages of 5,000 accounts."""
    code = (
        f"import asyncio; from benchmarks.traffic.dynamics import load_pages; asyncio.run(load_pages({port}, {pages}))"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, stdout=subprocess.PIPE, text=True, check=True)
    name = f"first load of {pages * PAGE:,} accounts, peak memory"
    return Row(name, float(answer.stdout), "MB", MEMORY_BAR_MB, most=True)


async def load_pages(port: int, pages: int) -> None:
    """Load them and print the peak of resident memory in MB."""
    counted = 0

    async def apply(_kind: RecordKind, page: ChangePage) -> None:
        nonlocal counted
        counted += len(page.changes)

    async with connector_for(settings(f"http://127.0.0.1:{port}/l0/p{pages}"), date(2026, 1, 5)) as ours:
        await load(ours, apply, {})
    assert counted == pages * PAGE
    print(_peak_mb())


def _peak_mb() -> float:
    # not getrusage: its figure outlives exec, so it may be that of whoever started this process
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
