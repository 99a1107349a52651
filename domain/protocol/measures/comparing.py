"""Two periods side by side ("comparación de dos períodos"): one measure, the same groups, what changed (LIN-06)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.errors import InvalidValue
from domain.protocol.measures.asking import Measured, MeasuredRow, MeasureQuery, Period, nothing_measured
from domain.protocol.measures.dimensions import Dimension, place_of


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One group in both periods; where it has no record in one of them, that row tells of none."""

    now: MeasuredRow
    before: MeasuredRow

    @property
    def change(self) -> float | None:
        """By how much the figure changed, in its own unit; None: one of the two has nothing to tell, or is not told."""
        if self.now.figure is None or self.before.figure is None:
            return None
        return self.now.figure - self.before.figure


@dataclass(frozen=True, slots=True)
class Compared:
    """The rows in the order of the protocol, and all records of each period together."""

    rows: tuple[ComparedRow, ...]
    total: ComparedRow


def asked_before(asked: MeasureQuery, period: Period) -> MeasureQuery:
    """
    The same question about another period.

    Raises:
        InvalidValue: By month, for no month is in both.

    Source: LIN-06, MEA-04.
    """
    if Dimension.MONTH in asked.by:
        raise InvalidValue(
            "Dos períodos no se comparan por mes: pida cada uno por separado, o compare por otra dimensión.",
            rule="LIN-06",
            field=("by",),
        )
    return replace(asked, period=period)


def compared(asked: MeasureQuery, now: Measured, before: Measured) -> Compared:
    """
    Both answers, group by group. A row that is hidden in one period stays hidden, and its change is not told.

    Source: LIN-06, MEA-04.
    """
    newer, older = ({row.groups: row for row in found.rows} for found in (now, before))
    groups = sorted(
        newer.keys() | older.keys(),
        key=lambda each: [place_of(by, group) for by, group in zip(asked.by, each, strict=True)],
    )
    rows = (
        ComparedRow(
            newer.get(each) or nothing_measured(asked.measure, each),
            older.get(each) or nothing_measured(asked.measure, each),
        )
        for each in groups
    )
    return Compared(tuple(rows), ComparedRow(now.total, before.total))
