"""A real SMTP server on this machine, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CLOSE = "close"
"""In place of an answer: the connection is cut."""


@dataclass(slots=True)
class LocalMailServer:
    """
    What the server was given, and what it answers.

    Attributes:
        answers: Answers to the next messages, in order ("451 busy", "550 no", `CLOSE`); then "250 OK".
        refused: Answer by addressee ("550 no such user").
        accepted: Every e-mail that the server took, in order.
        on_data: Called when a message's content is there, before the answer.
    """

    port: int = 0
    answers: deque[str] = field(default_factory=deque)
    refused: dict[str, str] = field(default_factory=dict)
    accepted: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    on_data: Callable[[], None] = lambda: None
    connections: list[SMTP] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def handle_RCPT(  # noqa: N802  (the hook's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The hook of aiosmtpd."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (as above)
        """The hook of aiosmtpd."""
        answer = self.answers.popleft() if self.answers else "250 OK"
        if answer.startswith("250"):
            content = cast("bytes", envelope.original_content)
            self.accepted.append(cast("EmailMessage", message_from_bytes(content, policy=default)))
            self.recipients.append(list(envelope.rcpt_tos))
        self.on_data()
        if answer == CLOSE:
            server.transport.close()
            return "421 closing"
        return answer

    @property
    def message_ids(self) -> list[str]:
        """Message-ID of every e-mail taken."""
        return [str(email["Message-ID"]) for email in self.accepted]

    async def start(self, port: int = 0, *, tls: ssl.SSLContext | None = None, starttls: bool = False) -> None:
        """Listen; TLS from the first byte when *tls* is given without *starttls*."""
        loop = asyncio.get_running_loop()

        def connected() -> SMTP:
            server = SMTP(
                self,
                hostname="localhost",
                tls_context=tls if starttls else None,
                require_starttls=starttls,
                authenticator=self._authenticate,
                auth_require_tls=starttls,
                loop=loop,
            )
            self.connections.append(server)
            return server

        self._server = await loop.create_server(
            connected, "127.0.0.1", port, ssl=tls if tls is not None and not starttls else None
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening, and cut every connection."""
        if self._server is not None:
            self._server.close()
            for connection in self.connections:
                if connection.transport is not None:
                    connection.transport.abort()
            self._server = None
        await asyncio.sleep(0)

    def _authenticate(self, _s: SMTP, _session: Session, _e: Envelope, _mechanism: str, data: object) -> AuthResult:
        login = cast("LoginPassword", data)
        self.logins.append(login.login)
        return AuthResult(success=login.password == b"secreto", handled=False)


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[LocalMailServer]:
    """A server without TLS, listening."""
    server = LocalMailServer()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for "localhost", and a client's that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))
