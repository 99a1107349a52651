"""The API beside real issuers over HTTP, and browsers that go to and fro."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey
from starlette.applications import Starlette

import api.identity.issuers
import api.wiring
from api.http.app import create_app
from api.sessions.door import SessionDoor
from api.settings import Settings
from api.wiring import Runtime, open_runtime
from issuer import Client, Kind, Person, Realm, claveunica_person, issuer_in_thread
from persistence.configuration.directory import SAMPLE_DIRECTORY
from persistence.database import Database
from persistence.migrations import migrate
from tests.api.conftest import SECRET

HOME = "https://api.test"
FRONT = "https://portal.example"
CALLBACK = f"{HOME}/session/callback"
VIEWER = "{ viewer { username role name } }"
WEB = Client("web", "web-secret", (CALLBACK,))


def staff(sub: str, oid: str, label: str, **claims: object) -> Person:
    return Person(sub, label, {"oid": oid, "name": label, **claims})


def realms(keys: Sequence[Sequence[RSAKey]] = ((), (), ())) -> tuple[Realm, Realm, Realm]:
    """Two of staff and one of companies' people."""
    people = [
        staff("p1", "oid-ana", "Ana Rojas", preferred_username="ana.rojas@example.cl"),
        staff("p2", "oid-admin", "Sergio Valdés"),
        staff("p3", "oid-new", "Ana Rojas", preferred_username="ana.rojas@example.cl", roles=["Analista"]),
        staff("p4", "oid-eli", "Elisa Pino", roles=["Analista"]),
        staff("p5", "oid-nobody", "Nadie Nunca"),
    ]
    services = [
        Client("svc", "svc-secret", claims={"oid": "oid-svc", "roles": ["Portal.Escribir"]}),
        Client(
            "other", "other-secret", audience="api://other", claims={"oid": "oid-svc", "roles": ["Portal.Escribir"]}
        ),
        Client("crowd", "crowd-secret", claims={"oid": "oid-x", "hasgroups": True, "roles": ["Analista"]}),
    ]
    companies = [
        claveunica_person("77", "Rosa", "Díaz", "39100001-8"),
        Person("78", "Sin dígito", {"RolUnico": {"numero": 39100001, "tipo": "RUN"}}),
        Person("79", "Sin número", {"RolUnico": {"DV": "8", "tipo": "RUN"}}),
        Person("80", "Otro dígito", {"RolUnico": {"numero": 39100001, "DV": "9", "tipo": "RUN"}}),
        Person("81", "No es RUN", {"RolUnico": {"numero": 39100001, "DV": "8", "tipo": "RUT"}}),
        Person("82", "Nada", {}),
    ]
    return (
        Realm("entra", Kind.OPENID, people, (WEB, *services), "ten-1", keys=list(keys[0])),
        Realm("otra", Kind.OPENID, [staff("p1", "oid-ana", "Otra Ana")], (WEB, *services), "ten-2", keys=list(keys[1])),
        Realm("claveunica", Kind.CLAVEUNICA, companies, (WEB,), keys=list(keys[2])),
    )


def identity_file(first: Realm, second: Realm, companies: Realm) -> str:
    def openid(realm: Realm) -> str:
        return f"""
[[issuers]]
name = "{realm.name}"
issuer = "{realm.url}"
audiences = ["api://atencion"]
tenant = "{realm.tenant}"
subject = "oid"
[issuers.login]
client_id = "web"
[[roles]]
issuer = "{realm.name}"
claim = "roles"
value = "Portal.Escribir"
role = "SERVICE"
"""

    return f"""{openid(first)}{openid(second)}
[[issuers]]
name = "claveunica"
protocol = "claveunica"
issuer = "{companies.url}"
[issuers.login]
client_id = "web"
authorize = "{companies.url}/openid/authorize/"
token = "{companies.url}/openid/token/"
userinfo = "{companies.url}/openid/userinfo/"
logout = "{companies.url}/api/v1/accounts/app/logout"
[[roles]]
issuer = "claveunica"
role = "COMPANY"
[[roles]]
issuer = "entra"
claim = "roles"
value = "Analista"
role = "ANALYST"
office = "CENTRAL"
[[roles]]
issuer = "entra"
claim = "groups"
value = "grupo"
role = "ANALYST"
office = "CENTRAL"
[[people]]
issuer = "entra"
object_id = "oid-ana"
person = "ana.rojas"
[[people]]
issuer = "entra"
object_id = "oid-admin"
person = "sergio.valdes"
"""


