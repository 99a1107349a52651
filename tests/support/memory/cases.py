"""Cases, messages and timers of the memory store, with the promises of `domain.ports.casework`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from domain.errors import DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.cases import Case, CaseEvent, Flow, TakenBack, Undo
from domain.model.history.reconsideration import gathered
from domain.model.messages import Language, Message, MessageParameters, MessageState, Rendered
from domain.model.terms import Term
from domain.model.timers import Timer, TimerState
from domain.protocol.access.actionable import ActionableCase
from domain.protocol.flows import FLOWS
from domain.protocol.follow_up.opt_out import OptOutLinks
from domain.protocol.messages.links import SAMPLE_LINKS

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryCases:
    """`CaseStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, case_id: str) -> Case:
        """See the port."""
        if case_id not in self._rows.cases:
            raise RecordNotFound("un caso", case_id)
        return self._rows.cases[case_id]

    async def hold(self, case_id: str) -> Case:
        """See the port; there is one writer."""
        return await self.get(case_id)

    async def of_account(self, account_id: str, flow: Flow | None = None, *, open_only: bool = True) -> Sequence[Case]:
        """See the port."""
        found = [
            case
            for case in self._rows.cases.values()
            if case.account_id == account_id
            and (flow is None or case.flow is flow)
            and (case.closed_at is None or not open_only)
        ]
        return sorted(found, key=lambda case: case.number)

    async def of_assignee(self, person: str, most: int) -> Sequence[Case]:
        """See the port."""
        mine = [c for c in self._rows.cases.values() if c.assignee == person and c.closed_at is None]
        return sorted(mine, key=lambda case: case.number)[:most]

    async def in_hands(self) -> Mapping[str, frozenset[str | None]]:
        """See the port."""
        held = [c for c in self._rows.cases.values() if c.assignee is not None and c.closed_at is None]
        return {str(c.assignee): frozenset(o.office for o in held if o.assignee == c.assignee) for c in held}

    async def add(self, case: ActionableCase, event: CaseEvent) -> Case:
        """See the port."""
        if FLOWS[case.flow].spec.one_per_account and case.account_id is not None and case.closed_at is None:
            others = await self.of_account(case.account_id, case.flow)
            if others:
                raise DuplicateRecord("un caso", case.flow.value, others[0].id)
        added = replace(case, version=1, number=len(self._rows.cases) + 1)
        self._rows.cases[case.id] = added
        self._rows.timelines[case.id] = (event,)
        return added

    async def advance(self, case: ActionableCase, seen: int, event: CaseEvent) -> Case:
        """See the port."""
        stored = await self.get(case.id)
        if stored.version != seen:
            raise VersionConflict("un caso", case.id, seen, stored, stored.version)
        if stored.account_id is None and case.account_id is not None and case.closed_at is None:
            others = await self.of_account(case.account_id, case.flow)
            if FLOWS[case.flow].spec.one_per_account and others:
                raise DuplicateRecord("un caso", case.flow.value, others[0].id)
        self._rows.cases[case.id] = replace(case, version=seen + 1)
        self._rows.timelines[case.id] = (*self._rows.timelines[case.id], event)
        return self._rows.cases[case.id]

    async def give(self, case_id: str, account_id: str) -> None:
        """See the port."""
        for key, (term, milestones) in list(self._rows.terms.items()):
            if term.case_id == case_id:
                self._rows.terms[key] = (replace(term, account_id=account_id), milestones)
        for key, message in list(self._rows.messages.items()):
            if message.case_id == case_id:
                self._rows.messages[key] = replace(message, account_id=account_id)

    async def timeline(self, case_id: str) -> Sequence[CaseEvent]:
        """See the port."""
        return self._rows.timelines.get(case_id, ())

    async def retell(self, case_id: str, sequence: int, effects: Sequence[str]) -> None:
        """See the port."""
        self._annotate(case_id, sequence, effects=tuple(effects))

    async def keep_undo(self, case_id: str, sequence: int, undo: Undo) -> None:
        """See the port."""
        self._annotate(case_id, sequence, undo=undo)

    async def mark_taken_back(self, case_id: str, sequence: int, taken_back: TakenBack) -> None:
        """See the port."""
        self._annotate(case_id, sequence, taken_back=taken_back)

    async def mark_topic(self, case_id: str, sequence: int, topic: str | None) -> None:
        """See the port."""
        self._annotate(case_id, sequence, topic=topic)

    def _annotate(self, case_id: str, sequence: int, **fields: Undo | TakenBack | tuple[str, ...] | str | None) -> None:
        timeline = self._rows.timelines[case_id]
        self._rows.timelines[case_id] = tuple(
            replace(each, **fields) if each.sequence == sequence else each  # type: ignore[arg-type]  # fields by name
            for each in timeline
        )

    async def open_terms(self, case_id: str) -> Sequence[Term]:
        """See the port."""
        found = [term for term, _ in self._rows.terms.values() if term.case_id == case_id and term.is_open]
        return sorted(found, key=lambda term: term.started_at)


class MemoryMessages:
    """`MessageQueue`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def queue(self, message: Message) -> bool:
        """See the port."""
        if any(other.cause == message.cause for other in self._rows.messages.values()):
            return False
        self._rows.messages[message.id] = message
        return True

    async def may_cause(self, actor_id: str, day: date, most: int) -> bool:
        """See the port."""
        self._rows.acknowledgements[actor_id, day] += 1
        return self._rows.acknowledgements[actor_id, day] <= most

    async def withdraw(self, case_id: str, cause: str) -> Sequence[Message]:
        """See the port."""
        found = [m for m in self._rows.messages.values() if m.case_id == case_id and m.cause.startswith(cause)]
        for message in found:
            if message.state in {MessageState.QUEUED, MessageState.FAILED}:
                self._rows.messages[message.id] = replace(message, state=MessageState.WITHDRAWN)
        return [self._rows.messages[message.id] for message in found]

    async def get(self, message_id: str) -> Message:
        """See the port."""
        if message_id not in self._rows.messages:
            raise RecordNotFound("un mensaje", message_id)
        return self._rows.messages[message_id]

    async def mark(self, message_id: str, state: MessageState, *, at: datetime, error: str | None = None) -> None:
        """See the port."""
        message = await self.get(message_id)
        sent_at = at if state is MessageState.SENT else message.sent_at
        self._rows.messages[message_id] = replace(
            message, state=state, attempts=message.attempts + 1, sent_at=sent_at, error=error
        )


class MemoryTimers:
    """`TimerStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def set(self, timer: Timer) -> bool:
        """See the port."""
        key = (timer.kind, timer.subject, timer.occurrence)
        if key in self._rows.timers:
            return False
        self._rows.timers[key] = timer
        return True

    async def gather(self, timer: Timer) -> bool:
        """See the port."""
        for key, waits in reversed(self._rows.timers.items()):
            if key[:2] == (timer.kind, timer.subject) and waits.state is TimerState.PENDING:
                told = gathered(waits.payload, timer.payload)
                if told is None:
                    break
                self._rows.timers[key] = replace(waits, payload=told)
                return False
        return await self.set(timer)

    async def move(self, kind: str, subject: str, due_at: datetime, occurrence: str | None = "") -> bool:
        """See the port."""
        found = [
            key
            for key, timer in self._rows.timers.items()
            if key[:2] == (kind, subject) and occurrence in {None, key[2]} and timer.state is TimerState.PENDING
        ]
        for key in found:
            self._rows.timers[key] = replace(self._rows.timers[key], due_at=due_at)
        return bool(found)

    async def cancel(
        self, subject: str, kinds: Sequence[str] | None = None, *, set_as: str | None = None
    ) -> Sequence[Timer]:
        """See the port."""
        found = [
            key
            for key, timer in self._rows.timers.items()
            if timer.subject == subject
            and timer.state is TimerState.PENDING
            and (kinds is None or timer.kind in kinds)
            and (set_as is None or timer.occurrence.partition(">")[0] == set_as)
        ]
        for key in found:
            self._rows.timers[key] = replace(self._rows.timers[key], state=TimerState.CANCELLED)
        return [self._rows.timers[key] for key in found]

    async def revive(self, subject: str, which: Sequence[tuple[str, str]] | None = None) -> int:
        """See the port."""
        found = [
            key
            for key, timer in self._rows.timers.items()
            if timer.subject == subject
            and timer.state is TimerState.CANCELLED
            and (which is None or (timer.kind, timer.occurrence) in which)
        ]
        for key in found:
            self._rows.timers[key] = replace(self._rows.timers[key], state=TimerState.PENDING)
        return len(found)


LINKS: Final = OptOutLinks(
    "https://atencion.example", ("a secret of thirty-two characters or more",), timedelta(days=30)
)
"""Links of letters in tests: of thirty days."""


class PlainRenderer:
    """Templates of one line: the template's name and the company."""

    def render(
        self, template: str, language: Language, parameters: MessageParameters, links: Mapping[str, str] = SAMPLE_LINKS
    ) -> Rendered:
        """See `MessageRenderer`."""
        text = f"{template} {language.value} {parameters.get('company')} {parameters.get('due')}"
        return Rendered(template, text, f"<p>{text}</p>", f"{template}.v0")
