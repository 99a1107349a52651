"""Figures counted by the database: terms by state, and cases, by region or target public (POL-04, GRP-02)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal, literal_column, or_, select

from domain.model.classes import Group, Origin
from domain.model.terms import TermState
from domain.protocol.measures.figures import (
    GENERAL_PUBLIC,
    PUBLIC_FLOWS,
    WITHOUT_ACCOUNT,
    CaseCount,
    Dimension,
    Period,
    TermCount,
)
from persistence.accounts.query import DatedConditions
from persistence.cases.terms import term_state
from persistence.classes.conditions import ClassesInSql
from persistence.database import Database
from persistence.tables import account, term
from persistence.tables.cases import protocol_case
from persistence.tables.columns import Instant

_REGIONAL: Final = "OFIREG-"


def group_of(sql: ClassesInSql) -> ColumnElement[str]:
    """The target group of a row of `account`. Source: GRP-01, AMB-41; equal to the rule's, which a test holds."""
    return case(
        (sql.origin(Origin.INSTITUCION), Group.INSTITUCIONES.value),
        (~sql.origin(Origin.NACIONAL), Group.EXTRANJERAS.value),
        (or_(sql.portfolio(), sql.has_worked()), Group.CARTERA.value),
        else_=Group.SIN_TRABAJO.value,
    )


class MeasureReads:
    """The part of `ReadModel` that counts; it reads the whole period, so it is for reports, not for screens."""

    _database: Database
    _dated: DatedConditions

    async def term_counts(self, period: Period, by: Dimension, now: datetime, on: date) -> Sequence[TermCount]:
        """See `ReadModel.term_counts`."""
        joined = term.outerjoin(account, account.c.id == term.c.account_id).outerjoin(
            protocol_case, protocol_case.c.id == term.c.case_id
        )
        one = self._grouped(
            joined,
            (term.c.rule_id, term_state(literal(now, Instant)).label("state")),
            (by, term.c.office, term.c.started_at),
            (period, on),
        )
        columns = (one.c.grouped, one.c.rule_id, one.c.state)
        rows = await self._database.read(
            select(*columns, func.count()).group_by(*columns), self._group_days(by, on), long=True
        )
        return [TermCount(row[0], row[1], TermState(row[2]), row[3]) for row in rows]

    async def case_counts(self, period: Period, by: Dimension, on: date) -> Sequence[CaseCount]:
        """See `ReadModel.case_counts`."""
        joined = protocol_case.outerjoin(account, account.c.id == protocol_case.c.account_id)
        one = self._grouped(
            joined,
            (protocol_case.c.closed_at,),
            (by, protocol_case.c.office, protocol_case.c.opened_at),
            (period, on),
        )
        counted = select(one.c.grouped, func.count(), func.count() - func.count(one.c.closed_at))
        rows = await self._database.read(counted.group_by(one.c.grouped), self._group_days(by, on), long=True)
        return [CaseCount(*row) for row in rows]

    def _grouped(
        self,
        rows: FromClause,
        columns: tuple[ColumnElement[Any], ...],
        asked: tuple[Dimension, ColumnElement[Any], ColumnElement[Any]],
        when: tuple[Period, date],
    ) -> FromClause:
        """Each row that began in the period with the group it belongs to."""
        by, office, began = asked
        period, on = when
        first, last = (literal(at, Instant) for at in period.instants)
        grouped = _region(office) if by is Dimension.REGION else self._public(on)
        return select(grouped.label("grouped"), *columns).select_from(rows).where(began.between(first, last)).subquery()

    def _public(self, on: date) -> ColumnElement[str]:
        of_nobody = protocol_case.c.flow.in_([flow.value for flow in sorted(PUBLIC_FLOWS)])
        return case(
            (account.c.id.is_not(None), self._dated.once(("group",), on, group_of)),
            (of_nobody, GENERAL_PUBLIC),
            else_=WITHOUT_ACCOUNT,
        )

    def _group_days(self, by: Dimension, on: date) -> dict[str, object]:
        return dict(self._dated.days(on)) if by is Dimension.TARGET_PUBLIC else {}


def _region(office: ColumnElement[Any]) -> ColumnElement[str]:
    """Of the company; without an account, of the regional office that answers."""
    regional = and_(account.c.id.is_(None), office.like(f"{_REGIONAL}%"))
    of_office = func.substr(office, literal_column(str(len(_REGIONAL) + 1)))
    return func.coalesce(account.c.region, case((regional, of_office)))
