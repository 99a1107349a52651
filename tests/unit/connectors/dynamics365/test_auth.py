"""Tokens: one flight at a time, renewed in time and on a 401, never shown (issue 3, section 1; fact sheet 1.4, 1.5)."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from connectors.dynamics365.settings import Credentials, Secret
from connectors.dynamics365.wire.auth import (
    ConfidentialApplication,
    FixedToken,
    MsalHttp,
    RenewedTokens,
    client_credential,
    tokens_for,
)
from connectors.dynamics365.wire.client import DataverseClient
from connectors.dynamics365.wire.requests import Request
from connectors.dynamics365.wire.throttle import ServiceProtection
from domain.errors import AccessDenied, CrmUnavailable
from tests.support.scripted_service import Reply, ScriptedService

SECRET = "s3cret-of-the-application"


class Authority:
    """An Entra ID of one tenant, as msal's HTTP client sees it."""

    def __init__(self, answer: Callable[[Mapping[str, str]], tuple[int, dict[str, Any]]] | None = None) -> None:
        self.posts: list[dict[str, str]] = []
        self.threads: set[int] = set()
        self._answer = answer or (lambda _form: (200, {"access_token": f"token-{len(self.posts)}", "expires_in": 3599}))

    def get(self, url: str, **_options: Any) -> _Answer:
        root = url.removesuffix("/v2.0/.well-known/openid-configuration")
        return _Answer(
            200,
            {
                "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
                "token_endpoint": f"{root}/oauth2/v2.0/token",
                "issuer": f"{root}/v2.0",
            },
        )

    def post(self, url: str, data: dict[str, str] | None = None, **_options: Any) -> _Answer:
        assert url == "https://login.example.gob/tenant/oauth2/v2.0/token"
        self.posts.append(dict(data or {}))
        self.threads.add(threading.get_ident())
        status, body = self._answer(data or {})
        return _Answer(status, body)

    def close(self) -> None:
        """Nothing is open."""


class _Answer:
    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status_code = status
        self.text = json.dumps({"token_type": "Bearer", **body} if status == 200 else body)
        self.headers: dict[str, str] = {}

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise httpx2.HTTPError(f"{self.status_code}")


def credentials(**changes: Any) -> Credentials:
    values: dict[str, Any] = {
        "tenant_id": "tenant",
        "client_id": "application",
        "secret": Secret(SECRET),
        "authority": "https://login.example.gob",
        "instance_discovery": False,
        "scope": "https://org.crm.example/.default",
    }
    return Credentials(**{**values, **changes})


async def test_msal_asks_the_sovereign_authority_off_the_event_loop() -> None:
    """Client credentials with a secret in the form, at the authority that is configured; never in the loop's thread."""
    authority = Authority()
    tokens = RenewedTokens(ConfidentialApplication(credentials(), authority))

    assert await tokens.token() == "token-1"

    (form,) = authority.posts
    assert (form["grant_type"], form["client_id"], form["client_secret"]) == (
        "client_credentials",
        "application",
        SECRET,
    )
    assert form["scope"] == "https://org.crm.example/.default"
    assert threading.get_ident() not in authority.threads


async def test_many_askers_make_one_flight() -> None:
    """msal alone would send one request for each (fact sheet 1.5)."""
    authority = Authority()
    tokens = RenewedTokens(ConfidentialApplication(credentials(), authority))

    held = await asyncio.gather(*(tokens.token() for _ in range(20)))

    assert held == ["token-1"] * 20
    assert len(authority.posts) == 1


async def test_a_token_is_renewed_before_it_ends() -> None:
    """With less than five minutes left it counts as spent."""
    now = 0.0
    calls: list[bool] = []

    def acquire(afresh: bool) -> Mapping[str, Any]:
        calls.append(afresh)
        return {"access_token": f"token-{len(calls)}", "expires_in": 3600}

    tokens = RenewedTokens(acquire, clock=lambda: now)
    assert await tokens.token() == "token-1"
    now = 3299.0
    assert await tokens.token() == "token-1"
    now = 3300.0
    assert await tokens.token() == "token-2"
    assert calls == [False, False]


async def test_a_refused_token_is_renewed_once_for_all_who_had_it() -> None:
    """Five requests get a 401 for the same token: one renewal, past msal's own cache."""
    authority = Authority()
    tokens = RenewedTokens(ConfidentialApplication(credentials(), authority))
    spent = await tokens.token()

    held = await asyncio.gather(*(tokens.renew(spent) for _ in range(5)))

    assert held == ["token-2"] * 5
    assert len(authority.posts) == 2


async def test_a_request_that_gets_401_is_sent_once_more_with_a_new_token() -> None:
    """Once: a second 401 is the answer."""
    service = ScriptedService([Reply(401, {}, b"")])
    numbers = iter(range(10))
    tokens = RenewedTokens(lambda _afresh: {"access_token": f"t{next(numbers)}", "expires_in": 3600})
    client = DataverseClient("https://org.example", tokens, service.client(), ServiceProtection(4))

    with pytest.raises(AccessDenied):
        await client.call(Request("GET", "accounts", "read account"))

    assert [sent.headers["Authorization"] for sent in service.sent] == ["Bearer t0", "Bearer t1"]


