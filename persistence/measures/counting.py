"""Figures counted by the database: records by group and part, and the records behind a row (MEA-01..MEA-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, Subquery, bindparam, case, false, func, select

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
from persistence.classes.codes import AXES, bits_of
from persistence.classes.finding import value_of
from persistence.database import Database
from persistence.keyset import Keyset, is_backward
from persistence.measures.sources import ordinal_of, source_of
from persistence.tables import account
from persistence.tables.cases import protocol_case
from persistence.tables.columns import instant

_LIMIT: Final = bindparam("limit", type_=Integer())


class MeasureReads:
    """The part of `ReadModel` that counts; it reads the whole period."""

    _database: Database

    async def counted(self, asked: MeasureQuery) -> Sequence[Count]:
        """See `ReadModel.counted`."""
        records = self._records(asked)
        groups = [records.c[_name(by)] for by in asked.by]
        statement = select(*groups, records.c.part, func.count()).group_by(*groups, records.c.part)
        rows = await self._database.read(statement, long=True)
        many = len(groups)
        return [Count(tuple(row[:many]), row[many], row[many + 1]) for row in rows]

    async def records_behind(self, asked: MeasureQuery, groups: Groups, page: PageRequest) -> Page[MeasuredRecord]:
        """See `ReadModel.records_behind`."""
        records = self._records(asked)
        order = Keyset("mr", (records.c.day, records.c.id))
        counted = asked.measure.counted
        statement = (
            select(records.c.id, records.c.day, records.c.part)
            .where(
                *(_same(records.c[_name(by)], group) for by, group in zip(asked.by, groups, strict=True)),
                *((records.c.part.in_(sorted(counted)),) if counted is not None else ()),
                *order.window(page),
            )
            .order_by(*order.order(is_backward(page)))
        )
        found = order.parameters(page)
        rows = await self._database.read(statement.limit(_LIMIT), found, long=True)
        return order.page(
            rows, page, lambda row: MeasuredRecord(row.id, _day_of(row.day), row.part), lambda row: (row.day, row.id)
        )

    def _records(self, asked: MeasureQuery) -> Subquery:
        """Every record of the period that the filters leave, with the groups it is asked by."""
        source = source_of(asked, self._database.kind)
        columns = {**source.columns, **_by_class(ordinal_of(source.day, self._database.kind))}
        statement: Select[Any] = (
            select(
                source.id.label("id"),
                source.part.label("part"),
                source.day.label("day"),
                *(columns[by].label(_name(by)) for by in asked.by),
            )
            .select_from(source.rows)
            .where(source.within, *(_among(columns[by], groups) for by, groups in asked.filters))
        )
        return statement.subquery("record")


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


def _name(by: Dimension) -> str:
    return f"by_{by.lower()}"


def _day_of(stored: date | int) -> date:
    return stored if isinstance(stored, date) else local_day(instant(stored), SANTIAGO)


def _same(column: ColumnElement[Any], group: str | None) -> ColumnElement[bool]:
    return column.is_(None) if group is None else column == group


def _among(column: ColumnElement[Any], groups: frozenset[str]) -> ColumnElement[bool]:
    return column.in_(sorted(groups)) if groups else false()
