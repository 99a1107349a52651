"""Every answer says what a browser may do with it (issue 8, point 5)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.routing import Route

from api.http.security_headers import SecurityHeaders
from domain.protocol.follow_up.opt_out import OPT_OUT_PATH
from tests.api.conftest import Desk, api_of

ANSWERS = {
    "the API": ("POST", "/graphql", 401),
    "a method it has not": ("DELETE", "/graphql", 405),
    "home": ("GET", "/", 200),
    "liveness": ("GET", "/health/live", 200),
    "readiness": ("GET", "/health/ready", 200),
    "a public page": ("GET", f"{OPT_OUT_PATH}x", 400),
    "nothing": ("GET", "/no/such/place", 404),
}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The API in production."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'headers.db'}") as desk:
        yield desk


def _policy(answer: httpx2.Response) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";")]
    return {name: value for name, _, value in parts}


def _is_guarded(answer: httpx2.Response) -> bool:
    policy = _policy(answer)
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    return "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("name", ANSWERS)
async def test_whatever_is_answered_cannot_be_framed_sniffed_or_scripted(desk: Desk, name: str) -> None:
    """CSP without unsafe-inline, frame-ancestors, nosniff, Referrer-Policy; pages, data and errors alike."""
    method, path, status = ANSWERS[name]
    answer = await desk.client.request(method, path, json={"query": "{ clock { now } }"} if method == "POST" else None)
    assert answer.status_code == status
    assert _is_guarded(answer)


async def test_the_public_pages_style_is_allowed_by_its_hash(desk: Desk) -> None:
    """The one style on the page is the one that the policy names."""
    page = await desk.client.get(f"{OPT_OUT_PATH}x")
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    sha256 = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert _policy(page)["style-src"] == f"'sha256-{sha256}'"
    assert _policy(page)["form-action"] == "'self'"
    assert "<script" not in page.text


@pytest.mark.parametrize("path", ["/graphql", "/graphql/assets/page.js", "/graphql/assets/none.js"])
async def test_graphiql_is_guarded_too(api: Desk, path: str) -> None:
    """The page of development and its files."""
    assert _is_guarded(await api.client.get(path, headers={"accept": "text/html"}))


async def test_by_tls_a_browser_is_told_to_come_by_tls(desk: Desk) -> None:
    """HSTS only there: by plain HTTP it means nothing, and on a machine of development it would lock people out."""
    answer = await desk.client.get("https://api.test/health/live")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_preflights_and_failures_carry_them_too(tmp_path: Path) -> None:
    """What middleware answers, and what no middleware sees any more."""

    async def fail(_request: Request) -> None:
        raise RuntimeError("boom")

    here = f"sqlite:///{tmp_path / 'headers.db'}"
    async with api_of(ATENCION_DATABASE_URL=here, ATENCION_ALLOWED_ORIGINS="https://portal.example") as desk:
        asked = {"origin": "https://portal.example", "access-control-request-method": "POST"}
        preflight = await desk.client.options("/graphql", headers=asked)
        assert preflight.headers["access-control-allow-origin"] == "https://portal.example"
        assert _is_guarded(preflight)

        app: Any = desk.client._transport.app  # type: ignore[attr-defined]  # the application that api_of opened
        app.router.routes.append(Route("/fail", fail))
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://api.test") as http:
            broken = await http.get("/fail")
        assert broken.status_code == 500
        assert _is_guarded(broken)
        assert "boom" not in broken.text


async def test_what_an_answer_says_itself_stays() -> None:
    """A page with a policy of its own keeps it."""

    async def page(_scope: object, _receive: object, send: object) -> None:
        headers = [(b"content-security-policy", b"default-src 'self'")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})  # type: ignore[operator]  # ASGI
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]  # ASGI

    transport = httpx2.ASGITransport(SecurityHeaders(page))  # type: ignore[arg-type]  # an application of two lines
    async with httpx2.AsyncClient(transport=transport, base_url="http://api.test") as http:
        answer = await http.get("/")
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert answer.headers["x-frame-options"] == "DENY"
