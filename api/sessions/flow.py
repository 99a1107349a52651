"""The authorization code flow: away to an issuer, and back with an identity that it proved to us."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

import httpx2

from api.identity.identity_file import Issuer, Login, Protocol
from api.identity.issuer_keys import IssuerAway, Published
from api.identity.issuer_tokens import identity_from, verified
from api.identity.issuers import Issuers
from api.identity.mapping import NoRole
from api.identity.tokens import TokenRefused
from api.sessions.claveunica import identity_from_claveunica
from api.sessions.cookies import ATTEMPT_SECONDS, hashed, new_secret
from domain.errors import AttentionError
from domain.model.identity.identities import Identity
from domain.model.identity.sessions import LoginAttempt
from domain.ports.identity.sessions import LoginAttempts

_AGAIN: Final = "Vuelva a intentar desde la página donde estaba."


class LoginRefused(AttentionError):
    """
    Somebody came back without having proven who it is.

    Args:
        message: Spanish sentence for the person.
        reason: One word for the record: STATE, DENIED, CODE, TOKEN, NO_RUN.
        issuer: Short name, when it is known.
    """

    def __init__(self, message: str, reason: str, issuer: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.issuer = issuer


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and what it must hold to come back."""

    url: str
    state_hash: str
    secret: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back, and where it was."""

    identity: Identity
    return_to: str


class LoginFlow:
    """
    Log-ins under way of one installation.

    A browser holds one secret for each; nonce and PKCE verifier follow from it, and the database has only its hash: who
    reads the database cannot finish a log-in, and another browser cannot either.
    """

    def __init__(self, issuers: Issuers, attempts: LoginAttempts, callback: str, clock: Callable[[], datetime]) -> None:
        self._issuers = issuers
        self._attempts = attempts
        self._callback = callback
        self._clock = clock

    async def begin(self, issuer: Issuer, return_to: str) -> Departure:
        """
        Away to *issuer*; *return_to* is a path of ours.

        Raises:
            IssuerAway: It does not say where to go.
        """
        login, state, secret, now = _login(issuer), secrets.token_urlsafe(32), new_secret(), self._clock()
        address = login.authorize or (await self._published(issuer)).authorize
        if address is None:
            raise IssuerAway("its discovery has no authorization_endpoint")
        expires_at = now + timedelta(seconds=ATTEMPT_SECONDS)
        await self._attempts.add(LoginAttempt(hashed(state), hashed(secret), issuer.name, return_to, expires_at), now)
        asked = {
            "response_type": "code",
            "client_id": login.client_id,
            "redirect_uri": self._callback,
            "scope": login.scope,
            "state": state,
        }
        if issuer.protocol is Protocol.OPENID:
            challenge = _encoded(hashlib.sha256(_verifier(secret).encode()).digest())
            asked |= {"nonce": _nonce(secret), "code_challenge": challenge, "code_challenge_method": "S256"}
        return Departure(f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", hashed(state), secret)

    async def finish(self, answer: Mapping[str, str], secret: str | None) -> Arrival:
        """
        Back with what the issuer answered and what the browser holds of this log-in.

        Raises:
            LoginRefused: Not begun by this browser, or begun too long ago, or used already; or the issuer said no, or
                proved nothing, or no whole RUN.
            IssuerAway: It does not answer.
        """
        state = answer.get("state", "")
        attempt = None
        if state and secret:
            attempt = await self._attempts.take(hashed(state), hashed(secret), self._clock())
        issuer = None if attempt is None else self._issuers.book.issuer(attempt.issuer)
        if attempt is None or secret is None or issuer is None or issuer.login is None:
            told = "Este ingreso no empezó en este navegador, ya se usó o tardó demasiado."
            raise LoginRefused(f"{told} {_AGAIN}", "STATE")
        if answer.get("iss", issuer.url) != issuer.url:  # RFC 9207: another issuer's answer
            raise LoginRefused(f"Respondió otro proveedor de identidad. {_AGAIN}", "STATE", issuer.name)
        if not answer.get("code"):
            raise LoginRefused(f"Su proveedor de identidad no completó el ingreso. {_AGAIN}", "DENIED", issuer.name)
        return Arrival(await self._identity(issuer, answer["code"], secret), attempt.return_to)

    async def logout_url(self, issuer: Issuer, back: str) -> str | None:
        """Where to log out there too; None: the issuer has no such page, or does not answer now."""
        login = _login(issuer)
        try:
            address = login.logout or (
                (await self._published(issuer)).logout if issuer.protocol is Protocol.OPENID else None
            )
        except IssuerAway:
            return None
        if address is None:
            return None
        if issuer.protocol is Protocol.CLAVEUNICA:
            return f"{address}?{urlencode({'redirect': back})}"
        return f"{address}?{urlencode({'client_id': login.client_id, 'post_logout_redirect_uri': back})}"

    async def _published(self, issuer: Issuer) -> Published:
        return await self._issuers.keys(issuer).published()

    async def _identity(self, issuer: Issuer, code: str, secret: str) -> Identity:
        login = _login(issuer)
        tokens = await self._exchanged(issuer, code, secret)
        try:
            if issuer.protocol is Protocol.CLAVEUNICA:
                told = await self._user_info(issuer, str(tokens.get("access_token")))
                return identity_from_claveunica(told, issuer)
            keys = self._issuers.keys(issuer)
            claims = await verified(str(tokens.get("id_token")), issuer, keys, (login.client_id,))
            if claims.get("nonce") != _nonce(secret) or claims.get("azp", login.client_id) != login.client_id:
                raise TokenRefused("Its nonce or client is another's.")
            return identity_from(claims, issuer)
        except TokenRefused as refused:
            message = f"Su proveedor de identidad respondió algo que no se puede creer. {_AGAIN}"
            raise LoginRefused(message, "TOKEN", issuer.name) from refused
        except NoRole as nobody:
            raise LoginRefused(nobody.message, nobody.reason, issuer.name) from nobody

    async def _exchanged(self, issuer: Issuer, code: str, secret: str) -> Mapping[str, object]:
        login = _login(issuer)
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "client_id": login.client_id,
            "client_secret": login.secret.reveal(),
        }
        if issuer.protocol is Protocol.OPENID:
            sent["code_verifier"] = _verifier(secret)
        address = login.token or (await self._published(issuer)).token
        return await self._asked(issuer, address, data=sent)

    async def _user_info(self, issuer: Issuer, access_token: str) -> Mapping[str, object]:
        return await self._asked(issuer, _login(issuer).userinfo, headers={"authorization": f"Bearer {access_token}"})

    async def _asked(
        self,
        issuer: Issuer,
        address: str | None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, object]:
        """What the issuer answers to a POST from here."""
        if address is None:
            raise IssuerAway("it does not say where to ask")
        try:
            response = await self._issuers.client.post(
                address, data=data, headers={"accept": "application/json", **(headers or {})}
            )
            if response.status_code >= 500:
                response.raise_for_status()
            told = response.json()
        except (httpx2.HTTPError, ValueError) as wrong:
            raise IssuerAway(type(wrong).__name__) from wrong
        if response.status_code != 200 or not isinstance(told, dict):
            raise LoginRefused(f"Su proveedor de identidad no aceptó el ingreso. {_AGAIN}", "CODE", issuer.name)
        return told


def _login(issuer: Issuer) -> Login:
    if issuer.login is None:
        raise LoginRefused("Con este proveedor no se ingresa a estas páginas.", "DENIED", issuer.name)
    return issuer.login


def _nonce(secret: str) -> str:
    return hashlib.sha256(f"nonce {secret}".encode()).hexdigest()


def _verifier(secret: str) -> str:
    return _encoded(hashlib.sha256(f"pkce {secret}".encode()).digest())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
