"""What the store of sessions promises (`domain.ports.identity.sessions`)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import RecordNotFound
from domain.model.identity.identities import Identity
from domain.model.identity.sessions import Session, SessionEnd
from domain.ports.store import Transactions
from tests.support.builders import REGIONAL, new_id

T0 = datetime(2026, 11, 30, 12, 0, 0, 123456, UTC)
HOUR = timedelta(hours=1)
ANA = Identity(
    "entra", "ten-1", "oid-ana", "Ana Ñandú", "a@x.cl", "391000018", {"roles": ("B", "A")}, frozenset({"groups"})
)


def a_session(**fields: object) -> Session:
    """One that began at T0, is idle at 13:00 and ends at 22:00."""
    key = new_id()
    secret = hashlib.sha256(key.encode()).hexdigest()
    made = Session(key, secret, ANA, "ana.rojas", "Firefox", T0, T0, T0 + HOUR, T0 + 10 * HOUR)
    return replace(made, **fields)  # type: ignore[arg-type]  # fields by name


async def test_a_session_is_read_again_as_it_was(transactions: Transactions) -> None:
    """With its identity, claims in their order."""
    made = a_session()
    async with transactions(REGIONAL) as work:
        await work.sessions.add(made, T0 - 24 * HOUR)
    async with transactions(REGIONAL) as work:
        assert await work.sessions.get(made.id) == made
        assert await work.sessions.by_secret(made.secret_hash) == made
        assert await work.sessions.by_secret("0" * 64) is None
        with pytest.raises(RecordNotFound):
            await work.sessions.get(new_id())


async def test_open_sessions_are_those_that_hold_newest_first(transactions: Transactions) -> None:
    """Not another's, not one that is idle, over or ended."""
    first, second = a_session(), a_session()
    others = [
        a_session(person="eva.paz"),
        a_session(idle_until=T0),
        a_session(ends_at=T0),
        a_session().ended(T0, "admin", SessionEnd.ENDED_BY_ADMINISTRATOR),
    ]
    async with transactions(REGIONAL) as work:
        for each in (first, *others, second):
            await work.sessions.add(each, T0 - 24 * HOUR)
    async with transactions(REGIONAL) as work:
        assert await work.sessions.open_of("ana.rojas", T0) == [second, first]
        assert await work.sessions.open_of("ana.rojas", T0 + HOUR) == []


async def test_a_session_ends_once(transactions: Transactions) -> None:
    """The first who ended it stays on record."""
    made = a_session()
    over = made.ended(T0 + HOUR, "ana.rojas", SessionEnd.LOGGED_OUT)
    async with transactions(REGIONAL) as work:
        await work.sessions.add(made, T0 - 24 * HOUR)
        assert await work.sessions.end(over)
        assert not await work.sessions.end(made.ended(T0, "admin", SessionEnd.ENDED_BY_ADMINISTRATOR))
    async with transactions(REGIONAL) as work:
        assert await work.sessions.get(made.id) == over


async def test_what_is_long_over_is_forgotten_when_somebody_logs_in(transactions: Transactions) -> None:
    """By itself or by somebody; before the instant, exclusive."""
    gone = [a_session(idle_until=T0), a_session().ended(T0, "admin", SessionEnd.REFUSED)]
    kept = [a_session(idle_until=T0 + HOUR), a_session().ended(T0 + HOUR, "admin", SessionEnd.REFUSED)]
    new = a_session(idle_until=T0 + 9 * HOUR)
    async with transactions(REGIONAL) as work:
        for each in (*gone, *kept):
            await work.sessions.add(each, T0 - 24 * HOUR)
        await work.sessions.add(new, T0 + HOUR)
        for each in (*kept, new):
            assert await work.sessions.get(each.id) == each
        for each in gone:
            with pytest.raises(RecordNotFound):
                await work.sessions.get(each.id)
