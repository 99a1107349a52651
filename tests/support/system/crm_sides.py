"""API, worker and a CRM in processes of their own: the mock, or the stand-in Dataverse by the README's commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from domain.model.institution.people import Role
from tests.support.system.processes import SECRET, Api, MockCrm, eventually, free_port, running, token
from tests.support.system.standin_process import COLLEAGUE_ID, EXECUTIVE_ID, command, stand_in

CONNECTORS: Final = ("mock", "dynamics365")
EXECUTIVES: Final = {"ana.rojas": EXECUTIVE_ID, "valentina.lara": COLLEAGUE_ID}
"""Entra object ids of the people here whom Dynamics knows."""


class Crm(Protocol):
    """The CRM behind the API's back."""

    def record(self, kind: str, key: str) -> dict[str, Any]:
        """Values of a record, by the names of our fields."""
        ...

    def edit(self, kind: str, key: str, **values: Any) -> None:
        """A colleague changes fields."""
        ...

    def actions_of(self, account_id: str) -> list[dict[str, Any]]:
        """Values of the actions of an account."""
        ...


@contextmanager
def served(connector: str, folder: Path, **more: str) -> Iterator[tuple[Api, Crm]]:
    """The API as Ana Rojas of Biobío, on SQLite, in development, and its CRM; with *more* settings."""
    environment = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'stage.db'}",
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.3",
        "ATENCION_MAIL": f"eml:{folder / 'mail'}",
        **more,
    }
    if connector == "mock":
        mock = {"ATENCION_MOCK_COMPANIES": "20", "ATENCION_MOCK_REFERENCE_DATE": "2024-09-13"}
        with _api(folder, {**environment, **mock}) as api:
            crm = MockCrm(f"{api.url}/mock-crm")
            with crm.client:
                yield api, crm
        return
    with stand_in(folder) as dataverse:
        actors = folder / "actors.toml"
        known = "".join(f'"{person}" = "{number}"\n' for person, number in EXECUTIVES.items())
        actors.write_text(f"[actors]\n{known}")
        environment |= {**dataverse.environment, "ATENCION_DYNAMICS_ACTORS": str(actors)}
        dataverse.employ(EXECUTIVES)
        command(folder, "crm", "provision", "--apply", "--stand-in", environment=environment)
        eventually(lambda: dataverse.rows("pch_action") > 0, "the example data is there", within=180)
        command(folder, "crm", "load", "--stand-in", environment=environment)
        with _api(folder, environment, "--stand-in") as api:
            yield api, dataverse


@contextmanager
def _api(folder: Path, environment: dict[str, str], *options: str) -> Iterator[Api]:
    port = free_port()
    api = Api(f"http://127.0.0.1:{port}", token(Role.REGIONAL_EXECUTIVE, "OFIREG-08", "ana.rojas"))
    arguments = ["serve", "--worker", *options, "--port", str(port)]
    with api.client, running(folder, "serve", arguments, environment) as server:
        eventually(api.is_ready, "the API answers", within=180)
        try:
            yield api
        except BaseException:
            print(server.tail())
            raise
