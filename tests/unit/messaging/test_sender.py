"""The sender: once per message, at its pace, and every failure waits or is given up, in sight (section 5, AMB-01)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from domain.model.messages import Delivery, DeliveryState, Message, MessageState, stopped_state
from domain.ports.background import DeliveryRefused, DeliveryUnavailable, MailLease
from messaging.sender import MailSender, SendReport, SendSettings
from tests.support.mail import a_message

_AT_ONCE = SendSettings(per_second=10_000, poll_seconds=0.01)


@dataclass
class _Store:
    """Messages in memory; waits are noted, not waited for."""

    messages: dict[str, Message] = field(default_factory=dict)
    leased: dict[str, list[str]] = field(default_factory=dict)
    waits: dict[str, float] = field(default_factory=dict)

    def put(self, *messages: Message) -> None:
        self.messages.update({m.id: m for m in messages})

    async def claim(self, most: int, lease_seconds: float) -> MailLease:
        held = {each for ids in self.leased.values() for each in ids}
        due = [
            m
            for m in self.messages.values()
            if m.state in {MessageState.QUEUED, MessageState.FAILED} and m.id not in held and m.id not in self.waits
        ][:most]
        token = f"t{len(self.leased)}"
        self.leased[token] = [m.id for m in due]
        return MailLease(token, tuple(due))

    async def stopped(self, token: str, message: Message, error: str | None = None) -> bool:
        return self._settle(token, message, stopped_state(message.deliveries), error)

    async def failed(self, token: str, message: Message, error: str, wait_seconds: float) -> bool:
        self.waits[message.id] = wait_seconds
        return self._settle(token, message, MessageState.FAILED, error)

    async def release(self, token: str, wait_seconds: float = 0.0) -> int:
        return len(self.leased.pop(token))

    async def retry(self, message_id: str) -> bool:
        raise AssertionError("the sender never retries of its own accord: a person asks for it through the API")

    async def bounced(self, message_id: str, address: str, why: str) -> bool:
        raise AssertionError("the sender sees no bounce: the mailbox tells it")

    def _settle(self, token: str, message: Message, state: MessageState, error: str | None) -> bool:
        if message.id not in self.leased.get(token, ()):
            return False
        self.leased[token].remove(message.id)
        self.messages[message.id] = replace(message, state=state, error=error, attempts=message.attempts + 1)
        return True

    @property
    def states(self) -> list[str]:
        return [m.state.value for m in self.messages.values()]


@dataclass
class _Transport:
    """Fails as told, by message id."""

    failures: dict[str, Exception] = field(default_factory=dict)
    delivered: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    missed: list[list[Delivery]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    closed: bool = False
    slow: float = 0.0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, message: Message) -> Sequence[Delivery]:
        self.at.append(time.monotonic())
        self.began.set()
        await asyncio.sleep(self.slow)
        if message.id in self.failures:
            raise self.failures[message.id]
        self.delivered.append(message.id)
        self.reached.extend(message.waiting)
        self.done.set()
        return self.missed.pop(0) if self.missed else []

    async def close(self) -> None:
        self.closed = True


async def test_everything_queued_is_sent_once() -> None:
    """Section 5: exactly once, and the state is kept."""
    store, transport = _Store(), _Transport()
    messages = [a_message() for _ in range(45)]
    store.put(*messages)

    report = await MailSender(store, transport, _AT_ONCE).run_once()

    assert (report.claimed, report.sent, report.failed, report.given_up) == (45, 45, 0, 0)
    assert transport.delivered == [m.id for m in messages]
    assert set(store.states) == {"SENT"}
    assert await MailSender(store, transport, _AT_ONCE).run_once() == SendReport()


async def test_a_refused_message_waits_for_a_person_and_the_others_go() -> None:
    """A mailbox that does not exist is nobody else's problem."""
    store, transport = _Store(), _Transport()
    bad, good = a_message(), a_message()
    store.put(bad, good)
    transport.failures[bad.id] = DeliveryRefused("550 no such user")

    report = await MailSender(store, transport, _AT_ONCE).run_once()

    assert (report.sent, report.given_up) == (1, 1)
    assert store.messages[bad.id].error == "550 no such user"
    assert store.states == ["GIVEN_UP", "SENT"]


