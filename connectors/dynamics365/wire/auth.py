"""
Tokens: got by msal off the event loop, one flight at a time, renewed before they end and when the service refuses one.

A token is asked for at every attempt, so a long wait between attempts cannot outlive it. Nothing here logs a token.
msal is imported when the first is got: it takes a third of the time that a process without Dynamics needs to start.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import httpx2

from connectors.dynamics365.settings import Credentials
from connectors.dynamics365.wire.errors import retry_after_of
from domain.errors import AccessDenied, CrmError, CrmThrottled, CrmUnavailable

_EARLY_SECONDS: Final = 300.0
_TIMEOUT_SECONDS: Final = 20.0
_OPERATION: Final = "sign in"
_PASSING: Final = frozenset({"temporarily_unavailable", "server_error", "request_timeout"})


class TokenSource(Protocol):
    """Gives bearer tokens."""

    async def token(self) -> str:
        """
        A token that holds for some minutes more.

        Raises:
            CrmUnavailable: The authority does not answer.
            AccessDenied: It refuses the credentials.
        """
        ...

    async def renew(self, spent: str) -> str:
        """Another token than *spent*, which the service refused."""
        ...


class FixedToken:
    """One token for ever: a stand-in on this machine, or a test."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        """The token."""
        return self._token

    async def renew(self, spent: str) -> str:  # noqa: ARG002 - the protocol's signature
        """The same token: there is no other."""
        return self._token


Acquired = Mapping[str, Any]
Params = Mapping[str, Any] | None


class RenewedTokens:
    """
    Keeps one token and renews it; how it is acquired is given.

    Args:
        acquire: Blocking; called in a thread, never twice at a time. Its argument says that tokens it may have kept
            are no good. Answers as msal does: `access_token` and `expires_in`, or `error`.
    """

    def __init__(self, acquire: Callable[[bool], Acquired], clock: Callable[[], float] = time.monotonic) -> None:
        self._acquire = acquire
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = 0.0

    async def token(self) -> str:
        """See `TokenSource`."""
        if self._token and self._clock() < self._until:
            return self._token
        async with self._lock:
            if self._token and self._clock() < self._until:
                return self._token
            return await self._fetch(afresh=False)

    async def renew(self, spent: str) -> str:
        """See `TokenSource`."""
        async with self._lock:
            if self._token and self._token != spent:
                return self._token  # somebody else renewed it meanwhile
            return await self._fetch(afresh=True)

    async def _fetch(self, *, afresh: bool) -> str:
        self._token = ""
        answer = await asyncio.to_thread(self._try, afresh)
        token = answer.get("access_token")
        if answer.get("error") in _PASSING:
            raise CrmUnavailable(f"La autoridad no atiende: {_first_line(answer)}.", operation=_OPERATION)
        if not isinstance(token, str) or not token:
            raise AccessDenied(
                f"No se pudo iniciar sesión en el CRM: {_first_line(answer)}. "
                "Revise inquilino, aplicación y secreto o certificado.",
                operation=_OPERATION,
                request_id=str(answer.get("correlation_id") or "") or None,
            )
        lifetime = float(answer.get("expires_in") or 0)
        self._until = self._clock() + max(lifetime - _EARLY_SECONDS, lifetime / 2)
        self._token = token
        return token

    def _try(self, afresh: bool) -> Acquired:
        try:
            return self._acquire(afresh)
        except CrmError:
            raise
        except _unreachable() as error:
            raise CrmUnavailable(
                f"La autoridad de inicio de sesión no responde ({type(error).__name__}).", operation=_OPERATION
            ) from error
        except ValueError as error:  # msal: the authority or the tenant does not exist, the certificate is unreadable
            raise AccessDenied(
                f"La autoridad, el inquilino o el certificado no sirven ({str(error).splitlines()[0][:200]}).",
                operation=_OPERATION,
            ) from error


def _unreachable() -> tuple[type[Exception], ...]:
    import msal

    return (msal.exceptions.MsalServiceError, httpx2.HTTPError, OSError)


def tokens_for(credentials: Credentials) -> TokenSource:
    """The source of tokens that these credentials ask for."""
    if credentials.token is not None:
        return FixedToken(credentials.token.value)
    if credentials.managed_identity is not None:
        return RenewedTokens(_ManagedIdentity(credentials))
    if urlsplit(credentials.authority).scheme == "http":
        return RenewedTokens(_PlainAuthority(credentials))
    return RenewedTokens(ConfidentialApplication(credentials))


class ConfidentialApplication:
    """msal's confidential client: a secret or a certificate. Built at the first use, because building it calls out."""

    def __init__(self, credentials: Credentials, http_client: object | None = None) -> None:
        self._credentials = credentials
        self._http_client = http_client
        self._application: Any = None

    def __call__(self, afresh: bool) -> Acquired:
        """Acquire a token; blocking."""
        if self._application is None:
            self._application = self._build()
        elif afresh:
            self._application.remove_tokens_for_client()
        answer: Acquired = self._application.acquire_token_for_client(scopes=[self._credentials.scope])
        if "access_token" not in answer:
            self._application = None  # it would remember the refusal for a minute, after the secret is put right too
        return answer

    def _build(self) -> Any:
        import msal

        credentials = self._credentials
        return msal.ConfidentialClientApplication(
            credentials.client_id,
            authority=f"{credentials.authority}/{credentials.tenant_id}",
            client_credential=client_credential(credentials),
            instance_discovery=None if credentials.instance_discovery else False,
            http_client=self._http_client or MsalHttp(),
        )


