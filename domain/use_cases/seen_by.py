"""
The read model bound to whoever reads ("lo que ve quien lee"): all that leaves goes through it.

Each read answers as the store does, without what its reader may not know of: that is as if it did not exist, and no
statement is made for it. Use cases read unbound inside their transaction, for rules need what nobody is shown (a RUT
that is taken). Belongs here: sight of reads. Does not belong here: whether somebody may act (`access.actionable`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Generic, Self, TypeVar

from domain.model.accounts import Account
from domain.model.activities import Activity, Invitation
from domain.model.cases import Case, CaseEvent
from domain.model.classes import ClassCount
from domain.model.exchange.conflicts import Conflict, SyncState
from domain.model.exchange.held_back import HeldBack
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.model.history.field_changes import FieldChange
from domain.model.institution.people import Actor
from domain.model.personal_data import PersonalRead
from domain.model.representations import Representation, RepresentationState
from domain.model.rut import Rut
from domain.model.terms import Term
from domain.ports.activities import ActivityQuery, ActivityReads
from domain.ports.casework import CaseQuery, CaseReads
from domain.ports.classes import PeriodProgress
from domain.ports.identity.representations import RepresentationReads
from domain.ports.personal_data import PersonalReadLog
from domain.ports.reading import (
    AccountQuery,
    AccountRow,
    ActionRow,
    Backlog,
    Clue,
    MeasuredRecord,
    Page,
    PageRequest,
    ReadModel,
    TermQuery,
)
from domain.protocol.access.permissions import (
    Permission,
    require,
    require_sight_of_all,
    sees_all,
    sees_case,
)
from domain.protocol.access.representation import run_of, sees_representation
from domain.protocol.measures.asking import Count, Groups, MeasureQuery
from domain.protocol.measures.what_if import ReplayedTerm
from domain.use_cases.seen_conflicts import SeenConflictsOfInterest
from domain.use_cases.seen_messages import SeenMessages
from domain.use_cases.sight import Sight

_Reads = TypeVar("_Reads")


class _Bound(Generic[_Reads]):
    """The reads of a port, bound to who reads."""

    def __init__(self, reads: _Reads, reader: Actor) -> None:
        self._reads = reads
        self._reader = reader
        self._sight = Sight(reader)

    def by(self, reader: Actor) -> Self:
        """The same reads, bound to another reader."""
        return type(self)(self._reads, reader)


class SeenAccounts(_Bound[ReadModel], SeenConflictsOfInterest):
    """`ReadModel`, as its reader sees it."""

    async def account(self, account_id: str) -> AccountRow | None:
        """See `ReadModel.account`."""
        return await self._reads.account(account_id) if self._sight.of(account_id) else None

    async def account_by_rut(self, rut: str) -> AccountRow | None:
        """See `ReadModel.account_by_rut`."""
        row = await self._reads.account_by_rut(rut)
        return row if row is not None and self._sight.of(row.id) else None

    async def accounts_by_id(self, account_ids: Sequence[str]) -> Mapping[str, AccountRow]:
        """See `ReadModel.accounts_by_id`."""
        seen = self._sight.seen(account_ids)
        return await self._reads.accounts_by_id(seen) if seen else {}

    async def accounts(self, query: AccountQuery, page: PageRequest) -> Page[AccountRow]:
        """See `ReadModel.accounts`: whoever looks right after a load finds what it brought."""
        seen = replace(query, account_ids=self._sight.among(query.account_ids))
        await self._reads.derived(seen)
        return await self._reads.accounts(seen, page)

    async def longest_waiting(self, query: AccountQuery, most: int) -> Sequence[str]:
        """See `ReadModel.longest_waiting`."""
        return await self._reads.longest_waiting(replace(query, account_ids=self._sight.among(query.account_ids)), most)

    async def derived(self, query: AccountQuery) -> None:
        """See `ReadModel.derived`."""
        await self._reads.derived(replace(query, account_ids=self._sight.among(query.account_ids)))

    async def class_progress(self, account_ids: frozenset[str] | None = None) -> PeriodProgress:
        """See `ReadModel.class_progress`: of the accounts that the reader may see."""
        return await self._reads.class_progress(self._sight.among(account_ids))

    async def class_counts(
        self, axis: str, days: Sequence[date], account_ids: frozenset[str] | None = None
    ) -> Sequence[ClassCount]:
        """See `ReadModel.class_counts`: of the accounts that the reader may see."""
        return await self._reads.class_counts(axis, days, self._sight.among(account_ids))

    async def count_accounts(self, query: AccountQuery) -> int:
        """See `ReadModel.count_accounts`: it counts what the reader may see."""
        return await self._reads.count_accounts(replace(query, account_ids=self._sight.among(query.account_ids)))

    async def worth_comparing(self, asked: Mapping[str, Sequence[Clue]]) -> Mapping[str, Sequence[AccountRow]]:
        """See `ReadModel.worth_comparing`. Raises NotAuthorised: only who sees all looks among all."""
        require_sight_of_all(self._reader)
        return await self._reads.worth_comparing(asked)

    async def actions_of(
        self, account_ids: Sequence[str], page: PageRequest, *, log_types: frozenset[str] | None = None
    ) -> Mapping[str, Page[ActionRow]]:
        """See `ReadModel.actions_of`."""
        return await self._reads.actions_of(self._sight.seen(account_ids), page, log_types=log_types)

    async def actions_by_id(self, action_ids: Sequence[str]) -> Mapping[str, ActionRow]:
        """See `ReadModel.actions_by_id`."""
        return self._sight.keep(await self._reads.actions_by_id(action_ids), lambda row: row.account_id)

    async def whole(self, account_ids: Sequence[str]) -> Mapping[str, tuple[Account, Sequence[Action]]]:
        """See `ReadModel.whole`."""
        seen = self._sight.seen(account_ids)
        return await self._reads.whole(seen) if seen else {}

    async def terms(self, query: TermQuery, page: PageRequest) -> Page[Term]:
        """See `ReadModel.terms`."""
        return await self._reads.terms(replace(query, account_ids=self._sight.among(query.account_ids)), page)

    async def terms_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[Term]]:
        """See `ReadModel.terms_of`."""
        return await self._reads.terms_of(self._sight.seen(account_ids))

    async def terms_by_id(self, term_ids: Sequence[str]) -> Mapping[str, Term]:
        """See `ReadModel.terms_by_id`."""
        return self._sight.keep(await self._reads.terms_by_id(term_ids), lambda term: term.account_id)

    async def counted(self, asked: MeasureQuery) -> Sequence[Count]:
        """See `ReadModel.counted`. Raises NotAuthorised: figures count what only some see."""
        require_sight_of_all(self._reader)
        return await self._reads.counted(asked)

    async def records_behind(
        self, asked: MeasureQuery, groups: Groups, page: PageRequest, parts: frozenset[str] | None = None
    ) -> Page[MeasuredRecord]:
        """See `ReadModel.records_behind`, and `counted`."""
        require_sight_of_all(self._reader)
        return await self._reads.records_behind(asked, groups, page, parts)

    async def replayed(
        self, asked: MeasureQuery, rules: frozenset[str], after: ReplayedTerm | None, most: int
    ) -> Sequence[ReplayedTerm]:
        """See `ReadModel.replayed`, and `counted`."""
        require_sight_of_all(self._reader)
        return await self._reads.replayed(asked, rules, after, most)

    async def sync_states(self, account_ids: Sequence[str]) -> Mapping[str, SyncState]:
        """See `ReadModel.sync_states`."""
        return await self._reads.sync_states(self._sight.seen(account_ids))

    async def backlog(self) -> Backlog:
        """See `ReadModel.backlog`. Raises NotAuthorised."""
        require_sight_of_all(self._reader)
        return await self._reads.backlog()

    async def held_back(self, page: PageRequest) -> Page[HeldBack]:
        """See `ReadModel.held_back`. Raises NotAuthorised."""
        require_sight_of_all(self._reader)
        return await self._reads.held_back(page)

    async def conflicts(
        self, page: PageRequest, *, account_id: str | None = None, open_only: bool = True
    ) -> Page[Conflict]:
        """See `ReadModel.conflicts`. Raises NotAuthorised."""
        require_sight_of_all(self._reader)
        return await self._reads.conflicts(page, account_id=account_id, open_only=open_only)

    async def conflicts_by_id(self, conflict_ids: Sequence[str]) -> Mapping[str, Conflict]:
        """See `ReadModel.conflicts_by_id`."""
        return self._sight.keep(await self._reads.conflicts_by_id(conflict_ids), lambda conflict: conflict.account_id)

    async def decisions(
        self, page: PageRequest, *, account_id: str | None = None, case_id: str | None = None
    ) -> Page[Decision]:
        """See `ReadModel.decisions`. Raises NotAuthorised."""
        require_sight_of_all(self._reader)
        return await self._reads.decisions(page, account_id=account_id, case_id=case_id)

    async def field_changes(self, page: PageRequest, account_id: str) -> Page[FieldChange]:
        """See `ReadModel.field_changes`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_DECISIONS)
        require_sight_of_all(self._reader)
        return await self._reads.field_changes(page, account_id)


