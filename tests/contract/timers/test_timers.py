"""`TimerStore` and `TimerQueue` on SQLite and PostgreSQL: set once, moved, cancelled, fired exactly once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import ClauseElement, select, text, update

from domain.model.institution.people import SYSTEM
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from persistence.background.timer_queue import DUE, SqlTimerQueue
from persistence.background.timers import IS_PENDING
from persistence.database import Database
from persistence.tables import deadline, message
from persistence.unit_of_work import SqlTransactions
from tests.support.mail import NOON, MovableClock, a_message, a_timer


class _Desk:
    """A store, its clock, and what fired."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock()
        self.queue = SqlTimerQueue(database, self.clock)
        self.fired: list[str] = []

    async def set(self, *timers: Timer) -> list[bool]:
        async with SqlTransactions(self.database, self.clock)(SYSTEM) as work:
            return [await work.timers.set(timer) for timer in timers]

    async def fire(self, most: int = 50) -> int:
        return (await self.queue.fire_due(self.note, most)).fired

    async def note(self, _work: UnitOfWork, timer: Timer) -> None:
        self.fired.append(timer.subject)

    async def states(self) -> dict[str, str]:
        rows = await self.database.read(select(deadline.c.subject, deadline.c.state))
        return {row.subject: row.state for row in rows}


@pytest.fixture
def desk(database: Database) -> _Desk:
    """On each database in turn."""
    return _Desk(database)


async def test_the_same_timer_set_twice_is_one(desk: _Desk) -> None:
    """(kind, subject, occurrence) is unique, whatever its state; repeated facts set nothing (SLA-17)."""
    assert await desk.set(a_timer(), a_timer(), a_timer(occurrence="2"), a_timer(kind="note_expiry")) == [
        True,
        False,
        True,
        True,
    ]
    assert await desk.fire() == 3
    assert await desk.set(a_timer()) == [False]


async def test_a_timer_fires_when_its_time_has_come_and_not_before(desk: _Desk) -> None:
    """FUP-05: on its instant by the protocol's clock, or as soon after as a worker lives."""
    await desk.set(a_timer(due_at=NOON + timedelta(microseconds=1), payload={"fact": "send_stage_1", "x": "ñ"}))
    assert await desk.fire() == 0

    desk.clock.move(timedelta(microseconds=1))
    seen: list[Timer] = []

    async def look(_work: UnitOfWork, timer: Timer) -> None:
        seen.append(timer)

    assert (await desk.queue.fire_due(look, 10)).fired == 1
    assert (seen[0].kind, seen[0].due_at, seen[0].payload) == (
        "follow_up_stage_1",
        NOON + timedelta(microseconds=1),
        {"fact": "send_stage_1", "x": "ñ"},
    )
    assert await desk.fire() == 0


async def test_timers_fire_oldest_first_and_no_more_than_asked_for(desk: _Desk) -> None:
    """A backlog is worked off in order, in rounds."""
    await desk.set(*(a_timer(subject=f"case:{n}", due_at=NOON - timedelta(hours=n)) for n in range(5)))

    assert await desk.fire(2) == 2
    assert desk.fired == ["case:4", "case:3"]
    assert await desk.fire(9) == 3
    assert desk.fired == ["case:4", "case:3", "case:2", "case:1", "case:0"]


async def test_a_moved_timer_fires_at_its_new_time_only(desk: _Desk) -> None:
    """A survey date moved (FUP-09), a holiday added (AMB-56)."""
    await desk.set(a_timer())
    async with SqlTransactions(desk.database, desk.clock)(SYSTEM) as work:
        assert await work.timers.move("follow_up_stage_1", "case:1", NOON + timedelta(days=3))
        assert not await work.timers.move("follow_up_stage_1", "case:2", NOON)
        assert not await work.timers.move("follow_up_stage_1", "case:1", NOON, occurrence="2")
        assert not await work.timers.move("follow_up_stage_1", "case:2", NOON, occurrence=None)
    assert await desk.fire() == 0

    desk.clock.move(timedelta(days=3))
    assert await desk.fire() == 1
    async with SqlTransactions(desk.database, desk.clock)(SYSTEM) as work:
        assert not await work.timers.move("follow_up_stage_1", "case:1", NOON)  # it fired: the caller is told


async def test_a_timer_moves_whatever_its_occurrence(desk: _Desk) -> None:
    """AMB-56: what a term moves is found by its kind and its case, whichever fact set it."""
    await desk.set(replace(a_timer(), occurrence="7"))
    async with SqlTransactions(desk.database, desk.clock)(SYSTEM) as work:
        assert await work.timers.move("follow_up_stage_1", "case:1", NOON + timedelta(days=3), occurrence=None)
    assert await desk.fire() == 0
    desk.clock.move(timedelta(days=3))
    assert await desk.fire() == 1


