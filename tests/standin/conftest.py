"""A stand-in in process for httpx2, and one over real https for Microsoft's own client."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from standin import (
    DEFAULT_CLIENT_ID,
    OrganizationConfig,
    StandIn,
    StandInConfig,
    UserConfig,
    create_standin,
    standin_in_thread,
)

TOKEN = "a-token-for-tests"
API = "http://prochile.example/api/data/v9.2"
EXECUTIVE = "44444444-4444-4444-4444-444444444444"


class SteppedClock:
    """Stands still until told to advance."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 2, 15, 0, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += dt.timedelta(**amount)


def settings(clock: SteppedClock | None = None, **changes: object) -> StandInConfig:
    """One organisation with an application user and an executive, no limits, keys active at once."""
    users = (
        UserConfig("# Atención", "33333333-3333-3333-3333-333333333333", application_id=DEFAULT_CLIENT_ID),
        UserConfig("Ana Rojas", EXECUTIVE, email="ana.rojas@example.cl"),
    )
    values: dict[str, object] = {
        "organizations": (OrganizationConfig(users=users),),
        "static_tokens": ((TOKEN, DEFAULT_CLIENT_ID),),
        "limits": None,
        "key_activation_seconds": 0.0,
    }
    if clock is not None:
        values["clock"] = clock
    return StandInConfig(**{**values, **changes})  # type: ignore[arg-type]  # values chosen by each test


def client_of(standin_app: object) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=standin_app)  # type: ignore[arg-type]  # a Starlette app
    return httpx2.AsyncClient(transport=transport, base_url=f"{API}/", headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def served(clock: SteppedClock) -> AsyncIterator[tuple[httpx2.AsyncClient, StandIn]]:
    app = create_standin(settings(clock))
    async with client_of(app) as client:
        yield client, app.state.standin


@pytest.fixture
def web(served: tuple[httpx2.AsyncClient, StandIn]) -> httpx2.AsyncClient:
    """Client whose relative URLs start at the API root."""
    return served[0]


@pytest.fixture
def standin(served: tuple[httpx2.AsyncClient, StandIn]) -> StandIn:
    return served[1]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1 (its own authority) and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


@pytest.fixture(scope="session")
def secure_standin(certificate: tuple[Path, Path]) -> Iterator[tuple[str, StandIn, Path]]:
    """The organisation's URL, the stand-in behind it, and the authority that signed its certificate."""
    path, key = certificate
    with standin_in_thread(settings(), certificate=path, key=key) as (root, standin):
        yield f"{root}/org/prochile", standin, path
