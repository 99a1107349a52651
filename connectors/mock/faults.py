"""What can go wrong on demand: each fault for some requests, for ever, or with a chance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """Kinds of fault. All but the last two strike a whole request."""

    DOWN = "down"  # refused; nothing happens
    THROTTLED = "throttled"  # refused with a wait of `seconds`
    DENIED = "denied"  # credentials or privileges are missing
    SLOW = "slow"  # answers after `seconds`
    LOST_BEFORE = "lost_before"  # cut before the CRM did anything
    LOST_HALFWAY = "lost_halfway"  # writes only: cut after the first half was applied
    LOST_AFTER = "lost_after"  # everything done, and the answer lost
    EXPIRED = "expired"  # changes only: the cursor is not known any more
    CONFLICT = "conflict"  # one write: a colleague changes the same record just before it
    REJECTED = "rejected"  # one write: refused with `reason`


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One fault.

    Attributes:
        times: How often it still strikes; None: until cleared.
        chance: Probability of each strike, from 0 to 1, drawn from the seed of `Faults`.
        seconds: Wait that a throttled answer asks for, or delay of a slow one.
        operation: Only this one ("get", "changes", "write", "leave_email", "health"); None: all.
        key: CONFLICT and REJECTED: only this record; None: any.
        reason, code: What REJECTED says; `passing`: that it may pass by itself.
    """

    kind: FaultKind
    times: int | None = None
    chance: float = 1.0
    seconds: float = 1.0
    operation: str | None = None
    key: str | None = None
    reason: str = "El CRM rechazó el registro."
    code: str = "mock_rejected"
    passing: bool = False


class Faults:
    """The faults in force, in the order in which they were added; the same seed gives the same strikes."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(seed)  # noqa: S311 - a rehearsal, not a secret

    @property
    def active(self) -> Sequence[Fault]:
        """Those that can still strike."""
        return tuple(self._faults)

    def add(self, fault: Fault) -> None:
        """From the next request on."""
        self._faults.append(fault)

    def clear(self, kind: FaultKind | None = None) -> None:
        """Remove the faults of this kind; None: all."""
        self._faults = [fault for fault in self._faults if kind is not None and fault.kind is not kind]

    def reseed(self, seed: int) -> None:
        """Start the draws again from *seed*."""
        self._random.seed(seed)

    def strike(self, kind: FaultKind, operation: str, key: str | None = None) -> Fault | None:
        """The fault of this kind that strikes now, counted down; None: all goes well."""
        if not self._faults:
            return None
        for index, fault in enumerate(self._faults):
            if (
                fault.kind is kind
                and fault.operation in {None, operation}
                and fault.key in {None, key}
                and (fault.chance >= 1 or self._random.random() < fault.chance)
            ):
                if fault.times is not None:
                    left = replace(fault, times=fault.times - 1)
                    self._faults[index : index + 1] = [left] if fault.times > 1 else []
                return fault
        return None

    # In words, for tests and demonstrations.

    def go_down(self, times: int | None = None) -> None:
        """The CRM refuses every request, until `recover`."""
        self.add(Fault(FaultKind.DOWN, times))

    def recover(self) -> None:
        """The CRM is well again."""
        self.clear()

    def throttle(self, seconds: float, times: int | None = 1, operation: str | None = None) -> None:
        """The CRM asks to wait *seconds*."""
        self.add(Fault(FaultKind.THROTTLED, times, seconds=seconds, operation=operation))

    def slow_down(self, seconds: float, times: int | None = None) -> None:
        """Every answer takes *seconds* more."""
        self.add(Fault(FaultKind.SLOW, times, seconds=seconds))

    def lose_answer(self, times: int | None = 1, operation: str = "write") -> None:
        """The request is carried out and its answer lost."""
        self.add(Fault(FaultKind.LOST_AFTER, times, operation=operation))

    def lose_request(self, times: int | None = 1, operation: str = "write") -> None:
        """The request never arrives."""
        self.add(Fault(FaultKind.LOST_BEFORE, times, operation=operation))

    def break_halfway(self, times: int | None = 1) -> None:
        """A write call is cut after its first half."""
        self.add(Fault(FaultKind.LOST_HALFWAY, times, operation="write"))

    def reject(self, key: str, reason: str, code: str = "mock_rejected", times: int | None = None) -> None:
        """Writes of this record are refused."""
        self.add(Fault(FaultKind.REJECTED, times, key=key, reason=reason, code=code))

    def inject_conflict(self, key: str | None = None, times: int | None = 1) -> None:
        """A colleague changes the record just before our write."""
        self.add(Fault(FaultKind.CONFLICT, times, key=key))
