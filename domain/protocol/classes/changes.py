"""
Changes of class as events: before, after, what caused it, from which day (section 8.1).

Nothing is stored and no job runs: the days on which something may change are known from the facts, so the events
of any stretch of time are derived when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from domain.model.accounts import Account
from domain.model.classes import AXES, CauseKind, ClassChange, Classes, Finding, Ground, Reason
from domain.model.history.actions import Action
from domain.model.institution.calendar import add_months
from domain.model.institution.configuration import ProtocolConfiguration
from domain.protocol.classes.course import answers
from domain.protocol.classes.reference_day import FORMER_USER_MONTHS

_ONE: Final = timedelta(1)
_TELLING: Final = (
    "relation",
    "registration",
    "portfolio",
    "origin",
    "export",
    "category",
    "phase",
    "capacity",
    "group",
)
"""Which changed axis gives the reason: the first of these."""

_PRIORITY: Final = (
    CauseKind.ACTION,
    CauseKind.FACT,
    CauseKind.ACCOUNT,
    CauseKind.CONFIGURATION,
    CauseKind.NEW_YEAR,
    CauseKind.THIRD_ANNIVERSARY,
    CauseKind.TIME,
)
"""What counts as the cause when several fall on one day: what somebody did before the mere passing of time."""

Cause = tuple[CauseKind, Ground | None]


def class_changes(
    account: Account,
    actions: Sequence[Action],
    from_date: date,
    to_date: date,
    config: ProtocolConfiguration,
) -> tuple[ClassChange, ...]:
    """
    Every change of class of the account in the days (from_date, to_date], in order.

    The state on *from_date* is where it starts from; a change on that day itself is not told.

    Source: section 8.1, DEF-05, DEF-06, DEF-08.
    """
    causes: dict[date, list[Cause]] = {}
    for day, kind, ground in _occasions(account, actions, from_date, to_date, config):
        if from_date < day <= to_date:
            causes.setdefault(day, []).append((kind, ground))
    found: list[ClassChange] = []
    before, *later = answers(account, actions, (from_date, *sorted(causes)), config)
    for after in later:
        change = change_between(before, after, causes[after.on])
        if change is not None:
            found.append(change)
        before = after
    return tuple(found)


def change_between(before: Classes, after: Classes, causes: Sequence[Cause]) -> ClassChange | None:
    """
    The change from one result to another, or None when every axis has the value it had.

    Args:
        causes: What happened in between; the one that the reasons of the changed axis name is told, otherwise the
            weightiest.

    Source: ATN-05, section 8.1.
    """
    pairs = zip(AXES, before.values, after.values, strict=True)
    axes = tuple(name for name, old, new in pairs if old != new)
    if not axes:
        return None
    reason = _reason_of(after, axes)
    kind, ground = _cause(causes, reason)
    return ClassChange(after.on, before, after, axes, kind, ground, reason)


def _reason_of(after: Classes, axes: tuple[str, ...]) -> Reason:
    axis = next(name for name in _TELLING if name in axes)
    if axis == "portfolio":
        failed = [c for c in after.portfolio.conditions if not c.is_met]
        return (failed or after.portfolio.conditions)[0].reasons[0]
    finding: Finding[object] = getattr(after, axis)
    return finding.reasons[0]


def _cause(causes: Sequence[Cause], reason: Reason) -> Cause:
    for kind, ground in causes:
        if ground is not None and ground in reason.grounds:
            return kind, ground
    return min(causes, key=lambda cause: _PRIORITY.index(cause[0]))


def _occasions(
    account: Account, actions: Sequence[Action], from_date: date, to_date: date, config: ProtocolConfiguration
) -> Iterator[tuple[date, CauseKind, Ground | None]]:
    """Every day on which a class may change, and why; a superset is fine."""
    yield account.registered_on, CauseKind.ACCOUNT, None
    if account.sii_started_on is not None:
        yield account.sii_started_on, CauseKind.ACCOUNT, None
    for stood in account.standings:
        yield stood.until + _ONE, CauseKind.ACCOUNT, None
        if stood.sii_started_on is not None:
            yield stood.sii_started_on, CauseKind.ACCOUNT, None
    for year in range(from_date.year, to_date.year + 1):
        yield date(year, 1, 1), CauseKind.NEW_YEAR, None
    for action in actions:
        yield action.ended_on, CauseKind.ACTION, action
        yield add_months(action.ended_on, FORMER_USER_MONTHS), CauseKind.THIRD_ANNIVERSARY, None
    validities = {dated.value for dated in config.test_validity_months.values}
    for fact in account.facts:
        yield fact.on, CauseKind.FACT, fact
        if fact.until is not None and fact.until < date.max:
            yield fact.until + _ONE, CauseKind.FACT, fact
        for months in validities:
            yield add_months(fact.on, months), CauseKind.TIME, None
    for since in _settings(config):
        yield since, CauseKind.CONFIGURATION, None


def _settings(config: ProtocolConfiguration) -> Iterator[date]:
    yield from (dated.since for dated in config.mandatory_fields.values)
    yield from (dated.since for dated in config.strategic_sectors.values)
    yield from (dated.since for dated in config.test_validity_months.values)
