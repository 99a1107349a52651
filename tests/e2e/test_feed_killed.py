"""Whoever follows the feed while API and worker are killed, over rounds, on both databases (issue 15, point 5)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from domain.model.institution.people import Role
from persistence.database import Database, DatabaseKind
from schema.ids import global_id
from tests.support.builders import an_account
from tests.support.cases.sql_desk import SqlDesk
from tests.support.system.databases import KINDS, Databases
from tests.support.system.processes import SECRET, Process, free_port, running, token

ROUNDS: Final = 4
_LISTEN: Final = """subscription($after: String, $of: ID) { changes(after: $after, kinds: [ACCOUNT], accountId: $of) {
  cursor changes { cursor version } } }"""
_WRITE: Final = text("UPDATE account SET version = :version WHERE id = :id")
_NOTED: Final = text("SELECT version FROM change WHERE account_id = :id AND version > 1 ORDER BY position")


@dataclass(slots=True)
class Follower:
    """A client that comes back with the last cursor it heard, as often as it is cut off."""

    port: int
    account: str
    cursor: str | None = None
    heard: list[tuple[str, int]] = field(default_factory=list)
    connections: int = 0

    async def follow(self) -> None:
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self._listen()
            await asyncio.sleep(0.1)

    async def _listen(self) -> None:
        protocols = [Subprotocol("graphql-transport-ws")]
        async with connect(f"ws://127.0.0.1:{self.port}/graphql", subprotocols=protocols) as socket:
            bearer = f"Bearer {token(Role.ADMINISTRATOR, 'CENTRAL')}"
            await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": bearer}}))
            await socket.recv()
            payload = {"query": _LISTEN, "variables": {"after": self.cursor, "of": self.account}}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            self.connections += 1
            async for message in socket:
                told: dict[str, Any] = json.loads(message)
                if told["type"] == "next":
                    found = told["payload"]["data"]["changes"]
                    self.heard += [(each["cursor"], each["version"]) for each in found["changes"]]
                    self.cursor = found["cursor"]


@pytest.mark.parametrize("kind", KINDS)
async def test_over_rounds_of_kills_whoever_comes_back_hears_each_change_once_and_in_order(
    databases: Databases, tmp_path: Path, kind: DatabaseKind
) -> None:
    """F-60: API or worker is killed with SIGKILL in each round; nothing is missed, repeated or out of order."""
    async with databases.opened(kind) as database:
        account = await SqlDesk(database).put(an_account(rut=None, contacts=(), facts=()))
        port, chance = free_port(), random.Random(60)
        environment = {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "ATENCION_TOKEN_SECRET": SECRET,
            "ATENCION_MOCK_COMPANIES": "1",
            "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
        }
        with contextlib.ExitStack() as alive:
            names = {"api": ["serve", "--port", str(port)], "worker": ["worker"]}

            def start(name: str) -> Process:
                return alive.enter_context(running(tmp_path, name, names[name], environment))

            processes = {name: start(name) for name in names}
            follower = Follower(port, global_id("Account", account.id))
            following = asyncio.create_task(follower.follow())
            try:
                await _until(lambda: follower.cursor is not None)
                version = 1
                for number in range(ROUNDS):
                    victim = ("api", "worker")[number % 2]
                    for moment in range(8):
                        version += 1
                        await _write(database, account.id, version)
                        if moment == 4:
                            await asyncio.sleep(chance.uniform(0.0, 0.4))
                            await asyncio.to_thread(processes[victim].kill)
                            processes[victim] = start(victim)
                    await _until(lambda: bool(follower.heard) and follower.heard[-1][1] == version)  # noqa: B023
            finally:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)
                for process in processes.values():
                    await asyncio.to_thread(process.kill)
        noted = [row.version for row in await database.read(_NOTED, {"id": account.id})]
    heard = [(cursor, told) for cursor, told in follower.heard if told > 1]  # it may hear that it was made
    assert [told for _, told in heard] == noted
    assert set(noted) == {*range(2, version + 1)}
    assert len({cursor for cursor, _ in heard}) == len(heard)
    assert follower.connections > ROUNDS // 2, "the kills struck nobody"


async def _write(database: Database, account: str, version: int) -> None:
    async with database.begin() as tx:
        await tx.execute(_WRITE, {"id": account, "version": version})


async def _until(holds: Any) -> None:
    async with asyncio.timeout(120):
        while not holds():  # noqa: ASYNC110  (other processes' work)
            await asyncio.sleep(0.02)
