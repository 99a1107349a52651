"""`MessageQueue` and `MailStore` on SQLite and PostgreSQL: queued once per cause, claimed by one, settled once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import ClauseElement, select, text

from domain.errors import RecordNotFound
from domain.model.institution.people import SYSTEM
from domain.model.messages import Delivery, DeliveryState, Message, MessageState
from persistence.background.messages import DUE, SqlMailStore
from persistence.database import Database
from persistence.tables import message as table
from persistence.unit_of_work import SqlTransactions
from tests.support.mail import NOON, MovableClock, a_message


class _Desk:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock()
        self.store = SqlMailStore(database, self.clock)

    async def queue(self, *messages: Message) -> list[bool]:
        async with SqlTransactions(self.database, self.clock)(SYSTEM) as work:
            return [await work.messages.queue(message) for message in messages]

    async def get(self, message_id: str) -> Message:
        async with SqlTransactions(self.database, self.clock)(SYSTEM) as work:
            return await work.messages.get(message_id)

    async def make_due(self) -> None:
        async with self.database.begin() as tx:
            await tx.execute(text("UPDATE message SET next_at = 0 WHERE next_at IS NOT NULL"))


def reached(message: Message, *but: Delivery) -> Message:
    """Taken at all its addresses, but for some."""
    taken = (Delivery(each.address, DeliveryState.TAKEN) for each in message.deliveries)
    return message.with_deliveries((*taken, *but))


@pytest.fixture
def desk(database: Database) -> _Desk:
    """On each database in turn."""
    return _Desk(database)


async def test_a_message_comes_back_as_it_was_queued(desk: _Desk) -> None:
    """Every message is stored with template version, addressees, state and rule (section 5)."""
    message = a_message(cc=("a@x.example",), account_id="1", case_id="2")
    await desk.queue(message)

    assert await desk.get(message.id) == message
    with pytest.raises(RecordNotFound):
        await desk.get("none")


async def test_the_same_cause_is_queued_once(desk: _Desk) -> None:
    """Automatic messages are sent exactly once per cause (section 5)."""
    assert await desk.queue(a_message(cause="c"), a_message(cause="c"), a_message(cause="d")) == [True, False, True]
    assert await desk.queue(a_message(cause="c")) == [False]
    assert len((await desk.store.claim(10, 60)).messages) == 2


async def test_a_message_whose_fact_is_rolled_back_does_not_exist(desk: _Desk) -> None:
    """Queued in the transaction of what causes it: both, or neither."""

    async def fails_after_queueing() -> None:
        async with SqlTransactions(desk.database, desk.clock)(SYSTEM) as work:
            await work.messages.queue(a_message())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_after_queueing()
    assert (await desk.store.claim(10, 60)).messages == ()


async def test_two_workers_never_hold_the_same_message(desk: _Desk) -> None:
    """A lease is one worker's."""
    await desk.queue(*(a_message() for _ in range(20)))

    leases = await asyncio.gather(*(desk.store.claim(6, 60) for _ in range(5)))
    held = [message.id for lease in leases for message in lease.messages]

    assert len(held) == len(set(held)) == 20


async def test_what_was_sent_never_goes_again(desk: _Desk) -> None:
    """Its state and instant are kept (section 5)."""
    message = a_message()
    await desk.queue(message)
    lease = await desk.store.claim(10, 60)
    desk.clock.move(timedelta(hours=1))

    assert await desk.store.stopped(lease.token, reached(message))
    await desk.make_due()
    assert (await desk.store.claim(10, 60)).messages == ()
    kept = await desk.get(message.id)
    assert (kept.state, kept.attempts, kept.sent_at) == (MessageState.SENT, 1, NOON + timedelta(hours=1))
    assert not await desk.store.retry(message.id)


async def test_a_failure_waits_and_keeps_its_reason(desk: _Desk) -> None:
    """A failed send is visible and retried (section 5)."""
    message = a_message()
    await desk.queue(message)
    lease = await desk.store.claim(10, 60)

    assert await desk.store.failed(lease.token, message, "421 busy", 600)
    assert (await desk.store.claim(10, 60)).messages == ()
    kept = await desk.get(message.id)
    assert (kept.state, kept.attempts, kept.error) == (MessageState.FAILED, 1, "421 busy")

    await desk.make_due()
    again = await desk.store.claim(10, 60)
    assert [m.id for m in again.messages] == [message.id]
    await desk.store.stopped(again.token, reached(again.messages[0]))
    kept = await desk.get(message.id)
    assert (kept.state, kept.attempts, kept.error) == (MessageState.SENT, 2, None)


async def test_what_was_refused_for_good_waits_for_a_person(desk: _Desk) -> None:
    """GIVEN_UP is not tried again by itself, and a person can let it go again."""
    message = a_message()
    await desk.queue(message)
    lease = await desk.store.claim(10, 60)

    assert await desk.store.stopped(lease.token, message, "550 no such user")
    await desk.make_due()
    assert (await desk.store.claim(10, 60)).messages == ()
    assert (await desk.get(message.id)).state is MessageState.GIVEN_UP

    assert await desk.store.retry(message.id)
    assert [m.id for m in (await desk.store.claim(10, 60)).messages] == [message.id]
    assert not await desk.store.retry(message.id)  # under way


