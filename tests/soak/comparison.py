"""What must hold after a soak, each told with what was found instead."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select

from persistence.database import Database
from persistence.tables import account, action, conflict, crm_shadow, deadline, message, outbox_message, outbox_stream
from tests.soak.sides import CrmSide
from tests.support.crash.roles import SLOWNESS

PATIENCE_SECONDS: Final = 60.0 * SLOWNESS
"""So long may nothing move before the rest counts as stuck; a slow machine only has to go on."""
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to happen."""

    queued: int
    leased: int
    timers: int
    differing: frozenset[str]

    @property
    def size(self) -> int:
        """Nothing is left at 0."""
        return self.queued + self.leased + self.timers + len(self.differing)


class Comparison:
    """Both sides once nobody writes any more. `compared`: how many of each thing."""

    def __init__(self, database: Database, side: CrmSide, streets: Mapping[str, str]) -> None:
        self._database = database
        self._side = side
        self._streets = streets
        self.compared: Counter[str] = Counter()

    async def problems(self, errors: Path) -> list[str]:
        """Everything that does not hold; *errors* is what the processes printed."""
        if stuck := await self._drained():
            return [*stuck, *_told_by(errors)]
        found = [*await self._both_sides_hold_the_same(), *await self._nothing_was_doubled()]
        found += [*await self._each_count_fired_once(), *_told_by(errors, "counted twice")]
        return found

    async def _drained(self) -> list[str]:
        """Wait while anything moves; what stays, if something does."""
        best, moved_at = await self._rest(), time.monotonic()
        while best.size:
            await asyncio.sleep(0.2)
            rest = await self._rest()
            if rest.size < best.size:
                best, moved_at = rest, time.monotonic()
            elif time.monotonic() - moved_at > PATIENCE_SECONDS:
                return await self._stuck(rest)
        return []

    async def _rest(self) -> Rest:
        there = await self._side.accounts("address")
        here = await self._column("address")
        return Rest(
            queued=len(await self._database.read(select(outbox_message.c.seq))),
            leased=len(await self._database.read(select(outbox_stream.c.id).where(outbox_stream.c.token.is_not(None)))),
            timers=len(await self._database.read(select(deadline.c.id).where(deadline.c.state == "pending"))),
            differing=frozenset(_differing(here, there)),
        )

    async def _stuck(self, rest: Rest) -> list[str]:
        """Which of the kinds of rest it is, with the values that differ."""
        left = f"{rest.queued} messages, {rest.leased} leases, {rest.timers} timers, {len(rest.differing)} accounts"
        found = [f"nothing moved for {PATIENCE_SECONDS:.0f} s; {left} that differ"]
        if rest.queued or rest.leased:
            streams = await self._database.read(
                select(outbox_stream).where(
                    (outbox_stream.c.tail > outbox_stream.c.acked) | outbox_stream.c.token.is_not(None)
                )
            )
            found += [f"stream: {dict(row._mapping)}" for row in streams[:_SHOWN]]
            if not streams:
                found.append("messages are left of streams that count as delivered")
        agreed = {row.key: (row.version, row.agreed.get("address")) for row in await self._database.read(_SHADOWS)}
        here, there = await self._column("address"), await self._side.accounts("address")
        found += [
            f"address of {key}: here {here.get(key)}, CRM {there.get(key, 'no account')}, agreed {agreed.get(key)}"
            for key in sorted(rest.differing)[:_SHOWN]
        ]
        return found

    async def _both_sides_hold_the_same(self) -> list[str]:
        found: list[str] = []
        for name in ("phone", "address"):
            here, there = await self._column(name), await self._side.accounts(name)
            self.compared["accounts"] = len(here)
            found += _some(f"{name} of {key}: here {here.get(key)}, CRM {there.get(key)}"
                           for key in _differing(here, there))  # fmt: skip
        there = await self._side.accounts("address")
        found += _some(f"the colleague's {street} of {key} is {there.get(key)}"
                       for key, street in self._streets.items() if there.get(key) != street)  # fmt: skip
        actions = {row.id for row in await self._database.read(select(action.c.id))}
        self.compared["actions"] = len(actions)
        found += _some(f"action {key} is on one side" for key in actions ^ set(await self._side.actions()))
        fields = await self._database.read(select(conflict.c.key, conflict.c.field))
        return found + _some(
            f"conflict about {row.field} of {row.key}, where nobody changed the same" for row in fields
        )

    async def _nothing_was_doubled(self) -> list[str]:
        created, phones = await self._side.history()
        actions = await self._side.actions()
        found = _some(f"{key} was created {times} times" for key, times in created.items() if times != 1)
        found += _some(f"action {key} is there twice" for key, times in Counter(actions).items() if times != 1)
        return found + _some(f"phone of {key} went {counts}"
                             for key, counts in phones.items() if counts != sorted(set(counts)))  # fmt: skip

    async def _each_count_fired_once(self) -> list[str]:
        """For every change that was accepted a timer, and no change was undone: the counts are 1 to the phone."""
        causes = await self._database.read(select(message.c.cause))
        fired = Counter(row.cause.split()[0] for row in causes)
        phones = await self._column("phone")
        wanted = {f"{key}:{count}" for key, phone in phones.items() for count in range(1, int(phone or "0") + 1)}
        self.compared["changes"] = self.compared["timers"] = len(wanted)
        return [
            *_some(f"change {subject} is lost here" for subject in fired.keys() - wanted),
            *_some(f"timer {subject} fired {fired[subject]} times" for subject in wanted if fired[subject] != 1),
        ]

    async def _column(self, name: str) -> dict[str, str | None]:
        rows = await self._database.read(select(account.c.id, account.c[name].label("value")))
        return {row.id: row.value for row in rows}


_SHADOWS: Final = select(crm_shadow).where(crm_shadow.c.kind == "account")


def _differing(here: Mapping[str, str | None], there: Mapping[str, str | None]) -> list[str]:
    """Keys that are on one side only, or with different values."""
    return [key for key in here.keys() | there.keys() if key not in here or here[key] != there.get(key, "no account")]


def _some(found: Iterable[str]) -> list[str]:
    """The first ones and how many there are."""
    every = sorted(found)
    return every if len(every) <= _SHOWN else [*every[:_SHOWN], f"… and {len(every) - _SHOWN} more"]


def _told_by(errors: Path, about: str = "") -> list[str]:
    """The last lines that processes printed, or those about something."""
    lines = [line.strip() for line in errors.read_text().splitlines() if line.strip() and about in line]
    return lines[-_SHOWN:]
