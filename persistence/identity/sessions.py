"""`SessionStore`, `SessionReads` and `LoginAttempts` in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, or_, select, update

from domain.errors import RecordNotFound
from domain.model.identity.sessions import LoginAttempt, Session
from persistence.database import Database, Transaction
from persistence.identity.mapping import attempt_from, session_columns, session_from
from persistence.tables.columns import Instant
from persistence.tables.identity import login_attempt, session

_S: Final = session.c
_A: Final = login_attempt.c
_NOW: Final = bindparam("now", type_=Instant)
_BY_ID: Final = select(session).where(_S.id == bindparam("of_id"))
_BY_SECRET: Final = select(session).where(_S.secret_hash == bindparam("of_hash"))
_OPEN: Final = (
    select(session)
    .where(_S.person == bindparam("of_person"), _S.ended_at.is_(None), _S.idle_until > _NOW, _S.ends_at > _NOW)
    .order_by(_S.pk.desc())
    .limit(100)
)
_BEFORE: Final = bindparam("before", type_=Instant)
_FORGET: Final = delete(session).where(or_(_S.idle_until < _BEFORE, _S.ended_at < _BEFORE))
_STILL_OPEN: Final = (_S.id == bindparam("of_id"), _S.ended_at.is_(None))
_END: Final = (
    update(session)
    .where(*_STILL_OPEN)
    .values(ended_at=bindparam("at", type_=Instant), ended_by=bindparam("by"), ended_how=bindparam("how"))
)
_SAW: Final = (
    update(session)
    .where(*_STILL_OPEN)
    .values(seen_at=bindparam("at", type_=Instant), idle_until=bindparam("until", type_=Instant))
)
_TAKE: Final = (
    delete(login_attempt)
    .where(_A.state_hash == bindparam("state"), _A.browser_hash == bindparam("browser"), _A.expires_at > _NOW)
    .returning(*_A)
)
_FORGET_ATTEMPTS: Final = delete(login_attempt).where(_A.expires_at <= _NOW)


class SqlSessions:
    """`SessionStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, session_id: str) -> Session:
        """See `SessionStore.get`."""
        row = (await self._tx.execute(_BY_ID, {"of_id": session_id})).one_or_none()
        if row is None:
            raise RecordNotFound("una sesión", session_id)
        return session_from(row)

    async def by_secret(self, secret_hash: str) -> Session | None:
        """See `SessionStore.by_secret`."""
        row = (await self._tx.execute(_BY_SECRET, {"of_hash": secret_hash})).one_or_none()
        return None if row is None else session_from(row)

    async def open_of(self, person: str, now: datetime) -> Sequence[Session]:
        """See `SessionStore.open_of`."""
        return [session_from(row) for row in await self._tx.execute(_OPEN, {"of_person": person, "now": now})]

    async def add(self, new: Session, forget_before: datetime) -> None:
        """See `SessionStore.add`."""
        await self._tx.execute(_FORGET, {"before": forget_before})
        await self._tx.execute(insert(session), session_columns(new))

    async def end(self, ended: Session) -> bool:
        """See `SessionStore.end`."""
        how = {"of_id": ended.id, "at": ended.ended_at, "by": ended.ended_by, "how": ended.end}
        return (await self._tx.execute(_END, how)).rowcount > 0


class SqlSessionReads:
    """`SessionReads` and `LoginAttempts` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_secret(self, secret_hash: str) -> Session | None:
        """See `SessionReads.by_secret`."""
        rows = await self._database.read(_BY_SECRET, {"of_hash": secret_hash})
        return session_from(rows[0]) if rows else None

    async def by_id(self, session_id: str) -> Session | None:
        """See `SessionReads.by_id`."""
        rows = await self._database.read(_BY_ID, {"of_id": session_id})
        return session_from(rows[0]) if rows else None

    async def open_of(self, person: str, now: datetime) -> Sequence[Session]:
        """See `SessionReads.open_of`."""
        return [session_from(row) for row in await self._database.read(_OPEN, {"of_person": person, "now": now})]

    async def saw(self, seen: Session) -> None:
        """See `SessionReads.saw`."""
        async with self._database.begin(wakes=False) as tx:
            await tx.execute(_SAW, {"of_id": seen.id, "at": seen.seen_at, "until": seen.idle_until})

    async def add(self, attempt: LoginAttempt, now: datetime) -> None:
        """See `LoginAttempts.add`."""
        row = {name: getattr(attempt, name) for name in login_attempt.c.keys()}  # noqa: SIM118  (a collection's own)
        async with self._database.begin(wakes=False) as tx:
            await tx.execute(_FORGET_ATTEMPTS, {"now": now})
            await tx.execute(insert(login_attempt), row)

    async def take(self, state_hash: str, browser_hash: str, now: datetime) -> LoginAttempt | None:
        """See `LoginAttempts.take`."""
        async with self._database.begin(wakes=False) as tx:
            wanted = {"state": state_hash, "browser": browser_hash, "now": now}
            row = (await tx.execute(_TAKE, wanted)).one_or_none()
        return None if row is None else attempt_from(row)