class MsalHttp:
    """httpx2 as msal asks for it; the assertion of a certificate, which msal gives as bytes, travels as text."""

    def __init__(self, transport: httpx2.BaseTransport | None = None) -> None:
        self._client = httpx2.Client(transport=transport, timeout=_TIMEOUT_SECONDS)

    def post(
        self, url: str, params: Params = None, data: Params = None, headers: Params = None, **_: object
    ) -> httpx2.Response:
        """Send a form."""
        form = {name: value.decode() if isinstance(value, bytes) else value for name, value in (data or {}).items()}
        return self._client.post(url, params=params, data=form, headers=headers)

    def get(self, url: str, params: Params = None, headers: Params = None, **_: object) -> httpx2.Response:
        """Read a document."""
        return self._client.get(url, params=params, headers=headers)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def client_credential(credentials: Credentials) -> str | dict[str, str]:
    """The credential as msal takes it: the secret, a PFX by path, or key and certificate from a PEM."""
    if credentials.secret is not None:
        return credentials.secret.value
    path = credentials.certificate_file
    if path is None:
        raise ValueError("neither a secret nor a certificate is set")
    password = credentials.certificate_password.value if credentials.certificate_password else ""
    if path.suffix.lower() in {".pfx", ".p12"}:
        return {"private_key_pfx_path": str(path), "passphrase": password, "public_certificate": "true"}
    return _pem(path, password)


def _pem(path: Path, password: str) -> dict[str, str]:
    text = path.read_text(encoding="ascii")
    start = text.find("-----BEGIN CERTIFICATE-----")
    if start < 0 or "PRIVATE KEY-----" not in text:
        raise ValueError("the PEM must hold the private key and the certificate")
    found = {"private_key": text, "public_certificate": text[start:]}
    return found | ({"passphrase": password} if password else {})


class _ManagedIdentity:
    """msal's managed identity, of the system or assigned by the user."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._client: Any = None

    def __call__(self, afresh: bool) -> Acquired:
        if self._client is None or afresh:
            import msal

            name = self._credentials.managed_identity or "system"
            identity = (
                msal.SystemAssignedManagedIdentity()
                if name == "system"
                else msal.UserAssignedManagedIdentity(client_id=name)
            )
            self._client = msal.ManagedIdentityClient(identity, http_client=MsalHttp())
        resource = self._credentials.scope.removesuffix("/.default")
        answer: Acquired = self._client.acquire_token_for_client(resource=resource)
        return answer


class _PlainAuthority:
    """The token endpoint of a stand-in on this machine, over plain HTTP, which msal refuses to speak."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def __call__(self, afresh: bool) -> Acquired:  # noqa: ARG002 - it keeps no token, so each is fresh
        credentials = self._credentials
        answer = httpx2.post(
            f"{credentials.authority}/{credentials.tenant_id}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": credentials.client_id,
                "client_secret": credentials.secret.value if credentials.secret else "",
                "scope": credentials.scope,
            },
            timeout=_TIMEOUT_SECONDS,
            trust_env=False,
        )
        if answer.status_code == 429:
            wait = retry_after_of(answer.headers)
            raise CrmThrottled("La autoridad pide esperar.", operation=_OPERATION, retry_after=wait)
        if answer.status_code >= 500:
            raise CrmUnavailable("La autoridad de inicio de sesión no responde.", operation=_OPERATION)
        parsed = answer.json()
        return parsed if isinstance(parsed, dict) else {}


def _first_line(answer: Acquired) -> str:
    words = str(answer.get("error_description") or answer.get("error") or "sin explicación")
    return words.splitlines()[0][:200]