async def test_a_message_that_breaks_us_stops_nobody_else() -> None:
    """F-18: a fault met with one message is that message's; it waits its turn, and the round goes on."""
    store, transport = _Store(), _Transport()
    bad, good = a_message(), a_message()
    store.put(bad, good)
    transport.failures[bad.id] = ValueError("not a header")

    report = await MailSender(store, transport, _AT_ONCE).run_once()

    assert (report.sent, report.failed, report.pause) == (1, 1, 0.0)
    assert store.states == ["FAILED", "SENT"]
    assert store.messages[bad.id].attempts == 1


async def test_an_address_that_is_refused_for_good_is_seen_and_the_others_are_done() -> None:
    """F-18: taken at one address and refused at another is not "sent"."""
    store, transport = _Store(), _Transport()
    message = a_message(to=("a@x.example",), cc=("b@x.example",))
    store.put(message)
    transport.missed = [[Delivery("b@x.example", DeliveryState.REFUSED, "550: no such user")]]

    report = await MailSender(store, transport, _AT_ONCE).run_once()

    assert (report.sent, report.given_up) == (0, 1)
    kept = store.messages[message.id]
    assert (kept.state, kept.error) == (
        MessageState.PARTLY_SENT,
        "El servidor de correo no acepta la dirección: 550: no such user",
    )
    assert [(each.address, each.state) for each in kept.deliveries] == [
        ("a@x.example", DeliveryState.TAKEN),
        ("b@x.example", DeliveryState.REFUSED),
    ]


async def test_only_the_address_that_has_to_wait_is_tried_again() -> None:
    """F-18: whoever has the message does not get it twice; after the last attempt the rest is refused."""
    store, transport = _Store(), _Transport()
    message = a_message(to=("a@x.example", "b@x.example"), attempts=57)
    store.put(message)
    busy = Delivery("b@x.example", DeliveryState.WAITING, "450: greylisted")
    transport.missed = [[busy], [busy], [busy]]
    sender = MailSender(store, transport, _AT_ONCE)

    states = []
    for _ in range(3):
        await sender.run_once()
        store.waits.clear()
        states.append(store.messages[message.id].state)

    assert states == [MessageState.FAILED, MessageState.FAILED, MessageState.PARTLY_SENT]
    assert transport.reached == ["a@x.example", "b@x.example", "b@x.example", "b@x.example"]
    assert store.messages[message.id].deliveries[1].state is DeliveryState.REFUSED


async def test_a_message_that_has_to_wait_waits_longer_each_time() -> None:
    """15 s, 30 s, 1 min ... up to an hour, with up to 30 % of jitter; the others go."""
    store, transport = _Store(), _Transport()
    first, second, old = a_message(), a_message(attempts=2), a_message(attempts=40)
    store.put(first, second, old, a_message())
    for message in (first, second, old):
        transport.failures[message.id] = DeliveryUnavailable("450 mailbox busy", of_server=False)

    report = await MailSender(store, transport, _AT_ONCE).run_once()

    assert (report.sent, report.failed, report.pause) == (1, 3, 0.0)
    assert 15 <= store.waits[first.id] < 20
    assert 60 <= store.waits[second.id] < 80
    assert 3600 <= store.waits[old.id] < 4700


async def test_a_server_that_is_down_is_probed_with_one_message_and_left_alone() -> None:
    """The rest is given back without counting an attempt, and the pause doubles."""
    store, transport = _Store(), _Transport()
    messages = [a_message() for _ in range(5)]
    store.put(*messages)
    transport.failures = {m.id: DeliveryUnavailable("connection refused") for m in messages}
    sender = MailSender(store, transport, _AT_ONCE)

    first = await sender.send_round()
    second = await sender.send_round()

    assert (first.failed, first.sent) == (1, 0)
    assert 15 <= first.pause < 20
    assert 30 <= second.pause < 40
    assert len(transport.at) == 2
    assert sorted(m.attempts for m in store.messages.values()) == [0, 0, 0, 1, 1]