class SeenCases(_Bound[CaseReads], SeenMessages):
    """`CaseReads`, as its reader sees it; so is what is asked of a case, wherever the case was read."""

    async def case(self, case_id: str) -> Case | None:
        """See `CaseReads.case`."""
        case = await self._reads.case(case_id)
        return case if case is not None and sees_case(self._reader, case) else None

    async def cases_by_id(self, case_ids: Sequence[str]) -> Mapping[str, Case]:
        """See `CaseReads.cases_by_id`."""
        found = await self._reads.cases_by_id(case_ids) if case_ids else {}
        return {key: case for key, case in found.items() if sees_case(self._reader, case)}

    async def cases(self, query: CaseQuery, page: PageRequest) -> Page[Case]:
        """See `CaseReads.cases`: of no account, those that the reader opened itself, when all are asked for."""
        opened_by = query.opened_by if sees_all(self._reader) or query.account_ids is not None else self._reader.id
        seen = replace(query, account_ids=self._sight.among(query.account_ids), opened_by=opened_by)
        return await self._reads.cases(seen, page)

    async def cases_of(self, account_ids: Sequence[str], *, open_only: bool = True) -> Mapping[str, Sequence[Case]]:
        """See `CaseReads.cases_of`."""
        seen = self._sight.seen(account_ids)
        return await self._reads.cases_of(seen, open_only=open_only) if seen else {}

    async def entries_of(self, account_ids: Sequence[str], fact: str) -> Mapping[str, Sequence[CaseEvent]]:
        """See `CaseReads.entries_of`."""
        seen = self._sight.seen(account_ids)
        return await self._reads.entries_of(seen, fact) if seen else {}

    async def newest_cases_of(
        self, account_ids: Sequence[str], page: PageRequest, *, open_only: bool = False
    ) -> Mapping[str, Page[Case]]:
        """See `CaseReads.newest_cases_of`."""
        return await self._reads.newest_cases_of(self._sight.seen(account_ids), page, open_only=open_only)

    async def declared_in(self, cases: Sequence[Case]) -> Mapping[str, Representation]:
        """See `CaseReads.declared_in`."""
        found = await self._reads.declared_in(self._seen(cases))
        return {key: one for key, one in found.items() if sees_representation(self._reader, one)}

    async def timelines(self, cases: Sequence[Case]) -> Mapping[str, Sequence[CaseEvent]]:
        """See `CaseReads.timelines`."""
        return await self._reads.timelines(self._seen(cases))

    async def updated_at(self, cases: Sequence[Case]) -> Mapping[str, datetime]:
        """See `CaseReads.updated_at`."""
        return await self._reads.updated_at(self._seen(cases))

    async def open_terms_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[Term]]:
        """See `CaseReads.open_terms_of`."""
        return await self._reads.open_terms_of(self._seen(cases))

    async def terms_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[Term]]:
        """See `CaseReads.terms_of`."""
        return await self._reads.terms_of(self._seen(cases))

    def _seen(self, cases: Sequence[Case]) -> list[Case]:
        return [case for case in cases if sees_case(self._reader, case)]


