"""Cases, messages and timers as the use cases need them; part of the same unit of work as `domain.ports.store`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.model.cases import Case, CaseEvent, CaseMarket, Flow, TakenBack, Undo
from domain.model.messages import Language, Message, MessageParameters, MessageState, Rendered
from domain.model.representations import Representation
from domain.model.terms import Term
from domain.model.timers import Timer
from domain.model.worded import Worded
from domain.ports.reading import Page, PageRequest
from domain.protocol.access.actionable import ActionableCase
from domain.protocol.messages.links import SAMPLE_LINKS


class CaseStore(Protocol):
    """Cases with their timelines."""

    async def get(self, case_id: str) -> Case:
        """The case. Raises RecordNotFound."""
        ...

    async def hold(self, case_id: str) -> Case:
        """
        As `get`, and nobody else writes the case, nor the account that it is of, until this unit of work has ended.

        Raises:
            RecordNotFound: There is none.
        """
        ...

    async def of_account(self, account_id: str, flow: Flow | None = None, *, open_only: bool = True) -> Sequence[Case]:
        """Cases of the account, oldest first. Locks nothing."""
        ...

    async def of_assignee(self, person: str, most: int) -> Sequence[Case]:
        """Open cases that this person has, oldest first, at most so many. Locks nothing."""
        ...

    async def in_hands(self) -> Mapping[str, frozenset[str | None]]:
        """Who has open cases, and of which offices these are."""
        ...

    async def add(self, case: ActionableCase, event: CaseEvent) -> Case:
        """
        Open a case with its first event; gives it its number.

        Raises:
            DuplicateRecord: The flow has one case per account, and one is open (`existing_id`; AMB-62). Also
                when two open at once: the database decides.
        """
        ...

    async def advance(self, case: ActionableCase, seen: int, event: CaseEvent) -> Case:
        """
        Write the case after a fact, and the fact's event.

        Raises:
            VersionConflict, RecordNotFound: As their messages say.
            DuplicateRecord: It comes to an account that has an open one where one is allowed (AMB-62).
        """
        ...

    async def give(self, case_id: str, account_id: str) -> None:
        """Give the terms and messages of a case that had no account to the account that it has now. Two statements."""
        ...

    async def timeline(self, case_id: str) -> Sequence[CaseEvent]:
        """Every event, oldest first, those taken back included."""
        ...

    async def retell(self, case_id: str, sequence: int, effects: Sequence[str]) -> None:
        """Tell anew what an event of this transaction caused, when not all of it could be done."""
        ...

    async def keep_undo(self, case_id: str, sequence: int, undo: Undo) -> None:
        """Keep with an event what it found and made (AMB-70)."""
        ...

    async def mark_taken_back(self, case_id: str, sequence: int, taken_back: TakenBack) -> None:
        """Mark an event as taken back; it stays readable (AMB-70)."""
        ...

    async def mark_topic(self, case_id: str, sequence: int, topic: str | None) -> None:
        """Put another topic on an event, or none; why is told by an event of its own (MEA-05)."""
        ...

    async def open_terms(self, case_id: str) -> Sequence[Term]:
        """Open terms (neither stopped nor waived) of the case, oldest start first; a case need not have an account."""
        ...


class MessageQueue(Protocol):
    """Messages to send; queued in the transaction of what causes them, sent later by the worker."""

    async def queue(self, message: Message) -> bool:
        """Queue it; False: the same cause was queued before, and nothing was done."""
        ...

    async def may_cause(self, actor_id: str, day: date, most: int) -> bool:
        """
        Count one more acknowledgement that *actor_id* causes on *day*, in this unit of work; False: it is one too many.

        Exact whatever number of processes ask at once.
        """
        ...

    async def withdraw(self, case_id: str, cause: str) -> Sequence[Message]:
        """
        Withdraw the messages of a case whose cause begins with *cause* and that no worker is sending.

        Returns:
            All of that cause, oldest first, as they are then: what is not WITHDRAWN went out, or is about to.
        """
        ...

    async def get(self, message_id: str) -> Message:
        """The message. Raises RecordNotFound."""
        ...

    async def mark(self, message_id: str, state: MessageState, *, at: datetime, error: str | None = None) -> None:
        """Keep the result of a try to deliver."""
        ...


class TimerStore(Protocol):
    """Timers. A timer that fired can no longer be moved or cancelled: the caller is told, and decides."""

    async def set(self, timer: Timer) -> bool:
        """Set it; False: there is one already for the same (kind, subject, occurrence), whatever its state."""
        ...

    async def gather(self, timer: Timer) -> bool:
        """
        Keep one of this kind and subject to be fired: set it, or let one that waits bring its payload too.

        What waits keeps what it brings already, and is not fired before this unit of work ends. One that a worker is
        firing now, or that brings another value of one datum (`reconsideration.gathered`), gathers nothing: another is
        set, so that nothing is missed. False: one waited.
        """
        ...

    async def move(self, kind: str, subject: str, due_at: datetime, occurrence: str | None = "") -> bool:
        """Move a pending one (occurrence None: those of every occurrence); False: there is none pending."""
        ...

    async def cancel(
        self, subject: str, kinds: Sequence[str] | None = None, *, set_as: str | None = None
    ) -> Sequence[Timer]:
        """
        Cancel the pending ones of a subject: of these kinds (None: all), set as this occurrence or set again since it.

        Returns:
            Those that were cancelled.
        """
        ...

    async def revive(self, subject: str, which: Sequence[tuple[str, str]] | None = None) -> int:
        """Let cancelled ones (kind, occurrence; None: all of the subject) be pending again; how many (AMB-70)."""
        ...


class MessageRenderer(Protocol):
    """Fills in templates. Pure: the same template version and parameters give the same message."""

    def render(
        self, template: str, language: Language, parameters: MessageParameters, links: Mapping[str, str] = SAMPLE_LINKS
    ) -> Rendered:
        """
        Render the newest version of a template ("NTF-05"), with dead links in place of those that are not given.

        Raises:
            MissingData: A parameter that the template names is not given.
        """
        ...


class CaseOrder(Worded):
    """Order of a list of cases; ties by age."""

    NEWEST = "NEWEST", "Los más nuevos primero."
    UPDATED = "UPDATED", "Por su última entrada, las más recientes primero."
    DUE = "DUE", "Por el término del plazo que vence antes; sin plazo abierto, al final."


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """
    Which cases; what is empty does not limit.

    Attributes:
        account_ids: Only of these accounts; None: of all, and without account.
        opened_by: With `account_ids`: also those without account that this person opened.
        assignees: In charge of any of these people.
        executive: Of an account whose regional or commercial executive this person is.
        category: Of an account that is of this category on that day.
        no_contact_since: Of an account with which there was no contact from that day up to `on`, when it
            is given, as `AccountQuery.no_contact_since`.
        due_from, due_until: An open term of it ends in between, both inclusive.
        updated_since: With an entry recorded at this instant or later.
        complex: Marked as complex, for the next revision of the protocol, or not (LIN-05); None: both.
        complex_market: Marked as complex in this market.
    """

    account_ids: frozenset[str] | None = None
    opened_by: str | None = None
    flows: frozenset[Flow] = frozenset()
    states: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    assignees: frozenset[str] = frozenset()
    executive: str | None = None
    open_only: bool = False
    complex: bool | None = None
    complex_market: CaseMarket | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    updated_since: datetime | None = None
    category: tuple[str, date] | None = None
    no_contact_since: date | None = None
    on: date | None = None
    order: CaseOrder = CaseOrder.NEWEST


class CaseReads(Protocol):
    """Cases and messages for screens. What belongs to a case is asked with the case, which was read before."""

    async def case(self, case_id: str) -> Case | None:
        """One statement."""
        ...

    async def cases_by_id(self, case_ids: Sequence[str]) -> Mapping[str, Case]:
        """Those of them that exist. One statement for all."""
        ...

    async def cases(self, query: CaseQuery, page: PageRequest) -> Page[Case]:
        """In the order that *query* says. One statement."""
        ...

    async def cases_of(self, account_ids: Sequence[str], *, open_only: bool = True) -> Mapping[str, Sequence[Case]]:
        """Cases of each account, oldest first, at most 100 each. One statement for all accounts."""
        ...

    async def entries_of(self, account_ids: Sequence[str], fact: str) -> Mapping[str, Sequence[CaseEvent]]:
        """Entries of that fact that hold, of all cases of each account, oldest first. One statement for all."""
        ...

    async def newest_cases_of(
        self, account_ids: Sequence[str], page: PageRequest, *, open_only: bool = False
    ) -> Mapping[str, Page[Case]]:
        """A page of cases for each account, newest first. One statement for all accounts."""
        ...

    async def declared_in(self, cases: Sequence[Case]) -> Mapping[str, Representation]:
        """The representation declared in each case, with what waits; cases without one are left out. One statement."""
        ...

    async def timelines(self, cases: Sequence[Case]) -> Mapping[str, Sequence[CaseEvent]]:
        """Timeline of each case, by its id. One statement for all cases."""
        ...

    async def updated_at(self, cases: Sequence[Case]) -> Mapping[str, datetime]:
        """When the last entry of each case was recorded, by its id. One statement for all cases."""
        ...

    async def open_terms_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[Term]]:
        """Open terms of each case, by its id, oldest start first. One statement for all cases."""
        ...

    async def terms_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[Term]]:
        """Terms of each case, open or not, oldest start first, at most 100 each. One statement for all cases."""
        ...

    async def messages_of_accounts(
        self, account_ids: Sequence[str], page: PageRequest, *, templates: frozenset[str] | None = None
    ) -> Mapping[str, Page[Message]]:
        """A page of messages for each account, newest first; of these templates. One statement for all accounts."""
        ...

    async def messages_of_cases(
        self, cases: Sequence[Case], page: PageRequest, *, templates: frozenset[str] | None = None
    ) -> Mapping[str, Page[Message]]:
        """A page of messages for each case, newest first; of these templates. One statement for all cases."""
        ...

    async def messages(
        self,
        page: PageRequest,
        *,
        account_ids: frozenset[str] | None = None,
        case_id: str | None = None,
        states: frozenset[MessageState] = frozenset(),
        templates: frozenset[str] | None = None,
    ) -> Page[Message]:
        """Newest first. One statement."""
        ...

    async def messages_by_id(self, message_ids: Sequence[str]) -> Mapping[str, Message]:
        """Those of them that exist. One statement for all."""
        ...
