"""The transport of production: an SMTP server, with TLS and credentials."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponse,
    SMTPResponseException,
    SMTPSenderRefused,
)
from aiosmtplib.errors import SMTPAuthenticationError, SMTPConnectResponseError, SMTPHeloError

from domain.model.messages import Delivery, DeliveryState, Message
from domain.ports.background import DeliveryError, DeliveryRefused, DeliveryUnavailable
from messaging.email_building import build_email, envelope, wrong_addresses

_CLOSING: Final = 421
_ABOUT_US: Final = (SMTPSenderRefused, SMTPAuthenticationError, SMTPConnectResponseError, SMTPHeloError)
"""Answers that concern our account or address, not the message."""


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"  # from the first byte ("smtps", port 465)
    STARTTLS = "starttls"  # must be offered, else nothing is sent (port 587)
    OPPORTUNISTIC = "opportunistic"  # STARTTLS when the server offers it
    PLAIN = "plain"  # never: only for a server on the same machine


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """
    Where and how to hand messages over.

    Attributes:
        sender: Address of the envelope and of "From".
        password: Never printed.
        timeout_seconds: For each exchange with the server.
        tls_context: None: the system's certificates, checked.
    """

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_seconds: float = 30.0
    tls_context: ssl.SSLContext | None = field(default=None, repr=False)


class SmtpTransport:
    """
    `MailTransport` over SMTP. One connection, kept between messages and opened anew when it was lost.

    SMTP has no idempotency: when the server accepted a message and its answer was lost, the message is sent again,
    with the same Message-ID.

    Attributes:
        settings: As given.
    """

    def __init__(self, settings: SmtpSettings) -> None:
        self.settings = settings
        self._one_at_a_time = asyncio.Lock()
        self._client: SMTP | None = None

    async def deliver(self, message: Message) -> Sequence[Delivery]:
        """See `MailTransport.deliver`."""
        content = build_email(message, self.settings.sender).as_bytes()
        recipients = envelope(message)
        missed = wrong_addresses(message)
        if recipients:
            refused = await self._send(recipients, content)
            missed += [_missed(recipients[address], answer) for address, answer in refused.items()]
        return missed

    async def _send(self, recipients: Mapping[str, str], content: bytes) -> Mapping[str, SMTPResponse]:
        """Whom the server did not take it for, with its answers."""
        async with self._one_at_a_time:
            try:
                client = await self._connected()
                refused, _ = await client.sendmail(self.settings.sender, list(recipients), content)
            except SMTPResponseException as answer:
                if isinstance(answer, _ABOUT_US) or answer.code == _CLOSING:
                    await self._drop()
                raise _error_of(answer) from answer
            except SMTPRecipientsRefused as nobody:
                if any(answer.code == _CLOSING for answer in nobody.recipients):
                    await self._drop()
                    raise DeliveryUnavailable("El servidor de correo cierra la conexión.") from nobody
                return {answer.recipient: SMTPResponse(answer.code, answer.message) for answer in nobody.recipients}
            except (SMTPException, OSError, EOFError) as failure:
                await self._drop()
                why = str(failure) or type(failure).__name__
                raise DeliveryUnavailable(f"El servidor de correo no está disponible: {why}") from failure
            except BaseException:
                await self._drop()  # cut in the middle of an exchange: the connection is of no more use
                raise
        return refused

    async def greet(self) -> None:
        """
        Connect, and log in where that is asked; nothing is sent.

        Raises:
            DeliveryUnavailable: The server cannot be reached, or does not let us in.
        """
        async with self._one_at_a_time:
            try:
                await self._connected()
            except (SMTPException, OSError, EOFError) as failure:
                await self._drop()
                raise DeliveryUnavailable(str(failure) or type(failure).__name__) from failure

    async def close(self) -> None:
        """See `MailTransport.close`."""
        async with self._one_at_a_time:
            client, self._client = self._client, None
            if client is not None:
                with contextlib.suppress(SMTPException, OSError):
                    await client.quit()
                client.close()

    async def _connected(self) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        settings = self.settings
        start_tls = {Security.STARTTLS: True, Security.OPPORTUNISTIC: None}.get(settings.security, False)
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=settings.password,
            timeout=settings.timeout_seconds,
            use_tls=settings.security is Security.TLS,
            start_tls=start_tls,
            tls_context=settings.tls_context,
        )
        self._client = client
        await client.connect()
        return client

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _error_of(answer: SMTPResponseException) -> DeliveryError:
    """4xx: later. 5xx: never, unless it is about us."""
    said = f"El servidor de correo respondió {answer.code}: {answer.message}"
    about_us = isinstance(answer, _ABOUT_US)
    if answer.code >= 500 and not about_us:
        return DeliveryRefused(said)
    return DeliveryUnavailable(said, of_server=about_us or answer.code == _CLOSING)


def _missed(address: str, answer: SMTPResponse) -> Delivery:
    """What the server said of one address: 5xx is for good."""
    state = DeliveryState.REFUSED if answer.code >= 500 else DeliveryState.WAITING
    return Delivery(address, state, f"{answer.code}: {answer.message}")
