"""
When what happened: about fourteen months of cases in the order of time, with the timers and letters of those days.

Each case is led to one state of its flow, at hours of work, mostly in time and sometimes late; every flow is among
them, and where a case waits for a day the timers of that day go on with it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Final

from api.demo.history.beside import Beside
from api.demo.history.both_sides import differ
from api.demo.history.diagnoses import Answering
from api.demo.history.goals import ABROAD, INSTITUTION, NATIONAL, UNPLAYED, Goals, ends_by_time
from api.demo.history.player import Player, Tale, Topics, a_point
from api.demo.history.quality import Improving
from api.demo.history.surveys import Surveying
from api.demo.history.values import Choices
from api.wiring import Runtime
from connectors.mock.dataset import PROTAGONIST_RUT
from domain.model.accounts import Organisation
from domain.model.cases import Case, Flow
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.messages import Delivery, Message
from domain.ports.casework import CaseQuery
from domain.ports.reading import AccountQuery, AccountRow, PageRequest
from domain.protocol.engine.rows import StateSpec
from domain.protocol.engine.ways import opens_itself
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.take_step import CaseOutcome
from messaging.sender import MailSender, SendSettings
from persistence.background.messages import SqlMailStore
from persistence.background.timer_queue import SqlTimerQueue
from sync.loops.timers import TimerRunner, TimerSettings

WHOLE_CASES: Final = 132
"""As many, one for every state; a shorter past leaves states out."""


@dataclass(frozen=True, slots=True)
class Size:
    """How long the past is, and how many cases are begun in it; those that they open in turn come besides."""

    days: int = 14 * 30
    cases: int = WHOLE_CASES


_LONGEST_WAIT: Final = 60
_PATIENCE: Final = 6
"""So often a case may wait for time to pass before it is left where it stands."""

# How many days somebody takes for a step: mostly by the next day, seldom so late that a term has ended.
_PACE: Final = (0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 7, 12)
_HURRY: Final = (0, 0, 0, 1)
_SHARES: Final = {
    Flow.CAPTURE: 9, Flow.REQUEST: 6, Flow.HELP_CENTRE: 8, Flow.SERVICE: 5, Flow.FOLLOW_UP: 6, Flow.AGENDA: 4,
    Flow.CITIZEN: 4, Flow.DEMAND: 3, Flow.VISIT: 2, Flow.INVITATION: 2, Flow.INSTITUTION: 2, Flow.PORTAL_PROBLEM: 2,
    Flow.ABROAD: 1, Flow.INVESTMENT: 1, Flow.POTENTIAL_ACCOUNT: 1, Flow.BEHAVIOUR_NOTE: 1,
}  # fmt: skip
_BY_THEMSELVES: Final = frozenset({Flow.FOLLOW_UP, Flow.ENQUIRY})
"""Cases that no tale begins."""
_FOLLOWED: Final = 0.4
_NOTES_TO_GO_ON: Final = 5
"""Notes go on within days, and a new one takes months: some wait for who is missing at the end."""
_LAST_DAYS: Final = 28
_DAYS_BETWEEN: Final = 4
_EVERY_DAY: Final = 8
_DAY_OF_QUALITY: Final = 2
"""Tuesdays; a week of calendar days between two looks at what is open."""
_NEW_AT_ONCE: Final = 60
_UNPACED: Final = SendSettings(per_second=1e6)  # no server is behind these letters


def _kind_of(row: AccountRow) -> str:
    if row.organisation == Organisation.INSTITUTION.value:
        return INSTITUTION
    return NATIONAL if row.country == "CL" else ABROAD


def _by_kind(accounts: Sequence[AccountRow]) -> dict[str, list[str | None]]:
    fitting: dict[str, list[str | None]] = {kind: [] for kind in (NATIONAL, ABROAD, INSTITUTION)}
    for row in accounts:
        if row.rut != PROTAGONIST_RUT:  # her story is people's to play
            fitting[_kind_of(row)].append(row.id)
    return fitting


@dataclass(slots=True)
class PastClock:
    """The clock of the history: it stands where it was put."""

    at: datetime

    def now(self) -> datetime:
        """Aware UTC instant."""
        return self.at


class _Delivered:
    """The letters of the past are taken as delivered; nobody gets them."""

    async def deliver(self, message: Message) -> Sequence[Delivery]:
        """Taken."""
        del message
        return ()

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class History:
    """What is still to happen, in the order of time."""

    runtime: Runtime
    clock: PastClock
    until: datetime
    dice: Random
    size: Size
    _queue: list[tuple[datetime, int, Tale, int]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _known: set[str] = field(default_factory=set)
    _goals: Goals = field(init=False)
    steps: int = 0

    async def play(self) -> None:
        """Let everything happen until `until`."""
        accounts = await self._accounts()
        codes = [each.code for each in self.runtime.configuration.topics]
        topics = Topics(Random(self.size.cases), codes)  # noqa: S311 - an example, not a secret
        ids = [each.id for each in accounts if _kind_of(each) == NATIONAL]  # suppliers are companies of Chile
        choices = Choices(self.dice, ids, self._types())
        questions = self.runtime.configuration.self_diagnosis.on(local_day(self.clock.at, SANTIAGO))
        answering = None if questions is None else Answering(self.runtime.casework, questions.value)
        player = Player(self.runtime.casework, choices, topics, answering)
        timers = TimerRunner(SqlTimerQueue(self.runtime.database, self.clock), self.runtime.fire, TimerSettings())
        sender = MailSender(SqlMailStore(self.runtime.database, self.clock), _Delivered(), _UNPACED)
        improving = Improving(self.runtime, Random(self.size.days))  # noqa: S311 - an example, not a secret
        surveying = Surveying(self.runtime, Random(self.size.cases))  # noqa: S311 - an example, not a secret
        national = [row for row in accounts if _kind_of(row) == NATIONAL and row.rut not in (None, PROTAGONIST_RUT)]
        beside = Beside(self.runtime, Random(self.size.days + 1), national)  # noqa: S311 - an example, not a secret
        self._goals = Goals(self.runtime.database, self.dice, _by_kind(accounts))
        for tale, begins in self._tales():
            self._push(begins, tale, 0)
        day = local_day(self.clock.at, SANTIAGO)
        while self._queue:
            at, _, tale, waited = heapq.heappop(self._queue)
            while local_day(at, SANTIAGO) > day:
                day += timedelta(days=1)
                await self._morning(datetime.combine(day, time(10), SANTIAGO), timers, sender)
                await self._begin_what_is_missing()
                if day.isoweekday() == _DAY_OF_QUALITY:
                    await improving.go_on(self.clock.at)
                    await surveying.go_on(self.clock.at)
                    await beside.go_on(self.clock.at)
            self.clock.at = max(self.clock.at, at)
            done = await self._go_on(player, tale, waited)
            if done is not None and done.case.closed_at is not None:
                await surveying.closed(done.case)
        self.clock.at = self.until
        await timers.run_once()
        await sender.run_once()
        await differ(self.runtime, national)

    async def _morning(self, at: datetime, timers: TimerRunner, sender: MailSender) -> None:
        self.clock.at = max(self.clock.at, min(at.astimezone(UTC), self.until))
        if await timers.run_once():
            await sender.run_once()
            await self._follow_new()

    async def _go_on(self, player: Player, tale: Tale, waited: int) -> CaseOutcome | None:
        done = await player.step(tale)
        if done is not None:
            self.steps += 1
            for case in done.opened:
                self._follow(case, tale)
        if tale.rests:
            return done
        if done is not None and not tale.ended:
            self._push(self._later(self.clock.at, tale), tale, 0)
        elif waited < _PATIENCE and tale.case_id is not None and not tale.ended:
            self._push(self.clock.at + timedelta(days=self.dice.randint(5, _LONGEST_WAIT)), tale, waited + 1)
        elif (again := self._goals.again(tale)) is not None:
            self._push(self._later(self.clock.at, again), again, 0)
        return done

    def _follow(self, case: Case, of: Tale | None = None) -> None:
        """A case that another one, or an action of the CRM, opened goes on too."""
        if case.id in self._known:
            return
        self._known.add(case.id)
        meant = None if of is None or of.then is None or of.then[0] is not case.flow else of.then[1]
        state = meant or self.dice.choice(FLOWS[case.flow].spec.states).name
        hurried = of is not None and of.hurried
        tale = Tale(case.flow, state, (), a_point(self.dice), case.id, hurried=hurried)
        self._push(self._later(self.clock.at, tale), tale, 0)

    async def _follow_new(self) -> None:
        """The cases that nobody opened: of actions that came from the CRM, and of timers."""
        page = await self.runtime.case_read.cases(CaseQuery(), PageRequest(first=_NEW_AT_ONCE))
        for case in page.items:
            if case.flow in _BY_THEMSELVES and self.dice.random() < _FOLLOWED:
                self._follow(case)
            self._known.add(case.id)

    def _push(self, at: datetime, tale: Tale, waited: int) -> None:
        if at < self.until:
            heapq.heappush(self._queue, (at, next(self._numbers), tale, waited))

    def _later(self, at: datetime, tale: Tale | None = None) -> datetime:
        """Some days on, at an hour of work."""
        calendar = self.runtime.services.book.of_office(None)
        pace = _HURRY if tale is not None and tale.hurried else _PACE
        day = local_day(at, SANTIAGO) + timedelta(days=self.dice.choice(pace))
        day = calendar.first_business_day_on_or_after(day)
        hour = time(self.dice.randint(9, 17), self.dice.randint(0, 59))
        found = datetime.combine(day, hour, SANTIAGO).astimezone(UTC)
        return found if found > at else at + timedelta(minutes=self.dice.randint(10, 90))

    def _tales(self) -> Iterator[tuple[Tale, datetime]]:
        """One for every state of every flow and then by share; those that rest open begin late, as far as they can."""
        for flow, state in self._wanted()[: self.size.cases]:
            yield self._goals.tale(flow, state.name), self._later(self.until - timedelta(days=self._days(flow, state)))

    def _days(self, flow: Flow, state: StateSpec) -> int:
        """So long before the end a case begins that is to rest there."""
        longest = self.size.days - 1
        if ends_by_time(flow, state.name):
            return self.dice.randint(longest * 4 // 5, longest)
        if state.final:
            return self.dice.randint(longest // 3, longest)
        return self.dice.randint(15, 90) if opens_itself(FLOWS[flow]) else self.dice.randint(60, 120)

    def _wanted(self) -> list[tuple[Flow, StateSpec]]:
        """Where cases are to come to: one of every flow, then every state of each, then by share."""
        states = {
            flow: [each for each in rules.spec.states if (flow, each.name) not in UNPLAYED]
            for flow, rules in FLOWS.items()
        }
        first = [(flow, self.dice.choice(of_flow)) for flow, of_flow in states.items()]
        every = [(flow, state) for flow, of_flow in states.items() for state in of_flow if (flow, state) not in first]
        self.dice.shuffle(every)
        by_share = self.dice.choices(list(FLOWS), [_SHARES.get(flow, 1) for flow in FLOWS], k=self.size.cases)
        notes = [(Flow.BEHAVIOUR_NOTE, FLOWS[Flow.BEHAVIOUR_NOTE].states["POR_REDACTAR"])] * _NOTES_TO_GO_ON
        return [*first, *every, *notes, *((flow, self.dice.choice(states[flow])) for flow in by_share)]

    async def _begin_what_is_missing(self) -> None:
        """A case for every state at which none rests: towards the end, when what rests may stay there."""
        left = (self.until - self.clock.at).days
        if self.size.cases < WHOLE_CASES or left > _LAST_DAYS or (left > _EVERY_DAY and left % _DAYS_BETWEEN):
            return
        for tale in await self._goals.missing():
            self._push(self._later(self.clock.at, tale), tale, 0)

    async def _accounts(self) -> list[AccountRow]:
        page = await self.runtime.read.accounts(AccountQuery(), PageRequest(first=100))
        found = [*page.items]
        while page.has_next:
            page = await self.runtime.read.accounts(AccountQuery(), PageRequest(first=100, after=page.cursors[-1]))
            found += page.items
        return found

    def _types(self) -> list[str]:
        return [row.code for row in self.runtime.configuration.action_types if row.counts]
