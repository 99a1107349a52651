"""
The worker that sends what is queued. Stops gracefully; any number may run against one store.

Delivery never moves a term (AMB-01): it only keeps its own state. Each message is settled as soon as it is delivered,
so that a worker killed in between repeats at most the one under way, with the same Message-ID.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from domain.errors import StoreUnavailable
from domain.model.messages import Delivery, DeliveryState, Message
from domain.model.outages import Outage, doubled_wait
from domain.ports.background import DeliveryRefused, DeliveryUnavailable, MailStore, MailTransport

log = logging.getLogger("atencion.messaging.sender")

_STORE_PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class SendSettings:
    """
    How the sender paces itself. Times in seconds.

    Attributes:
        per_second: Most messages a second from this worker.
        batch: Most messages in one lease.
        lease_seconds: How long a lease lives; a delivery starts only in its first half and is cut after a quarter,
            so that a worker that was frozen does not send what another one has.
        poll_seconds: Pause when nothing is due; a wake-up cuts it short.
        backoff_seconds, backoff_most_seconds: First and longest wait after a failure, doubling, with jitter.
        most_attempts: Then it is given up, for a person to see.
    """

    per_second: float = 10.0
    batch: int = 20
    lease_seconds: float = 240.0
    poll_seconds: float = 1.0
    backoff_seconds: float = 15.0
    backoff_most_seconds: float = 3600.0
    most_attempts: int = 60


@dataclass(frozen=True, slots=True)
class SendReport:
    """What a round did; `pause` in seconds: the server asked for it, or is down. `claimed` 0: nothing was due."""

    claimed: int = 0
    sent: int = 0
    failed: int = 0
    given_up: int = 0
    pause: float = 0.0


class _Outcome(Enum):
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given up"
    SERVER_DOWN = "server down"


class MailSender:
    """Delivers queued messages through one transport."""

    def __init__(self, store: MailStore, transport: MailTransport, settings: SendSettings) -> None:
        self._store = store
        self._transport = transport
        self._settings = settings
        self._outage = Outage()
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        self._failures_of_server = 0
        self._pause = 0.0
        self._next_start = 0.0

    def wake(self) -> None:
        """Something was queued: do not wait for the next poll. From the sender's own event loop."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the delivery under way, then let `run` return."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`; failures of the store or the server are waited out. Closes the transport."""
        try:
            while not self._stopping.is_set():
                try:
                    done = await self.send_round()
                except Exception as failure:
                    if not isinstance(failure, StoreUnavailable):  # the store tells its outage itself, once
                        log.exception("a round failed")
                    done = SendReport(pause=_STORE_PAUSE_SECONDS)
                if done.pause:
                    await self._sleep(self._stopping, done.pause)
                elif not done.claimed:
                    await self._sleep(self._wake, self._settings.poll_seconds)
        finally:
            await self._transport.close()

    async def run_once(self) -> SendReport:
        """Send what is due until nothing is, or the server is down."""
        total = SendReport()
        while not self._stopping.is_set():
            done = await self.send_round()
            total = SendReport(
                total.claimed + done.claimed,
                total.sent + done.sent,
                total.failed + done.failed,
                total.given_up + done.given_up,
                done.pause,
            )
            if not done.claimed or done.pause:
                break
        return total

    async def send_round(self) -> SendReport:
        """Claim one batch and deliver it, message by message; what is not reached is given back, no attempt counted."""
        settings = self._settings
        started = time.monotonic()
        lease = await self._store.claim(settings.batch, settings.lease_seconds)
        outcomes: list[_Outcome] = []
        try:
            for message in lease.messages:
                await self._keep_pace()
                if self._stopping.is_set() or time.monotonic() - started > settings.lease_seconds / 2:
                    break
                outcomes.append(await self._deliver(lease.token, message))
                if outcomes[-1] is _Outcome.SERVER_DOWN:
                    break
        finally:
            if len(outcomes) < len(lease.messages):
                await self._store.release(lease.token)
        down = _Outcome.SERVER_DOWN in outcomes
        return SendReport(
            claimed=len(lease.messages),
            sent=outcomes.count(_Outcome.SENT),
            failed=outcomes.count(_Outcome.FAILED) + int(down),
            given_up=outcomes.count(_Outcome.GIVEN_UP),
            pause=self._pause if down else 0.0,
        )

    async def _deliver(self, token: str, message: Message) -> _Outcome:
        try:
            async with asyncio.timeout(self._settings.lease_seconds / 4):
                missed = await self._transport.deliver(message)
        except DeliveryRefused as refused:
            return await self._give_up(token, message, str(refused))
        except DeliveryUnavailable as unavailable:
            return await self._try_again(token, message, unavailable)
        except TimeoutError:
            return await self._try_again(token, message, DeliveryUnavailable("El servidor de correo tardó demasiado."))
        except Exception:  # a fault of ours, met with this message: the others must not wait for it
            log.exception("a message could not be handed over", extra={"message_id": message.id})
            fault = DeliveryUnavailable("No se pudo preparar el mensaje: revise sus datos.", of_server=False)
            return await self._try_again(token, message, fault)
        self._failures_of_server = 0
        if ended := self._outage.worked(time.monotonic()):
            log.warning("the mail server works again: away %.0f s, failed %d times", ended.seconds, ended.failures)
        reached = message.with_deliveries((*(Delivery(each, DeliveryState.TAKEN) for each in message.waiting), *missed))
        if reached.waiting:
            return await self._try_again(token, reached, DeliveryUnavailable(_said(missed), of_server=False))
        if missed:
            return await self._give_up(token, reached, _said(missed))
        if not await self._store.stopped(token, reached):
            log.warning("sent after the lease was lost; it may go twice", extra={"message_id": message.id})
        return _Outcome.SENT

    async def _give_up(self, token: str, message: Message, why: str) -> _Outcome:
        """To whom it has not got by now, it does not get by itself."""
        log.warning("given up", extra={"message_id": message.id, "template": message.template})
        refused = (Delivery(each, DeliveryState.REFUSED, why) for each in message.waiting)
        await self._store.stopped(token, message.with_deliveries(refused), why)
        return _Outcome.GIVEN_UP

    async def _try_again(self, token: str, message: Message, failure: DeliveryUnavailable) -> _Outcome:
        if message.attempts + 1 >= self._settings.most_attempts:
            return await self._give_up(token, message, f"Después de {message.attempts + 1} intentos: {failure}")
        wait = max(self._backoff(message.attempts), failure.retry_after or 0.0)
        await self._store.failed(token, message, str(failure), wait)
        if not failure.of_server:
            return _Outcome.FAILED
        if self._outage.met(time.monotonic()):
            log.warning("the mail server is not available; told again when it is over", extra={"reason": str(failure)})
        self._pause = max(self._backoff(self._failures_of_server), failure.retry_after or 0.0)
        self._failures_of_server += 1
        return _Outcome.SERVER_DOWN

    def _backoff(self, failures: int) -> float:
        spread = random.uniform(1.0, 1.3)  # noqa: S311  (spreads retries, no secret)
        return doubled_wait(failures, self._settings.backoff_seconds, self._settings.backoff_most_seconds) * spread

    async def _keep_pace(self) -> None:
        """At most `per_second`: each delivery has its own earliest start."""
        wait = self._next_start - time.monotonic()
        if wait > 0:
            await self._sleep(self._stopping, wait)
        self._next_start = max(self._next_start, time.monotonic()) + 1.0 / self._settings.per_second

    async def _sleep(self, event: asyncio.Event, seconds: float) -> None:
        """Sleep, cut short by the event."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
        if event is not self._stopping and not self._stopping.is_set():
            event.clear()


def _said(missed: Sequence[Delivery]) -> str:
    """What the server said of the addresses that it did not take, each answer once."""
    answers = "; ".join(dict.fromkeys(each.error or "" for each in missed))
    return f"El servidor de correo no acepta la dirección: {answers}"