class SeenActivities(_Bound[ActivityReads]):
    """`ActivityReads`, as its reader sees it: activities are public, invitations are not."""

    async def activity(self, activity_id: str) -> Activity | None:
        """See `ActivityReads.activity`."""
        return await self._reads.activity(activity_id)

    async def activities(self, query: ActivityQuery, page: PageRequest) -> Page[Activity]:
        """See `ActivityReads.activities`."""
        return await self._reads.activities(query, page)

    async def planned(self, on: date) -> Sequence[Activity]:
        """See `ActivityReads.planned`."""
        return await self._reads.planned(on)

    async def invitations_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[Invitation]]:
        """See `ActivityReads.invitations_of`."""
        return await self._reads.invitations_of(self._sight.seen(account_ids))


class SeenRepresentations(_Bound[RepresentationReads]):
    """`RepresentationReads`, as its reader sees it: staff every one, a person her own."""

    async def one(self, representation_id: str) -> Representation | None:
        """See `RepresentationReads.one`."""
        found = await self._reads.one(representation_id)
        return found if found is not None and sees_representation(self._reader, found) else None

    async def of_person(self, run: Rut, *, drafts: bool = False) -> Sequence[Representation]:
        """See `RepresentationReads.of_person`."""
        return [it for it in await self._reads.of_person(run, drafts=drafts) if sees_representation(self._reader, it)]

    async def page(
        self,
        page: PageRequest,
        *,
        rut: Rut | None = None,
        run: Rut | None = None,
        offices: frozenset[str] = frozenset(),
        states: frozenset[RepresentationState] = frozenset(),
    ) -> Page[Representation]:
        """See `RepresentationReads.page`; a person's are those of her RUN, whosever were asked for."""
        theirs = run if sees_all(self._reader) else run_of(self._reader)
        return await self._reads.page(page, rut=rut, run=theirs, offices=offices, states=states)

    async def of_accounts(self, account_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[Representation]]:
        """See `RepresentationReads.of_accounts`: staff every one, a person her own of the accounts that she sees."""
        run = None if sees_all(self._reader) else run_of(self._reader)
        return await self._reads.of_accounts(self._sight.seen(account_ids), page, run=run)


class SeenPersonalReads(_Bound[PersonalReadLog]):
    """`PersonalReadLog`, as its reader sees it: who was shown what is for whoever may audit it."""

    async def record(self, reads: Sequence[PersonalRead]) -> None:
        """See `PersonalReadLog.record`: whoever reads is recorded."""
        await self._reads.record(reads)

    async def of_accounts(self, account_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[PersonalRead]]:
        """See `PersonalReadLog.of_accounts`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_PERSONAL_READS)
        return await self._reads.of_accounts(self._sight.seen(account_ids), page)

    async def reads(
        self, page: PageRequest, *, account_id: str | None = None, case_id: str | None = None, by: str | None = None
    ) -> Page[PersonalRead]:
        """See `PersonalReadLog.reads`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_PERSONAL_READS)
        require_sight_of_all(self._reader)
        return await self._reads.reads(page, account_id=account_id, case_id=case_id, by=by)