async def test_a_cancelled_timer_never_fires(desk: _Desk) -> None:
    """An opt-out stops stage 1 only (AMB-30); the rest of the subject goes on."""
    await desk.set(a_timer(), a_timer("follow_up_stage_2"), a_timer("note_expiry"), a_timer(subject="case:2"))
    async with SqlTransactions(desk.database, desk.clock)(SYSTEM) as work:
        assert len(await work.timers.cancel("case:1", ["follow_up_stage_1"])) == 1
        assert len(await work.timers.cancel("case:1", ["follow_up_stage_1"])) == 0
    assert await desk.fire() == 3

    async with SqlTransactions(desk.database, desk.clock)(SYSTEM) as work:
        assert len(await work.timers.cancel("case:1")) == 0  # what fired is not cancelled any more


async def test_a_timer_cancelled_by_one_that_fires_in_the_same_round_does_not_fire(desk: _Desk) -> None:
    """The round read both; what happened since counts."""
    await desk.set(
        a_timer("first", due_at=NOON - timedelta(hours=1)),
        a_timer("cancelled", due_at=NOON),
        a_timer("moved", due_at=NOON),
    )
    fired: list[str] = []

    async def handle(work: UnitOfWork, timer: Timer) -> None:
        fired.append(timer.kind)
        assert len(await work.timers.cancel("case:1", ["cancelled"])) == 1
        assert await work.timers.move("moved", "case:1", NOON + timedelta(days=1))

    done = await desk.queue.fire_due(handle, 10)

    assert (done.due, done.fired, done.failed, fired) == (3, 1, 0, ["first"])


async def test_what_a_timer_causes_is_committed_with_its_mark(desk: _Desk) -> None:
    """Exactly once: the message it queues and the timer it sets live or die with it (section 5)."""
    await desk.set(a_timer())

    async def handle(work: UnitOfWork, timer: Timer) -> None:
        assert await work.messages.queue(a_message(cause="the only one"))
        assert await work.timers.set(a_timer("next", due_at=timer.due_at + timedelta(days=30)))

    await desk.queue.fire_due(handle, 10)

    assert len(await desk.database.read(select(message.c.id))) == 1
    assert sorted(await desk.database.read(select(deadline.c.kind, deadline.c.state))) == [
        ("follow_up_stage_1", "fired"),
        ("next", "pending"),
    ]


async def test_a_timer_that_fails_leaves_nothing_and_holds_up_nobody(desk: _Desk) -> None:
    """Its effects are rolled back, its error is kept, and it is tried again later; the others fire."""
    await desk.set(a_timer(subject="bad", due_at=NOON - timedelta(hours=1)), a_timer(subject="good"))

    async def handle(work: UnitOfWork, timer: Timer) -> None:
        await work.messages.queue(a_message(cause=timer.subject))
        if timer.subject == "bad":
            raise ValueError("no such case")

    done = await desk.queue.fire_due(handle, 10)

    assert (done.fired, done.failed) == (1, 1)
    assert [(kind, str(error)) for kind, error in done.errors] == [("follow_up_stage_1", "no such case")]
    assert [row.cause for row in await desk.database.read(select(message.c.cause))] == ["good"]
    assert await desk.states() == {"bad": "pending", "good": "fired"}
    row = (await desk.database.read(select(deadline).where(deadline.c.subject == "bad")))[0]
    assert (row.attempts, row.error, row.due_at) == (1, "ValueError: no such case", NOON - timedelta(hours=1))
    assert await desk.fire() == 0  # it waits first

    async with desk.database.begin() as tx:
        await tx.execute(text("UPDATE deadline SET retry_at = 0 WHERE state = 'pending'"))
    assert await desk.fire() == 1


async def test_a_database_error_in_one_timer_does_not_spoil_the_round(desk: _Desk) -> None:
    """PostgreSQL refuses everything after an error until the savepoint is rolled back."""
    await desk.set(a_timer(subject="bad", due_at=NOON - timedelta(hours=1)), a_timer(subject="good"))

    async def handle(work: UnitOfWork, timer: Timer) -> None:
        if timer.subject == "bad":
            await work.messages.queue(a_message(id="1", cause="1"))
            await work.messages.queue(a_message(id="1", cause="2"))  # the same id: refused by the database
        desk.fired.append(timer.subject)

    done = await desk.queue.fire_due(handle, 10)

    assert (done.fired, done.failed, desk.fired) == (1, 1, ["good"])


