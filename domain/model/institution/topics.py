"""Topics of consultation ("temas de consulta"): what a contact or a case asks about (MEA-05, LIN-06). A dated list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

LONGEST_CODE: Final = 40
"""Characters that a code may have: as many as the store and the CRM keep."""


@dataclass(frozen=True, slots=True)
class Topic:
    """
    One row of the list; the protocol names no topics, so the institution's own are configuration.

    Attributes:
        code: What is stored; a code may have several rows over time.
        name: As people read it, in Spanish.
        since, until: Days, both inclusive; until None: still so.
        sample: An example of this project, not the institution's word.
    """

    code: str
    name: str
    since: date
    until: date | None = None
    sample: bool = False

    def covers(self, day: date) -> bool:
        """Whether the row holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, other: Topic) -> bool:
        """Whether both rows are of one code and hold on a same day."""
        last, others_last = self.until or date.max, other.until or date.max
        return self.code == other.code and self.since <= others_last and other.since <= last


def topics_on(topics: Iterable[Topic], day: date) -> tuple[Topic, ...]:
    """Those that hold on that day, in the order of the list."""
    return tuple(topic for topic in topics if topic.covers(day))


def topic_name(topics: Iterable[Topic], code: str, on: date) -> str | None:
    """
    The name of a topic as it reads on that day; of one that does not hold then, the latest name that it had.

    Returns:
        None: the list never had it.
    """
    rows = sorted((topic for topic in topics if topic.code == code), key=lambda topic: topic.since)
    return next((topic.name for topic in rows if topic.covers(on)), rows[-1].name if rows else None)
