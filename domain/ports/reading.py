"""
The read side: lists and single records as flat rows, for screens. Writes go through `domain.ports.store`.

Rows are tuples whose attributes are the names below, in this order; an adapter may hand over its driver's own rows
when they read the same. Ids are UUID text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, NamedTuple, Protocol, TypeVar

from domain.model.accounts import Account
from domain.model.classes import ClassCount
from domain.model.exchange.conflicts import Conflict, SyncState, SyncStatus
from domain.model.exchange.held_back import HeldBack
from domain.model.history.actions import Action
from domain.model.history.conflicts_of_interest import ConflictOfInterest
from domain.model.history.decisions import Decision
from domain.model.history.field_changes import FieldChange
from domain.model.terms import Term, TermState
from domain.model.worded import Worded
from domain.ports.classes import PeriodProgress
from domain.protocol.measures.asking import Count, Groups, MeasureQuery
from domain.protocol.measures.what_if import ReplayedTerm


class AccountRow(NamedTuple):
    """One account, flat."""

    id: str
    version: int
    name: str
    trade_name: str | None
    rut: str | None  # compact
    organisation: str
    person_type: str
    country: str
    region: str | None
    commune: str | None
    address: str | None
    phone: str | None
    email: str | None
    website: str | None
    sector: str | None
    company_size: str | None
    sii_started: bool | None
    sii_started_on: date | None
    tax_category: str | None
    active: bool
    office: str | None
    regional_executive: str | None
    commercial_executive: str | None
    sector_officer: str | None
    registered_on: date
    registered_by: str
    merged_into: str | None


Clue = tuple[str, ...]
"""One to three beginnings of words of the search index; an account that has all of them is meant (AMB-63)."""


class ActionRow(NamedTuple):
    """One action, flat."""

    id: str
    account_id: str
    version: int
    type: str
    title: str
    started_on: date
    ended_on: date
    market: str | None
    office: str | None
    channel: str | None
    point_of_contact: str | None
    notes: str | None
    registered_by: str
    registered_role: str
    registered_at: datetime
    confirmed_by: str | None
    confirmed_role: str | None
    confirmed_at: datetime | None
    annulled_by: str | None
    annulled_at: datetime | None
    annulment_reason: str | None
    corrects: str | None
    cause: str | None
    topic: str | None
    product: str | None


class AccountOrder(Worded):
    """Order of a list of accounts; ties by id."""

    RELEVANCE = "RELEVANCE", "Como los encuentra el índice: el más rápido."
    NAME = "NAME", "Por nombre."
    REGISTERED_ON = "REGISTERED_ON", "Por fecha de registro, las primeras antes."
    REGISTERED_ON_DESC = "REGISTERED_ON_DESC", "Por fecha de registro, las últimas antes."
    UPDATED = "UPDATED", "Por su último cambio, las más recientes primero; las que solo se cargaron, al final."


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """
    Which accounts. Every given condition must hold; None or empty: no condition.

    Attributes:
        search: Words of a name, a RUT with or without dots, an e-mail, a website or a sector; each word must match.
        classes: Any of these class names must hold on `classes_on` (a date is then required).
        axes: Values of the axes of classes on `classes_on`, as (axis, value): of each axis one of those named holds.
        outside_offices: Of none of these offices; of no office at all, too.
        no_contact_since: Registered before that day, and with no contact from it on, up to `classes_on` when it is
            given: as `contact_gap` counts (FUP-02).
        updated_since: `Account.updated_at` is that instant or later.
        account_ids: Only these (a company sees its own account).
    """

    search: str | None = None
    classes: frozenset[str] = frozenset()
    classes_on: date | None = None
    axes: frozenset[tuple[str, str]] = frozenset()
    regions: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    outside_offices: frozenset[str] = frozenset()
    executive: str | None = None
    category: str | None = None
    sync_status: SyncStatus | None = None
    active: bool | None = None
    no_contact_since: date | None = None
    updated_since: datetime | None = None
    account_ids: frozenset[str] | None = None
    order: AccountOrder = AccountOrder.RELEVANCE


@dataclass(frozen=True, slots=True)
class TermQuery:
    """
    Which terms, over all accounts or only some. `now` decides the states; bounds on due are inclusive instants.

    Attributes:
        people: In charge of any of these people, as `domain.protocol.terms.in_charge` says.
        executive: Of an account whose regional or commercial executive this person is.
    """

    now: datetime
    states: frozenset[TermState] = frozenset()
    offices: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    account_ids: frozenset[str] | None = None
    people: frozenset[str] = frozenset()
    executive: str | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """
    A page by keyset: `first` items after `after`, or `last` items before `before`; exactly one of first and last.

    Cursors are opaque text made by the store for one order; another order's cursor raises InvalidValue.

    Attributes:
        counted: How many items the whole list has is asked for, too: one statement more, for a list of its own.
    """

    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None
    counted: bool = False


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """
    Items in order, one cursor each, and whether more lie on either side.

    Attributes:
        total: How many items the whole list has, when that was asked for.
    """

    items: Sequence[R]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """
    State of the synchronisation as a whole.

    Attributes:
        pending: Messages not yet delivered, of `accounts`; those of `parked` accounts wait for a person.
        held_back: Records of the CRM that cannot come in as they are.
        oldest_pending_at: UTC instant of the oldest.
        blocked_until: The CRM asked to wait until then.
        last_push_at, last_pull_at: UTC instants of the last success in each direction.
    """

    pending: int
    accounts: int
    parked: int
    conflicts: int
    held_back: int = 0
    oldest_pending_at: datetime | None = None
    blocked_until: datetime | None = None
    last_push_at: datetime | None = None
    last_pull_at: datetime | None = None
    last_error: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


class MeasuredRecord(NamedTuple):
    """A record behind a figure: a term's id, a case's, an action's, or `case:sequence` of an entry of a timeline."""

    id: str
    day: date
    part: str


