"""Of what a figure is made: of how many records there are in each part of a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from statistics import median

Parts = Mapping[str, int]
"""How many records of a group there are in each part."""


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
