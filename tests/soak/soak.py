"""
A soak: rounds in which something is killed, cut, throttled or frozen while clients, workers and a colleague work.

Clients and workers are real processes. What fails is drawn from a seed; when it hits is up to the machine. Afterwards
both sides are compared: nothing lost, doubled, reordered or overwritten (issue 2, section 3; F-16).
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from persistence.database import Database, DatabaseKind
from persistence.unit_of_work import SqlTransactions
from tests.soak.comparison import PATIENCE_SECONDS, Comparison
from tests.soak.sides import SIDES, CrmSide
from tests.support.builders import REGIONAL, an_account
from tests.support.crash.launcher import Launcher, launcher
from tests.support.crash.roles import BUSY, LEASE_SECONDS, MachineClock
from tests.support.system.databases import Databases

ACCOUNTS: Final = 25
QUIET: Final = 40
"""Accounts that only the colleague touches: what is lost of them no later change of ours brings back."""
AT_WORK: Final = {"worker": 2, "client": 2}
FREEZE_EVERY: Final = 10
FROZEN_SECONDS: Final = 1.2 * LEASE_SECONDS
LONGEST_WAIT_SECONDS: Final = LEASE_SECONDS / 2
"""The claims of the dead fill the gate until their leases run out: a round waits for work, not for a whole lease."""
DRAWN: Final = ("worker", "worker", "client")
MANY_ROUNDS: Final = 40
"""From so many on, every fault must have struck."""


@dataclass(slots=True)
class Tally:
    """What was done in one soak and what was found: the line of the table."""

    connector: str
    database: DatabaseKind
    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    frozen: int = 0
    edits: int = 0
    compared: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Soak:
    """
    One database, one connector.

    Attributes:
        without: Name of a removal that all processes run with (`tests.soak.removals`); empty: the code as it is.
        busy: How many accounts are written to; with few, changes of one follow each other closely.
    """

    connector: str
    database: DatabaseKind
    rounds: int
    seed: int
    without: str = ""
    busy: int = ACCOUNTS

    async def run(self, databases: Databases, folder: Path) -> Tally:
        """All of it."""
        started = time.monotonic()
        tally = Tally(self.connector, self.database)
        url = await databases.create(self.database)
        database = await Database.open(url, pool_size=2, synchronous="OFF")
        errors = folder / "processes.txt"
        prepare = ("tests.soak.removals:take_away", self.without) if self.without else ()
        try:
            accounts = await register_accounts(database, self.busy)
            with launcher(errors, *prepare) as processes:
                async with SIDES[self.connector](processes, folder) as side:
                    rounds = Rounds(self, processes, side, url, accounts, tally)
                    await rounds.play()
                    comparison = Comparison(database, side, rounds.streets)
                    tally.problems += await comparison.problems(errors)
                    tally.compared = comparison.compared
        finally:
            await database.close()
            await databases.drop(url)
        tally.seconds = time.monotonic() - started
        return tally


async def register_accounts(database: Database, busy: int = ACCOUNTS) -> dict[str, list[str]]:
    """Accounts whose phone counts their changes, and quiet ones; ids."""
    transactions = SqlTransactions(database, MachineClock())
    made: dict[str, list[str]] = {"busy": [], "quiet": []}
    for number in range(busy + QUIET):
        word, name = ("busy", BUSY) if number < busy else ("quiet", "Silenciosa")
        async with transactions(REGIONAL) as work:
            blank = an_account(id=str(uuid.uuid4()), name=f"{name} {number}", rut=None, phone="0")
            await work.accounts.add(blank)
        made[word].append(blank.id)
    return made


class Rounds:
    """The rounds of one soak. `streets`: the address that the colleague gave each account last."""

    def __init__(
        self,
        soak: Soak,
        processes: Launcher,
        side: CrmSide,
        url: str,
        accounts: dict[str, list[str]],
        tally: Tally,
    ) -> None:
        self._rounds, self._seed = soak.rounds, soak.seed
        self._processes, self._side, self._accounts, self._tally = processes, side, accounts, tally
        self._draws = random.Random(soak.seed)
        self._commands = {"worker": (url, *side.worker), "client": (url,)}
        self._alive: dict[str, list[int]] = {role: [] for role in AT_WORK}
        self._frozen: int | None = None
        self._frozen_at = 0.0
        self._seen_writes = 0
        self._met: set[str] = set()
        self.streets: dict[str, str] = {}

    async def play(self) -> None:
        """All rounds; at the end nothing is struck or frozen and no client lives."""
        faults = self._draws.sample(self._side.faults, len(self._side.faults))
        self._begin("worker")
        await self._every_account_is_there()
        self._begin("client")
        for number in range(self._rounds):
            await self._work_goes_on()
            await self._clear()
            await self._colleague_edits(number)
            fault = faults[number % len(faults)]
            await self._side.strike(fault)
            self._tally.struck[fault] += 1
            if number % FREEZE_EVERY == FREEZE_EVERY // 2:
                self._freeze()
            self._thaw_in_time()
            await asyncio.sleep(self._draws.uniform(0.0, 0.3))
            self._kill()
            self._tally.rounds += 1
        await self._end(faults)

    async def _end(self, faults: list[str]) -> None:
        if self._frozen is not None:
            await asyncio.sleep(max(0.0, self._frozen_at + FROZEN_SECONDS - time.monotonic()))
            self._thaw_in_time()
        await self._clear()
        if self._rounds >= MANY_ROUNDS:
            await self._strike_until_met(fault for fault in faults if fault not in self._met)
        for client in self._alive["client"]:
            self._processes.kill(client)
        await self._clear()

    async def _strike_until_met(self, missed: Iterable[str]) -> None:
        """What fell between two requests in every round strikes now, while clients and workers go on."""
        for fault in missed:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while fault not in self._met and time.monotonic() < deadline:
                await self._side.strike(fault)
                self._tally.struck[fault] += 1
                await asyncio.sleep(LONGEST_WAIT_SECONDS)
                await self._clear()
            if fault not in self._met:
                self._tally.problems.append(f"never struck: {fault}")

    async def _clear(self) -> None:
        """No fault is in force any more; which ones struck is remembered."""
        self._met |= await self._side.met()
        await self._side.recover()

    async def _every_account_is_there(self) -> None:
        """Wait until the colleague can edit any of them, as long as they become more."""
        wanted = sum(map(len, self._accounts.values()))
        there = 0
        while there < wanted:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while len(await self._side.accounts("phone")) == there:  # noqa: ASYNC110  (other processes' work)
                    await asyncio.sleep(0.05)
            there = len(await self._side.accounts("phone"))

    def _begin(self, role: str) -> None:
        self._alive[role] = [self._start(role) for _ in range(AT_WORK[role])]

    def _start(self, role: str) -> int:
        return self._processes.start(role, *self._commands[role])

    def _kill(self) -> None:
        role = self._draws.choice(DRAWN)
        victims = self._alive[role]
        self._processes.kill(victims.pop(self._draws.randrange(len(victims))))
        victims.append(self._start(role))
        self._tally.kills[role] += 1

    def _freeze(self) -> None:
        """A worker stands still, longer than its leases; another one takes its place."""
        if self._frozen is None:
            self._frozen, self._frozen_at = self._alive["worker"].pop(0), time.monotonic()
            self._processes.freeze(self._frozen)
            self._alive["worker"].append(self._start("worker"))
            self._tally.frozen += 1

    def _thaw_in_time(self) -> None:
        """It goes on where it was, and works beside the others; whoever has worked longest beside them goes home."""
        if self._frozen is not None and time.monotonic() - self._frozen_at >= FROZEN_SECONDS:
            self._processes.thaw(self._frozen)
            workers = self._alive["worker"]
            workers.append(self._frozen)
            self._frozen = None
            while len(workers) > AT_WORK["worker"] + 1:  # or each freeze would leave one more for ever
                self._processes.kill(workers.pop(0))

    async def _colleague_edits(self, number: int) -> None:
        """One account that we write to, and one that we do not."""
        quiet = self._accounts["quiet"]
        for account in (self._draws.choice(self._accounts["busy"]), quiet[number % len(quiet)]):
            if await self._side.edit(account, f"calle {number}"):
                self.streets[account] = f"calle {number}"
                self._tally.edits += 1

    async def _work_goes_on(self) -> None:
        """Wait until the CRM was written to since the last round, so that deaths fall into work; not for ever."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while True:
            writes = await self._side.writes()
            if writes != self._seen_writes or time.monotonic() > deadline:
                self._seen_writes = writes
                return
            await asyncio.sleep(0.02)