async def test_a_message_keeps_what_became_of_it_at_each_address(desk: _Desk) -> None:
    """F-18: what one address refused waits for a person, and goes again to that one alone."""
    message = a_message(to=("a@x.example",), cc=("b@x.example",))
    await desk.queue(message)
    lease = await desk.store.claim(10, 60)
    refused = Delivery("b@x.example", DeliveryState.REFUSED, "550: no such user")

    assert await desk.store.stopped(lease.token, reached(message, refused), "550")
    kept = await desk.get(message.id)
    assert (kept.state, kept.sent_at) == (MessageState.PARTLY_SENT, NOON)
    assert kept.deliveries == (Delivery("a@x.example", DeliveryState.TAKEN), refused)

    assert await desk.store.retry(message.id)
    (again,) = (await desk.store.claim(10, 60)).messages
    assert again.waiting == ("b@x.example",)


async def test_a_bounce_is_recorded_at_its_address(desk: _Desk) -> None:
    """F-18: after it was taken it came back; a person sees it, and may let it go again there."""
    message = a_message(to=("a@x.example", "b@x.example"))
    await desk.queue(message)
    assert not await desk.store.bounced(message.id, "a@x.example", "5.1.1")  # not sent yet
    lease = await desk.store.claim(10, 60)
    assert not await desk.store.bounced(message.id, "a@x.example", "5.1.1")  # under way
    await desk.store.stopped(lease.token, reached(message))

    bounced = [await desk.store.bounced(message.id, address, "5.1.1; no such user") for address in _BOUNCING]
    assert bounced == [True, False, False]
    kept = await desk.get(message.id)
    assert (kept.state, kept.error, kept.waiting) == (MessageState.PARTLY_SENT, "5.1.1; no such user", ())
    assert kept.deliveries[0] == Delivery("a@x.example", DeliveryState.BOUNCED, "5.1.1; no such user")
    assert not await desk.store.bounced("00000000-0000-4000-8000-000000000001", "a@x.example", "5.1.1")

    assert await desk.store.bounced(message.id, "b@x.example", "5.1.1; no such user")
    assert (await desk.get(message.id)).state is MessageState.GIVEN_UP
    assert await desk.store.retry(message.id)
    assert (await desk.store.claim(10, 60)).messages[0].waiting == ("a@x.example", "b@x.example")


_BOUNCING = (" A@x.example", "a@x.example", "nobody@x.example")


async def test_a_message_sent_before_addresses_were_kept_can_bounce(desk: _Desk) -> None:
    """F-18: sent at all of them; one with a single address came back from it, whatever address that one forwards to."""
    message = a_message(state=MessageState.SENT, sent_at=NOON)
    await desk.queue(message)

    assert await desk.store.bounced(message.id, "forwarded@elsewhere.example", "5.2.2; full")
    assert (await desk.get(message.id)).deliveries == (
        Delivery("contacto@conservas.example", DeliveryState.BOUNCED, "5.2.2; full"),
    )


async def test_a_lost_lease_settles_nothing(desk: _Desk) -> None:
    """A worker that was frozen past its lease cannot overwrite what another one did."""
    message = a_message()
    await desk.queue(message)
    lost = await desk.store.claim(10, 0)
    held = await desk.store.claim(10, 60)
    assert [m.id for m in held.messages] == [message.id]

    assert not await desk.store.failed(lost.token, message, "late", 0)
    assert not await desk.store.stopped(lost.token, message, "late")
    assert await desk.store.release(lost.token) == 0
    assert await desk.store.stopped(held.token, reached(message))
    assert not await desk.store.stopped(lost.token, reached(message))
    assert (await desk.get(message.id)).attempts == 1


async def test_what_is_given_back_counts_no_attempt(desk: _Desk) -> None:
    """A worker that stops, or a server that is down, is not the message's fault."""
    await desk.queue(a_message(), a_message())
    lease = await desk.store.claim(10, 60)
    await desk.store.stopped(lease.token, reached(lease.messages[0]))

    assert await desk.store.release(lease.token) == 1
    left = (await desk.store.claim(10, 60)).messages
    assert [(m.id, m.attempts) for m in left] == [(lease.messages[1].id, 0)]


async def test_a_person_may_mark_a_message(desk: _Desk) -> None:
    """The port's own way to keep a result (a certified letter that was sent by hand)."""
    message = a_message()
    await desk.queue(message)
    async with SqlTransactions(desk.database, desk.clock)(SYSTEM) as work:
        await work.messages.mark(message.id, MessageState.SENT, at=NOON)
        with pytest.raises(RecordNotFound):
            await work.messages.mark("none", MessageState.SENT, at=NOON)

    assert (await desk.get(message.id)).sent_at == NOON
    assert (await desk.store.claim(10, 60)).messages == ()


async def test_an_idle_worker_commits_nothing(desk: _Desk) -> None:
    """Each commit wakes the process's workers: an idle one must not wake itself."""
    woken: list[None] = []
    desk.database.after_commit(lambda: woken.append(None))

    assert (await desk.store.claim(10, 60)).messages == ()
    assert woken == []
    await desk.queue(a_message())
    assert len(woken) == 1


async def test_looking_for_messages_reads_by_the_index(desk: _Desk) -> None:
    """Years of sent messages must not slow down the next one."""
    await desk.queue(*(a_message(state=MessageState.SENT) for _ in range(50)))
    statement: ClauseElement = DUE.params(now=NOON, most=20)
    async with desk.database.begin() as tx:
        sql = str(statement.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True}))
        if desk.database.kind == "sqlite":
            plan = "\n".join(row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
        else:
            await tx.execute(text("SET LOCAL enable_seqscan = off"))
            plan = "\n".join(row[0] for row in await tx.exec_driver_sql(f"EXPLAIN {sql}"))

    assert "ix_message_due" in plan
    assert len(await desk.database.read(select(table.c.id))) == 50
