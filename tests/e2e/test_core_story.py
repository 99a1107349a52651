"""
The story of the core, played over HTTP: API and worker in processes of their own, PostgreSQL between them, the mock
CRM with the worker. DEF-03, DEF-05, DEF-06, DEF-07, ATN-05.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from domain.model.institution.people import Role
from tests.support.core_story import ACCOUNT, RUT, play
from tests.support.system.databases import Databases
from tests.support.system.processes import SECRET, Api, MockCrm, eventually, free_port, running, token


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """A PostgreSQL database of its own."""
    url = await databases.create("postgresql")
    yield url
    await databases.drop(url)


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[tuple[Api, MockCrm]]:
    """API and worker, each in its own process; the mock CRM lives with the worker."""
    port, control = free_port(), free_port()
    environment = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": database_url,
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.2",
        "ATENCION_MOCK_CONTROL_PORT": str(control),
        "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
    }
    api = Api(f"http://127.0.0.1:{port}", token(Role.REGIONAL_EXECUTIVE, "OFIREG-08", "ana.rojas"))
    crm = MockCrm(f"http://127.0.0.1:{control}")
    with (
        api.client,
        crm.client,
        running(tmp_path, "api", ["serve", "--port", str(port)], environment) as server,
        running(tmp_path, "worker", ["worker"], environment) as worker,
    ):
        eventually(api.is_ready, "the API answers", within=60)
        try:
            eventually(lambda: api.ask(ACCOUNT, rut=RUT)["account"], "the first load brings the company", within=60)
            yield api, crm
        except BaseException:
            print(server.tail(), worker.tail())
            raise
        assert worker.stop() == 0
        assert server.stop() in {0, -signal.SIGTERM}  # uvicorn ends by the signal it was stopped with


def test_the_story_of_the_core(stage: tuple[Api, MockCrm]) -> None:
    """From potential account to user company and back, with the CRM in step all the way."""
    play(*stage)
