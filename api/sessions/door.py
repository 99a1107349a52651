"""Who comes by a session of ours: by which kinds of request, for how long, and what it is today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from api.identity.identity_file import IdentityBook
from api.identity.issuers import Issuers
from api.identity.mapping import NoRole, actor_for
from api.identity.tokens import TokenRefused
from api.sessions.cookies import Cookies, hashed, new_secret
from domain.model.identity.identities import Identity
from domain.model.identity.sessions import Lifetime, Session
from domain.model.institution.people import Actor
from domain.ports.identity.sessions import SessionReads
from domain.use_cases.services import Services
from domain.use_cases.sessions import begin_session, end_refused
from schema.faults import Fault, FaultCode

HEADER: Final = "atencion-session"
"""A request with the cookie must bear it, with any value: no form and no link of another site can."""
_OTHER_ORIGIN: Final = "With a session, requests come from our own pages: the Origin is another."
_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that holds, and who that is today."""

    session: Session
    actor: Actor


class SessionDoor:
    """The sessions of one installation."""

    def __init__(
        self, services: Services, issuers: Issuers, reads: SessionReads, lifetime: Lifetime, public_url: str
    ) -> None:
        self.services = services
        self.lifetime = lifetime
        self.cookies = Cookies(public_url)
        self.origin = origin_of(public_url)
        self._issuers = issuers
        self._reads = reads

    @staticmethod
    def now() -> datetime:
        """Sessions live in the machine's time, whatever the demo clock says."""
        return datetime.now(UTC)

    def is_elsewhere(self, request: Request) -> bool:
        """On this machine by another name of it than the public one, to which a log-in would not come back."""
        return not self.cookies.secure and f"http://{request.headers.get('host', '')}".lower() != self.origin

    async def enter(self, identity: Identity, actor: Actor, request: Request) -> str:
        """A new session for who proved who it is: the new secret that the browser must hold from now on."""
        secret, now, held = new_secret(), self.now(), self.cookies.secret(request)
        session = Session(
            self.services.new_id(),
            hashed(secret),
            replace(identity, claims=claims_that_count(identity, self._issuers.book)),
            actor.id,
            request.headers.get("user-agent", "")[:200],
            now,
            now,
            now + min(self.lifetime.idle, self.lifetime.absolute),
            now + self.lifetime.absolute,
        )
        await begin_session(self.services, actor, session, hashed(held) if held else None)
        return secret

    async def entered(self, request: HTTPConnection) -> Entered | None:
        """Who the cookie of a request is, if its session holds; it is no activity. Raises as `today`."""
        secret = self.cookies.secret(request)
        session = None if secret is None else await self._reads.by_secret(hashed(secret))
        return None if session is None or not session.holds(self.now()) else await self.today(session)

    async def today(self, session: Session) -> Entered:
        """
        Who a session is now, by the identity file and the directory as they are now.

        Raises:
            Fault: NO_ROLE, when it is nobody any more; the session ends with it.
        """
        try:
            return Entered(session, actor_for(session.identity, self._issuers.book, self.services.directory()))
        except NoRole as nobody:
            await end_refused(self.services, session, self.now(), nobody.reason)
            raise Fault(FaultCode.NO_ROLE, nobody.message, extensions={"reason": nobody.reason}) from None

    async def saw(self, session: Session, *, at_once: bool = False) -> Session:
        """There was activity: written at most once a minute, unless *at_once*."""
        now = self.now()
        if not at_once and now - session.seen_at < min(_SEEN_EVERY, self.lifetime.idle / 4):
            return session
        seen = session.seen(now, self.lifetime)
        await self._reads.saw(seen)
        return seen

    async def actor_of(self, request: HTTPConnection, *, active: bool = True) -> Actor:
        """
        The actor of a request, or of a socket, with the cookie.

        Args:
            active: It is activity, which keeps the session from its idle end.

        Raises:
            Fault: As `require_our_page` and `today`; TOKEN_EXPIRED for a session that is over.
        """
        self.require_our_page(request)
        found = await self.entered(request)
        if found is None:
            raise Fault(FaultCode.TOKEN_EXPIRED, "The session is over: log in again at /session/login.")
        if active:
            await self.saw(found.session)
        return found.actor

    async def actor_of_token(self, session_id: str, *, active: bool = True) -> Actor:
        """
        The actor of a token that we signed for a session.

        Raises:
            TokenRefused: The session is over.
            Fault: As `today`.
        """
        session = await self._reads.by_id(session_id)
        if session is None or not session.holds(self.now()):
            raise TokenRefused("Its session is over: log in again.", expired=True)
        entered = await self.today(session)
        if active:
            await self.saw(session)
        return entered.actor

    def admits_socket(self, handshake: HTTPConnection, origins: Sequence[str]) -> bool:
        """
        Whether a socket may be opened: with the cookie only from our pages and from *origins*, where tokens come from.

        The cookie alone opens nothing for the latter: see `require_our_page`.
        """
        return self.cookies.secret(handshake) is None or handshake.headers.get("origin") in (self.origin, *origins)

    def require_our_page(self, request: HTTPConnection) -> None:
        """
        Let pass what only a page of ours can have sent: a browser tells the origin of every POST, and only a page that
        we let may add a header of its own. It tells the origin of a socket too, to which no page can add a header.

        Raises:
            Fault: FORBIDDEN for a foreign, `null` or missing Origin, or without the header; TOKEN_MISSING for a request
                that is no POST: a link or an image of another site sends the cookie too.
        """
        if request.scope["type"] == "websocket":
            if request.headers.get("origin") != self.origin:
                raise Fault(FaultCode.FORBIDDEN, _OTHER_ORIGIN)
            return
        if request.scope["method"] != "POST":
            raise Fault(FaultCode.TOKEN_MISSING, "A session is taken by POST only; by GET send a token.")
        require_origin(request, (self.origin,))


def require_origin(request: HTTPConnection, origins: Sequence[str]) -> None:
    """Let pass a request with the header that comes from one of these origins; else FORBIDDEN."""
    if request.headers.get("origin") not in origins:
        raise Fault(FaultCode.FORBIDDEN, _OTHER_ORIGIN)
    if not request.headers.get(HEADER):
        raise Fault(FaultCode.FORBIDDEN, "With a session, send the header Atencion-Session: 1.")


def claims_that_count(identity: Identity, book: IdentityBook) -> dict[str, tuple[str, ...]]:
    """Of what the issuer claimed, only what roles follow from is kept."""
    counted = {row.claim for row in book.roles if row.issuer == identity.issuer}
    return {name: values for name, values in identity.claims.items() if name in counted}


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as browsers tell them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
