"""The whole API in process, on SQLite and the mock CRM's data set, loaded once for all tests here."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from stdnum.cl.rut import calc_check_digit as check_digit

from api.http.app import create_app
from api.identity.tokens import SignedTokens
from api.settings import Settings
from api.wiring import Runtime, open_runtime
from domain.model.institution.people import Actor, Role
from sync.loops.periods import make_all

ADMINISTRATOR = Actor("admin", "Administradora", Role.ADMINISTRATOR, "CENTRAL")
SECRET = "clave-de-pruebas-de-treinta-y-dos-caracteres"
_ruts = count(77_600_001)


@dataclass(slots=True)
class Desk:
    """GraphQL over HTTP as one actor, in process."""

    client: httpx2.AsyncClient
    runtime: Runtime
    actor: Actor

    def acting_as(self, role: Role, office: str | None = None, **more: Any) -> Desk:
        """The same API as another actor."""
        return Desk(self.client, self.runtime, Actor(f"api.{role.value.lower()}", role.value, role, office, **more))

    @property
    def token(self) -> str:
        """The actor's."""
        return SignedTokens(self.runtime.settings.token_secret).issue(self.actor)

    async def post(self, document: str, *, accept: str = "application/json", **variables: Any) -> httpx2.Response:
        """The answer as HTTP gives it."""
        return await self.client.post(
            "/graphql",
            json={"query": document, "variables": variables},
            headers={"authorization": f"Bearer {self.token}", "accept": accept},
        )

    async def answer(self, document: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors included."""
        found: dict[str, Any] = (await self.post(document, **variables)).json()
        return found

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data; an answer with errors fails the test."""
        found = await self.answer(document, **variables)
        assert "errors" not in found, found["errors"]
        data: dict[str, Any] = found["data"]
        return data


async def a_company(desk: Desk, name: str | None = None) -> str:
    """A new company of Biobío with a RUT of its own; its global id."""
    number = str(next(_ruts))
    fields = {"rut": f"{number}-{check_digit(number)}", "country": "CL", "region": "08"}
    made = await desk.ask(
        "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }",
        i={"name": name or f"Viña {number}", "fields": fields},
    )
    assert made["createAccount"]["userErrors"] == []
    return str(made["createAccount"]["account"]["id"])


@contextlib.asynccontextmanager
async def example_api(folder: Path) -> AsyncIterator[Desk]:
    """A regional executive of Biobío at a desk with the example data (reference day 15 June 2026)."""
    settings = Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'api.db'}",
            "ATENCION_TOKEN_SECRET": SECRET,
            "ATENCION_MOCK_REFERENCE_DATE": "2026-06-15",
            "ATENCION_MAIL": f"eml:{folder / 'mail'}",
        }
    )
    opened: list[Runtime] = []

    @contextlib.asynccontextmanager
    async def runtime() -> AsyncIterator[Runtime]:
        async with open_runtime(settings, crm=True, worker=True) as running:
            assert running.worker is not None
            await running.worker.run_once()
            await make_all(running.periods)
            await running.set_clock(datetime.fromisoformat("2026-06-15T12:00:00-04:00"))
            opened.append(running)
            yield running

    app = create_app(settings, runtime, SignedTokens(settings.token_secret))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://api.test") as client,
    ):
        yield Desk(client, opened[0], Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08"))


@pytest.fixture(scope="session")
async def api(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """See `example_api`."""
    async with example_api(tmp_path_factory.mktemp("api")) as desk:
        yield desk


@contextlib.asynccontextmanager
async def api_of(**environment: str) -> AsyncIterator[Desk]:
    """The API with these settings (production unless told), without worker; an administrator sits at it."""
    settings = Settings.from_env({"ATENCION_TOKEN_SECRET": SECRET, **environment})
    opened: list[Runtime] = []

    @contextlib.asynccontextmanager
    async def runtime() -> AsyncIterator[Runtime]:
        async with open_runtime(settings, crm=False, worker=False) as running:
            opened.append(running)
            yield running

    app = create_app(settings, runtime, SignedTokens(settings.token_secret))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://api.test") as http,
    ):
        yield Desk(http, opened[0], ADMINISTRATOR)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[tuple[httpx2.AsyncClient, str]]:
    """The API in production mode, and an administrator's token."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'production.db'}") as desk:
        yield desk.client, desk.token
