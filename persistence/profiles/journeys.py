"""`JourneyStore` and `JourneyReads` in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, insert, literal, select, update

from domain.model.history.journeys import JourneyEvent, JourneyRecord, SourceSystem
from domain.ports.journeys import JourneyKey
from domain.ports.reading import Page, PageRequest
from persistence.counted import counted_each
from persistence.database import Database, DatabaseKind, Transaction
from persistence.keyset import Keyset, is_backward, of_each
from persistence.records import among, kind_of, list_value, newest_of_each
from persistence.row_mapper import RowMapper, Spread
from persistence.tables import account
from persistence.tables.columns import Key
from persistence.tables.journeys import journey_event

BY_DAY: Final = Keyset("j", (journey_event.c.on_date, journey_event.c.id), descending=True)
_MAPPER: Final = RowMapper(JourneyEvent, spread={"record": Spread(JourneyRecord, renamed={"on": "on_date"})})
event_of: Final = _MAPPER.record
"""The event of a row of `journey_event`."""
_LOCK: Final = 0x6A_6F_75_72  # any number that only recording journeys takes
_SUPERSEDE: Final = (
    update(journey_event)
    .where(
        journey_event.c.source == bindparam("of_source"),
        journey_event.c.external_id == bindparam("of_id"),
        journey_event.c.version < bindparam("below"),
        journey_event.c.is_current,
    )
    .values(is_current=False)
)


class SqlJourneys:
    """`JourneyStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._kind = kind_of(tx)

    async def latest(self, keys: Collection[JourneyKey]) -> Mapping[JourneyKey, JourneyEvent]:
        """See `JourneyStore.latest`. One statement for each system."""
        if self._kind == "postgresql":  # SQLite has one writer at a time anyway
            await self._tx.execute(select(func.pg_advisory_xact_lock(literal(_LOCK, Key))))
        by_source: defaultdict[SourceSystem, list[str]] = defaultdict(list)
        for source, external_id in sorted(keys):
            by_source[source].append(external_id)
        found: dict[JourneyKey, JourneyEvent] = {}
        for source, ids in by_source.items():
            bound = {"source": source.value, "ids": list_value(self._kind, ids)}
            for row in await self._tx.execute(_latest(self._kind), bound):
                event = event_of(row)
                found[event.record.key] = event
        return found

    async def add(self, events: Sequence[JourneyEvent]) -> None:
        """See `JourneyStore.add`. At most two statements."""
        if not events:
            return
        highest: dict[JourneyKey, int] = {}
        for event in events:
            highest[event.record.key] = max(event.version, highest.get(event.record.key, 0))
        superseding = [
            {"of_source": source.value, "of_id": external_id, "below": version}
            for (source, external_id), version in highest.items()
            if version > 1
        ]
        if superseding:
            await self._tx.execute(_SUPERSEDE, superseding)
        await self._tx.execute(
            insert(journey_event),
            [{**_MAPPER.columns(each), "is_current": highest[each.record.key] == each.version} for each in events],
        )

    async def accounts_with(self, ruts: Collection[str]) -> Mapping[str, str]:
        """See `JourneyStore.accounts_with`."""
        bound = {"ids": list_value(self._kind, sorted(ruts))}
        return {row.rut: row.id for row in await self._tx.execute(_accounts_with(self._kind), bound)}


class SqlJourneyReads:
    """Reads for screens; see `domain.ports.journeys.JourneyReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def journeys_of(self, account_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[JourneyEvent]]:
        """See `JourneyReads.journeys_of`."""
        kind = self._database.kind
        statement = _journeys_of(kind, is_backward(page), page.after is not None, page.before is not None)
        parameters = {**BY_DAY.parameters(page), "ids": list_value(kind, account_ids)}
        rows = await self._database.read(statement, parameters)
        found = BY_DAY.pages(of_each(account_ids, rows), page, event_of, _day_and_id)
        c = journey_event.c
        return await counted_each(self._database, found, page, account.c.id, c.rut == account.c.rut, c.is_current)


@lru_cache
def _latest(kind: DatabaseKind) -> Select[Any]:
    c = journey_event.c
    return select(journey_event).where(c.source == bindparam("source"), among(kind, c.external_id), c.is_current)


@lru_cache
def _accounts_with(kind: DatabaseKind) -> Select[Any]:
    return select(account.c.id, account.c.rut).where(among(kind, account.c.rut))


@lru_cache
def _journeys_of(kind: DatabaseKind, backward: bool, after: bool, before: bool) -> Select[Any]:
    sides = [BY_DAY.beyond(side) for side, given in ((True, after), (False, before)) if given]
    c = journey_event.c
    of_account = (c.rut == account.c.rut, c.is_current, *sides)
    return newest_of_each(kind, journey_event, BY_DAY.order(backward), *of_account)


def _day_and_id(row: Any) -> tuple[Any, str]:
    return row.on_date, row.id
