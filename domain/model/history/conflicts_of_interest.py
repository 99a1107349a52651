"""Conflicts of interest that somebody declared ("conflictos de interés declarados"; POL-07, AMB-72)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ToldEnd:
    """
    An end as it was told once ("término").

    Attributes:
        until: First day on which the conflict stands no more (exclusive).
        at: UTC instant at which it was told.
        reason: Why, in the author's words.
    """

    until: date
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ConflictOfInterest:
    """
    That a person declared a conflict of interest with a company: while it stands, they decide nothing on it.

    Nothing of it is rewritten: an end that is told again is added, and the last one holds.

    Attributes:
        id: UUID text.
        account_id: The company; where accounts were joined, the one that goes on.
        person: Id of whoever declared it, of themself: nobody declares it of another.
        since: First day on which it stands, inclusive, in the zone of the office that answers for the company.
        declared_at: UTC instant at which it was declared; what was decided before stays.
        reason: Why, in the person's words.
        ends: The ends that were told, oldest first; empty: none is known.
    """

    id: str
    account_id: str
    person: str
    since: date
    declared_at: datetime
    reason: str
    version: int = 1
    ends: tuple[ToldEnd, ...] = ()

    @property
    def until(self) -> date | None:
        """First day on which it stands no more (exclusive); None: no end is known."""
        return self.ends[-1].until if self.ends else None

    def stands(self, on: date) -> bool:
        """Whether it stands on that day."""
        return self.since <= on and (self.until is None or on < self.until)


Declared = Sequence[ConflictOfInterest]
"""Several, oldest first."""


def in_conflict(conflicts: Iterable[ConflictOfInterest], on: date) -> frozenset[str]:
    """Ids of the people of whom one of *conflicts* stands on that day."""
    return frozenset(each.person for each in conflicts if each.stands(on))