@dataclass(slots=True)
class Watch:
    """The clock of sessions: real time, and what a test adds."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class Browser:
    """Follows redirects to issuers as a person does, with cookies of its own for each site."""

    ours: httpx2.AsyncClient
    there: httpx2.AsyncClient

    async def leave(self, issuer: str, return_to: str = "/graphql") -> str:
        """«Entrar»: the address at the issuer to which we send it."""
        response = await self.ours.get("/session/login", params={"issuer": issuer, "return_to": return_to})
        assert response.status_code == 303, response.text
        return str(response.headers["location"])

    async def click(self, authorize: str, label: str) -> str:
        """Click on a person at the issuer: the address of ours to which it sends back."""
        there = await self.there.get(authorize)
        if there.status_code == 302:  # the issuer knows her from before
            return str(there.headers["location"])
        page = there.text
        (sub,) = [sub for sub, text in re.findall('value="([^"]+)">([^<]+)<', page) if text.startswith(label)][:1]
        response = await self.there.post(authorize, data={"sub": sub})
        assert response.status_code == 302, response.text
        return str(response.headers["location"])

    async def log_in(self, issuer: str, label: str, return_to: str = "/graphql") -> httpx2.Response:
        """The whole way; what our callback answers."""
        return await self.ours.get(await self.click(await self.leave(issuer, return_to), label))

    async def ask(self, query: str = VIEWER, **headers: str) -> httpx2.Response:
        """GraphQL by the session, as a page of ours sends it, with what *headers* says otherwise; "" leaves one out."""
        sent = {"origin": HOME, "atencion-session": "1", **headers}
        kept = {name: value for name, value in sent.items() if value}
        return await self.ours.post("/graphql", json={"query": query}, headers=kept)

    async def post(self, path: str, **headers: str) -> httpx2.Response:
        sent = {"origin": HOME, "atencion-session": "1", **headers}
        return await self.ours.post(path, headers={name: value for name, value in sent.items() if value})

    async def download(self, **headers: str) -> httpx2.Response:
        """A list as a file, as a page of ours asks for it."""
        sent = {"origin": HOME, "atencion-session": "1", **headers}
        kept = {name: value for name, value in sent.items() if value}
        return await self.ours.post("/export", json={"list": "casos", "format": "csv"}, headers=kept)

    async def username(self) -> str | None:
        answer = (await self.ask()).json()
        return answer["data"]["viewer"]["username"] if "data" in answer else None


@dataclass(slots=True)
class House:
    """The API, its issuers, its identity file."""

    app: Starlette
    runtime: Runtime
    entra: Realm
    otra: Realm
    claveunica: Realm
    file: Path
    people: Path
    watch: Watch
    stack: contextlib.AsyncExitStack
    browsers: list[Browser] = field(default_factory=list)

    async def browser(self) -> Browser:
        """A new one, without cookies."""
        transport = httpx2.ASGITransport(app=self.app)
        ours = await self.stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url=HOME))
        there = await self.stack.enter_async_context(httpx2.AsyncClient())
        return Browser(ours, there)

    async def bearer(self, token: str | None, query: str = VIEWER) -> httpx2.Response:
        """GraphQL by a token."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app), base_url=HOME) as client:
            return await client.post("/graphql", json={"query": query}, headers=headers)

    async def decisions(self) -> list[dict[str, Any]]:
        """The record, newest first, as an administrator reads it."""
        admin = await self.browser()
        await admin.log_in("entra", "Sergio Valdés")
        query = "{ decisions(first: 50) { nodes { by what kind outcome inputs { name value } } } }"
        nodes: list[dict[str, Any]] = (await admin.ask(query)).json()["data"]["decisions"]["nodes"]
        return nodes


def token_of(realm: Realm, client: str = "svc") -> str:
    """An access token by client credentials."""
    data = {"grant_type": "client_credentials", "client_id": client, "client_secret": f"{client}-secret"}
    response = httpx2.post(f"{realm.url}/token", data=data)
    return str(response.json()["access_token"])


def query_of(url: str) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.fixture(scope="session")
def first_keys() -> list[list[RSAKey]]:
    """A key for each realm to begin with: making one takes a while."""
    return [realm.keys for realm in realms()]


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store with every table, to copy."""
    file = tmp_path_factory.mktemp("identity") / "empty.db"
    database = await Database.open(f"sqlite:///{file}")
    await migrate(database)
    await database.close()
    return file


@pytest.fixture
def issuers(first_keys: list[list[RSAKey]]) -> Iterator[tuple[Realm, Realm, Realm]]:
    made = realms(first_keys)
    with issuer_in_thread(made):
        yield made


@pytest.fixture
async def house(
    issuers: tuple[Realm, Realm, Realm], migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """Production by default: tokens of the shared secret are not taken."""
    shutil.copy(migrated, tmp_path / "identity.db")
    file, watch = tmp_path / "identity.toml", Watch()
    file.write_text(identity_file(*issuers), encoding="utf-8")
    monkeypatch.setattr(api.identity.issuers, "REREAD_SECONDS", 0.02)
    monkeypatch.setattr(api.wiring, "REREAD_SECONDS", 0.02)
    people = tmp_path / "directory.toml"
    shutil.copy(SAMPLE_DIRECTORY, people)
    monkeypatch.setattr(SessionDoor, "now", staticmethod(watch.now))
    settings = Settings.from_env(
        {
            "ATENCION_TOKEN_SECRET": SECRET,
            "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'identity.db'}",
            "ATENCION_SAMPLES": "true",
            "ATENCION_PUBLIC_URL": HOME,
            "ATENCION_ALLOWED_ORIGINS": FRONT,
            "ATENCION_IDENTITY": str(file),
            "ATENCION_DIRECTORY": str(people),
            "ATENCION_IDENTITY_SECRETS": "entra=web-secret, otra=web-secret, claveunica=web-secret",
        }
    )
    opened: list[Runtime] = []

    @contextlib.asynccontextmanager
    async def runtime() -> AsyncIterator[Runtime]:
        async with open_runtime(settings, crm=False, worker=False) as running:
            opened.append(running)
            yield running

    app = create_app(settings, runtime, None)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        yield House(app, opened[0], *issuers, file, people, watch, stack)
