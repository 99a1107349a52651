"""
The classes of an account over time ("trayectoria"): one pass over its ordered facts.

For one state of a record a class is a step function of the day, with steps only on days that its facts, its actions
and the dated settings name. So the answers on any days in order are read in one pass, and the periods of an account,
by which lists find it on a day, are those answers on the days that may be steps.

Belongs here: which days those are, and the pass. Does not belong here: what the classes of a day are, which is always
`classification.answer`; and how periods are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from domain.model.accounts import Account, FactKind
from domain.model.classes import AccountClass, Classes, ClassPeriod, Registration, Relation
from domain.model.history.actions import Action
from domain.model.institution.calendar import add_months
from domain.model.standing import Standing, standing_on
from domain.protocol.classes.classification import Moment, answer
from domain.protocol.classes.reference_day import FORMER_USER_MONTHS, Facts, Frames, frames_of
from domain.protocol.classes.relation import counts_if_confirmed, is_confirmed
from domain.protocol.classes.settings import Settings

_ONE: Final = timedelta(days=1)
_NO_USER: Final = frozenset({AccountClass.NO_USUARIA})
_TEST: Final = FactKind.TEST_LEVEL
_LAST_YEAR: Final = date.max.year


def answers(account: Account, actions: Sequence[Action], days: Sequence[date], config: Settings) -> Iterator[Classes]:
    """
    What `classify` answers on each of *days*, which are in order, in one pass over the facts and the actions.

    Source: section 8.1, AMB-69.
    """
    course = _Course(account, actions, frames_of(config))
    return (course.answer(day) for day in days)


def periods_of(account: Account, actions: Sequence[Action], config: Settings) -> tuple[ClassPeriod, ...]:
    """
    The periods of *account* in order: of neighbours something differs, and together they cover every day there is.

    An account that was joined to another has none: what it had is the other's (AMB-63).

    Source: section 8.1, AMB-63, AMB-69.
    """
    if account.merged_into is not None:
        return ()
    course = _Course(account, actions, frames_of(config))
    found: list[ClassPeriod] = []
    for since in course.turns():
        period = _period(since, course.answer(since))
        if found and found[-1][2:] == period[2:]:
            continue
        if found:
            found[-1] = found[-1]._replace(until=since - _ONE)
        found.append(period)
    return tuple(found)


def _period(since: date, found: Classes) -> ClassPeriod:
    registered = found.registration.value is not Registration.NO_REGISTRADA
    return ClassPeriod(
        since,
        date.max,
        found.classes or (_NO_USER if registered else found.classes),
        found.origin.value,
        found.registration.value,
        found.relation.value,
        found.export.value,
        found.capacity.value,
        found.phase.value,
        found.group.value,
        found.category.value,
    )


class _Course:
    """
    Where the pass stands: asked for later and later days, it steps over each fact and each action once.

    The answers are those of `classification.answer`; only what they are derived from is kept from day to day.
    """

    def __init__(self, account: Account, actions: Sequence[Action], frames: Frames) -> None:
        self._account = account
        self._actions = actions
        self._frames = frames
        told = [action for action in actions if counts_if_confirmed(action, frames.counting)]
        self._counting = _by_end([action for action in told if is_confirmed(action)])
        self._waiting = _by_end([action for action in told if not is_confirmed(action)])
        self._facts: Facts = {}
        self._next_fact = self._next_counting = self._next_waiting = 0
        self._unable = self._may_end = False

    def answer(self, day: date) -> Classes:
        """What `classify` answers on *day*, which is none before the day asked last."""
        last = self._last(day)
        found = answer(
            self._account,
            self._actions,
            Moment(self._frames.on(day), self._seen(day), self._facts_on(day), last, self._unconfirmed(day, last)),
        )
        self._unable = last is not None and found.relation.value is Relation.SIN_TRABAJO
        return found

    def turns(self) -> Iterator[date]:
        """
        The days on which its classes may be others than the day before, in order, the first day of all among them.

        While it lacks what makes a user of it (start of activities), the days that only its work names are left out.
        """
        always = {date.min, *_days_of(self._account), *self._frames.turns, *self._days_of_facts()}
        if self._counting:
            always.add(self._counting[0].ended_on)
        for day in sorted(always.union(_days_of_work(self._counting))):
            if day in always or not self._unable:
                yield day

    def _days_of_facts(self) -> Iterator[date]:
        for fact in self._account.facts:
            yield fact.on
            if fact.until is not None and fact.until < date.max:
                yield fact.until + _ONE
            if fact.kind is _TEST:
                for months in self._frames.validities:
                    yield from _months_after(fact.on, months)

    def _seen(self, day: date) -> Account | Standing:
        account = self._account
        return standing_on(account, day) if account.standings else account

    def _facts_on(self, day: date) -> Facts:
        facts, place = self._account.facts, self._next_fact
        while place < len(facts) and facts[place].on <= day:
            fact = facts[place]
            self._facts[fact.kind._value_] = fact
            self._may_end = self._may_end or fact.until is not None
            place += 1
        self._next_fact = place
        if not self._may_end:
            return self._facts
        return {kind: fact for kind, fact in self._facts.items() if fact.until is None or day <= fact.until}

    def _last(self, day: date) -> Action | None:
        self._next_counting = _past(self._counting, self._next_counting, day)
        return self._counting[self._next_counting - 1] if self._next_counting else None

    def _unconfirmed(self, day: date, last: Action | None) -> Action | None:
        self._next_waiting = _past(self._waiting, self._next_waiting, day)
        found = self._waiting[self._next_waiting - 1] if self._next_waiting else None
        return found if found is not None and (last is None or found.ended_on > last.ended_on) else None


def _past(actions: Sequence[Action], place: int, day: date) -> int:
    while place < len(actions) and actions[place].ended_on <= day:
        place += 1
    return place


def _by_end(actions: Sequence[Action]) -> Sequence[Action]:
    """In order of their ends; of those that ended on one day the first as they were given."""
    firsts: dict[date, Action] = {}
    for action in actions:
        firsts.setdefault(action.ended_on, action)
    return [firsts[day] for day in sorted(firsts)]


def _days_of(account: Account) -> Iterator[date]:
    """Of its registration and of what is remembered of it."""
    yield account.registered_on
    if account.sii_started_on is not None:
        yield account.sii_started_on
    for stood in account.standings:
        yield stood.until + _ONE
        if stood.sii_started_on is not None:
            yield stood.sii_started_on


def _days_of_work(counting: Sequence[Action]) -> Iterator[date]:
    """Where its relation steps, if what it did makes a user of it: of a year's, the first (DEF-05, DEF-06, DEF-08)."""
    previous = None
    for action, following in zip(counting, (*counting[1:], None), strict=False):
        ended_on, until = action.ended_on, date.max if following is None else following.ended_on
        if previous is None or previous.year != ended_on.year:
            yield ended_on
        if ended_on.year < min(until.year, _LAST_YEAR):
            yield date(ended_on.year + 1, 1, 1)
            yield from (day for day in _months_after(ended_on, FORMER_USER_MONTHS) if day <= until)
        previous = ended_on


def _months_after(day: date, months: int) -> Sequence[date]:
    """The day so many months later; none when there is no such day any more."""
    return () if day.year + months // 12 + 1 >= _LAST_YEAR else (add_months(day, months),)
