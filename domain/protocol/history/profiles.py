"""
One journey for each person or company ("viaje"): what happened in order, how long each step waited, what should follow.

Belongs here: joining by e-mail as a proposal (AMB-45), the order of a journey, and the comparison of the expected path
with the actual one, by the one function of MEA-03. Does not belong here: where the steps are kept (`ports.journeys`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Final

from domain.model.accounts import PersonType
from domain.model.cases import CaseEvent, Flow, standing
from domain.model.history.profiles import JourneyStep, ProfileKind
from domain.model.institution.calendar import SANTIAGO
from domain.protocol.measures.steps import DUE, NO_STEP, StepTaken, step_taken

_FIRST_OF_COMPANIES: Final = 50_000_000
"""RUTs from here on are of legal persons; below, of natural ones."""


def normal_email(text: str) -> str:
    """An address as joins compare it: without spaces around it, in small letters. Source: AMB-45."""
    return text.strip().lower()


def profile_kind(rut: str, person_type: PersonType | None) -> ProfileKind:
    """Whose a compact RUT is: as the account says, else by its number. Source: SYS-02."""
    if person_type is not None:
        return ProfileKind.PERSON if person_type is PersonType.NATURAL else ProfileKind.COMPANY
    return ProfileKind.PERSON if int(rut[:-1]) < _FIRST_OF_COMPANIES else ProfileKind.COMPANY


@dataclass(frozen=True, slots=True)
class Walked:
    """
    One entry of a case beside what the protocol gave.

    Attributes:
        expected: Facts of which any was due after it; empty: nothing was.
        taken: What followed.
        skipped: What was due did not follow, and something else did.
        repeated: The same fact had been reported in the same state before.
    """

    expected: frozenset[str]
    taken: StepTaken
    repeated: bool

    @property
    def skipped(self) -> bool:
        """See the class."""
        return self.taken is StepTaken.OTHER


def walked(flow: Flow, timeline: Sequence[CaseEvent]) -> Mapping[int, Walked]:
    """
    Each entry that holds and is a step, by its sequence, beside the expected path; one way for journeys and MEA-03.

    Source: SYS-05, MEA-03.
    """
    steps = [event for event in standing(timeline) if event.fact not in NO_STEP]
    found: dict[int, Walked] = {}
    seen: set[tuple[str, str, str]] = set()
    for place, event in enumerate(steps):
        following = steps[place + 1].fact if place + 1 < len(steps) else None
        if (flow, event.to_state) not in DUE:
            continue
        this = (event.fact, event.from_state, event.to_state)
        taken = step_taken(flow, event.to_state, following)
        found[event.sequence] = Walked(DUE[flow, event.to_state].facts, taken, this in seen)
        seen.add(this)
    return found


def in_order(steps: Sequence[JourneyStep]) -> tuple[JourneyStep, ...]:
    """
    The steps by instant; of which only the day is known, before those of that day whose hour is known.

    Source: SYS-05.
    """
    return tuple(sorted(steps, key=sort_key))


def sort_key(step: JourneyStep) -> tuple[datetime, str, str]:
    """Its place in a journey; unique."""
    return begins_at(step.on) if step.at is None else step.at, step.kind.value, step.external_id


def begins_at(day: date) -> datetime:
    """UTC instant at which a day begins in Santiago."""
    return datetime.combine(day, time(), SANTIAGO).astimezone(UTC)


def waits(steps: Sequence[JourneyStep]) -> tuple[int | None, ...]:
    """
    Calendar days that each step of a journey in order waited after the one before; None: it is the first.

    Source: SYS-05.
    """
    days = [step.on for step in steps]
    return (None, *((later - earlier).days for earlier, later in pairwise(days))) if days else ()
