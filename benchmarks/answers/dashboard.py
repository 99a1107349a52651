"""
A desk's screen in one request, beside a bare handler that runs the same statements and calls the same domain functions.

The document is that of the test of statements: four lists of three levels and more, over the demonstration's past. What
the bare handler does is noted while the application answers once: each statement with what was bound, and each call
from the schema into the domain. It then does that again and writes the same answer with orjson. Both are asked in this
process, in bursts that alternate, by processor time.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from types import CodeType, FrameType
from typing import Any, Final
from unittest.mock import patch

import httpx2
import orjson
from sqlalchemy.sql import Executable
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.demo.history.build import WHOLE, make_past, places_of
from api.demo.history.past import Size
from api.http.app import create_app
from api.identity.tokens import SignedTokens
from api.settings import Settings
from api.wiring import Runtime, open_runtime
from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from domain.model.institution.people import Actor, Role
from persistence.database import Database
from tests.scenarios.test_desk import DASHBOARD

BAR: Final = 0.5
ROWS: Final = 20
_NOW: Final = datetime(2026, 6, 15, 16, tzinfo=UTC)
_SECRET: Final = "clave-de-mediciones-de-treinta-y-dos-caracteres"
_WHO: Final = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
_DOCUMENT: Final = DASHBOARD.replace(', search: "escritorio uno"', "")


@dataclass(slots=True)
class _Noted:
    """What one answer took: statements with their parameters, and calls of the domain."""

    reads: list[Callable[[], Any]] = field(default_factory=list)
    calls: list[Callable[[], object]] = field(default_factory=list)
    inside: FrameType | None = None
    walked: list[FrameType] = field(default_factory=list)

    def profile(self, frame: FrameType, event: str, _: object) -> None:
        """Each call of a plain function of the domain by what answers; what that calls in turn is part of it."""
        if event == "return" and frame is self.inside:
            self.inside = None
        if event != "call" or self.inside is not None or frame.f_back is None:
            return
        code = frame.f_code
        if code.co_flags & _WAITS or not (_is_of(frame, "domain") and _is_of(frame.f_back, "domain", "schema")):
            return
        call = _function_of(frame, code)
        if call is None:
            return
        self.inside = frame
        if not code.co_flags & inspect.CO_GENERATOR:
            self.calls.append(call)
        elif frame not in self.walked:
            self.walked.append(frame)
            self.calls.append(partial(_walk, call))


_WAITS: Final = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def _walk(made: Callable[[], Any]) -> None:
    deque(made(), maxlen=0)


def _is_of(frame: FrameType, *packages: str) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in packages


def _function_of(frame: FrameType, code: CodeType) -> Callable[[], object] | None:
    """The call, to be made again; None for what cannot be found by its name (a lambda, an inner function)."""
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    if code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return None
    given = {name: frame.f_locals[name] for name in names}
    made: Any
    if names and names[0] in {"self", "cls"}:
        made = type(given["self"]).__dict__.get(code.co_name) if "self" in given else None
    else:
        made = frame.f_globals.get(code.co_name)
    made = getattr(made, "fget", None) or getattr(made, "__wrapped__", None) or made
    if getattr(made, "__code__", None) is not code:
        return None
    positional = [given[name] for name in code.co_varnames[: code.co_argcount]]
    named = {name: given[name] for name in names[code.co_argcount :]}
    return partial(made, *positional, **named)


async def _noted(ask: Callable[[], Any]) -> tuple[_Noted, Any]:
    noted, read = _Noted(), Database.read

    async def noting(
        self: Database, statement: Executable, parameters: Mapping[str, object] | None = None, **how: Any
    ) -> Any:
        noted.reads.append(partial(read, self, statement, parameters, **how))
        return await read(self, statement, parameters, **how)

    with patch.object(Database, "read", noting):
        sys.setprofile(noted.profile)
        try:
            answer = await ask()
        finally:
            sys.setprofile(None)
    return noted, answer


def _bare(noted: _Noted, answer: Any) -> Starlette:
    async def dashboard(request: Request) -> Response:
        await request.body()
        for each in noted.reads:
            await each()
        for call in noted.calls:
            try:
                call()
            except Exception:
                continue
        return Response(orjson.dumps(answer), media_type="application/json")

    return Starlette(routes=[Route("/graphql", dashboard, methods=["POST"])])


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """On SQLite, where a statement takes least and all else weighs most."""
    del data
    with tempfile.TemporaryDirectory() as folder:
        settings = await _with_a_past(Path(folder), *((Size(days=60, cases=20), 60) if small else (WHOLE, 300)))
        async with open_runtime(settings, crm=False, worker=False) as runtime:
            await runtime.set_clock(_NOW)
            async for row in _measured(runtime, 2 if small else 15):
                yield row


async def _measured(runtime: Runtime, rounds: int) -> AsyncIterator[Row]:
    tokens = SignedTokens(runtime.settings.token_secret)
    app = create_app(runtime.settings, lambda: _opened(runtime), tokens)
    async with app.router.lifespan_context(app), _client(app, tokens) as real:
        body = {"query": _DOCUMENT, "variables": {"n": ROWS}}
        answer = (await real.post("/graphql", json=body)).json()
        assert "errors" not in answer, answer["errors"]
        noted, _ = await _noted(partial(real.post, "/graphql", json=body))
        async with _client(_bare(noted, answer), tokens) as bare:
            spent: dict[str, list[float]] = {"real": [], "bare": []}
            gc.collect()
            gc.freeze()
            for _ in range(rounds):
                for name, client in (("bare", bare), ("real", real)):
                    began = process_time()
                    (await client.post("/graphql", json=body)).raise_for_status()
                    spent[name].append(process_time() - began)
    ours, theirs = median(spent["real"]), median(spent["bare"])
    detail = (
        f"{ours * 1e3:.1f} ms against {theirs * 1e3:.1f}; {len(noted.reads)} statements, {len(noted.calls):,} calls of "
        "the domain"
    )
    yield Row("sqlite: a desk's screen of four lists", theirs / ours, "of bare", BAR, detail=detail)
    viewer, accounts = answer["data"]["viewer"], answer["data"]["accounts"]["nodes"]
    lists = {"terms": viewer["terms"]["nodes"], "cases": viewer["cases"]["nodes"], "next steps": viewer["nextSteps"]}
    for name, found in {**lists, "accounts": accounts}.items():
        yield Row(f"sqlite: {name} on it", len(found), "rows")


async def _with_a_past(folder: Path, size: Size, companies: int) -> Settings:
    settings = Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'past.db'}",
            "ATENCION_TOKEN_SECRET": _SECRET,
            "ATENCION_MOCK_FILE": str(folder / "crm.json"),
            "ATENCION_MOCK_COMPANIES": str(companies),
            "ATENCION_MOCK_REFERENCE_DATE": f"{_NOW:%Y-%m-%d}",
            "ATENCION_MAIL": f"eml:{folder / 'mail'}",
        }
    )
    places = places_of(settings)
    assert places is not None
    await make_past(settings, places, now=_NOW, size=size)
    return settings


@contextlib.asynccontextmanager
async def _opened(runtime: Runtime) -> AsyncIterator[Runtime]:
    yield runtime


def _client(app: Starlette, tokens: SignedTokens) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://api.test",
        headers={"authorization": f"Bearer {tokens.issue(_WHO)}", "accept": "application/json"},
    )
