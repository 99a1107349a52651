"""
Bad weather looks like bad weather (issue 8, point 6; F-12, F-13): real processes, a killed PostgreSQL, full disks.

Every request meanwhile is answered UNAVAILABLE with when to come back, readiness tells the truth, the outage is a line
of the log and not thousands, and afterwards work goes on by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx2
import pytest
from sqlalchemy import func, select

from domain.errors import StoreUnavailable
from domain.model.institution.people import Role
from persistence.tables import message
from tests.api.conftest import Desk, api_of
from tests.support.mail import a_message
from tests.support.system.processes import SECRET, Api, Process, eventually, free_port, running, token
from tests.support.weather import own_postgres, small_disk

GRAPHQL = "application/graphql-response+json"
READ = "{ accounts(first: 1) { nodes { name } } }"
CREATE = """mutation { createAccount(input: { name: "Aceites del Limarí SpA", fields: { country: "CL" },
  contacts: [{ name: "Eva Soto" }], clientKey: "una" }) { account { id } userErrors { message } } }"""
WRITE = """mutation { addHoliday(input: { on: "2027-03-05", name: "Fiesta local", source: "Ley", region: "08" }) {
  userErrors { message } } }"""


@contextlib.contextmanager
def _serving(folder: Path, url: str) -> Iterator[tuple[Api, Process]]:
    port = free_port()
    environment = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": url,
        "ATENCION_MOCK_COMPANIES": "3",
        "ATENCION_MAIL": f"eml:{folder / 'mail'}",
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.2",
    }
    with running(folder, "api", ["serve", "--worker", "--port", str(port)], environment) as process:
        api = Api(f"http://127.0.0.1:{port}", token(Role.ADMINISTRATOR, "CENTRAL"))
        eventually(lambda: process.command.poll() is None and api.is_ready(), "the API is ready", within=60)
        try:
            yield api, process
        finally:
            api.client.close()


def _ask(api: Api, document: str, accept: str) -> httpx2.Response:
    headers = {"authorization": f"Bearer {api.token}", "accept": accept}
    return api.client.post(f"{api.url}/graphql", json={"query": document}, headers=headers)


def _is_told_as_unavailable(api: Api, document: str) -> bool:
    """In both media types."""
    modern, plain = _ask(api, document, GRAPHQL), _ask(api, document, "application/json")
    for answer in (modern, plain):
        assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAVAILABLE"], answer.text
        assert answer.json()["errors"][0]["extensions"]["retryAfter"] == int(answer.headers["retry-after"]) > 0
        assert "data" not in answer.json()
    assert (modern.status_code, plain.status_code) == (503, 200)
    return True


def _readiness(api: Api) -> tuple[int, object, object]:
    answer = api.client.get(f"{api.url}/health/ready")
    return answer.status_code, answer.json()["ready"], answer.json()["store"].get("reason")


def _works_again(api: Api) -> bool:
    return _readiness(api)[0] == 200 and "errors" not in api.answer(WRITE)


def _lines(process: Process, of: str) -> list[str]:
    return [line for line in process.log.read_text(encoding="utf-8").splitlines() if of in line]


def test_while_postgres_is_away_everything_says_so_and_the_log_says_it_once(tmp_path: Path) -> None:
    """F-12: it was 200 with INTERNAL, a readiness that failed as text, and 12,396 lines."""
    with own_postgres() as postgres, _serving(tmp_path, postgres.url) as (api, process):
        assert _works_again(api)
        before = len(process.log.read_text(encoding="utf-8").splitlines())
        postgres.kill()
        eventually(lambda: _is_told_as_unavailable(api, READ), "reads are told as unavailable")
        eventually(lambda: _is_told_as_unavailable(api, WRITE), "writes are told as unavailable")
        assert _readiness(api) == (503, False, "away")
        assert api.client.get(f"{api.url}/health/live").status_code == 200
        time.sleep(6)
        postgres.start()
        eventually(lambda: _works_again(api), "work goes on")
        eventually(lambda: bool(_lines(process, "the store is back")), "the end of the outage is told", within=20)

    lines = process.log.read_text(encoding="utf-8").splitlines()[before:]
    assert len(lines) == 2, "\n".join(lines)
    assert "the store is away" in lines[0]
    assert "times" in lines[1]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_full_disk_takes_no_writes_and_readiness_says_so(tmp_path: Path, kind: str) -> None:
    """F-12: it was INTERNAL, and readiness said "store ok". What can be read is still read."""
    with contextlib.ExitStack() as stack:
        disk = stack.enter_context(small_disk(8 if kind == "sqlite" else 160))
        url = f"sqlite:///{disk.folder / 'a.db'}"
        if kind == "postgresql":
            url = stack.enter_context(own_postgres(disk.folder)).url
        api, process = stack.enter_context(_serving(tmp_path, url))
        assert _works_again(api)
        disk.fill()
        eventually(lambda: _readiness(api) == (503, False, "full"), "readiness tells the truth")
        assert "errors" not in api.answer(READ)
        disk.free()
        eventually(lambda: _works_again(api), "work goes on")
        assert len(_lines(process, "the store is full")) == 1
        assert _lines(process, "Traceback") == []


async def _rows(url: str) -> dict[str, int]:
    """How many rows each table of a PostgreSQL database has."""
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return {t: await connection.fetchval(f'SELECT count(*) FROM "{t}"') for (t,) in tables}
    finally:
        await connection.close()


async def _takes_writes(url: str, *, yes: bool) -> None:
    """As an administrator does who protects the data: for every new session, and none goes on."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET default_transaction_read_only = off")
        value = "off" if yes else "on"
        await connection.execute(f"ALTER DATABASE postgres SET default_transaction_read_only = {value}")
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres' "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    finally:
        await connection.close()


