"""Figures counted by the database: records by group and part, and the records behind a row (MEA-01..MEA-13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any, Final, Literal, NamedTuple, Self

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, literal, select

from domain.model.classes import AccountClass
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.ports.reading import MeasuredRecord, Page, PageRequest
from domain.protocol.measures.asking import Count, Groups, MeasureQuery, Period
from domain.protocol.measures.dimensions import (
    GENERAL_PUBLIC,
    IN_PORTFOLIO,
    NOT_IN_PORTFOLIO,
    PUBLIC_FLOWS,
    WITHOUT_ACCOUNT,
    Dimension,
)
from domain.protocol.measures.subjects import Subject
from persistence.classes.codes import AXES, bits_of
from persistence.classes.finding import value_of
from persistence.database import Database, DatabaseKind
from persistence.keyset import Keyset, PageShape
from persistence.measures.parts import ordinal_of
from persistence.measures.sources import OF_THEIR_DAY, bounds_of, period_of, source_of
from persistence.records import constants
from persistence.tables import account
from persistence.tables.cases import protocol_case
from persistence.tables.columns import instant

_LIMIT: Final = bindparam("limit", type_=Integer())
_BOUND: Final = "bound"
_DAYS_AT_ONCE: Final = 14
_SHAPES: Final = 512
"""Statements that are remembered: with each measure by three of its dimensions, far from all that can be asked."""


class MeasureReads:
    """The part of `ReadModel` that counts; it reads the whole period."""

    _database: Database

    async def counted(self, asked: MeasureQuery) -> Sequence[Count]:
        """See `ReadModel.counted`."""
        statement = _counting(_Records.of(asked, self._database.kind), asked.by, asked.measure.personal)
        rows = await self._database.read(
            statement, period_of(asked) | _filters(asked), long=True, parts=partial(parts_of, asked)
        )
        return _summed(rows, len(asked.by))

    async def records_behind(
        self, asked: MeasureQuery, groups: Groups, page: PageRequest, parts: frozenset[str] | None = None
    ) -> Page[MeasuredRecord]:
        """See `ReadModel.records_behind`: an index of the days is walked until the page is full."""
        records = _Records.of(asked, self._database.kind)
        order = _order(records)
        group = tuple((by, each is not None) for by, each in zip(asked.by, groups, strict=True))
        behind = asked.measure.counted if parts is None else _BOUND
        statement = _behind(records, group, behind, PageShape.of(page))
        bound = period_of(asked) | _filters(asked) | order.parameters(page)
        bound |= {f"group_{n}": each for n, each in enumerate(groups) if each is not None}
        bound |= {} if parts is None else {"parts": sorted(parts)}
        rows = await self._database.read(statement, bound, long=True)
        return order.page(
            rows, page, lambda row: MeasuredRecord(row[0], _day_of(row[1]), row[2]), lambda row: (row[1], row[0])
        )


def parts_of(asked: MeasureQuery) -> list[dict[str, object]]:
    """
    What to bind to count the period in parts of two weeks, whose counts add up to its own.

    SQLite sorts what it groups, and half a million records take more than twice as long in one go as in small parts,
    which stay near the processor.
    """
    whole = period_of(asked) | _filters(asked)
    if asked.measure.subject not in OF_THEIR_DAY:
        return [whole]
    first, last = asked.period.first, asked.period.last
    starts = range(first.toordinal(), last.toordinal() + 1, _DAYS_AT_ONCE)
    days = [date.fromordinal(start) for start in starts]
    ends = [*(day - timedelta(days=1) for day in days[1:]), last]
    return [whole | bounds_of(Period(*part)) for part in zip(days, ends, strict=True)]


def _summed(rows: Iterable[Sequence[Any]], by: int) -> list[Count]:
    """Rows of all parts; *by*: how many dimensions each begins with."""
    many: Counter[tuple[Groups, str]] = Counter()
    persons: Counter[tuple[Groups, str]] = Counter()
    for row in rows:
        key = (tuple(row[:by]), row[by])
        many[key] += row[by + 1]
        persons[key] += row[by + 2]
    return [Count(groups, part, count, persons[groups, part]) for (groups, part), count in many.items()]


# Statements are made once for each shape: to put one together, and to know it again, takes longer than to run it.


class _Records(NamedTuple):
    """Every record of the period that is bound, of the groups that a measure has and of those that are bound."""

    subject: Subject
    kind: DatabaseKind
    own: tuple[tuple[Dimension, frozenset[str]], ...]
    only: tuple[Dimension, ...]

    @classmethod
    def of(cls, asked: MeasureQuery, kind: DatabaseKind) -> Self:
        """Those that are asked for. Bind `period_of` and `_filters`."""
        return cls(asked.measure.subject, kind, tuple(asked.measure.only.items()), tuple(asked.only))

    def conditions(self) -> list[ColumnElement[bool]]:
        """What they all meet."""
        columns = _columns(self.subject, self.kind)
        own = [columns[by].in_(constants(groups)) for by, groups in self.own]
        only = [
            columns[by].in_(bindparam(f"only_{n}", expanding=True, type_=columns[by].type))
            for n, by in enumerate(self.only)
        ]
        return [source_of(self.subject, self.kind).within, *own, *only]


def _filters(asked: MeasureQuery) -> dict[str, object]:
    return {f"only_{n}": sorted(groups) for n, groups in enumerate(asked.only.values())}


@lru_cache(_SHAPES)
def _counting(records: _Records, by: tuple[Dimension, ...], personal: bool) -> Select[Any]:
    """How many there are by group and part; when it is *personal*, how many of them are of persons of no company."""
    source, columns = source_of(records.subject, records.kind), _columns(records.subject, records.kind)
    groups = [columns[each].label(f"by_{each.lower()}") for each in by]
    part = source.part.label("part")
    conditions = records.conditions()
    person = (_is_of_a_person() if personal else literal(0)).label("person")
    rows = source.rows_for(*groups, part, person, *conditions)
    each_one = select(*groups, part, person).select_from(rows).where(*conditions).subquery("record")
    named = [column for column in each_one.c if column.name != "person"]
    persons = func.sum(each_one.c.person) if personal else literal(0)
    return select(*named, func.count(), persons).group_by(*named)


@lru_cache(_SHAPES)
def _behind(
    records: _Records,
    groups: tuple[tuple[Dimension, bool], ...],
    parts: frozenset[str] | Literal["bound"] | None,
    shape: PageShape,
) -> Select[Any]:
    """
    A page of those of one group: of each dimension whether the group has a name there, bound as `group_0`…

    Of these parts; of those bound as `parts`; None: of all.
    """
    source, columns = source_of(records.subject, records.kind), _columns(records.subject, records.kind)
    order = _order(records)
    conditions = [
        *records.conditions(),
        *(
            columns[by] == bindparam(f"group_{n}", type_=columns[by].type) if named else columns[by].is_(None)
            for n, (by, named) in enumerate(groups)
        ),
        *_of_parts(source.part, parts),
        *order.window(shape),
    ]
    shown = (source.id.label("id"), source.day.label("day"), source.part.label("part"))
    found = select(*shown).select_from(source.rows_for(*shown, *conditions)).where(*conditions)
    return found.order_by(*order.order(shape.backward)).limit(_LIMIT)


def _of_parts(
    part: ColumnElement[str], parts: frozenset[str] | Literal["bound"] | None
) -> tuple[ColumnElement[bool], ...]:
    if parts is None:
        return ()
    if parts == _BOUND:
        return (part.in_(bindparam("parts", expanding=True, type_=part.type)),)
    return (part.in_(constants(parts)),)


def _is_of_a_person() -> ColumnElement[int]:
    """1 where nobody's company is known, and the case is of the general public (GRP-02)."""
    nobodys = and_(account.c.id.is_(None), protocol_case.c.flow.in_([flow.value for flow in sorted(PUBLIC_FLOWS)]))
    return case((nobodys, 1), else_=0)


def _order(records: _Records) -> Keyset:
    source = source_of(records.subject, records.kind)
    return Keyset("mr", (source.day, source.id))


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