async def test_what_the_server_asks_for_is_granted() -> None:
    """A longer wait than our own is obeyed."""
    store, transport = _Store(), _Transport()
    message = a_message()
    store.put(message)
    transport.failures[message.id] = DeliveryUnavailable("451 try in an hour", retry_after=3600.0)

    report = await MailSender(store, transport, _AT_ONCE).run_once()

    assert (report.pause, store.waits[message.id]) == (3600.0, 3600.0)


async def test_after_many_attempts_a_person_has_to_see_it() -> None:
    """Not for ever: 60 attempts, about two days."""
    store, transport = _Store(), _Transport()
    message = a_message(attempts=59)
    store.put(message)
    transport.failures[message.id] = DeliveryUnavailable("450 busy", of_server=False)

    await MailSender(store, transport, _AT_ONCE).run_once()

    assert store.states == ["GIVEN_UP"]
    assert store.messages[message.id].error == "Después de 60 intentos: 450 busy"


async def test_a_delivery_that_hangs_is_cut_and_tried_again() -> None:
    """A quarter of the lease, so that nobody else has the message meanwhile."""
    store, transport = _Store(), _Transport(slow=60)
    store.put(a_message())

    report = await MailSender(store, transport, replace(_AT_ONCE, lease_seconds=0.2)).send_round()

    assert (report.sent, report.failed) == (0, 1)
    assert store.states == ["FAILED"]


async def test_a_frozen_worker_does_not_start_deliveries_late() -> None:
    """In the second half of its lease it gives back what is left."""
    store, transport = _Store(), _Transport(slow=0.15)
    store.put(*(a_message() for _ in range(6)))

    report = await MailSender(store, transport, replace(_AT_ONCE, lease_seconds=0.8)).send_round()

    assert report.claimed == 6
    assert report.sent <= 3  # begun at 0, 0.15 and 0.30 s; the next would begin at 0.45
    assert store.states.count("QUEUED") >= 2
    assert [ids for ids in store.leased.values() if ids] == []


async def test_messages_leave_at_the_pace_that_is_set() -> None:
    """At 100 a second, 11 messages take a tenth of a second at least."""
    store, transport = _Store(), _Transport()
    store.put(*(a_message() for _ in range(11)))

    await MailSender(store, transport, replace(_AT_ONCE, per_second=100)).run_once()

    assert transport.at[-1] - transport.at[0] >= 0.099


async def test_a_running_sender_wakes_stops_and_closes() -> None:
    """Woken by a commit, stopped by the process; the delivery under way is finished."""
    store, transport = _Store(), _Transport(slow=0.02)
    sender = MailSender(store, transport, replace(_AT_ONCE, poll_seconds=30))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.01)
    store.put(a_message(), a_message(), a_message())
    sender.wake()
    await asyncio.wait_for(transport.began.wait(), 5)

    sender.stop()
    await asyncio.wait_for(running, 5)

    assert store.states == ["SENT", "QUEUED", "QUEUED"]
    assert transport.closed
    assert [ids for ids in store.leased.values() if ids] == []


async def test_a_store_that_fails_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database restarts; the sender goes on."""
    store, transport = _Store(), _Transport()
    store.put(a_message())
    monkeypatch.setattr("messaging.sender._STORE_PAUSE_SECONDS", 0.01)
    healthy = store.claim
    calls: list[int] = []

    async def fails_twice(most: int, lease_seconds: float) -> MailLease:
        calls.append(most)
        if len(calls) <= 2:
            raise OSError("database is gone")
        return await healthy(most, lease_seconds)

    store.claim = fails_twice  # type: ignore[method-assign]  # the failure of this test
    sender = MailSender(store, transport, _AT_ONCE)
    running = asyncio.create_task(sender.run())
    await asyncio.wait_for(transport.done.wait(), 5)
    sender.stop()
    await asyncio.wait_for(running, 5)

    assert store.states == ["SENT"]
