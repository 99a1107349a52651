"""
A case told step by step, each with everything that it causes: what is not listed must not have happened.

Belongs here: comparing what is stored before and after a fact. Does not belong here: what a fact should cause; the
tests say that, from the text of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.errors import InvalidValue, MissingData, ProtocolError, StepNotAllowed
from domain.model.accounts import Account, Fact
from domain.model.cases import Case, CaseEvent, Flow, Value
from domain.model.institution.people import SYSTEM, Actor
from domain.model.terms import Term
from domain.model.timers import Timer, TimerState
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.load_situation import Casework as CasesDesk
from domain.use_cases.cases.take_step import ReportFact, StartCase, report_in, start_in
from tests.support.calendars import local
from tests.support.cases.case_desk import CaseDesk
from tests.support.memory.store import Rows


@dataclass(slots=True)
class Telling:
    """
    One case at a desk. What a step causes is told in words, in this order:

    "SLA-01 starts" (with its day when it is not the fact's: "SLA-10 starts 2024-09-02 09:00"; its unit and given date),
    "SLA-01 stops", "SLA-01 waived", "SLA-01 withdrawn", "NTF-03" (a message), "action VISITA",
    "FICHA COMPLETED" (a fact of the account),
    "region 08" (a field of the account), "representation DECLARED", "timer end_defence_term 2025-07-01 00:00",
    "timer expire_note cancelled", "to person:ana" (a hand-over), "opens CAPTURE".
    """

    desk: CaseDesk
    flow: Flow
    account: Account | None = None
    case: Case | None = None

    async def report(self, actor: Actor, fact: str, *, occurred_at: str | None = None, **data: Value) -> None:
        """Report a fact, at that local time when it is given; the first one opens the case."""
        instant = None if occurred_at is None else local(occurred_at)
        if self.case is None:
            account = None if self.account is None else self.account.id
            started = self.desk.start(actor, self.flow, fact, account, occurred_at=instant, **data)
            self.case = (await started).case
        else:
            await self.desk.report(actor, self.now, fact, occurred_at=instant, **data)

    async def step(self, actor: Actor, fact: str, state: str, *caused: str, **data: Any) -> None:
        """Report a fact (see `report`): the case comes to *state*, and it causes *caused* and nothing else."""
        before = self._rows.copy()
        await self.report(actor, fact, **data)
        self._expect(state, caused, before)

    async def refused(
        self,
        actor: Actor,
        fact: str,
        rule: str,
        words: str,
        *,
        lacks: tuple[str, ...] = (),
        unfit: str | None = None,
        **data: Any,
    ) -> None:
        """
        Report a fact that is not accepted: by *rule*, with these words in its reason; nothing changes.

        Args:
            lacks: It is refused for want of these data and no other, each with its path.
            unfit: It is refused for this datum, which cannot be meant.
        """
        before = self._rows.copy()
        with pytest.raises((StepNotAllowed, MissingData, InvalidValue)) as caught:
            await self.report(actor, fact, **data)
        self._expect_refusal(caught.value, fact, (rule, words), lacks, unfit)
        assert list(_caused(before, self._rows, self.case)) == []

    def _expect_refusal(
        self,
        refused: ProtocolError,
        fact: str,
        why: tuple[str, str],
        lacks: tuple[str, ...] = (),
        unfit: str | None = None,
    ) -> None:
        rule, words = why
        assert (refused.rule, words in refused.message) == (rule, True), refused.message
        if isinstance(refused, MissingData):
            beside = {"account_id", "pointOfContact"}
            paths = tuple((name,) if name in beside else ("data", name) for name in lacks)
            assert (refused.missing, refused.fields) == (lacks, paths), refused.missing
        elif isinstance(refused, InvalidValue):
            assert refused.field == ("data", unfit), refused.field
        elif isinstance(refused, StepNotAllowed):
            assert (lacks, unfit) == ((), None)
            title = FLOWS[self.flow].facts[fact].title
            assert refused.step_to_take is None or title not in refused.step_to_take, refused.step_to_take

    async def by_rule(self, fact: str, **data: Value) -> None:
        """Let a rule of the protocol report the fact, as a timer or another case does."""
        async with self.desk.desk.store(SYSTEM) as work:
            desk = CasesDesk.start(self.desk.services, work)
            if self.case is None:
                account = None if self.account is None else self.account.id
                opened = await start_in(desk, StartCase(self.flow, fact, account, data), by_rule=True)
                self.case = opened.case
            else:
                await report_in(desk, ReportFact(self.case.id, fact, data), by_rule=True)

    async def refused_by_rule(
        self, fact: str, rule: str, words: str, *, lacks: tuple[str, ...] = (), **data: Value
    ) -> None:
        """As `refused`, for a fact that nobody but a rule reports."""
        with pytest.raises((StepNotAllowed, MissingData)) as caught:
            await self.by_rule(fact, **data)
        self._expect_refusal(caught.value, fact, (rule, words), lacks)

    def now_has(self, fact: Fact) -> None:
        """Let the account have that fact, recorded elsewhere."""
        accounts = self._rows.accounts
        account = accounts[self.now.account_id or ""]
        accounts[account.id] = replace(account, facts=(*account.facts, fact), version=account.version + 1)

    def account_is(self, **fields: Any) -> None:
        """Let the account have these values, written elsewhere."""
        accounts = self._rows.accounts
        account = accounts[self.now.account_id or ""]
        accounts[account.id] = replace(account, **fields, version=account.version + 1)

    def at(self, wall_clock: str) -> None:
        """Put the clock at that local time."""
        self.desk.desk.clock.at = local(wall_clock)

    async def due(self, wall_clock: str, state: str, *caused: str) -> None:
        """Put the clock at that local time and let what is due be fired: the case comes to *state*."""
        self.at(wall_clock)
        before = self._rows.copy()
        fired = await self.desk.fire_due()
        gone = tuple(f"timer {timer.payload['fact']} cancelled" for timer in fired if "fact" in timer.payload)
        self._expect(state, (*caused, *gone), before)

    async def step_by_rule(self, fact: str, state: str, *caused: str, **data: Value) -> None:
        """As `step`, for a fact that a rule of the protocol reports (see `by_rule`)."""
        before = self._rows.copy()
        await self.by_rule(fact, **data)
        self._expect(state, caused, before)

    def _expect(self, state: str, caused: Sequence[str], before: Rows) -> None:
        found = (self.now.state, sorted(_caused(before, self._rows, self.now)))
        wanted = (state, sorted(caused))
        assert found == wanted, f"{found}, not {wanted}"

    @property
    def timeline(self) -> Sequence[CaseEvent]:
        """The events of the case, oldest first."""
        return self._rows.timelines[self.now.id]

    @property
    def now(self) -> Case:
        """The case as it is stored."""
        assert self.case is not None
        return self._rows.cases[self.case.id]

    @property
    def _rows(self) -> Rows:
        return self.desk.desk.store.rows


def _caused(before: Rows, after: Rows, case: Case | None) -> Iterator[str]:
    subject = "" if case is None else case.id
    yield from _of_terms(before, after, subject)
    yield from (message.template for key, message in after.messages.items() if key not in before.messages)
    yield from (f"action {action.type}" for key, action in after.actions.items() if key not in before.actions)
    yield from _of_accounts(before, after)
    yield from _of_representations(before, after)
    yield from _of_timers(before, after, f"case:{subject}")
    told = len(before.timelines.get(subject, ()))
    for event in after.timelines.get(subject, ())[told:]:
        if event.fact == "hand_over":
            yield f"to {event.data['to']}"
    for key, opened in after.cases.items():
        if key not in before.cases and key != subject:
            yield f"opens {opened.flow.value}"


def _of_terms(before: Rows, after: Rows, case: str) -> Iterator[str]:
    for key, (term, _) in after.terms.items():
        if term.case_id != case:
            continue
        was = before.terms[key][0] if key in before.terms else None
        unit = f" by {term.unit}" if term.unit else ""
        if was is None:
            yield f"{term.rule_id} starts{_since(term, after, case)}{unit}"
        if term.stopped_at is not None and (was is None or was.stopped_at is None):
            yield f"{term.rule_id} stops{unit}"
        if term.waiver is not None and (was is None or was.waiver is None):
            yield f"{term.rule_id} {'withdrawn' if term.waiver.withdrawn else 'waived'}{unit}"


def _since(term: Term, after: Rows, case: str) -> str:
    """When it starts, unless with the fact; the date to which it counts."""
    to = "" if term.given_date is None else f" to {term.given_date}"
    events = reversed(after.timelines.get(case, ()))
    occurred_at = next((event.occurred_at for event in events if event.fact != "hand_over"), None)
    return to if term.started_at == occurred_at else f" {_local(term.started_at)}{to}"


def _of_accounts(before: Rows, after: Rows) -> Iterator[str]:
    for key, account in after.accounts.items():
        was = before.accounts.get(key)
        if was is None or was == account:
            continue
        told = {fact.id for fact in was.facts}
        yield from (f"{fact.kind.value} {fact.value}" for fact in account.facts if fact.id not in told)
        for name in ("rut", "region", "office", "chilean_capital", "led_by_chileans", "sells_national"):
            if getattr(account, name) != getattr(was, name):
                yield f"{name} {getattr(account, name)}"


def _of_representations(before: Rows, after: Rows) -> Iterator[str]:
    for key, now in after.representations.items():
        was = before.representations.get(key)
        if was is None:
            yield "representation DECLARED"
        if now.confirmed is not None and (was is None or was.confirmed is None):
            yield "representation CONFIRMED"
        if now.closed is not None and (was is None or was.closed is None):
            yield "representation REFUSED"


def _of_timers(before: Rows, after: Rows, subject: str) -> Iterator[str]:
    def pending(rows: Rows) -> dict[object, Timer]:
        return {
            (t.kind, t.occurrence): t
            for t in rows.timers.values()
            if t.subject == subject and t.state is TimerState.PENDING
        }

    was, now = pending(before), pending(after)
    yield from (f"timer {t.payload['fact']} {_local(t.due_at)}" for key, t in now.items() if key not in was)
    yield from (f"timer {t.payload['fact']} cancelled" for key, t in was.items() if key not in now)


def _local(at: datetime) -> str:
    zone = ZoneInfo("America/Santiago")
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
