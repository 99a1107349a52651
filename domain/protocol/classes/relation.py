"""Its work with ProChile ("relación"): which actions count, and what the latest of them makes of the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from domain.model.accounts import Account
from domain.model.classes import FieldValue, Finding, Origin, Reason, Relation
from domain.model.history.actions import Action
from domain.model.institution.people import Role
from domain.model.standing import Standing
from domain.protocol.classes import reasons as say
from domain.protocol.classes.reference_day import Frame, Interval, frame_of, missing
from domain.protocol.classes.settings import Settings

_NATIONAL: Final = Origin.NACIONAL
_INSTITUTION: Final = Origin.INSTITUCION
_REGIONAL: Final = Role.REGIONAL_EXECUTIVE
_COMMERCIAL: Final = Role.COMMERCIAL_EXECUTIVE
_SANTIAGO: Final = ZoneInfo("America/Santiago")
_SII_MISSING: Final = missing("sii_started")


def is_confirmed(action: Action) -> bool:
    """Whether a regional or commercial executive registered or confirmed it. Source: DEF-05 (c), AMB-37."""
    role = action.registered_role
    if role is _REGIONAL or role is _COMMERCIAL:
        return True
    confirmation = action.confirmation
    return confirmation is not None and confirmation.role in {_REGIONAL, _COMMERCIAL}


def counting_actions(actions: Sequence[Action], on: date, config: Settings) -> tuple[Action, ...]:
    """Those that count towards being a user on that day, latest end first. Source: DEF-05, AMB-37, AMB-61."""
    frame = frame_of(config, on)
    counting = [a for a in actions if _is_of_counting_type(a, frame) and is_confirmed(a)]
    return tuple(sorted(counting, key=lambda a: (a.ended_on, a.registered_at, a.id), reverse=True))


def _is_of_counting_type(action: Action, frame: Frame) -> bool:
    return action.ended_on <= frame.on and counts_if_confirmed(action, frame.counting)


def counts_if_confirmed(action: Action, counting: Mapping[str, Sequence[Interval]]) -> bool:
    """Whether it stands and is of a type that counts at its end (AMB-37)."""
    if action.annulment is not None:
        return False
    day = action.ended_on
    return any(first <= day <= last for first, last in counting.get(action.type, ()))


def last_counting(actions: Sequence[Action], frame: Frame) -> tuple[Action | None, Action | None]:
    """The latest counting action, and the latest one after it that only lacks a confirmation."""
    on = frame.on
    counting = frame.counting
    last: Action | None = None
    unconfirmed: Action | None = None
    for action in actions:
        ended_on = action.ended_on
        if ended_on > on or action.annulment is not None or (last is not None and ended_on <= last.ended_on):
            continue
        for first, final in counting.get(action.type, ()):
            if first <= ended_on <= final:
                role = action.registered_role
                if role is _REGIONAL or role is _COMMERCIAL or is_confirmed(action):
                    last = action
                elif unconfirmed is None or ended_on > unconfirmed.ended_on:
                    unconfirmed = action
                break
    if unconfirmed is not None and last is not None and unconfirmed.ended_on <= last.ended_on:
        unconfirmed = None
    return last, unconfirmed


def has_started_activities(seen: Account | Standing, on: date) -> bool:
    """Whether its start of activities at SII is known, and had happened by that day when its date is known (DAT-04)."""
    if not seen.sii_started:
        return False
    started_on = seen.sii_started_on
    return started_on is None or started_on <= on


def relation_of(
    seen: Account | Standing,
    actions: Sequence[Action],
    frame: Frame,
    origin: Origin,
    last: Action | None,
    unconfirmed: Action | None,
) -> Finding[Relation]:
    """
    By the latest counting action: this year, less than three years ago, or more.

    National companies need their start of activities; foreign and Chilean ones abroad do not (AMB-36), and for
    institutions it is only information (AMB-53).

    Source: DEF-05, DEF-06, DEF-08, DEF-09, AMB-07, AMB-08, AMB-36, AMB-37, AMB-60, AMB-61.
    """
    waiting: tuple[Reason, ...] = ()
    if unconfirmed is not None:
        waiting = (Reason("DEF-05", say.UNCONFIRMED, (unconfirmed,), (), ("AMB-37",)),)
    at_home = origin is _NATIONAL or origin is _INSTITUTION
    if last is None:
        nothing = say.NO_WORK if at_home else say.NO_WORK_FOREIGN
        return Finding(Relation.SIN_TRABAJO, (*waiting, nothing) if waiting else (nothing,))
    if origin is _NATIONAL and not has_started_activities(seen, frame.on):
        return _no_activities(seen, actions, frame, waiting)
    ended_on = last.ended_on
    if ended_on.year == frame.on.year:
        reason = _user_reason(last, "DEF-05" if at_home else "DEF-09", origin)
        return Finding(Relation.USUARIA, (reason, *waiting) if waiting else (reason,))
    grounds = (last, frame.asked)
    if ended_on <= frame.former_cutoff:
        former = Reason("DEF-08", say.FORMER_USER, grounds, (), ("AMB-08",))
        return Finding(Relation.ANTIGUA_USUARIA, (former, *waiting) if waiting else (former,))
    earlier = Reason("DEF-06", say.EARLIER_USER, grounds, _COUNTING_ACTION, ("AMB-07",))
    return Finding(Relation.USUARIA_ANTERIOR, (earlier, *waiting) if waiting else (earlier,))


_COUNTING_ACTION: Final = missing("COUNTING_ACTION")


def _user_reason(action: Action, rule: str, origin: Origin) -> Reason:
    ended_on = action.ended_on
    grounds: tuple[Action] | tuple[Action, FieldValue] = (action,)
    template = say.USER
    points: tuple[str, ...] = ()
    if origin is _INSTITUTION:
        points = ("AMB-53",)
    elif origin is not _NATIONAL:
        points = ("AMB-36",)
    if action.started_on.year != ended_on.year:
        points += ("AMB-61",)
    if action.registered_at.year != ended_on.year:
        registered_on = action.registered_at.astimezone(_SANTIAGO).date()
        if registered_on.year != ended_on.year:
            template = say.USER_REGISTERED_LATE
            grounds = (action, FieldValue("registered_on", registered_on))
            points += ("AMB-60",)
    return Reason(rule, template, grounds, (), points)


def _no_activities(
    seen: Account | Standing, actions: Sequence[Action], frame: Frame, waiting: tuple[Reason, ...]
) -> Finding[Relation]:
    """Without start of activities no action makes it a user; those that would are named, latest first."""
    answer = FieldValue("sii_started", seen.sii_started)
    would = [a for a in actions if _is_of_counting_type(a, frame) and is_confirmed(a)]
    would.sort(key=lambda a: a.ended_on, reverse=True)
    reasons = tuple(Reason("DEF-05", say.NO_SII, (action, answer), _SII_MISSING) for action in would)
    return Finding(Relation.SIN_TRABAJO, reasons + waiting)
