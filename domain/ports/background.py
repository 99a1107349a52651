"""What the background workers need: messages to send, timers to fire. Every method is one short transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.errors import AttentionError
from domain.model.messages import Delivery, Message
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork

# --- messages ---------------------------------------------------------------------------------------------------


class DeliveryError(AttentionError):
    """A message was not taken; the text says why, without personal data."""


class DeliveryRefused(DeliveryError):
    """For good (no such mailbox, content refused): trying again cannot help, a person has to see it."""


class DeliveryUnavailable(DeliveryError):
    """
    Not now: the server is down, cut, slow or asks to wait. `retry_after` in seconds, when it said so.

    Args:
        of_server: It concerns the server, not this message: others would fare the same.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, of_server: bool = True) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.of_server = of_server


class MailTransport(Protocol):
    """
    Takes messages out of the house.

    The Message-ID derives from the message's id: a message that is handed over twice (a crash between the server's
    acceptance and ours) is the same one to the reader's mail program.
    """

    async def deliver(self, message: Message) -> Sequence[Delivery]:
        """
        Hand one message over to the addresses that it waits for (`Message.waiting`).

        Returns:
            The addresses that were not taken: REFUSED for good, or WAITING for a later try. For the others the other
            side is responsible on return.

        Raises:
            DeliveryRefused: The message itself, for good.
            DeliveryUnavailable: Try later.
        """
        ...

    async def close(self) -> None:
        """Close what is open; a later `deliver` opens it again."""
        ...


@dataclass(frozen=True, slots=True)
class MailLease:
    """Messages claimed by one worker, oldest due first; empty: nothing is due."""

    token: str
    messages: tuple[Message, ...]


class MailStore(Protocol):
    """The messages that wait. Any number of workers may share it; a lease that runs out frees its messages."""

    async def claim(self, most: int, lease_seconds: float) -> MailLease:
        """Claim up to *most* messages that are due; no other worker gets them while the lease lives."""
        ...

    async def stopped(self, token: str, message: Message, error: str | None = None) -> bool:
        """
        It goes to nobody else by itself, as its deliveries say: sent, partly sent, or given up. The attempt counts.

        What is not sent whole waits for a person (`retry`). False: the lease was lost, nothing changed.
        """
        ...

    async def failed(self, token: str, message: Message, error: str, wait_seconds: float) -> bool:
        """Some address still waits; due again after the wait. The attempt counts. False: the lease was lost."""
        ...

    async def release(self, token: str, wait_seconds: float = 0.0) -> int:
        """Give back what is left of the lease, due after the wait; no attempt counted. How many."""
        ...

    async def retry(self, message_id: str) -> bool:
        """
        A person lets a message go again at once, to the addresses that have not taken it.

        False: it is none that failed, was given up or was sent in part.
        """
        ...

    async def bounced(self, message_id: str, address: str, why: str) -> bool:
        """
        The message came back from an address after it was taken; a message with one address came back from that one.

        False: there is no such message, it was never at that address, or that was known.
        """
        ...


# --- timers -----------------------------------------------------------------------------------------------------

TimerHandler = Callable[[UnitOfWork, Timer], Awaitable[None]]
"""
What a timer does when it fires, inside the unit of work that marks it as fired: both are committed, or neither. It
opens no transaction of its own. What it raises is kept with the timer, which is tried again later.
"""


@dataclass(frozen=True, slots=True)
class Firing:
    """
    What one round of `fire_due` did.

    Attributes:
        due: How many were found due; fewer than asked for: there are no more now.
        fired, failed: How many fired, and how many raised and will be tried again.
        errors: (kind of timer, error) of those that failed.
    """

    due: int
    fired: int
    failed: int
    errors: Sequence[tuple[str, Exception]] = ()


class TimerQueue(Protocol):
    """Pending timers. Any number of workers may share it."""

    async def fire_due(self, handler: TimerHandler, most: int) -> Firing:
        """
        Fire up to *most* timers whose time has come by the protocol's clock, each exactly once, oldest first.

        Timers that another worker is firing are stepped over. One that fails does not hold up the others: it is
        tried again after a wait that doubles up to an hour. Raises what the store raises when it is down; nothing
        has fired then.
        """
        ...