async def test_several_workers_fire_each_timer_once(desk: _Desk) -> None:
    """Three workers, small rounds, slow handlers: 60 timers, 60 effects."""
    await desk.set(*(a_timer(subject=f"case:{n}") for n in range(60)))

    async def slow(work: UnitOfWork, timer: Timer) -> None:
        await work.messages.queue(a_message(cause=timer.subject))
        desk.fired.append(timer.subject)
        await asyncio.sleep(0.001)

    async def worker() -> int:
        fired = 0
        while (done := await desk.queue.fire_due(slow, 7)).due:
            fired += done.fired
        return fired

    done = await asyncio.gather(worker(), worker(), worker())

    # A worker whose round found only timers of others ends early; what is left is nobody's.
    assert sum(done) + await desk.fire() == 60
    assert len(set(desk.fired)) == len(desk.fired) == 60


async def test_a_worker_that_dies_in_the_middle_leaves_its_timers_to_others(desk: _Desk) -> None:
    """Claim, effect and mark are one transaction: nothing of a dead worker's round stays."""
    await desk.set(a_timer(subject="case:1"), a_timer(subject="case:2"))

    async def dies(work: UnitOfWork, timer: Timer) -> None:
        await work.messages.queue(a_message(cause=timer.subject))
        if timer.subject == "case:2":
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await desk.queue.fire_due(dies, 10)

    assert await desk.database.read(select(message.c.id)) == []
    assert await desk.fire() == 2


async def test_an_idle_worker_commits_nothing(desk: _Desk) -> None:
    """Each commit wakes the process's workers, and on SQLite keeps other writers waiting."""
    woken: list[None] = []
    await desk.set(a_timer(due_at=NOON + timedelta(days=1)))
    desk.database.after_commit(lambda: woken.append(None))

    assert await desk.fire() == 0
    assert woken == []


async def test_looking_for_due_timers_reads_by_the_index(desk: _Desk) -> None:
    """500,000 pending timers must cost nothing while none is due (issue 4, section 2)."""
    await desk.set(*(a_timer(subject=f"case:{n}", due_at=NOON + timedelta(days=1 + n)) for n in range(50)))
    due = DUE.params(now=NOON, machine=NOON, most=50)
    cancel = update(deadline).where(deadline.c.subject == "case:1", IS_PENDING).values(state="cancelled")

    assert "ix_deadline_pending" in await _plan(desk.database, due)
    assert "ix_deadline_subject" in await _plan(desk.database, cancel)


async def _plan(database: Database, statement: ClauseElement) -> str:
    async with database.begin() as tx:
        sql = str(statement.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True}))
        if database.kind == "sqlite":
            return "\n".join(row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
        await tx.execute(text("SET LOCAL enable_seqscan = off"))
        return "\n".join(row[0] for row in await tx.exec_driver_sql(f"EXPLAIN {sql}"))


async def test_a_work_item_that_a_worker_is_firing_gathers_nothing(postgres_database: Database) -> None:
    """AMB-68: what changes meanwhile is another item, so that nothing is missed; on SQLite writers stand in line."""
    desk = _Desk(postgres_database)
    await desk.set(a_timer(kind="reconsider", subject="account:1", occurrence="1"))

    async def changes_again(_work: UnitOfWork, timer: Timer) -> None:
        desk.fired.append(timer.occurrence)
        if timer.occurrence == "1":
            async with SqlTransactions(postgres_database, desk.clock)(SYSTEM) as work:
                assert await work.timers.gather(a_timer(kind="reconsider", subject="account:1", occurrence="2"))

    while (await desk.queue.fire_due(changes_again, 10)).fired:
        pass

    assert desk.fired == ["1", "2"]


async def test_a_work_item_is_not_fired_while_a_change_gathers_in_it(postgres_database: Database) -> None:
    """AMB-68: it is played once, with all that it brings, after the change is there to be seen."""
    desk = _Desk(postgres_database)
    await desk.set(a_timer(kind="reconsider", subject="account:1", occurrence="1", payload={"region": "08"}))
    brought: list[dict[str, str]] = []

    async def look(_work: UnitOfWork, timer: Timer) -> None:
        brought.append(dict(timer.payload))

    async with SqlTransactions(postgres_database, desk.clock)(SYSTEM) as work:
        told = a_timer(kind="reconsider", subject="account:1", occurrence="2", payload={"sector": "MINERIA"})
        assert not await work.timers.gather(told)
        assert (await desk.queue.fire_due(look, 10)).fired == 0
    assert (await desk.queue.fire_due(look, 10)).fired == 1

    assert brought == [{"region": "08", "sector": "MINERIA"}]
