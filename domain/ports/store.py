"""The store the use cases write to: one transaction, optimistic versions, the CRM's outbox inside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Final, Protocol

from domain.model.accounts import Account, Contact
from domain.model.exchange.conflicts import Conflict
from domain.model.history.actions import Action
from domain.model.history.conflicts_of_interest import ConflictOfInterest
from domain.model.history.decisions import Decision
from domain.model.institution.amendments import Amendment, Amendments
from domain.model.institution.calendar import Holiday
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from domain.model.terms import Milestones, Term
from domain.ports.activities import ActivityStore
from domain.ports.casework import CaseStore, MessageQueue, TimerStore
from domain.ports.changes import WebhookStore
from domain.ports.documents.store import DocumentStore
from domain.ports.evidence.store import EvidenceStore
from domain.ports.identity.representations import RepresentationStore
from domain.ports.identity.sessions import SessionStore
from domain.ports.journeys import JoinStore, JourneyStore
from domain.ports.quality import QualityStore
from domain.protocol.access.actionable import (
    ActionableAccount,
    ActionableAction,
    ActionableContact,
    ActionableTerm,
)


class AccountStore(Protocol):
    """Accounts with their contacts and facts."""

    async def get(self, account_id: str, *, merged: bool = False) -> Account:
        """
        The account, whole.

        Raises:
            RecordNotFound: There is none.
            StepNotAllowed: It was merged into another, which is named, and *merged* ones are not wanted (AMB-63).
        """
        ...

    async def hold(self, account_id: str, *, merged: bool = False) -> Account:
        """
        As `get`, and nobody else writes it until this unit of work has ended: what is judged of it stays so.

        Before the cases of the account, so that two that want both wait for each other in one order.
        """
        ...

    async def by_rut(self, rut: Rut) -> Account | None:
        """The account with that RUT, if there is one."""
        ...

    async def add(self, account: ActionableAccount) -> Account:
        """Add a new account (version 1) with its contacts and facts. Raises DuplicateRecord for a RUT in use."""
        ...

    async def save(self, account: ActionableAccount, seen: int, *, without: Collection[str] = ()) -> Account:
        """
        Write the account's fields and add the facts it did not have; contacts are not touched.

        Args:
            without: Ids of its facts that were recorded by mistake, and are no longer of it (AMB-70).

        Returns:
            The account with its new version (seen + 1). Fields that changed get a provenance entry.

        Raises:
            VersionConflict: The stored version is not *seen*; `current` is the stored account.
            DuplicateRecord: The RUT is another account's.
        """
        ...

    async def absorb(
        self, survivor: ActionableAccount, seen: int, absorbed: ActionableAccount, absorbed_seen: int
    ) -> tuple[Account, Account]:
        """
        Pass everything of *absorbed* to *survivor*: facts, contacts, actions, terms, cases, messages, representatives,
        invitations, conflicts of interest; what passed is kept. A main contact loses its mark to one of the survivor.
        Both accounts are written as given, and told to the CRM; there the contacts and actions stay where they are. Of
        a flow that has one case for an account, not both may have an open one.

        Returns:
            Both as they are now. To do it again passes what has come since, and changes nothing otherwise.

        Raises:
            VersionConflict: One of them is not as seen.
        """
        ...

    async def passed(self, absorbed_id: str) -> Mapping[str, frozenset[str]]:
        """Ids of what passed when the account was absorbed, by kind (see `model.history.joined`); empty: not known."""
        ...

    async def separate(
        self, survivor: ActionableAccount, seen: int, absorbed: ActionableAccount, absorbed_seen: int
    ) -> tuple[Account, Account]:
        """
        Undo `absorb`: what passed and is still the survivor's goes back; what came since stays. Both are written as
        given, and told to the CRM. What passed is known no more.

        Returns:
            Both as they are now.

        Raises:
            VersionConflict: One of them is not as seen.
        """
        ...

    async def wait_for_crm(self, account_ids: Sequence[str]) -> bool:
        """Whether a change of one of them, committed before, is still to be sent, or a conflict waits for a person."""
        ...

    async def add_contact(self, contact: ActionableContact) -> Contact:
        """Add a contact; a new main contact takes the mark from the old one. The account's version is unchanged."""
        ...

    async def save_contact(self, contact: ActionableContact, seen: int) -> Contact:
        """Write a contact. Raises VersionConflict (`current` is the stored contact), RecordNotFound."""
        ...


class ActionStore(Protocol):
    """Actions and log entries. Nothing is deleted."""

    async def get(self, action_id: str) -> Action:
        """The action. Raises RecordNotFound."""
        ...

    async def of_account(self, account_id: str) -> Sequence[Action]:
        """Every action of the account, annulled ones included, by end date then registration."""
        ...

    async def add(self, action: ActionableAction) -> Action:
        """Add an action (version 1)."""
        ...

    async def save(self, action: ActionableAction, seen: int) -> Action:
        """Write confirmation, annulment, topic or notes. Raises VersionConflict, RecordNotFound."""
        ...


