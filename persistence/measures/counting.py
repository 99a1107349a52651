"""Figures counted by the database: records by group and part, and the records behind a row (MEA-01..MEA-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, bindparam, case, false, func, select

from domain.model.classes import AccountClass
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.ports.reading import MeasuredRecord, Page, PageRequest
from domain.protocol.measures.asking import Count, Groups, MeasureQuery
from domain.protocol.measures.dimensions import (
    GENERAL_PUBLIC,
    IN_PORTFOLIO,
    NOT_IN_PORTFOLIO,
    PUBLIC_FLOWS,
    WITHOUT_ACCOUNT,
    Dimension,
)
from domain.protocol.measures.rows import Subject
from persistence.classes.codes import AXES, bits_of
from persistence.classes.finding import value_of
from persistence.database import Database, DatabaseKind
from persistence.keyset import Keyset, is_backward
from persistence.measures.parts import Source
from persistence.measures.sources import ordinal_of, period_of, source_of
from persistence.tables import account
from persistence.tables.cases import protocol_case
from persistence.tables.columns import instant

_Records = tuple[Source, Mapping[Dimension, ColumnElement[Any]], list[ColumnElement[bool]]]
"""Where they are, their groups, and what they all meet."""
_LIMIT: Final = bindparam("limit", type_=Integer())


class MeasureReads:
    """The part of `ReadModel` that counts; it reads the whole period."""

    _database: Database

    async def counted(self, asked: MeasureQuery) -> Sequence[Count]:
        """See `ReadModel.counted`."""
        source, columns, conditions = _records(asked, self._database.kind)
        groups = [columns[by].label(f"by_{by.lower()}") for by in asked.by]
        records = (
            select(*groups, source.part.label("part")).select_from(source.rows).where(*conditions).subquery("record")
        )
        statement = select(*records.c, func.count()).group_by(*records.c)
        rows = await self._database.read(statement, period_of(asked), long=True)
        many = len(groups)
        return [Count(tuple(row[:many]), row[many], row[many + 1]) for row in rows]

    async def records_behind(self, asked: MeasureQuery, groups: Groups, page: PageRequest) -> Page[MeasuredRecord]:
        """See `ReadModel.records_behind`: an index of the days is walked until the page is full."""
        source, columns, conditions = _records(asked, self._database.kind)
        order = Keyset("mr", (source.day, source.id))
        counted = asked.measure.counted
        statement = (
            select(source.id.label("id"), source.day.label("day"), source.part.label("part"))
            .select_from(source.rows)
            .where(
                *conditions,
                *(_same(columns[by], group) for by, group in zip(asked.by, groups, strict=True)),
                *((source.part.in_(sorted(counted)),) if counted is not None else ()),
                *order.window(page),
            )
            .order_by(*order.order(is_backward(page)))
        )
        bound = {**period_of(asked), **order.parameters(page)}
        rows = await self._database.read(statement.limit(_LIMIT), bound, long=True)
        return order.page(
            rows, page, lambda row: MeasuredRecord(row.id, _day_of(row.day), row.part), lambda row: (row.day, row.id)
        )


def _records(asked: MeasureQuery, kind: DatabaseKind) -> _Records:
    """Every record of the period that the filters leave."""
    source, columns = source_of(asked.measure.subject, kind), _columns(asked.measure.subject, kind)
    return source, columns, [source.within, *(_among(columns[by], groups) for by, groups in asked.filters)]


@lru_cache
def _columns(subject: Subject, kind: DatabaseKind) -> Mapping[Dimension, ColumnElement[Any]]:
    source = source_of(subject, kind)
    return {**source.columns, **_by_class(ordinal_of(source.day, kind))}


def _by_class(on: ColumnElement[int]) -> Mapping[Dimension, ColumnElement[Any]]:
    """What the account was on the day of the record (AMB-69, POL-16)."""
    of_nobody = protocol_case.c.flow.in_([flow.value for flow in sorted(PUBLIC_FLOWS)])
    bits = value_of("classes", on).op("&", return_type=Integer())(bits_of([AccountClass.CARTERA]))
    return {
        Dimension.TARGET_PUBLIC: case(
            (account.c.id.is_not(None), func.coalesce(_named("target_group", on), WITHOUT_ACCOUNT)),
            (of_nobody, GENERAL_PUBLIC),
            else_=WITHOUT_ACCOUNT,
        ),
        Dimension.PORTFOLIO: _if_account(case((bits != 0, IN_PORTFOLIO), else_=NOT_IN_PORTFOLIO)),
        Dimension.CATEGORY: _if_account(_named("category", on)),
    }


def _named(axis: str, on: ColumnElement[int]) -> ColumnElement[str]:
    """The value of the axis on the day, of a row of `account`; NULL while its periods are still to be made."""
    return case({place: str(value.value) for place, value in enumerate(AXES[axis])}, value=value_of(axis, on))


def _if_account(group: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((account.c.id.is_not(None), group))


def _day_of(stored: date | int) -> date:
    return stored if isinstance(stored, date) else local_day(instant(stored), SANTIAGO)


def _same(column: ColumnElement[Any], group: str | None) -> ColumnElement[bool]:
    return column.is_(None) if group is None else column == group


def _among(column: ColumnElement[Any], groups: frozenset[str]) -> ColumnElement[bool]:
    return column.in_(sorted(groups)) if groups else false()
