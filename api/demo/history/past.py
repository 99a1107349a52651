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
from api.demo.history.diagnoses import Answering
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
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.take_step import CaseOutcome
from messaging.sender import MailSender, SendSettings
from persistence.background.messages import SqlMailStore
from persistence.background.timer_queue import SqlTimerQueue
from sync.loops.timers import TimerRunner, TimerSettings


@dataclass(frozen=True, slots=True)
class Size:
    """How long the past is, and how many cases are begun in it; those that they open in turn come besides."""

    days: int = 14 * 30
    cases: int = 80


_LONGEST_WAIT: Final = 60
_PATIENCE: Final = 6
"""So often a case may wait for time to pass before it is left where it stands."""

# How many days somebody takes for a step: mostly by the next day, seldom so late that a term has ended.
_PACE: Final = (0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 7, 12)
_SHARES: Final = {
    Flow.CAPTURE: 9, Flow.REQUEST: 6, Flow.HELP_CENTRE: 8, Flow.SERVICE: 5, Flow.FOLLOW_UP: 6, Flow.AGENDA: 4,
    Flow.CITIZEN: 4, Flow.DEMAND: 3, Flow.VISIT: 2, Flow.INVITATION: 2, Flow.INSTITUTION: 2, Flow.PORTAL_PROBLEM: 2,
    Flow.ABROAD: 1, Flow.INVESTMENT: 1, Flow.POTENTIAL_ACCOUNT: 1, Flow.BEHAVIOUR_NOTE: 1,
}  # fmt: skip
_NATIONAL, _ABROAD, _INSTITUTION, _ANYBODY = "national", "abroad", "institution", "anybody"
_KIND: Final = {
    Flow.DEMAND: _ABROAD, Flow.VISIT: _ABROAD, Flow.INVITATION: _ABROAD, Flow.INVESTMENT: _ABROAD, Flow.ABROAD: _ABROAD,
    Flow.INSTITUTION: _INSTITUTION, Flow.HELP_CENTRE: _ANYBODY, Flow.CITIZEN: _ANYBODY,
}  # fmt: skip
_BY_THEMSELVES: Final = frozenset({Flow.FOLLOW_UP, Flow.ENQUIRY})
"""Cases that no tale begins."""
_FOLLOWED: Final = 0.6
_DAY_OF_QUALITY: Final = 2
"""Tuesdays; a week of calendar days between two looks at what is open."""
_NEW_AT_ONCE: Final = 60
_UNPACED: Final = SendSettings(per_second=1e6)  # no server is behind these letters


