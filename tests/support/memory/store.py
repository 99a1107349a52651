"""`Transactions` and `UnitOfWork` in memory, with the promises of the port: versions, uniqueness, all or nothing."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.errors import DuplicateRecord, InvalidValue, RecordNotFound, VersionConflict
from domain.exchange.telling import Telling
from domain.model.accounts import Account
from domain.model.activities import Activity, Invitation
from domain.model.cases import Case, CaseEvent
from domain.model.evidence.self_diagnosis import SelfDiagnosis
from domain.model.evidence.tax_registry import TaxAnswer
from domain.model.exchange.conflicts import Conflict
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.model.history.documents import CaseDocument, Upload
from domain.model.history.journeys import JourneyEvent
from domain.model.history.profiles import EmailJoin
from domain.model.history.reconsideration import reconsideration
from domain.model.identity.sessions import Session
from domain.model.institution.amendments import Amendment, Amendments
from domain.model.institution.calendar import Holiday
from domain.model.institution.people import Actor
from domain.model.messages import Message
from domain.model.quality.calls import Call
from domain.model.quality.improvements import Improvement, ProcessReview
from domain.model.quality.suggestions import Suggestion
from domain.model.quality.surveys import Survey
from domain.model.representations import Representation
from domain.model.terms import Milestones, Term
from domain.model.timers import Timer
from domain.ports.clock import Clock
from tests.support.memory.accounts import MemoryAccounts
from tests.support.memory.activities import MemoryActivities
from tests.support.memory.cases import MemoryCases, MemoryMessages, MemoryTimers
from tests.support.memory.conflicts_of_interest import MemoryConflictsOfInterest
from tests.support.memory.documents import MemoryDocuments
from tests.support.memory.evidence import MemoryEvidence
from tests.support.memory.journeys import MemoryJourneys
from tests.support.memory.profiles import MemoryJoins
from tests.support.memory.quality import MemoryQuality
from tests.support.memory.representations import MemoryRepresentations
from tests.support.memory.sessions import MemorySessions


@dataclass(slots=True)
class Rows:
    """Everything stored; records are immutable, so a copy of the dictionaries is a snapshot."""

    accounts: dict[str, Account] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    terms: dict[str, tuple[Term, Milestones]] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    seen: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    timelines: dict[str, tuple[CaseEvent, ...]] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    acknowledgements: Counter[tuple[str, date]] = field(default_factory=Counter)
    timers: dict[tuple[str, str, str], Timer] = field(default_factory=dict)
    holidays: list[Holiday] = field(default_factory=list)
    amendments: dict[tuple[str, str], Amendment] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    invitations: dict[tuple[str, str], Invitation] = field(default_factory=dict)
    journeys: list[JourneyEvent] = field(default_factory=list)
    representations: dict[str, Representation] = field(default_factory=dict)
    joined: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    suggestions: dict[str, Suggestion] = field(default_factory=dict)
    improvements: dict[str, Improvement] = field(default_factory=dict)
    reviews: dict[str, ProcessReview] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    documents: dict[str, CaseDocument] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    joins: dict[str, EmailJoin] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    diagnoses: dict[str, SelfDiagnosis] = field(default_factory=dict)
    tax_answers: dict[str, TaxAnswer] = field(default_factory=dict)

    def copy(self) -> Rows:
        """A snapshot."""
        return Rows(
            dict(self.accounts),
            dict(self.actions),
            dict(self.terms),
            dict(self.conflicts),
            list(self.decisions),
            dict(self.seen),
            dict(self.cases),
            dict(self.timelines),
            dict(self.messages),
            Counter(self.acknowledgements),
            dict(self.timers),
            list(self.holidays),
            dict(self.amendments),
            dict(self.activities),
            dict(self.invitations),
            list(self.journeys),
            dict(self.representations),
            dict(self.joined),
            dict(self.sessions),
            dict(self.suggestions),
            dict(self.improvements),
            dict(self.reviews),
            dict(self.surveys),
            dict(self.documents),
            dict(self.uploads),
            dict(self.joins),
            dict(self.calls),
            dict(self.diagnoses),
            dict(self.tax_answers),
        )


class MemoryTransactions:
    """Opens units of work on `rows`; a failed one leaves them as they were."""

    def __init__(self, clock: Clock) -> None:
        self.rows = Rows()
        self._clock = clock
        self._turn = asyncio.Lock()

    def __call__(self, actor: Actor) -> AbstractAsyncContextManager[MemoryUnitOfWork]:
        """See `domain.ports.store.Transactions`."""
        return self._open(actor)

    @contextlib.asynccontextmanager
    async def _open(self, actor: Actor) -> AsyncIterator[MemoryUnitOfWork]:
        async with self._turn:
            rows = self.rows.copy()
            before = self.rows
            work = MemoryUnitOfWork(rows, actor, self._clock.now())
            yield work
            await _tell_open_cases(work, before, rows, self._clock.now())
            self.rows = rows


async def _tell_open_cases(work: MemoryUnitOfWork, before: Rows, rows: Rows, now: datetime) -> None:
    telling = Telling()
    contacts = {each.id: each for account in before.accounts.values() for each in account.contacts}
    for account in rows.accounts.values():
        was = before.accounts.get(account.id)
        if was is not None and was is not account:
            telling.account(was, replace(account, contacts=was.contacts))
        for contact in account.contacts:
            if contacts.get(contact.id) is not contact:
                telling.contact(contacts.get(contact.id), contact)
    for action in rows.actions.values():
        if before.actions.get(action.id) is not action:
            telling.action(before.actions.get(action.id), action)
    for account_id in telling.accounts:
        theirs = [case for case in rows.cases.values() if case.account_id == account_id and case.closed_at is None]
        cases = {case.id for case in theirs if case.id in before.cases}
        if telling.concerns(account_id, cases):
            told = telling.payload(account_id)
            await work.timers.gather(reconsideration(f"account:{account_id}", told, now, str(uuid.uuid4())))


class MemoryUnitOfWork:
    """One transaction on behalf of one actor."""

    def __init__(self, rows: Rows, actor: Actor, now: datetime) -> None:
        self.actor = actor
        self.accounts = MemoryAccounts(rows, actor, now)
        self.actions = _Actions(rows)
        self.terms = _Terms(rows)
        self.conflicts = _Conflicts(rows)
        self.decisions = _Decisions(rows)
        self.idempotency = _Idempotency(rows, actor)
        self.cases = MemoryCases(rows)
        self.messages = MemoryMessages(rows)
        self.timers = MemoryTimers(rows)
        self.holidays = _Holidays(rows)
        self.amendments = _Amendments(rows)
        self.activities = MemoryActivities(rows)
        self.journeys = MemoryJourneys(rows)
        self.representations = MemoryRepresentations(rows.representations, "una representación")
        self.quality = MemoryQuality(rows)
        self.evidence = MemoryEvidence(rows)
        self.conflicts_of_interest = MemoryConflictsOfInterest(rows)
        self.joins = MemoryJoins(rows.joins, "una unión por correo")
        self.sessions = MemorySessions(rows)
        self.documents = MemoryDocuments(rows)


class _Holidays:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def all(self) -> Sequence[Holiday]:
        """See the port."""
        return sorted(self._rows.holidays, key=lambda holiday: holiday.on)

    async def add(self, holiday: Holiday) -> bool:
        """See the port."""
        if any(
            (h.on, h.region, h.commune) == (holiday.on, holiday.region, holiday.commune) for h in self._rows.holidays
        ):
            return False
        self._rows.holidays.append(holiday)
        return True

    async def withdraw(self, on: date, region: str | None, commune: str | None, at: datetime) -> Holiday | None:
        """See the port."""
        found = next((h for h in self._rows.holidays if (h.on, h.region, h.commune) == (on, region, commune)), None)
        if found is not None:
            self._rows.holidays.remove(found)
        return found


class _Amendments:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def hold(self) -> Amendments:
        """See the port."""
        return Amendments(tuple(self._rows.amendments.values()))

    async def put(self, amendment: Amendment) -> None:
        """See the port."""
        self._rows.amendments[amendment.part, amendment.key] = amendment


class _Actions:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, action_id: str) -> Action:
        if action_id not in self._rows.actions:
            raise RecordNotFound("una acción", action_id)
        return self._rows.actions[action_id]

    async def of_account(self, account_id: str) -> Sequence[Action]:
        found = [a for a in self._rows.actions.values() if a.account_id == account_id]
        return sorted(found, key=lambda a: (a.ended_on, a.registered_at))

    async def add(self, action: Action) -> Action:
        if action.account_id not in self._rows.accounts:
            raise RecordNotFound("una cuenta", action.account_id)
        if action.id in self._rows.actions:
            raise DuplicateRecord("una acción", action.id, action.id)
        added = replace(action, version=1)
        self._rows.actions[action.id] = added
        return added

    async def save(self, action: Action, seen: int) -> Action:
        stored = await self.get(action.id)
        if stored.version != seen:
            raise VersionConflict("una acción", action.id, seen, stored, stored.version)
        saved = replace(
            stored,
            version=seen + 1,
            notes=action.notes,
            topic=action.topic,
            confirmation=action.confirmation,
            annulment=action.annulment,
        )
        self._rows.actions[action.id] = saved
        return saved


class _Terms:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, term_id: str) -> Term:
        if term_id not in self._rows.terms:
            raise RecordNotFound("un plazo", term_id)
        return self._rows.terms[term_id][0]

    async def of_account(self, account_id: str, *, open_only: bool = False) -> Sequence[Term]:
        found = [t for t, _ in self._rows.terms.values() if t.account_id == account_id]
        return sorted((t for t in found if t.is_open or not open_only), key=lambda t: t.started_at)

    async def open_terms(self, offices: Sequence[str] | None = None) -> Sequence[Term]:
        return [t for t, _ in self._rows.terms.values() if t.is_open and (offices is None or t.office in offices)]

    async def add(self, term: Term, milestones: Milestones) -> Term:
        self._rows.terms[term.id] = (term, milestones)
        return term

    async def save(self, term: Term, milestones: Milestones) -> Term:
        await self.get(term.id)
        return await self.add(term, milestones)


class _Conflicts:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, conflict_id: str) -> Conflict:
        if conflict_id not in self._rows.conflicts:
            raise RecordNotFound("un conflicto", conflict_id)
        return self._rows.conflicts[conflict_id]

    async def add(self, conflict: Conflict) -> None:
        same = (conflict.kind, conflict.key, conflict.field)
        for other in list(self._rows.conflicts.values()):
            if (other.kind, other.key, other.field) == same and other.resolution is None:
                del self._rows.conflicts[other.id]
        self._rows.conflicts[conflict.id] = conflict

    async def resolve(self, conflict: Conflict) -> None:
        stored = await self.get(conflict.id)
        if stored.resolution is not None:
            raise VersionConflict("un conflicto", conflict.id, 1, stored, 2)
        self._rows.conflicts[conflict.id] = conflict

    async def open_of(self, account_id: str) -> Sequence[Conflict]:
        return [c for c in self._rows.conflicts.values() if c.account_id == account_id and c.resolution is None]


class _Decisions:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def record(self, decision: Decision) -> None:
        if any(known.id == decision.id for known in self._rows.decisions):
            raise ValueError(f"duplicate decision {decision.id}")
        self._rows.decisions.append(decision)


class _Idempotency:
    def __init__(self, rows: Rows, actor: Actor) -> None:
        self._rows, self._actor = rows, actor

    async def recall(self, key: str, operation: str, fingerprint: str) -> str | None:
        known = self._rows.seen.get((self._actor.id, key))
        if known is None:
            return None
        if known[:2] != (operation, fingerprint):
            raise InvalidValue("Esa clave de cliente ya se usó para otra cosa.", field=("clientKey",))
        return known[2]

    async def remember(self, key: str, operation: str, fingerprint: str, result: str) -> None:
        self._rows.seen[(self._actor.id, key)] = (operation, fingerprint, result)
