"""
Asking for a measure ("consulta de un indicador"): period, dimensions and filter in; rows with figure, n and parts out.

Belongs here: what may be asked, and how counts become rows. Does not belong here: the rows of measures and the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from domain.errors import InvalidValue
from domain.model.institution.calendar import SANTIAGO, CalendarBook, end_of_day, start_of_day
from domain.protocol.measures.dimensions import GENERAL_PUBLIC, PUBLIC_FLOWS, Dimension, place_of
from domain.protocol.measures.measure import SMALL, Measure, Parts

MOST_DIMENSIONS: Final = 3
Groups = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both inclusive. Raises InvalidValue when reversed."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidValue("El período termina antes de empezar.", rule="POL-04", field=("until",))

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """First and last instant on Santiago's clock, in UTC."""
        return start_of_day(self.first, SANTIAGO), end_of_day(self.last, SANTIAGO)


@dataclass(frozen=True, slots=True)
class MeasureQuery:
    """
    What is asked.

    Attributes:
        by: Dimensions of the rows, none to three, each once.
        only: Records of these groups alone, by dimension; those of the measure itself hold besides.
        now: Aware UTC instant at which open terms are judged.
        book: The calendars, for a measure of business days; None: it is of none.
        offices: Codes of the offices whose days such a measure counts.

    Raises:
        InvalidValue: The measure does not have that dimension, one is repeated, or they are too many.

    Source: MEA-01..MEA-13, AMB-77.
    """

    measure: Measure
    period: Period
    now: datetime
    by: tuple[Dimension, ...] = ()
    only: Mapping[Dimension, frozenset[str]] = field(default_factory=dict)
    book: CalendarBook | None = None
    offices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.by) > MOST_DIMENSIONS:
            raise InvalidValue(f"Compare por {MOST_DIMENSIONS} dimensiones a lo más.", field=("by",))
        if len(set(self.by)) < len(self.by):
            raise InvalidValue("Una dimensión está repetida.", field=("by",))
        for asked, where in ((self.by, "by"), (self.only, "filter")):
            for dimension in asked:
                self._require(dimension, where)

    def _require(self, dimension: Dimension, where: str) -> None:
        if dimension not in self.measure.dimensions:
            there = ", ".join(sorted(self.measure.dimensions))
            message = f"«{self.measure.title_es}» no se compara por {dimension}: tiene {there}."
            raise InvalidValue(message, rule=self.measure.rules[0], field=(where,))

    @property
    def filters(self) -> tuple[tuple[Dimension, frozenset[str]], ...]:
        """Every condition: the measure's own and those asked for."""
        return (*self.measure.only.items(), *self.only.items())

    def as_a_whole(self) -> MeasureQuery:
        """The same question, of all records together."""
        return replace(self, by=())


class Count(NamedTuple):
    """
    So many records of a group in one part, as a store counts them.

    Attributes:
        persons: How many of them are of persons of no company; told of `personal` measures alone.
    """

    groups: Groups
    part: str
    many: int
    persons: int = 0


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """
    One row of an answer.

    Attributes:
        groups: The group in each dimension asked for.
        figure: None: nothing to tell, or not told (`hidden`).
        n: Records behind the figure; None when it is not told.
        parts: All records of the group, counted or not, by part; empty when not told.
        hidden: Fewer answers than `SMALL` of persons of no company; or a row that would give them away.
    """

    groups: Groups
    figure: float | None
    n: int | None
    parts: Parts
    hidden: bool = False

    @property
    def small(self) -> bool:
        """Some records, but fewer than `SMALL`: the figure says little (MEA-04)."""
        return bool(self.n) and (self.n or 0) < SMALL


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows in the order of the protocol, and all records together; the total of `personal` ones may be hidden."""

    rows: tuple[MeasuredRow, ...]
    total: MeasuredRow


def measured(asked: MeasureQuery, counts: Iterable[Count]) -> Measured:
    """
    The rows that the counts make up.

    Shares and means of the total are made of all its records, never of the rows' figures.

    Source: MEA-01, MEA-04; design of small cells: a hidden row cannot be had by subtraction from the total.
    """
    found: dict[Groups, Counter[str]] = {}
    persons: Counter[Groups] = Counter()
    for count in counts:
        found.setdefault(count.groups, Counter())[count.part] += count.many
        persons[count.groups] += count.persons
    order = sorted(found, key=lambda groups: [place_of(by, group) for by, group in zip(asked.by, groups, strict=True)])
    rows = [_row(asked.measure, groups, found[groups]) for groups in order]
    total = _row(asked.measure, (), sum(found.values(), Counter[str]()))
    if not asked.measure.personal:
        return Measured(tuple(rows), total)
    about_persons = any(_is_of_persons(group) for groups in asked.only.values() for group in groups)

    def of_persons(row: MeasuredRow) -> bool:
        return about_persons or persons[row.groups] > 0 or any(_is_of_persons(group) for group in row.groups)

    kept = _without_small(rows, of_persons)
    few = total.small and (about_persons or persons.total() > 0)
    return Measured(tuple(kept), _hidden(total) if few else total)


def ranked(asked: MeasureQuery, found: Measured) -> Measured:
    """
    The same answer with the highest figures first ("ranking"): those of the last dimension, inside each group of the
    ones before it. What has no figure, or is not told, comes last; equal figures stay in the order of the protocol.

    Source: MEA-02, MEA-05 (topics per channel), POL-12, LIN-08 (breaches per unit), MEA-13.
    """

    def place(row: MeasuredRow) -> tuple[list[tuple[int, str]], bool, float]:
        before = [place_of(by, group) for by, group in zip(asked.by[:-1], row.groups, strict=False)]
        return before, row.figure is None, -(row.figure or 0)

    return replace(found, rows=tuple(sorted(found.rows, key=place)))


_OF_PERSONS: Final = frozenset({GENERAL_PUBLIC, *(flow.value for flow in PUBLIC_FLOWS)})
"""Groups whose answers are those of natural persons of no company."""


def _is_of_persons(group: str | None) -> bool:
    """Such a group, or a step of such a process."""
    return group is not None and group.partition(":")[0] in _OF_PERSONS


def nothing_measured(measure: Measure, groups: Groups) -> MeasuredRow:
    """The row of a group that has no record: a number is 0, a share or a mean has nothing to tell."""
    return _row(measure, groups, Counter())


def _row(measure: Measure, groups: Groups, parts: Counter[str]) -> MeasuredRow:
    behind = measure.behind(parts)
    return MeasuredRow(groups, measure.figure(behind), behind.total(), dict(parts))


def _without_small(rows: Sequence[MeasuredRow], of_persons: Callable[[MeasuredRow], bool]) -> list[MeasuredRow]:
    """Hide small rows of persons; where they are fewer than `SMALL` together, the smallest of the others too."""
    hidden = [row for row in rows if row.small and of_persons(row)]
    rest = sorted((row for row in rows if row.n and row not in hidden), key=lambda row: row.n or 0)
    while hidden and rest and (len(hidden) == 1 or sum(row.n or 0 for row in hidden) < SMALL):
        hidden.append(rest.pop(0))
    return [_hidden(row) if row in hidden else row for row in rows]


def _hidden(row: MeasuredRow) -> MeasuredRow:
    return MeasuredRow(row.groups, None, None, {}, hidden=True)
