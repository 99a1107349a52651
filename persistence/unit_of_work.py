"""`UnitOfWork` and `Transactions` in SQL: domain rows and their outbox messages in one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from domain.model.institution.people import Actor
from domain.ports.activities import ActivityStore
from domain.ports.casework import CaseStore, MessageQueue, TimerStore
from domain.ports.changes import WebhookStore
from domain.ports.clock import Clock
from domain.ports.documents.store import DocumentStore
from domain.ports.evidence.store import EvidenceStore
from domain.ports.identity.representations import RepresentationStore
from domain.ports.identity.sessions import SessionStore
from domain.ports.journeys import JoinStore, JourneyStore
from domain.ports.quality import QualityStore
from domain.ports.store import (
    AccountStore,
    ActionStore,
    AmendmentStore,
    ConflictOfInterestStore,
    ConflictStore,
    DecisionLog,
    HolidayStore,
    IdempotencyStore,
    TermStore,
)
from persistence.accounts.conflicts_of_interest import SqlConflictsOfInterest
from persistence.accounts.repository import SqlAccounts
from persistence.activities.repository import SqlActivities
from persistence.background.messages import SqlMessages
from persistence.background.timers import SqlTimers
from persistence.calendars.calendars import SqlHolidays
from persistence.cases.repository import SqlCases
from persistence.changes.webhooks import SqlWebhooks
from persistence.classes.writing import last_mark, settle
from persistence.configuration.amendments import SqlAmendments
from persistence.database import Database, Transaction
from persistence.documents.repository import SqlDocuments
from persistence.evidence.repository import SqlEvidence
from persistence.identity.sessions import SqlSessions
from persistence.profiles.journeys import SqlJourneys
from persistence.profiles.repository import SqlJoins
from persistence.quality.repository import SqlQuality
from persistence.repositories import SqlActions, SqlConflicts, SqlDecisions, SqlIdempotency, SqlTerms
from persistence.representations.repository import SqlRepresentations
from persistence.sync.changes import Changes, ProblemsOf, no_problems


class SqlUnitOfWork:
    """One transaction on behalf of one actor; see `domain.ports.store.UnitOfWork`."""

    def __init__(self, tx: Transaction, actor: Actor, now: datetime) -> None:
        changes = Changes(actor, now)
        self.actor = actor
        self.accounts: AccountStore = SqlAccounts(tx, changes, actor, now)
        self.actions: ActionStore = SqlActions(tx, changes)
        self.terms: TermStore = SqlTerms(tx)
        self.conflicts: ConflictStore = SqlConflicts(tx, changes)
        self.decisions: DecisionLog = SqlDecisions(tx)
        self.idempotency: IdempotencyStore = SqlIdempotency(tx, actor)
        cases = SqlCases(tx)
        self.cases: CaseStore = cases
        self._opened = cases.opened
        self.messages: MessageQueue = SqlMessages(tx)
        self.timers: TimerStore = SqlTimers(tx)
        self.holidays: HolidayStore = SqlHolidays(tx)
        self.amendments: AmendmentStore = SqlAmendments(tx)
        self.activities: ActivityStore = SqlActivities(tx)
        self.journeys: JourneyStore = SqlJourneys(tx)
        self.representations: RepresentationStore = SqlRepresentations(tx)
        self.evidence: EvidenceStore = SqlEvidence(tx)
        self.quality: QualityStore = SqlQuality(tx)
        self.conflicts_of_interest: ConflictOfInterestStore = SqlConflictsOfInterest(tx)
        self.joins: JoinStore = SqlJoins(tx)
        self.sessions: SessionStore = SqlSessions(tx)
        self.documents: DocumentStore = SqlDocuments(tx)
        self.webhooks: WebhookStore = SqlWebhooks(tx)
        self._tx = tx
        self._changes = changes
        self._now = now

    async def settle_classes(self, after: int) -> None:
        """Make the periods of the accounts marked since *after* (`last_mark`); the last thing before commit."""
        await settle(self._tx, after, self._changes.in_hand)

    async def queue_changes(self, problems_of: ProblemsOf = no_problems) -> None:
        """
        Queue what changed for the CRM, keep what it was, and tell the open cases of changed accounts; after all that a
        use case writes.

        Raises:
            InvalidValue: The CRM is sure to refuse a value.
        """
        self._changes.refuse_what_the_crm_refuses(problems_of)
        await self._changes.tell_open_cases(self._tx, self._now, self._opened)
        await self._changes.keep_fields(self._tx)
        await self._changes.enqueue(self._tx, actor=self.actor.id, at=self._now)


class SqlTransactions:
    """
    Opens units of work on a database; `clock` dates provenance and changes.

    Args:
        problems_of: What the CRM is sure to refuse; asked before each commit.
    """

    def __init__(self, database: Database, clock: Clock, problems_of: ProblemsOf = no_problems) -> None:
        self._database = database
        self._clock = clock
        self._problems_of = problems_of

    def __call__(self, actor: Actor) -> AbstractAsyncContextManager[SqlUnitOfWork]:
        """See `domain.ports.store.Transactions`."""
        return self._open(actor)

    @contextlib.asynccontextmanager
    async def _open(self, actor: Actor) -> AsyncIterator[SqlUnitOfWork]:
        async with self._database.begin() as tx:
            work = SqlUnitOfWork(tx, actor, self._clock.now())
            marked = await last_mark(tx)
            yield work
            await work.queue_changes(self._problems_of)
            await work.settle_classes(marked)
