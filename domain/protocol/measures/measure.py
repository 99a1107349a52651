"""
What a measure ("indicador") is: the form of a row.

Belongs here: the form, and how a figure is made of parts. Does not belong here: the rows
(`domain.protocol.measures.rows`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Final

from domain.model.worded import Worded
from domain.protocol.measures.dimensions import Dimension

if TYPE_CHECKING:
    from domain.protocol.measures.subjects import MeasureName, Subject


Parts = Mapping[str, int]
"""How many records of a group there are in each part."""


class FigureUnit(Worded):
    """In what a figure is told."""

    SHARE = "SHARE", "Proporción, de 0 a 1."
    COUNT = "COUNT", "Cantidad."
    MEAN = "MEAN", "Promedio."
    BUSINESS_DAYS = "BUSINESS_DAYS", "Mediana, en días hábiles."


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One row.

    Attributes:
        name: Stable name in the API; it carries the heading.
        how_es: How it was counted, in a sentence that stands beside the figure (MEA-13).
        rules: What asks for it, the most telling first.
        counted: The parts whose records are behind the figure; None: all. Their number is n.
        figure: The figure of the counted parts; None where there is nothing to tell.
        dimensions: By what it can be compared.
        only: Which records it is about, by dimension; nothing: all.
        waits_for: The setting without which there is no figure; None: it needs none.
        target: The setting that says from which figure it is high enough; None: no figure of it is.
        personal: Of natural persons, a figure of few could show what one answered: below `SMALL` it is not told.
    """

    name: MeasureName
    subject: Subject
    unit: FigureUnit
    how_es: str
    rules: tuple[str, ...]
    figure: Callable[[Parts], float | None]
    dimensions: frozenset[Dimension]
    counted: frozenset[str] | None = None
    only: Mapping[Dimension, frozenset[str]] = field(default_factory=dict)
    personal: bool = False
    waits_for: str | None = None
    target: str | None = None

    @property
    def title_es(self) -> str:
        """What it tells, as a heading."""
        return self.name.es.rstrip(".")

    def behind(self, parts: Parts) -> Counter[str]:
        """The parts that the figure is made of."""
        return Counter({part: many for part, many in parts.items() if self.counted is None or part in self.counted})


SMALL: Final = 5
"""Fewer records than these are marked as few, and not told where a person could be recognised (MEA-04)."""


def share_of(*met: str) -> Callable[[Parts], float | None]:
    """The share of these parts among those counted; None of nothing."""

    def figure(parts: Parts) -> float | None:
        total = sum(parts.values())
        return sum(parts.get(part, 0) for part in met) / total if total else None

    return figure


def number_of(parts: Parts) -> float:
    """How many there are."""
    return float(sum(parts.values()))


def mean_of(parts: Parts) -> float | None:
    """The mean of parts that are numbers; None of nothing."""
    answers = sum(parts.values())
    return sum(int(part) * many for part, many in parts.items()) / answers if answers else None


def median_of(parts: Parts) -> float | None:
    """The median of parts that are numbers: of an even number, the mean of the two in the middle; None of nothing."""
    values = sorted(Counter({int(part): many for part, many in parts.items()}).elements())
    return float(median(values)) if values else None
