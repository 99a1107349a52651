"""
Terms by obligation and state in each group, and cases, as `termCompliance` and `caseCounts` tell them (POL-04, GRP-02).

Belongs here: how counts are added up. Does not belong here: where a term stands, which is always
`domain.protocol.terms.state.state_at`, the same that each term tells of itself; and how the store counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from domain.model.terms import TermObligation, TermState
from domain.protocol.measures.asking import Count
from domain.protocol.measures.dimensions import Dimension, place_of
from domain.protocol.terms.table import TERMS


class CaseCount(NamedTuple):
    """So many cases opened in the period; `still_open` of them are not closed yet."""

    group: str | None
    opened: int
    still_open: int


@dataclass(frozen=True, slots=True)
class Compliance:
    """How the terms of one obligation stand in one group; recommended ones are never added to mandatory ones."""

    group: str | None
    obligation: TermObligation
    states: Counter[TermState]

    @property
    def total(self) -> int:
        """Every term."""
        return self.states.total()

    @property
    def running(self) -> int:
        """Neither closed nor past: scheduled, running or at risk."""
        return sum(self.states[state] for state in (TermState.SCHEDULED, TermState.RUNNING, TermState.AT_RISK))

    @property
    def rate(self) -> float | None:
        """Met among those that were judged: met, met late and overdue. None: none was."""
        met = self.states[TermState.MET]
        judged = met + self.states[TermState.MET_LATE] + self.states[TermState.OVERDUE]
        return met / judged if judged else None


_OBLIGATION: Final = {row.rule_id: row.obligation for row in TERMS}


def compliance(counts: Iterable[Count], by: Dimension) -> tuple[Compliance, ...]:
    """
    Counts by group and rule (or by rule alone, which then is the group) added up by group and obligation, groups in the
    order of the protocol.

    Source: POL-04, GRP-02, SLA-21.
    """
    found: dict[tuple[str | None, TermObligation], Counter[TermState]] = {}
    for groups, part, many, _ in counts:
        key = (groups[0], _OBLIGATION[groups[-1] or ""])
        found.setdefault(key, Counter())[TermState(part)] += many
    rank = {obligation: place for place, obligation in enumerate(TermObligation)}
    order = sorted(found, key=lambda key: (place_of(by, key[0]), rank[key[1]]))
    return tuple(Compliance(*key, found[key]) for key in order)


def case_counts(counts: Iterable[Count], by: Dimension, still_open: str) -> list[CaseCount]:
    """Counts by group and part added up by group, groups in the order of the protocol. Source: GRP-01, GRP-02."""
    found: dict[str | None, Counter[str]] = {}
    for (group,), part, many, _ in counts:
        found.setdefault(group, Counter())[part] += many
    order = sorted(found, key=lambda group: place_of(by, group))
    return [CaseCount(group, found[group].total(), found[group][still_open]) for group in order]
