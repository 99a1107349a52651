"""`RepresentationStore` and `RepresentationReads` in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, select

from domain.model.representations import Representation, RepresentationState
from domain.model.rut import Rut
from domain.ports.reading import Page, PageRequest
from persistence.counted import counted, counted_each
from persistence.database import Database, DatabaseKind, Transaction
from persistence.keyset import Keyset, is_backward, of_each
from persistence.record_store import SqlVersionedRecords
from persistence.records import list_value, newest_of_each
from persistence.representations.mapping import REPRESENTATION
from persistence.tables import account
from persistence.tables.cases import protocol_case
from persistence.tables.representations import representation

NEWEST_FIRST: Final = Keyset("r", (representation.c.pk,), descending=True)
WHAT_ES: Final = "una representación"

_C: Final = representation.c
_LIMIT: Final = bindparam("limit", type_=_C.pk.type)
_BY_ID: Final = select(representation).where(_C.id == bindparam("id"))
_OF_CASE: Final = select(representation).where(_C.case_id == bindparam("case_id")).order_by(_C.pk.desc()).limit(1)
_OF_PERSON: Final = select(representation).where(_C.run == bindparam("run")).order_by(_C.pk)
_LIGHT: Final = select(*(column for column in _C if column.name != "draft"))
_SIGHT: Final = _LIGHT.where(_C.run == bindparam("run")).order_by(_C.pk)


class SqlRepresentations(SqlVersionedRecords[Representation]):
    """`RepresentationStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx, representation, REPRESENTATION, "una representación")

    async def of_case(self, case_id: str) -> Representation | None:
        """See `RepresentationStore.of_case`."""
        row = (await self._tx.execute(_OF_CASE, {"case_id": case_id})).one_or_none()
        return None if row is None else REPRESENTATION.record(row)

    async def of_person(self, run: Rut) -> Sequence[Representation]:
        """See `RepresentationStore.of_person`."""
        return await self._every(_C.run == run.compact)


class SqlRepresentationReads:
    """Reads for screens; see `domain.ports.identity.representations.RepresentationReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, representation_id: str) -> Representation | None:
        """See `RepresentationReads.one`."""
        rows = await self._database.read(_BY_ID, {"id": representation_id})
        return REPRESENTATION.record(rows[0]) if rows else None

    async def of_person(self, run: Rut, *, drafts: bool = False) -> Sequence[Representation]:
        """See `RepresentationReads.of_person`."""
        statement = _OF_PERSON if drafts else _SIGHT
        return [REPRESENTATION.record(row) for row in await self._database.read(statement, {"run": run.compact})]

    async def page(
        self,
        page: PageRequest,
        *,
        rut: Rut | None = None,
        run: Rut | None = None,
        offices: frozenset[str] = frozenset(),
        states: frozenset[RepresentationState] = frozenset(),
    ) -> Page[Representation]:
        """See `RepresentationReads.page`."""
        conditions: list[ColumnElement[bool]] = []
        if rut is not None:
            conditions.append(_C.rut == rut.compact)
        if run is not None:
            conditions.append(_C.run == run.compact)
        if states:
            conditions.append(_C.state.in_(sorted(state.value for state in states)))
        if offices:
            here = select(protocol_case.c.id).where(protocol_case.c.office.in_(sorted(offices)))
            conditions.append(_C.case_id.in_(here))
        whole = select(representation).where(*conditions)
        placed = whole.where(*NEWEST_FIRST.window(page))
        statement = placed.order_by(*NEWEST_FIRST.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(statement, NEWEST_FIRST.parameters(page))
        found = NEWEST_FIRST.page(rows, page, REPRESENTATION.record, _pk)
        return await counted(self._database, found, page, whole)

    async def of_accounts(
        self, account_ids: Sequence[str], page: PageRequest, *, run: Rut | None = None
    ) -> Mapping[str, Page[Representation]]:
        """See `RepresentationReads.of_accounts`."""
        kind, sides = self._database.kind, (page.after is not None, page.before is not None)
        parameters = {**NEWEST_FIRST.parameters(page), "ids": list_value(kind, account_ids)}
        if run is not None:
            parameters["run"] = run.compact
        rows = await self._database.read(_of_accounts(kind, is_backward(page), sides, run is not None), parameters)
        found = NEWEST_FIRST.pages(of_each(account_ids, rows), page, REPRESENTATION.record, _pk)
        theirs = (_C.rut == account.c.rut, *(() if run is None else (_C.run == run.compact,)))
        return await counted_each(self._database, found, page, account.c.id, *theirs)


def _pk(row: Any) -> tuple[int]:
    return (row.pk,)


@lru_cache
def _of_accounts(kind: DatabaseKind, backward: bool, sides: tuple[bool, bool], of_person: bool) -> Select[Any]:
    beyond = [NEWEST_FIRST.beyond(side) for side, given in zip((True, False), sides, strict=True) if given]
    own = (_C.run == bindparam("run"),) if of_person else ()
    declared = (_C.rut == account.c.rut, *own, *beyond)
    return newest_of_each(kind, representation, NEWEST_FIRST.order(backward), *declared)
