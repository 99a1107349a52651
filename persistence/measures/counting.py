"""Figures counted by the database: records by group and part, and the records behind a row (MEA-01..MEA-13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, case, false, func, or_, select

from domain.model.classes import Category, Group, Origin
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
from persistence.accounts.query import DatedConditions
from persistence.classes.conditions import ClassesInSql
from persistence.database import Database
from persistence.keyset import Keyset, is_backward
from persistence.measures.sources import source_of
from persistence.tables import account
from persistence.tables.cases import protocol_case
from persistence.tables.columns import instant


class MeasureReads:
    """The part of `ReadModel` that counts; it reads the whole period."""

    _database: Database
    _dated: DatedConditions

    async def counted(self, asked: MeasureQuery) -> Sequence[Count]:
        """See `ReadModel.counted`."""
        records = self._records(asked)
        groups = [records.c[_name(by)] for by in asked.by]
        statement = select(*groups, records.c.part, func.count()).group_by(*groups, records.c.part)
        rows = await self._database.read(statement, self._days_of(asked), long=True)
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
        found = {**order.parameters(page), **self._days_of(asked)}
        rows = await self._database.read(statement.limit(found["limit"]), found, long=True)  # type: ignore[arg-type]
        return order.page(
            rows, page, lambda row: MeasuredRecord(row.id, _day_of(row.day), row.part), lambda row: (row.day, row.id)
        )

    def _records(self, asked: MeasureQuery) -> Subquery:
        """Every record of the period that the filters leave, with the groups it is asked by."""
        source = source_of(asked, self._database.kind)
        columns = {**source.columns, **self._by_class(asked.period.last)}
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

    def _by_class(self, on: date) -> Mapping[Dimension, ColumnElement[Any]]:
        def kept(by: Dimension, build: Callable[[ClassesInSql], ColumnElement[Any]]) -> ColumnElement[Any]:
            return self._dated.once((by,), on, build)

        of_nobody = protocol_case.c.flow.in_([flow.value for flow in sorted(PUBLIC_FLOWS)])
        return {
            Dimension.TARGET_PUBLIC: case(
                (account.c.id.is_not(None), kept(Dimension.TARGET_PUBLIC, group_of)),
                (of_nobody, GENERAL_PUBLIC),
                else_=WITHOUT_ACCOUNT,
            ),
            Dimension.PORTFOLIO: _if_account(kept(Dimension.PORTFOLIO, _portfolio)),
            Dimension.CATEGORY: _if_account(kept(Dimension.CATEGORY, _category)),
        }

    def _days_of(self, asked: MeasureQuery) -> dict[str, object]:
        return dict(self._dated.days(asked.period.last)) if _BY_CLASS & {*asked.by, *asked.only} else {}


_BY_CLASS: Final = {Dimension.TARGET_PUBLIC, Dimension.PORTFOLIO, Dimension.CATEGORY}


def group_of(sql: ClassesInSql) -> ColumnElement[str]:
    """The target group of a row of `account`. Source: GRP-01, AMB-41; equal to the rule's, which a test holds."""
    return case(
        (sql.origin(Origin.INSTITUCION), Group.INSTITUCIONES.value),
        (~sql.origin(Origin.NACIONAL), Group.EXTRANJERAS.value),
        (or_(sql.portfolio(), sql.has_worked()), Group.CARTERA.value),
        else_=Group.SIN_TRABAJO.value,
    )


def _portfolio(sql: ClassesInSql) -> ColumnElement[str]:
    return case((sql.portfolio(), IN_PORTFOLIO), else_=NOT_IN_PORTFOLIO)


def _category(sql: ClassesInSql) -> ColumnElement[str]:
    return case(*((sql.category(each), each.value) for each in Category))


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
