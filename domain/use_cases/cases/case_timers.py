"""
The timers of a case that derive from one of its terms ("lo programado según un plazo"): they move when the term does.

A row ties them: `SetTimer(..., term="SLA-09")`. Their instant is worked out anew, never shifted: so holiday, office and
clock are those of the term.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from domain.model.cases import Case, Flow, Value
from domain.model.timers import Timer
from domain.protocol.engine.rows import SetTimer, resolve
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.load_situation import Casework, Report


def _tied(flow: Flow) -> dict[str, SetTimer]:
    rows = FLOWS[flow].spec.transitions
    effects = (effect for row in rows for effect in row.effects)
    return {each.kind: each for each in effects if isinstance(each, SetTimer) and each.term is not None}


_TIED: Final = {flow: _tied(flow) for flow in FLOWS}
TERMS_WITH_TIMERS: Final = frozenset(each.term for tied in _TIED.values() for each in tied.values())
"""Rules of the terms from which a timer of a case derives."""


async def move_case_timers(casework: Casework, case: Case, rules: Iterable[str]) -> None:
    """Move the pending timers of *case* that derive from its terms of these *rules*, which have just moved."""
    moved = frozenset(rules)
    tied = [each for each in _TIED[case.flow].values() if each.term in moved]
    if not tied:
        return
    situation = await _as_it_is(casework, case)
    for each in tied:
        due_at = instant_of(resolve(each.at, situation), situation)
        if due_at is not None:
            await casework.work.timers.move(each.kind, f"case:{case.id}", due_at, occurrence=None)


async def set_again(casework: Casework, timer: Timer) -> bool:
    """
    Set a timer of a case that fired before its term lets it; False: it did not come too early.

    Source: AMB-56.
    """
    case = await casework.work.cases.get(timer.subject.partition(":")[2])
    tied = _TIED[case.flow].get(timer.kind)
    if tied is None or case.closed_at is not None:
        return False
    situation = await _as_it_is(casework, case)
    due_at = instant_of(resolve(tied.at, situation), situation)
    if due_at is None or due_at <= casework.run.now:
        return False
    occurrence = f"{timer.occurrence.partition('>')[0]}>{due_at.isoformat()}"
    again = replace(timer, id=casework.services.core.new_id(), due_at=due_at, occurrence=occurrence)
    return await casework.work.timers.set(again)


def instant_of(value: Value, situation: Situation) -> datetime | None:
    """
    The UTC instant of a timer: a day at the hour of automatic messages; None when it is not known.

    Source: AMB-32 (nothing is assumed).
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if not isinstance(value, date):
        return None
    return datetime.combine(value, situation.config.follow_up_hour, situation.calendar.zone).astimezone(UTC)


async def _as_it_is(casework: Casework, case: Case) -> Situation:
    return await casework.situation(FLOWS[case.flow], Report("", casework.run.now, {}), case)