def _kind_of(row: AccountRow) -> str:
    if row.organisation == Organisation.INSTITUTION.value:
        return _INSTITUTION
    return _NATIONAL if row.country == "CL" else _ABROAD


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
    steps: int = 0

    async def play(self) -> None:
        """Let everything happen until `until`."""
        accounts = await self._accounts()
        codes = [each.code for each in self.runtime.configuration.topics]
        topics = Topics(Random(self.size.cases), codes)  # noqa: S311 - an example, not a secret
        choices = Choices(self.dice, [each.id for each in accounts], self._types())
        questions = self.runtime.configuration.self_diagnosis.on(local_day(self.clock.at, SANTIAGO))
        answering = None if questions is None else Answering(self.runtime.casework, questions.value)
        player = Player(self.runtime.casework, choices, topics, answering)
        timers = TimerRunner(SqlTimerQueue(self.runtime.database, self.clock), self.runtime.fire, TimerSettings())
        sender = MailSender(SqlMailStore(self.runtime.database, self.clock), _Delivered(), _UNPACED)
        improving = Improving(self.runtime, Random(self.size.days))  # noqa: S311 - an example, not a secret
        surveying = Surveying(self.runtime, Random(self.size.cases))  # noqa: S311 - an example, not a secret
        national = [row for row in accounts if _kind_of(row) == _NATIONAL and row.rut not in (None, PROTAGONIST_RUT)]
        beside = Beside(self.runtime, Random(self.size.days + 1), national)  # noqa: S311 - an example, not a secret
        for tale, begins in self._tales(accounts):
            self._push(begins, tale, 0)
        day = local_day(self.clock.at, SANTIAGO)
        while self._queue:
            at, _, tale, waited = heapq.heappop(self._queue)
            while local_day(at, SANTIAGO) > day:
                day += timedelta(days=1)
                await self._morning(datetime.combine(day, time(10), SANTIAGO), timers, sender)
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

    async def _morning(self, at: datetime, timers: TimerRunner, sender: MailSender) -> None:
        self.clock.at = max(self.clock.at, min(at.astimezone(UTC), self.until))
        if await timers.run_once():
            await sender.run_once()
            await self._follow_new()

    async def _go_on(self, player: Player, tale: Tale, waited: int) -> CaseOutcome | None:
        done = await player.step(tale)
        if done is not None:
            self.steps += 1
            self._push(self._later(self.clock.at), tale, 0)
            for case in done.opened:
                self._follow(case)
        elif waited < _PATIENCE and tale.case_id is not None:
            self._push(self.clock.at + timedelta(days=self.dice.randint(5, _LONGEST_WAIT)), tale, waited + 1)
        return done

    def _follow(self, case: Case) -> None:
        """A case that another one, or an action of the CRM, opened goes on too."""
        if case.id not in self._known:
            self._known.add(case.id)
            state = self.dice.choice(FLOWS[case.flow].spec.states).name
            self._push(self._later(self.clock.at), Tale(case.flow, state, (), a_point(self.dice), case.id), 0)

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

    def _later(self, at: datetime) -> datetime:
        """Some days on, at an hour of work."""
        calendar = self.runtime.services.book.of_office(None)
        day = local_day(at, SANTIAGO) + timedelta(days=self.dice.choice(_PACE))
        day = calendar.first_business_day_on_or_after(day)
        hour = time(self.dice.randint(9, 17), self.dice.randint(0, 59))
        found = datetime.combine(day, hour, SANTIAGO).astimezone(UTC)
        return found if found > at else at + timedelta(minutes=self.dice.randint(10, 90))

    def _tales(self, accounts: Sequence[AccountRow]) -> Iterator[tuple[Tale, datetime]]:
        """One of every flow and then by share; those that rest open begin late, as far as they can."""
        fitting: dict[str, list[str | None]] = {kind: [] for kind in (_NATIONAL, _ABROAD, _INSTITUTION)}
        for row in accounts:
            if row.rut != PROTAGONIST_RUT:  # her story is people's to play
                fitting[_kind_of(row)].append(row.id)
        fitting[_ANYBODY] = [None, *fitting[_NATIONAL][:1]]
        for flow, state in self._wanted()[: self.size.cases]:
            days = self.dice.randint(30, self.size.days - 1) if state.final else self.dice.randint(0, 75)
            tale = Tale(flow, state.name, fitting[_KIND.get(flow, _NATIONAL)], a_point(self.dice))
            yield tale, self._later(self.until - timedelta(days=days))

    def _wanted(self) -> list[tuple[Flow, StateSpec]]:
        """Where cases are to come to: one of every flow, then every state of each, then by share."""
        states = {flow: list(rules.spec.states) for flow, rules in FLOWS.items()}
        first = [(flow, self.dice.choice(of_flow)) for flow, of_flow in states.items()]
        every = [(flow, state) for flow, of_flow in states.items() for state in of_flow if (flow, state) not in first]
        self.dice.shuffle(every)
        by_share = self.dice.choices(list(FLOWS), [_SHARES.get(flow, 1) for flow in FLOWS], k=self.size.cases)
        return [*first, *every, *((flow, self.dice.choice(states[flow])) for flow in by_share)]

    async def _accounts(self) -> list[AccountRow]:
        page = await self.runtime.read.accounts(AccountQuery(), PageRequest(first=100))
        found = [*page.items]
        while page.has_next:
            page = await self.runtime.read.accounts(AccountQuery(), PageRequest(first=100, after=page.cursors[-1]))
            found += page.items
        return found

    def _types(self) -> list[str]:
        return [row.code for row in self.runtime.configuration.action_types if row.counts]
