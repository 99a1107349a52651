"""The periods that are still to be made, in short transactions: for the worker, and for `atencion classes remake`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import lru_cache
from time import monotonic
from typing import Any, Final

from sqlalchemy import Select, bindparam, case, delete, exists, func, select, update

from domain.model.institution.configuration import ProtocolConfiguration
from domain.ports.classes import PeriodProgress
from domain.ports.clock import Clock
from domain.protocol.classes.settings import class_settings
from persistence.classes.generations import Generation, ensure_generation, generations, kept_up
from persistence.classes.making import look_ahead, make_marked, make_next
from persistence.database import Database, DatabaseKind, Transaction
from persistence.records import among, inside, list_value
from persistence.tables.accounts import account
from persistence.tables.classes import class_generation, class_mark, class_period, class_tally
from persistence.tables.columns import Key

BATCH: Final[Mapping[DatabaseKind, int]] = {"sqlite": 400, "postgresql": 1_000}
"""
Accounts, or marks, in one transaction: well under a hundred milliseconds in which, on SQLite, nobody else writes. On
PostgreSQL others write beside it; the fewer transactions, the less often the same tallies are written.
"""
_DISCARDED: Final = 5_000


class SqlPeriodMaker:
    """`domain.ports.classes.PeriodMaker` in SQL."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        configuration: Callable[[], ProtocolConfiguration],
        batch: int | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._configuration = configuration
        self._batch = batch or BATCH[database.kind]

    async def begin(self, *, again: bool = False, replace: bool = True) -> bool:
        """See the port."""
        settings = class_settings(self._configuration())
        async with self._database.begin() as tx:
            begun = await ensure_generation(tx, settings, self._clock.now(), even_if_there=again, replace=replace)
        return begun is not None

    async def make_some(self) -> int:
        """See the port. Marks first: what somebody wrote is looked for sooner than what the settings changed."""
        (row,) = await self._database.read(_ANYTHING)
        if not row.marked and row.whole == row.sets == 1:
            return 0
        ahead = await look_ahead(self._database, self._batch)
        async with self._database.begin(wakes=False) as tx:
            done = await make_marked(tx, self._batch, ahead)
        if done:
            return done
        async with self._database.begin(wakes=False) as tx:
            known = await generations(inside(tx))
            live = kept_up(known)
            old = [each for each in known if each not in live]
            if old:
                return await self._discard(tx, old[0])
            if not live or live[-1].whole:
                return 0
            return await make_next(tx, live[-1], self._batch, ahead) or await self._finish(tx, live[-1])

    async def progress(self) -> PeriodProgress:
        """See the port."""
        return await read_progress(self._database)

    async def _finish(self, tx: Transaction, generation: Generation) -> int:
        """It is whole, unless another worker is at it."""
        c = class_generation.c
        beyond = select(account.c.pk).where(account.c.pk > c.reached).exists()
        whole = update(class_generation).where(c.id == generation.id, c.finished_at.is_(None), ~beyond)
        return (await tx.execute(whole.values(finished_at=self._clock.now()))).rowcount

    async def _discard(self, tx: Transaction, generation: Generation) -> int:
        """A part of a set that is read no more; at last the set itself."""
        c = class_period.c
        some = select(c.account_pk).where(c.generation == generation.id).distinct().limit(_DISCARDED)
        keys = [row.account_pk for row in await tx.execute(some)]
        if keys:
            last = delete(class_period).where(
                c.generation == generation.id, c.account_pk >= min(keys), c.account_pk <= max(keys)
            )
            return (await tx.execute(last)).rowcount
        await tx.execute(delete(class_tally).where(class_tally.c.generation == generation.id))
        await tx.execute(delete(class_generation).where(class_generation.c.id == generation.id))
        return 1


async def read_progress(database: Database, account_ids: frozenset[str] | None = None) -> PeriodProgress:
    """
    How far the periods are behind what was written. Two statements, three while a set is being made.

    Args:
        account_ids: How many of these accounts wait; None: of all.
    """
    known = await generations(database.read)
    waiting = _MARKED if account_ids is None else _marked_among(database.kind)
    asked = None if account_ids is None else {"ids": list_value(database.kind, sorted(account_ids))}
    (marked,) = await database.read(waiting, asked, long=True)
    live = kept_up(known)
    if not live:
        return PeriodProgress(None, None, marked.accounts)
    read, newest = live[0], live[-1]
    if newest.whole:
        return PeriodProgress(read.id, read.version, marked.accounts)
    (far,) = await database.read(_HOW_FAR, {"reached": newest.reached}, long=True)
    pending = marked.accounts if read.id != newest.id else max(marked.accounts, far.accounts - far.made)
    return PeriodProgress(read.id, read.version, pending, newest.id, far.made, far.accounts)


async def await_few(database: Database) -> None:
    """
    Wait until the accounts that were just written are derived, while they are few and a worker is at them.

    Who reads a list right after a pull finds it whole; of a load of many it finds what is made so far, and
    `read_progress` says how many are to come. One statement when nothing waits; where nobody makes them it gives up.
    """
    until = monotonic() + _PATIENCE_SECONDS
    while monotonic() < until:
        (row,) = await database.read(_FEW)
        if not 0 < row.marked < _MANY:
            return
        await asyncio.sleep(_PAUSE_SECONDS)


_MANY: Final = 5_000
_PATIENCE_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.05
_FEW: Final = select(func.count().label("marked")).select_from(
    select(class_mark.c.pk).where(class_mark.c.pk > 0).limit(_MANY).subquery()
)

_ANYTHING: Final = select(
    exists().where(class_mark.c.pk > 0).label("marked"),
    select(func.count()).select_from(class_generation).scalar_subquery().label("sets"),
    select(func.count(class_generation.c.finished_at)).scalar_subquery().label("whole"),
)
"""Asked before a transaction is begun for nothing."""
_MARKED: Final = select(func.count(class_mark.c.account_pk.distinct()).label("accounts"))
_HOW_FAR: Final = select(
    func.count().label("accounts"),
    func.count(case((account.c.pk <= bindparam("reached", type_=Key), 1))).label("made"),
).select_from(account)


@lru_cache
def _marked_among(kind: DatabaseKind) -> Select[Any]:
    mine = select(account.c.pk).where(among(kind, account.c.id))
    return _MARKED.where(class_mark.c.account_pk.in_(mine))
