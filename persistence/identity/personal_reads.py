"""`PersonalReadLog` in SQL: requests that wait at the same time share one insert and one commit (POL-07)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, column, delete, func, insert, select, true
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import ARRAY

from domain.model.personal_data import PersonalData, PersonalRead
from domain.ports.reading import Page, PageRequest
from persistence.counted import counted, counted_each
from persistence.database import Database, DatabaseKind
from persistence.keyset import Keyset, is_backward, of_each
from persistence.records import list_value
from persistence.row_mapper import RowMapper, Stored
from persistence.tables import personal_read

READS: Final = Keyset("pr", (personal_read.c.pk,), descending=True)
_MAPPER: Final = RowMapper(
    PersonalRead,
    renamed={"number": "pk"},
    unwritten={"number"},
    stored={"kinds": Stored(" ".join, lambda told: tuple(map(PersonalData, told.split())))},
)
_FORGOTTEN_AT_ONCE: Final = 10_000
_INSERT: Final = insert(personal_read)
_LIMIT: Final = bindparam("limit", type_=personal_read.c.pk.type)


@dataclass(slots=True)
class _Batch:
    """What is written next."""

    rows: list[dict[str, object]] = field(default_factory=list)
    written: bool = False


class SqlPersonalReads:
    """See `domain.ports.personal_data.PersonalReadLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batch = _Batch()
        self._turn = asyncio.Lock()

    async def record(self, reads: Sequence[PersonalRead]) -> None:
        """See `PersonalReadLog.record`. Who comes while a batch is being written waits for the next one."""
        batch = self._batch
        batch.rows += [_MAPPER.columns(each) for each in reads]
        async with self._turn:
            if batch.written:
                return
            self._batch = _Batch()
            async with self._database.begin(wakes=False) as tx:
                await tx.execute(_INSERT, batch.rows)
            batch.written = True

    async def of_accounts(self, account_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[PersonalRead]]:
        """See `PersonalReadLog.of_accounts`."""
        kind = self._database.kind
        statement = _of_accounts(kind, is_backward(page), page.after is not None, page.before is not None)
        parameters = {**READS.parameters(page), "ids": list_value(kind, account_ids)}
        rows = await self._database.read(statement, parameters)
        found = READS.pages(of_each(account_ids, rows, "account_id"), page, _MAPPER.record, _key)
        return await counted_each(self._database, found, page, personal_read.c.account_id)

    async def reads(
        self,
        page: PageRequest,
        *,
        account_id: str | None = None,
        case_id: str | None = None,
        by: str | None = None,
    ) -> Page[PersonalRead]:
        """See `PersonalReadLog.reads`."""
        whole = select(personal_read)
        for compared, value in (
            (personal_read.c.account_id, account_id),
            (personal_read.c.case_id, case_id),
            (personal_read.c.by, by),
        ):
            if value is not None:
                whole = whole.where(compared == value)
        wanted = whole.where(*READS.window(page)).order_by(*READS.order(is_backward(page))).limit(_LIMIT)
        found = READS.page(await self._database.read(wanted, READS.parameters(page)), page, _MAPPER.record, _key)
        return await counted(self._database, found, page, whole)

    async def forget(self, before: datetime) -> int:
        """See `PersonalReadLog.forget`. A few at a time, so that nobody waits long for a turn to write."""
        oldest = (
            select(personal_read.c.pk)
            .where(personal_read.c.at < before)
            .order_by(personal_read.c.pk)
            .limit(_FORGOTTEN_AT_ONCE)
        )
        total = 0
        while True:
            async with self._database.begin(wakes=False) as tx:
                done = await tx.execute(delete(personal_read).where(personal_read.c.pk.in_(oldest)))
            total += done.rowcount
            if done.rowcount < _FORGOTTEN_AT_ONCE:
                return total


def _key(row: Any) -> tuple[int]:
    return (row.pk,)


@lru_cache
def _of_accounts(kind: DatabaseKind, backward: bool, after: bool, before: bool) -> Select[Any]:
    """The newest of each account, in no order: one index walk for each, which stops at the limit."""
    sides = [READS.beyond(side) for side, given in ((True, after), (False, before)) if given]
    if kind == "sqlite":
        asked = func.json_each(bindparam("ids", type_=TextType())).table_valued(column("value", TextType()))
        newest_keys = (
            select(personal_read.c.pk)
            .where(personal_read.c.account_id == asked.c.value, *sides)
            .order_by(*READS.order(backward))
            .limit(_LIMIT)
            .correlate(asked)
        )
        shown = personal_read.alias("shown")
        return select(shown).join_from(asked, shown, shown.c.pk.in_(newest_keys))
    named = (
        func.unnest(bindparam("ids", type_=ARRAY(TextType())))
        .table_valued(column("id", TextType()))
        .render_derived("asked")
    )
    newest = (
        select(personal_read)
        .where(personal_read.c.account_id == named.c.id, *sides)
        .order_by(*READS.order(backward))
        .limit(_LIMIT)
        .correlate(named)
        .lateral("newest")
    )
    return select(newest).select_from(named.join(newest, true()))