class TermStore(Protocol):
    """Timers of terms: the row keeps start, stop and rule; the state is computed when read."""

    async def get(self, term_id: str) -> Term:
        """The term. Raises RecordNotFound."""
        ...

    async def of_account(self, account_id: str, *, open_only: bool = False) -> Sequence[Term]:
        """Terms of the account, oldest start first."""
        ...

    async def open_terms(self, offices: Sequence[str] | None = None) -> Sequence[Term]:
        """Every open term (neither stopped nor waived) of these offices; None: of all."""
        ...

    async def add(self, term: ActionableTerm, milestones: Milestones) -> Term:
        """Add a term; its milestones are stored beside it so that lists can be filtered by state in SQL."""
        ...

    async def save(self, term: ActionableTerm, milestones: Milestones) -> Term:
        """Write stop, waiver or recomputed milestones. Raises RecordNotFound."""
        ...


class ConflictStore(Protocol):
    """Sync conflicts."""

    async def get(self, conflict_id: str) -> Conflict:
        """The conflict. Raises RecordNotFound."""
        ...

    async def add(self, conflict: Conflict) -> None:
        """Add an open conflict; one that is open for the same field of the same record is replaced."""
        ...

    async def resolve(self, conflict: Conflict) -> None:
        """
        Store its resolution; the field is pushed again or left, according to the chosen value.

        Raises:
            VersionConflict: Somebody resolved it before; `current` is the stored conflict.
        """
        ...

    async def open_of(self, account_id: str) -> Sequence[Conflict]:
        """Open conflicts of the account, its contacts and its actions."""
        ...


class ConflictOfInterestStore(Protocol):
    """Conflicts of interest, which are read with their account. Nothing is deleted."""

    async def add(self, record: ConflictOfInterest) -> ConflictOfInterest:
        """Add a new one (version 1) of an account that exists. Its account's version is unchanged."""
        ...

    async def save(self, record: ConflictOfInterest, seen: int) -> ConflictOfInterest:
        """Write the ends that were told of it. Raises VersionConflict (`current` is the stored one), RecordNotFound."""
        ...


class DecisionLog(Protocol):
    """Append-only record of decisions (POL-07)."""

    async def record(self, decision: Decision) -> None:
        """Append one entry, in the transaction of the change it explains."""
        ...


LONGEST_KEY: Final = 128
"""Characters of a client key, at most; it is the use case that refuses a longer one."""


class IdempotencyStore(Protocol):
    """Client keys seen: repeating a mutation with the same key does not repeat its effect."""

    async def recall(self, key: str, operation: str, fingerprint: str) -> str | None:
        """
        Result stored under this actor's *key*, or None when it is new.

        Raises:
            InvalidValue: The key was used for another operation or other input.
        """
        ...

    async def remember(self, key: str, operation: str, fingerprint: str, result: str) -> None:
        """Store the result (ids as JSON text) in this transaction; two at once: the second waits, then recalls."""
        ...


class HolidayStore(Protocol):
    """The dated local table that completes the library of holidays (AMB-56)."""

    async def all(self) -> Sequence[Holiday]:
        """Every row that stands, oldest day first."""
        ...

    async def add(self, holiday: Holiday) -> bool:
        """Add a row; False: the same day in the same place is there already."""
        ...

    async def withdraw(self, on: date, region: str | None, commune: str | None, at: datetime) -> Holiday | None:
        """Take back a row that was added by mistake; None: none was added for that day in that place."""
        ...


class AmendmentStore(Protocol):
    """What an administrator changed of what the files say of the institution; nothing of it is deleted."""

    async def hold(self) -> Amendments:
        """Everything that is kept, held until the unit of work ends: one change at a time."""
        ...

    async def put(self, amendment: Amendment) -> None:
        """Keep it instead of what was kept of its key."""
        ...


class UnitOfWork(Protocol):
    """
    One transaction on behalf of one actor.

    On a clean exit everything is committed together: domain rows, decisions, and one outbox message for each
    synced record that changed (fields and actor named), sorted by account so that writers cannot deadlock.
    Open cases of an account that changed for them (`model.history.reconsideration`) get a due work item (AMB-68).
    Changed fields of accounts and contacts are kept with their value before and after (`model.history.field_changes`).
    On an exception nothing is. A record applied *from* the CRM is not pushed back.
    """

    actor: Actor
    accounts: AccountStore
    actions: ActionStore
    terms: TermStore
    conflicts: ConflictStore
    decisions: DecisionLog
    idempotency: IdempotencyStore
    cases: CaseStore
    messages: MessageQueue
    timers: TimerStore
    holidays: HolidayStore
    amendments: AmendmentStore
    activities: ActivityStore
    journeys: JourneyStore
    representations: RepresentationStore
    quality: QualityStore
    evidence: EvidenceStore
    conflicts_of_interest: ConflictOfInterestStore
    joins: JoinStore
    sessions: SessionStore
    documents: DocumentStore
    webhooks: WebhookStore


class Transactions(Protocol):
    """Opens units of work."""

    def __call__(self, actor: Actor) -> AbstractAsyncContextManager[UnitOfWork]:
        """`async with transactions(actor) as work:` commits on a clean exit, rolls back otherwise."""
        ...
