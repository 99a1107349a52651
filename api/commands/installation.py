"""`atencion check`: what would keep this installation from working, without starting it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

import httpx2

from api.commands.explained import tell
from api.connecting import connect
from api.identity.identity_file import Issuer, Protocol
from api.identity.issuer_keys import IssuerAway, IssuerKeys
from api.settings import Settings
from api.start_checks import checked, loaded_identity, require_reachable
from domain.errors import ConfigurationError, CrmError, CrmUnavailable, StoreUnavailable
from domain.ports.background import DeliveryUnavailable
from messaging.smtp import SmtpTransport
from messaging.transports import transport_for

_SECONDS: Final = 10.0


def check_installation(environment: Mapping[str, str]) -> bool:
    """Print what is found; whether nothing is wrong."""
    try:
        settings = checked(environment)
    except ConfigurationError as wrong:
        tell(wrong.problems)
        return False
    print("✓ settings")
    return asyncio.run(_try_all(settings))


async def _try_all(settings: Settings) -> bool:
    tries: dict[str, Callable[[Settings], Awaitable[None]]] = {
        "database": require_reachable,
        "crm": _try_crm,
        "mail": _try_mail,
    }
    issuers = [each for each in loaded_identity(settings).issuers if each.protocol is Protocol.OPENID]
    tries |= {f"issuer {each.name}": partial(_try_issuer, each) for each in issuers}
    found = [await _tried(name, attempt(settings)) for name, attempt in tries.items()]
    return all(found)


async def _tried(name: str, attempt: Awaitable[None]) -> bool:
    try:
        async with asyncio.timeout(_SECONDS):
            await attempt
    except StoreUnavailable as absent:
        tell([f"{name}: {absent.reason}"])
    except (
        CrmError,
        ConfigurationError,
        DeliveryUnavailable,
        IssuerAway,
        OSError,
    ) as failure:  # OSError: a time-out is one
        tell([f"{name}: {str(failure) or type(failure).__name__}"])
    else:
        print(f"✓ {name}")
        return True
    return False


async def _try_crm(settings: Settings) -> None:
    async with connect(settings) as connector:
        health = await connector.health()
    if not health.ok:
        raise CrmUnavailable(health.detail)


async def _try_issuer(issuer: Issuer, _settings: Settings) -> None:
    async with httpx2.AsyncClient(timeout=_SECONDS) as client:
        await IssuerKeys(issuer, client).published()


async def _try_mail(settings: Settings) -> None:
    if settings.mail == "crm":
        return  # tried with the CRM
    transport = transport_for(settings.mail, settings.mail_from)
    try:
        if isinstance(transport, SmtpTransport):
            await transport.greet()
    finally:
        await transport.close()
