"""
Activities with participants and no registered action ("actividades por registrar"): their companies are not users for
them yet.

One row for each process that prepares an activity: until when it waits for the registration, and which datum tells its
last day. Does not belong here: what the registration causes; that is in the rows of each flow.

Source: FUP-01, ATN-05.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.model.cases import Case, Flow
from domain.model.places.country_names import COUNTRY_NAMES_ES


@dataclass(frozen=True, slots=True)
class _Row:
    """States in which only the registration is missing, the data that tell the last day, and the activity's name."""

    states: frozenset[str]
    last_day: tuple[str, ...]
    name: Callable[[Case], str]


@dataclass(frozen=True, slots=True)
class Unregistered:
    """An activity that ended on `ended_on`, as it was arranged, and that nobody registered."""

    case: Case
    activity: str
    ended_on: date


def _service(case: Case) -> str:
    return str(case.data.get("activity", ""))


def _agenda(case: Case) -> str:
    market = str(case.data.get("market", ""))
    return f"Agenda de negocios: {COUNTRY_NAMES_ES.get(market, market)}"


_ROWS: Final[Mapping[Flow, _Row]] = {
    Flow.SERVICE: _Row(frozenset({"INFORMADA"}), ("activity_ends_on",), _service),
    Flow.AGENDA: _Row(frozenset({"CONFIRMADA", "COMPROMETIDA"}), ("agenda_ends_on",), _agenda),
    Flow.VISIT: _Row(frozenset({"CONFIRMADA"}), ("visit_ends_on", "visit_starts_on"), lambda _: "Visita a Chile"),
}

FLOWS_WITH_ACTIVITY: Final = frozenset(_ROWS)
"""Processes that prepare an activity."""

WAITING_STATES: Final = frozenset(state for row in _ROWS.values() for state in row.states)
"""States of those processes in which only the registration is missing."""


def ended_unregistered(cases: Iterable[Case], today: date) -> Sequence[Unregistered]:
    """
    Activities whose last day has passed and that nobody registered, nor said that they were not held; oldest end first.

    Source: FUP-01, ATN-05.
    """
    found = (_judged(case) for case in cases)
    ended = [each for each in found if each is not None and each.ended_on < today]
    return sorted(ended, key=lambda each: (each.ended_on, each.case.id))


def _judged(case: Case) -> Unregistered | None:
    row = _ROWS.get(case.flow)
    if row is None or case.state not in row.states or case.closed_at is not None:
        return None
    days = (case.data.get(name) for name in row.last_day)
    last = next((day for day in days if isinstance(day, date) and not isinstance(day, datetime)), None)
    return None if last is None else Unregistered(case, row.name(case), last)
