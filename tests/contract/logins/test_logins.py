"""Log-ins under way, and sessions as requests read them, on both databases (`domain.ports.identity.sessions`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.model.identity.sessions import Lifetime, LoginAttempt, SessionEnd
from persistence.database import Database
from persistence.identity.sessions import SqlSessionReads, SqlSessions
from tests.contract.store.test_sessions import HOUR, T0, a_session
from tests.support.system.databases import KINDS, Databases

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    async with databases.opened(request.param) as opened:
        yield opened


def attempt(state: str, browser: str = "b" * 64) -> LoginAttempt:
    return LoginAttempt(state * 64, browser, "entra", "/graphql?a=ñ", T0 + 10 * MINUTE)


async def test_an_attempt_is_taken_once_by_the_browser_that_began_it(database: Database) -> None:
    """Replay finds nothing; another browser finds nothing and spoils nothing; too late is nothing."""
    logins = SqlSessionReads(database)
    await logins.add(attempt("1"), T0)
    await logins.add(attempt("2"), T0)

    assert await logins.take("1" * 64, "c" * 64, T0) is None
    assert await logins.take("1" * 64, "b" * 64, T0) == attempt("1")
    assert await logins.take("1" * 64, "b" * 64, T0) is None
    assert await logins.take("2" * 64, "b" * 64, T0 + 10 * MINUTE) is None
    assert await logins.take("2" * 64, "b" * 64, T0 + 9 * MINUTE) == attempt("2")


async def test_of_two_who_come_back_at_once_one_gets_it(database: Database) -> None:
    """The same code and state, sent twice at the same moment."""
    logins = SqlSessionReads(database)
    await logins.add(attempt("1"), T0)
    found = await asyncio.gather(*(logins.take("1" * 64, "b" * 64, T0) for _ in range(5)))
    assert [each for each in found if each is not None] == [attempt("1")]


async def test_attempts_whose_time_is_over_are_forgotten(database: Database) -> None:
    """So that who never comes back leaves nothing."""
    logins = SqlSessionReads(database)
    await logins.add(attempt("1"), T0)
    await logins.add(attempt("2"), T0 + 10 * MINUTE)
    assert await logins.take("1" * 64, "b" * 64, T0) is None


async def test_activity_is_kept_but_wakes_no_session_that_ended(database: Database) -> None:
    """An end wins against a request that was under way."""
    reads, made = SqlSessionReads(database), a_session()
    lifetime = Lifetime(HOUR, 10 * HOUR)
    async with database.begin() as tx:
        await SqlSessions(tx).add(made, T0 - HOUR)
    later = made.seen(T0 + 30 * MINUTE, lifetime)
    await reads.saw(later)
    assert await reads.by_secret(made.secret_hash) == later
    assert await reads.open_of("ana.rojas", T0 + 80 * MINUTE) == [later]

    over = later.ended(T0 + HOUR, "admin", SessionEnd.ENDED_BY_ADMINISTRATOR)
    async with database.begin() as tx:
        await SqlSessions(tx).end(over)
    await reads.saw(later.seen(T0 + 2 * HOUR, lifetime))
    assert await reads.by_id(made.id) == over
    assert await reads.open_of("ana.rojas", T0 + HOUR) == []
