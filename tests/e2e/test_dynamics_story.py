"""
The story of issue 3: a stand-in Dataverse is provisioned and loaded by the commands, API and worker run on it in
processes of their own, and the story of the core is played with Dynamics in place of the mock, throttled all the way.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from connectors.mock.dataset import believable_records
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.people import Role
from tests.support.core_story import account_of, key_of, play
from tests.support.system.databases import Databases
from tests.support.system.processes import COLLEAGUE, SECRET, Api, eventually, free_port, running, token
from tests.support.system.standin_process import COLLEAGUE_ID, EXECUTIVE_ID, StandInCrm

SANTIAGO: Final = ZoneInfo("America/Santiago")
EXECUTIVE: Final = "ana.rojas"
REFUSED: Final = 0.05
"""Part of our requests that the stand-in throttles."""


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """A PostgreSQL database of its own."""
    url = await databases.create("postgresql")
    yield url
    await databases.drop(url)


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[StandInCrm]:
    """`atencion crm stand-in` in its own process."""
    port = free_port()
    crm = StandInCrm(f"http://127.0.0.1:{port}")
    with crm.client, running(tmp_path, "stand-in", ["crm", "stand-in", "--port", str(port)], {}) as server:
        eventually(crm.is_ready, "the stand-in answers", within=60)
        try:
            yield crm
        except BaseException:
            print(server.tail())
            raise
        assert server.stop() in {0, -signal.SIGTERM}  # uvicorn ends by the signal it was stopped with


@pytest.fixture
def environment(crm: StandInCrm, database_url: str, tmp_path: Path) -> dict[str, str]:
    """What every process of the story is told."""
    actors = tmp_path / "actors.toml"
    actors.write_text(f'[actors]\n"{EXECUTIVE}" = "{EXECUTIVE_ID}"\n"{COLLEAGUE}" = "{COLLEAGUE_ID}"\n')
    return {
        **crm.environment,
        "ATENCION_DATABASE_URL": database_url,
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.3",
        "ATENCION_DYNAMICS_ACTORS": str(actors),
        "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
    }


def command(folder: Path, *arguments: str, environment: Mapping[str, str]) -> str:
    """Run `atencion …` to its end, which must be a success; what it printed."""
    with running(folder, "-".join(arguments), [*arguments], {**environment, "COLUMNS": "120"}) as process:
        code = process.command.wait(timeout=120)
    assert code == 0, process.tail()
    return process.tail()


def test_the_story_of_the_core_with_dynamics_throttling(
    crm: StandInCrm, environment: dict[str, str], tmp_path: Path
) -> None:
    """Provision, load, API and worker, the whole story, and no difference at the end."""
    expected = Counter(record.kind for record in believable_records(datetime.now(SANTIAGO).date()))
    crm.employ({"Ana Rojas": EXECUTIVE_ID, "Colega del CRM": COLLEAGUE_ID})
    crm.throttle(REFUSED)

    provisioned = command(tmp_path, "crm", "provision", "--apply", "--stand-in", environment=environment)
    assert "Creado: " in provisioned
    again = command(tmp_path, "crm", "provision", "--plan", "--stand-in", environment=environment)
    assert "Nada que crear" in again
    eventually(lambda: crm.rows("pch_action") == expected[RecordKind.ACTION], "the example data is there", within=60)
    loaded = command(tmp_path, "crm", "load", "--stand-in", environment=environment)
    for kind in RecordKind:
        assert f"{kind.value}: {expected[kind]} registros" in loaded

    assert 429 in crm.answers()
    crm.forget_trace()
    port = free_port()
    api = Api(f"http://127.0.0.1:{port}", token(Role.REGIONAL_EXECUTIVE, "OFIREG-08", EXECUTIVE))
    with (
        api.client,
        running(tmp_path, "api", ["serve", "--stand-in", "--port", str(port)], environment) as server,
        running(tmp_path, "worker", ["worker", "--stand-in"], environment) as worker,
    ):
        eventually(api.is_ready, "the API answers", within=60)
        try:
            play(api, crm)
        except BaseException:
            print(server.tail(), worker.tail())
            raise
        # Dynamics' own audit shows who did it, not the application.
        assert crm.author("account", key_of(account_of(api)["id"])) == "Ana Rojas"
        assert worker.stop() == 0
        assert server.stop() in {0, -signal.SIGTERM}

    assert 429 in crm.answers()
    compared = command(tmp_path, "crm", "compare", "--stand-in", environment=environment)
    assert "Sin diferencias." in compared