async def test_a_refusal_says_why_and_a_corrected_secret_works_at_once() -> None:
    """msal would remember the 400 for a minute; the application is made anew."""
    good = False

    def answer(_form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        if good:
            return 200, {"access_token": "token", "expires_in": 3599}
        return 400, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret.\nTrace: 1"}

    tokens = RenewedTokens(ConfidentialApplication(credentials(), Authority(answer)))
    with pytest.raises(AccessDenied, match="AADSTS7000215") as told:
        await tokens.token()
    assert SECRET not in str(told.value)
    assert "Trace" not in str(told.value)

    good = True
    assert await tokens.token() == "token"


async def test_an_authority_that_is_down_means_try_later() -> None:
    """5xx raises inside msal; it is not the credentials' fault."""
    tokens = RenewedTokens(ConfidentialApplication(credentials(), Authority(lambda _form: (503, {}))))

    with pytest.raises(CrmUnavailable):
        await tokens.token()


async def test_a_network_without_road_means_try_later() -> None:
    """Connection refused: the authority may be back in a moment."""
    tokens = tokens_for(credentials(authority="http://127.0.0.1:9"))

    with pytest.raises(CrmUnavailable):
        await tokens.token()


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its certificate in one file, made for this test."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "atencion")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "atencion.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


async def test_a_certificate_signs_an_assertion(pem: Path) -> None:
    """No secret travels: a signed assertion does."""
    authority = Authority()
    signed = credentials(secret=None, certificate_file=pem)
    tokens = RenewedTokens(ConfidentialApplication(signed, authority))

    assert await tokens.token() == "token-1"

    (form,) = authority.posts
    assert "client_secret" not in form
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


async def test_what_msal_sends_leaves_as_a_form_that_authorities_read(pem: Path) -> None:
    """msal gives the assertion as bytes; printed as `b'…'` no authority would take it (fact sheet 1.5)."""
    sent: list[httpx2.Request] = []
    authority = Authority()

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        url, form = str(request.url), dict(parse_qsl(request.content.decode()))
        told = authority.get(url) if request.method == "GET" else authority.post(url, form)
        return httpx2.Response(told.status_code, text=told.text)

    msal_http = MsalHttp(httpx2.MockTransport(answer))
    signed = credentials(secret=None, certificate_file=pem)

    assert await RenewedTokens(ConfidentialApplication(signed, msal_http)).token() == "token-1"
    assert [request.method for request in sent] == ["GET", "POST"]
    (form,) = authority.posts
    header, claims, _ = form["client_assertion"].split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "=="))["typ"] == "JWT"
    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["iss"] == "application"


def test_a_pem_without_key_is_refused(tmp_path: Path) -> None:
    """The error says what the file must hold."""
    path = tmp_path / "only.pem"
    path.write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")

    with pytest.raises(ValueError, match="private key"):
        client_credential(credentials(secret=None, certificate_file=path))


class _IdentityEndpoint(BaseHTTPRequestHandler):
    """The token endpoint that Azure App Service gives to what runs in it."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        """Azure's answer."""
        self.asked.append((self.path, self.headers["X-IDENTITY-HEADER"]))
        body = json.dumps({"access_token": f"identity-{len(self.asked)}", "expires_on": str(int(time.time()) + 86_400)})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.mark.parametrize(
    ("identity", "named"), [("system", None), ("11111111-2222-3333-4444-555555555555",) * 2], ids=["system", "user"]
)
async def test_a_managed_identity_asks_the_endpoint_of_its_host(
    monkeypatch: pytest.MonkeyPatch, identity: str, named: str | None
) -> None:
    """No secret at all: the host vouches, for the resource without `/.default`; a renewal asks afresh."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _IdentityEndpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(_IdentityEndpoint, "asked", [])
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_port}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "of-the-host")
    monkeypatch.setenv("NO_PROXY", "*")
    try:
        tokens = tokens_for(credentials(secret=None, managed_identity=identity))
        first = await tokens.token()
        held = await tokens.token()
        renewed = await tokens.renew(first)
    finally:
        server.shutdown()
        server.server_close()

    assert (first, held, renewed) == ("identity-1", "identity-1", "identity-2")
    path, header = _IdentityEndpoint.asked[0]
    query = parse_qs(urlsplit(path).query)
    assert header == "of-the-host"
    assert query["resource"] == [credentials().scope.removesuffix("/.default")]
    assert query.get("client_id") == ([named] if named else None)


async def test_nothing_secret_is_ever_shown(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the secret nor a token appears in a repr or in a log, at any level."""
    with caplog.at_level(logging.DEBUG):
        settings = credentials()
        tokens = RenewedTokens(ConfidentialApplication(settings, Authority()))
        token = await tokens.token()
        shown = " ".join([repr(settings), str(settings.secret), repr(tokens), repr(FixedToken(token)), caplog.text])

    assert SECRET not in shown
    assert token not in shown
