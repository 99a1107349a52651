"""
Log in, log out, end a session. Each is in the record of decisions, never with a token (POL-07).

Instants of sessions are the machine's; the record has the protocol's clock, as everything in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.errors import NoRuleApplies, RecordNotFound
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.identity.sessions import Session, SessionEnd
from domain.model.institution.people import SYSTEM, Actor
from domain.ports.identity.sessions import SessionReads
from domain.protocol.access.permissions import Permission, is_allowed, require
from domain.protocol.catalogue import protocol_version_on
from domain.use_cases.perform import Run
from domain.use_cases.services import Services

RULE: Final = "POL-07"
_KEPT: Final = timedelta(days=7)
"""For so long a session that is over stays in the list of sessions; the record keeps it for ever."""
_NO_EDITION: Final = "-"


class SeenSessions:
    """Open sessions as an actor may see them: its own, and as an administrator anybody's."""

    def __init__(self, reads: SessionReads, actor: Actor) -> None:
        self._reads = reads
        self._actor = actor

    def by(self, reader: Actor) -> SeenSessions:
        """The same, as *reader* may see them."""
        return SeenSessions(self._reads, reader)

    async def open_of(self, person: str | None, now: datetime) -> Sequence[Session]:
        """
        Those that hold, newest first, a hundred at most; None: one's own.

        Raises:
            NotAuthorised: Somebody else's, and the actor is no administrator; whether or not there are any.
        """
        if person is not None and person != self._actor.id:
            require(self._actor, Permission.CONFIGURE)
        return await self._reads.open_of(person or self._actor.id, now)


async def begin_session(services: Services, actor: Actor, session: Session, replaces: str | None) -> None:
    """
    Somebody logged in: from now on the session holds, and the one of the same browser does not.

    Args:
        replaces: `secret_hash` of what the browser held before; a log-in never takes over a session.
    """
    now = session.began_at
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        before = None if replaces is None else await work.sessions.by_secret(replaces)
        if before is not None and before.holds(now):
            await _end(run, before.ended(now, actor.id, SessionEnd.ROTATED))
        await work.sessions.add(session, now - _KEPT)
        outcome = f"Ingresó por {session.identity.issuer}."
        await _recorded(run, "log_in", outcome, session=session.id, issuer=session.identity.issuer)


async def end_session(services: Services, actor: Actor, session_id: str, now: datetime) -> Session:
    """
    End a session of one's own, or, as an administrator, anybody's. To do it again changes nothing.

    Raises:
        RecordNotFound: There is none, or it is another's.
    """
    async with services.transactions(actor) as work:
        found = await work.sessions.get(session_id)
        own = found.person == actor.id
        if not own and not is_allowed(actor, Permission.CONFIGURE):
            raise RecordNotFound("una sesión", session_id)
        how = SessionEnd.ENDED_BY_OWNER if own else SessionEnd.ENDED_BY_ADMINISTRATOR
        over = found.ended(now, actor.id, how)
        return over if await _end(Run.start(services, work), over) else found


async def log_out(services: Services, actor: Actor, session: Session, now: datetime) -> None:
    """The person of a session leaves."""
    async with services.transactions(actor) as work:
        over = session.ended(now, actor.id, SessionEnd.LOGGED_OUT)
        await _end(Run.start(services, work), over)


async def end_refused(services: Services, session: Session, now: datetime, reason: str) -> None:
    """Whose session it is has no access any more: it ends."""
    async with services.transactions(SYSTEM) as work:
        run = Run.start(services, work)
        if await _end(run, session.ended(now, SYSTEM.id, SessionEnd.REFUSED)):
            await _refusal(run, session.identity.issuer, reason, session.person)


async def record_refusal(services: Services, issuer: str, reason: str, identity: str | None) -> None:
    """Somebody could not log in, or showed who it is and is nobody here: by whom, why, and which identity if known."""
    async with services.transactions(SYSTEM) as work:
        await _refusal(Run.start(services, work), issuer, reason, identity)


async def _refusal(run: Run, issuer: str, reason: str, identity: str | None) -> None:
    told = {"issuer": issuer, "reason": reason, **({} if identity is None else {"identity": identity})}
    await _recorded(run, "refuse_log_in", "No se le dio acceso.", kind=DecisionKind.REFUSAL, **told)


async def _end(run: Run, over: Session) -> bool:
    """Whether it ended now; then it is in the record."""
    done = await run.work.sessions.end(over)
    if done and over.end is not None:
        what = "log_out" if over.end is SessionEnd.LOGGED_OUT else "end_session"
        await _recorded(run, what, over.end.es, session=over.id, person=over.person)
    return done


async def _recorded(
    run: Run, what: str, outcome: str, kind: DecisionKind = DecisionKind.DECISION, **inputs: str
) -> None:
    """As `Run.decided`, on a day without edition too: who comes in and out is no act of the protocol."""
    await run.work.decisions.record(
        Decision(
            id=run.services.new_id(),
            at=run.now,
            by=run.actor.id,
            role=run.actor.role.value,
            kind=kind,
            what=what,
            outcome=outcome,
            protocol_version=_edition(run),
            rule=RULE,
            inputs=inputs,
        )
    )


def _edition(run: Run) -> str:
    try:
        return protocol_version_on(run.today()).id
    except NoRuleApplies:
        return _NO_EDITION
