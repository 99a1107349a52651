"""The API of the tests of access, in process, and who asks it: one of each role, and persons of companies."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx2

from api.http.app import create_app
from api.identity.tokens import SignedTokens
from api.settings import Settings
from api.wiring import Runtime, open_runtime
from domain.model.institution.people import Actor, Role
from schema.limits import Limits

SECRET: Final = "clave-de-pruebas-de-treinta-y-dos-caracteres"
NOW: Final = "2026-06-15T12:00:00-04:00"

_STAFF: Final = {
    "REGIONAL_EXECUTIVE": ("ana.rojas", "OFIREG-08"),
    "SECTOR_OFFICER": ("pilar.nunez", "CENTRAL-SECTORIAL"),
    "REGIONAL_HEAD": ("luis.carrasco", "OFIREG-08"),
    "COMMERCIAL_EXECUTIVE": ("kenji.mora", "OFICOM-JP-TYO"),
    "MACROZONE_COORDINATOR": ("lorena.montes", "CENTRAL"),
    "OCI_COORDINATOR": ("gabriel.ocampo", "CENTRAL-OCI"),
    "GEOGRAPHIC_PROFESSIONAL": ("emilio.rangel", "CENTRAL-GEO"),
    "HELP_CENTRE": ("bruno.ayala", "CENTRAL-CDA"),
    "CITIZEN_SERVICE": ("celia.ponce", "CENTRAL-OIRS"),
    "CLIENT_MANAGEMENT": ("david.moya", "CENTRAL-CLIENTES"),
    "SECTOR_HEAD": ("rodrigo.saez", "CENTRAL-SECTORIAL"),
    "CONCURSOS_SUPERVISOR": ("julia.arce", "CENTRAL-CONCURSOS"),
    "ANALYST": ("amanda.silva", "CENTRAL-DDE"),
    "ADMINISTRATOR": ("sergio.valdes", "CENTRAL"),
    "SERVICE": ("certo", None),
}
"""One of each role, as the sample directory has them; those who answer for a part answer for the south."""

_WIDE: Final = Limits(
    fields=20_000,
    tokens=100_000,
    source_characters=1_000_000,
    cost=10_000_000,
    documents=5_000,
    document_characters=50_000_000,
)
"""
An attempt asks for everything of an answer, which is more than a client may in one document; what was learned of a
document stays, for the same ones are asked in turn by everybody.
"""

_NORTH: Final = {
    "REGIONAL_EXECUTIVE": ("pedro.godoy", "OFIREG-02"),
    "SECTOR_OFFICER": ("noelia.prado", "CENTRAL-SECTORIAL"),
    "REGIONAL_HEAD": ("marta.araya", "OFIREG-02"),
    "COMMERCIAL_EXECUTIVE": ("diana.prats", "OFICOM-US-NYC"),
    "MACROZONE_COORDINATOR": ("macarena.leon", "CENTRAL"),
    "GEOGRAPHIC_PROFESSIONAL": ("irene.duarte", "CENTRAL-GEO"),
}
"""Their colleagues of the north."""


def staff(role: str, house: str = "SUR") -> Actor:
    """Whoever has this role in the house."""
    known = {**_STAFF, **(_NORTH if house == "NORTE" else {})}
    name, office = known[role]
    return Actor(name, name.replace(".", " ").title(), Role(role), office)


def company(account_key: str | None, run: str | None = "12.345.678-5") -> Actor:
    """The representative of an account, or a person with Clave Única and no account."""
    return Actor(f"persona.{(account_key or 'nadie')[:8]}", "Persona del Portal", Role.COMPANY, None, account_key, run)


@dataclass(slots=True)
class Api:
    """GraphQL over HTTP in process, as anybody."""

    client: httpx2.AsyncClient
    runtime: Runtime
    file: Path
    _tokens: dict[Actor, str] = field(default_factory=dict)

    async def raw(self, actor: Actor, document: str, variables: Mapping[str, Any] | None = None) -> httpx2.Response:
        """The response as it is."""
        if actor not in self._tokens:
            self._tokens[actor] = SignedTokens(self.runtime.settings.token_secret).issue(actor)
        return await self.client.post(
            "/graphql",
            content=json.dumps({"query": document, "variables": variables or {}}),
            headers={"authorization": f"Bearer {self._tokens[actor]}", "content-type": "application/json"},
        )

    async def ask(self, actor: Actor, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Its data; an answer with errors fails the test."""
        found: dict[str, Any] = (await self.raw(actor, document, variables)).json()
        assert "errors" not in found, found["errors"]
        data: dict[str, Any] = found["data"]
        return data


@contextlib.asynccontextmanager
async def opened(folder: Path, **more: str) -> AsyncIterator[Api]:
    """The API on an empty SQLite store; development mode unless *more* says otherwise."""
    settings = Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'access.db'}",
            "ATENCION_TOKEN_SECRET": SECRET,
            "ATENCION_MAIL": f"eml:{folder / 'mail'}",
            "ATENCION_TAX_REGISTRY": "rehearsal",
            **more,
        }
    )
    holder: list[Runtime] = []

    @contextlib.asynccontextmanager
    async def runtime() -> AsyncIterator[Runtime]:
        async with open_runtime(settings, crm=False, worker=False) as running:
            if settings.development:
                await running.set_clock(datetime.fromisoformat(NOW))
            holder.append(running)
            yield running

    with patch("api.http.app.Limits", lambda: _WIDE):
        app = create_app(settings, runtime, SignedTokens(settings.token_secret))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://api.test") as client,
    ):
        yield Api(client, holder[0], folder / "access.db")