def test_a_postgres_that_refuses_writes_is_told_with_why_and_nothing_is_half_written(tmp_path: Path) -> None:
    """F-12: a standby, or a database set to read only. It is still read, and work goes on once it takes writes."""
    with own_postgres() as postgres, _serving(tmp_path, postgres.url) as (api, process):
        assert _works_again(api)
        asyncio.run(_takes_writes(postgres.url, yes=False))
        eventually(lambda: _readiness(api) == (503, False, "read only"), "readiness tells the truth and why")
        before = asyncio.run(_rows(postgres.url))
        regional = Api(api.url, token(Role.REGIONAL_EXECUTIVE, "OFIREG-08"), api.client)
        assert _is_told_as_unavailable(regional, CREATE)
        assert _is_told_as_unavailable(api, WRITE.replace("2027-03-05", "2027-03-08"))
        assert "errors" not in api.answer("{ rules { code } }")
        assert asyncio.run(_rows(postgres.url)) == before
        asyncio.run(_takes_writes(postgres.url, yes=True))
        eventually(lambda: _works_again(api), "work goes on")
        assert regional.answer(CREATE)["data"]["createAccount"]["userErrors"] == []
        assert len(_lines(process, "the store is read only")) == 1
        assert _lines(process, "Traceback") == []


async def _queue_letters(desk: Desk, kept: list[None]) -> None:
    for _ in range(100):
        async with desk.runtime.services.transactions(desk.actor) as work:
            await work.messages.queue(a_message(sender_name="x" * 200_000))
        kept.append(None)


async def test_a_write_that_finds_no_room_is_undone_and_told_as_that() -> None:
    """Letters of 200 kB, until the log of writes finds no room any more: the last one is not there, the others are."""
    with small_disk(8) as disk:
        async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{disk.folder / 'a.db'}") as desk:
            disk.fill()
            kept: list[None] = []
            with pytest.raises(StoreUnavailable) as refused:
                await _queue_letters(desk, kept)
            assert (refused.value.reason, refused.value.retry_after) == ("full", 60.0)
            (count,) = await desk.runtime.database.read(select(func.count()).select_from(message))
            assert count[0] == len(kept)
            disk.free()
            async with desk.runtime.services.transactions(desk.actor) as work:
                assert await work.messages.queue(a_message())


def test_a_locked_file_is_told_as_unavailable_before_any_limit_of_time(tmp_path: Path) -> None:
    """F-13: "more than 15 seconds" came after 30. Another program holds the file; readers go on."""
    file = tmp_path / "a.db"
    with _serving(tmp_path, f"sqlite:///{file}") as (api, process):
        holder = sqlite3.connect(file, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        _is_told_as_unavailable(api, WRITE)
        assert time.monotonic() - started < 2 * 15, "both answers came before the limit of an operation"
        assert _readiness(api) == (503, False, "busy")
        assert "errors" not in api.answer(READ)
        holder.execute("COMMIT")
        holder.close()
        eventually(lambda: _works_again(api), "work goes on")
        assert len(_lines(process, "the store is busy")) == 1
