"""
Changes as they happen, with API, worker, writer and database in processes of their own (issue 15, point 5): how soon a
committed change is at each of 100 subscribers, what 1,000 cost, and what is left when they are cut off.

On PostgreSQL somebody keeps a transaction open all the while, with something written in it. SQLite has one writer, so
that nothing else could be written beside it: there each change is followed at once by a write that stays open.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Final

import httpx2
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.listened import listened, subscriber
from benchmarks.apparatus.made_accounts import made_accounts
from benchmarks.apparatus.row import Row
from persistence.bulk import load_accounts
from persistence.database import Database, DatabaseKind, Transaction
from tests.support.system.databases import KINDS

SUBSCRIBERS: Final = 100
MANY: Final = 1_000
_WRITES: Final = 60
_HELD_WRITES: Final = 12
"""On SQLite, each followed by a write that stays open."""
_FIRST: Final = 1_000
"""Version from which on the account is written."""
_APART_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 60.0
_BUSY_SECONDS: Final = 7.3
_AT_ONCE: Final = 50
_DOCUMENT: Final = "subscription { changes(kinds: [ACCOUNT]) { cursor changes { nodeId version } } }"
_WRITE: Final = text("UPDATE account SET version = :version WHERE pk = (SELECT min(pk) FROM account)")
_KEPT_BACK: Final = text("UPDATE account SET version = version + 1 WHERE pk = (SELECT max(pk) FROM account)")


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Both databases in turn."""
    for kind in KINDS:
        async with data.empty(kind) as database:
            await load_accounts(database, made_accounts(10, 0))
            url = database.url.render_as_string(hide_password=False)
            with listened("worker", url), listened("api", url) as api:
                subscribers = 10 if small else SUBSCRIBERS
                async with _opened(api.port, subscribers) as sockets:
                    waits = await (_behind if kind == "sqlite" else _beside)(database, sockets, small=small)
                yield _soon(kind, subscribers, waits)
                for row in await _many(kind, api.port, api.pid, 40 if small else MANY):
                    yield row


def _soon(kind: DatabaseKind, subscribers: int, waits: Sequence[float]) -> Row:
    cuts = quantiles(waits, n=100)
    detail = f"p50 {cuts[49]:.2f} s, most {max(waits):.2f} s, {len(waits):,} events"
    return Row(
        f"{kind}: commit to each of {subscribers} subscribers, p99, a write open beside it",
        cuts[98],
        "s",
        1.0,
        True,
        detail,
    )


@contextlib.asynccontextmanager
async def _opened(port: int, number: int) -> AsyncIterator[list[ClientConnection]]:
    """So many subscribers, each where it begins."""
    async with contextlib.AsyncExitStack() as stack:
        sockets: list[ClientConnection] = []
        for first in range(0, number, _AT_ONCE):
            wanted = range(first, min(first + _AT_ONCE, number))
            opening = [stack.enter_async_context(subscriber(port, each, _DOCUMENT)) for each in wanted]
            sockets += await asyncio.gather(*opening)
        yield sockets


async def _beside(database: Database, sockets: Sequence[ClientConnection], *, small: bool) -> list[float]:
    """Changes beside one write that is open all the while."""
    writes, apart = (3, 0.2) if small else (_WRITES, _APART_SECONDS)
    async with _long_write(database):
        return await _waits(database, sockets, writes, lambda: asyncio.sleep(apart), writes * apart)


async def _behind(database: Database, sockets: Sequence[ClientConnection], *, small: bool) -> list[float]:
    """Changes each of which is followed by a write that stays open: together as long as the one of `_beside`."""
    writes, held = (3, 0.5) if small else (_HELD_WRITES, _WRITES * _APART_SECONDS / _HELD_WRITES)

    async def hold() -> None:
        async with _long_write(database):
            await asyncio.sleep(held)

    return await _waits(database, sockets, writes, hold, writes * held)


@contextlib.asynccontextmanager
async def _long_write(database: Database) -> AsyncIterator[None]:
    with contextlib.suppress(_Undone):
        async with database.begin(wakes=False) as tx:
            await tx.execute(_KEPT_BACK)
            busy = asyncio.create_task(_busy(tx))
            try:
                yield
            finally:
                busy.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await busy
            raise _Undone


async def _busy(tx: Transaction) -> None:
    """Do something in it now and then: the store ends transactions that rest for a minute."""
    while True:
        await asyncio.sleep(_BUSY_SECONDS)
        await tx.execute(text("SELECT 1"))


class _Undone(Exception):
    """The write is taken back."""


async def _waits(
    database: Database,
    sockets: Sequence[ClientConnection],
    writes: int,
    then: Callable[[], Awaitable[None]],
    seconds: float,
) -> list[float]:
    """
    Seconds from each commit until each socket had it.

    Args:
        then: What happens after each commit; *seconds*: how long that takes for all of them.
    """
    committed: dict[int, float] = {}
    arrived: list[tuple[int, float]] = []

    async def listen(socket: ClientConnection) -> None:
        last = 0
        while last < writes:
            message = json.loads(await socket.recv())
            now = perf_counter()
            for change in message["payload"]["data"]["changes"]["changes"] if message["type"] == "next" else ():
                last = change["version"] - _FIRST
                arrived.append((last, now))

    async with asyncio.timeout(seconds + _PATIENCE_SECONDS), asyncio.TaskGroup() as listening:
        for socket in sockets:
            listening.create_task(listen(socket))
        for version in range(1, writes + 1):
            async with database.begin() as tx:
                await tx.execute(_WRITE, {"version": _FIRST + version})
            committed[version] = perf_counter()
            await then()
    assert {version for version, _ in arrived} == set(committed), "a change was missed"
    return [max(0.0, now - committed[version]) for version, now in arrived]


async def _many(kind: DatabaseKind, port: int, pid: int, number: int) -> list[Row]:
    """What so many add to the memory of the API, and what it holds when all of them were cut off at once."""
    before, idle = _megabytes(pid), await _held(port)
    async with contextlib.AsyncExitStack() as stack:
        sockets = await stack.enter_async_context(_opened(port, number))
        added = _megabytes(pid) - before
        for socket in sockets:
            socket.transport.abort()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (left := await _held(port))["places"]:  # noqa: ASYNC110  (another process tells nobody)
                await asyncio.sleep(0.2)
    return [
        Row(f"{kind}: memory that {number:,} subscribers add", added, "MB", 100.0, True),
        Row(f"{kind}: places held after they were cut off", left["places"], "", 0.0, True),
        Row(f"{kind}: tasks left after they were cut off", max(0, left["tasks"] - idle["tasks"]), "", 0.0, True),
    ]


async def _held(port: int) -> dict[str, int]:
    async with httpx2.AsyncClient() as client:
        found: dict[str, int] = (await client.get(f"http://127.0.0.1:{port}/held")).json()
    return found


def _megabytes(pid: int) -> float:
    rows = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmRSS")) / 1024