class ReadModel(Protocol):
    """Reads for the API. Each method costs the number of SQL statements it says, whatever the page size."""

    async def account(self, account_id: str) -> AccountRow | None:
        """One statement."""
        ...

    async def account_by_rut(self, rut: str) -> AccountRow | None:
        """By compact RUT. One statement."""
        ...

    async def accounts_by_id(self, account_ids: Sequence[str]) -> Mapping[str, AccountRow]:
        """Those of them that exist. One statement for all."""
        ...

    async def accounts(self, query: AccountQuery, page: PageRequest) -> Page[AccountRow]:
        """One statement; by class three at most."""
        ...

    async def derived(self, query: AccountQuery) -> None:
        """
        Wait a little while the classes of a few accounts that *query* may be about are still being derived.

        Not inside a transaction, for which their derivation may wait in turn. One statement where *query* asks for
        classes, else none.
        """
        ...

    async def longest_waiting(self, query: AccountQuery, most: int) -> Sequence[str]:
        """
        Ids of the accounts that fit, at most so many: those first whose last contact up to `classes_on`, or without one
        their registration, lies longest ago; ties by id. One statement.
        """
        ...

    async def count_accounts(self, query: AccountQuery) -> int:
        """Only when somebody asks for it. One statement; by class three at most."""
        ...

    async def class_progress(self, account_ids: frozenset[str] | None = None) -> PeriodProgress:
        """How far what lists find classes by is behind what was written, of these accounts or all. Three statements."""
        ...

    async def class_counts(
        self, axis: str, days: Sequence[date], account_ids: frozenset[str] | None = None
    ) -> Sequence[ClassCount]:
        """Registered accounts by value of an axis on each of *days*, which are in order. One statement."""
        ...

    async def worth_comparing(self, asked: Mapping[str, Sequence[Clue]]) -> Mapping[str, Sequence[AccountRow]]:
        """Some accounts that fit any clue of each question, by its key. One statement for all questions."""
        ...

    async def actions_of(
        self, account_ids: Sequence[str], page: PageRequest, *, log_types: frozenset[str] | None = None
    ) -> Mapping[str, Page[ActionRow]]:
        """A page of actions for each account, latest end first. One statement for all accounts."""
        ...

    async def conflicts_of_interest(
        self, account_ids: Sequence[str] | None, person: str | None = None
    ) -> Sequence[ConflictOfInterest]:
        """Those declared of these accounts, or of any, by that person, or by any; oldest first. One statement."""
        ...

    async def actions_by_id(self, action_ids: Sequence[str]) -> Mapping[str, ActionRow]:
        """Those of them that exist. One statement for all."""
        ...

    async def whole(self, account_ids: Sequence[str]) -> Mapping[str, tuple[Account, Sequence[Action]]]:
        """Domain accounts with contacts, facts and every action, for the rules. Four statements for all accounts."""
        ...

    async def terms(self, query: TermQuery, page: PageRequest) -> Page[Term]:
        """By due instant, then id. One statement. The state is that of `domain.protocol.terms.counting`."""
        ...

    async def terms_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[Term]]:
        """Terms of each account, oldest start first, at most 100 each. One statement for all accounts."""
        ...

    async def terms_by_id(self, term_ids: Sequence[str]) -> Mapping[str, Term]:
        """Those of them that exist. One statement for all."""
        ...

    async def counted(self, asked: MeasureQuery) -> Sequence[Count]:
        """The records of a measure by group and part; classes as of the day of each record. One statement."""
        ...

    async def records_behind(
        self, asked: MeasureQuery, groups: Groups, page: PageRequest, parts: frozenset[str] | None = None
    ) -> Page[MeasuredRecord]:
        """
        What is counted in one row of *asked*: as many as its n, by day, then id. One statement.

        With *parts* those of these parts, counted or not: as many as the row tells of them.
        """
        ...

    async def replayed(
        self, asked: MeasureQuery, rules: frozenset[str], after: ReplayedTerm | None, most: int
    ) -> Sequence[ReplayedTerm]:
        """Next terms of these rules that *asked*, a measure of terms, counts, by due day, then id. One statement."""
        ...

    async def sync_states(self, account_ids: Sequence[str]) -> Mapping[str, SyncState]:
        """Sync state of each account. One statement."""
        ...

    async def backlog(self) -> Backlog:
        """State of the synchronisation as a whole."""
        ...

    async def held_back(self, page: PageRequest) -> Page[HeldBack]:
        """Records of the CRM that cannot come in as they are, newest first. One statement."""
        ...

    async def conflicts(
        self, page: PageRequest, *, account_id: str | None = None, open_only: bool = True
    ) -> Page[Conflict]:
        """Conflicts, newest first. One statement."""
        ...

    async def conflicts_by_id(self, conflict_ids: Sequence[str]) -> Mapping[str, Conflict]:
        """Those of them that exist. One statement for all."""
        ...

    async def decisions(
        self, page: PageRequest, *, account_id: str | None = None, case_id: str | None = None
    ) -> Page[Decision]:
        """Record of decisions, newest first, of an account and of a case when they are named. One statement."""
        ...

    async def field_changes(self, page: PageRequest, account_id: str) -> Page[FieldChange]:
        """
        Changed fields of an account, those joined to it, and their contacts, newest first. One statement.
        """
        ...
