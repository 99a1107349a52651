"""
Which periods hold a day, from an index: each is kept at its *fork*, the day in it that halves the calendar most often.

The days, as whole numbers, are the nodes of a binary tree: a number is the higher the more zero bits it ends in. A
period lies at the highest node in it, which is above every day of it, so a day need look only at the nodes above
itself, one for each level. At those before the day, the periods that hold it are the ones that end on it or later; at
those after it, the ones that have begun. Both are ranges of an index, so nothing is read that does not hold the day,
on 2 January and ten years back alike. (H.-P. Kriegel, M. Pötke, T. Seidl: "Managing Intervals Efficiently in
Object-Relational Databases", VLDB 2000.)
"""

from __future__ import annotations

from datetime import date
from typing import Final

LEVELS: Final = date.max.toordinal().bit_length()


def fork_of(since: int, until: int) -> int:
    """The day from *since* to *until*, both inclusive, that ends in most zero bits. Since is at least 1."""
    level = ((since - 1) ^ until).bit_length() - 1
    return until >> level << level


def nodes_around(day: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where periods that hold the day may lie: at or before it, and after it; together `LEVELS`."""
    above = [(day >> (level + 1) << (level + 1)) + (1 << level) for level in range(LEVELS)]
    return tuple(node for node in above if node <= day), tuple(node for node in above if node > day)
