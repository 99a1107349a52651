"""
Figures by region and by target public: terms met, late and running, and cases (POL-04, GRP-02).

Belongs here: what is counted and how counts are added up. Does not belong here: where a term stands, which is always
`domain.protocol.terms.state.state_at`, the same that each term tells of itself; and how the store counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from domain.errors import InvalidValue
from domain.model.cases import Flow
from domain.model.classes import Group
from domain.model.institution.calendar import SANTIAGO, end_of_day, start_of_day
from domain.model.places.regions import REGIONS
from domain.model.terms import TermObligation, TermState
from domain.protocol.terms.table import TERMS

GENERAL_PUBLIC: Final = "PUBLICO_GENERAL"
"""Who belongs to no company: none of the four groups (GRP-02)."""

WITHOUT_ACCOUNT: Final = "SIN_CUENTA"
"""A company that has no account yet: its group is not known."""

PUBLIC_FLOWS: Final = frozenset({Flow.HELP_CENTRE, Flow.CITIZEN})
"""Where who belongs to no company is answered (PUB-06, PUB-07)."""


class Dimension(StrEnum):
    """By what figures are compared."""

    REGION = "REGION"  # de la empresa; si no hay cuenta, de la oficina que responde
    TARGET_PUBLIC = "TARGET_PUBLIC"  # los cuatro grupos, y aparte el público general


@dataclass(frozen=True, slots=True)
class Period:
    """What began from `first` to `last`, both inclusive, on Santiago's clock. Raises InvalidValue when reversed."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidValue("El período termina antes de empezar.", rule="POL-04", field=("until",))

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """First and last instant, in UTC."""
        return start_of_day(self.first, SANTIAGO), end_of_day(self.last, SANTIAGO)


class TermCount(NamedTuple):
    """So many terms of one rule in one state. `group`: CUT code of a region, or target public; None: neither known."""

    group: str | None
    rule_id: str
    state: TermState
    terms: int


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
_REGION_NAMES: Final = {region.cut: region.name for region in REGIONS}
_PUBLIC_NAMES: Final = {
    Group.CARTERA.value: "Empresas cartera, exportadoras o no",
    Group.INSTITUCIONES.value: "Instituciones y asociaciones",
    Group.EXTRANJERAS.value: "Empresas extranjeras",
    Group.SIN_TRABAJO.value: "Empresas sin trabajo con ProChile",
    GENERAL_PUBLIC: "Público general",
    WITHOUT_ACCOUNT: "Empresas que aún no tienen cuenta",
}


def compliance(counts: Iterable[TermCount], by: Dimension) -> tuple[Compliance, ...]:
    """
    The counts added up by group and obligation, groups in the order of the protocol.

    Source: POL-04, GRP-02, SLA-21.
    """
    found: dict[tuple[str | None, TermObligation], Counter[TermState]] = {}
    for count in counts:
        key = (count.group, _OBLIGATION[count.rule_id])
        found.setdefault(key, Counter())[count.state] += count.terms
    rank = {obligation: place for place, obligation in enumerate(TermObligation)}
    order = sorted(found, key=lambda key: (_place(by, key[0]), rank[key[1]]))
    return tuple(Compliance(*key, found[key]) for key in order)


def in_order(counts: Sequence[CaseCount], by: Dimension) -> list[CaseCount]:
    """Groups in the order of the protocol. Source: GRP-01, GRP-02."""
    return sorted(counts, key=lambda count: _place(by, count.group))


def group_name(by: Dimension, group: str | None) -> str:
    """As a person reads it, in Spanish."""
    if by is Dimension.REGION:
        return _REGION_NAMES.get(group or "", "Fuera de Chile, nivel central o sin región")
    return _PUBLIC_NAMES.get(group or "", "Sin dato")


def _place(by: Dimension, group: str | None) -> int:
    names = list(_REGION_NAMES if by is Dimension.REGION else _PUBLIC_NAMES)
    return names.index(group) if group in names else len(names)
