"""`QualityReads`, as its reader sees it: staff all of it, a company what came of its own suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.model.cases import Case, Flow
from domain.model.institution.people import Actor
from domain.model.quality.calls import Call
from domain.model.quality.improvements import Improvement, Origin, ProcessReview
from domain.model.quality.surveys import Survey
from domain.ports.quality import (
    Awaiting,
    ImprovementQuery,
    PlanCount,
    QualityReads,
    SuggestionQuery,
    SuggestionRow,
    SurveyRow,
)
from domain.ports.reading import Page, PageRequest
from domain.protocol.access.permissions import (
    Permission,
    accounts_of,
    is_allowed,
    require,
    sees_all,
    sees_case,
    sees_case_of,
)


class SeenQuality:
    """See the module."""

    def __init__(self, reads: QualityReads, reader: Actor) -> None:
        self._reads = reads
        self._reader = reader

    def by(self, reader: Actor) -> SeenQuality:
        """The same reads, bound to another reader."""
        return SeenQuality(self._reads, reader)

    async def survey(self, survey_id: str) -> Survey | None:
        """See `QualityReads.survey`: staff every one; whoever answers has its link, and others see it in their case."""
        return await self._reads.survey(survey_id) if sees_all(self._reader) else None

    async def surveys_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[SurveyRow]]:
        """See `QualityReads.surveys_of`: of the cases that it may know of."""
        return await self._reads.surveys_of([case.id for case in cases if sees_case(self._reader, case)])

    async def suggestions_by_id(self, keys: Sequence[str]) -> Sequence[SuggestionRow]:
        """See `QualityReads.suggestions_by_id`."""
        return [row for row in await self._reads.suggestions_by_id(keys) if self._sees(row)]

    async def suggestions(self, query: SuggestionQuery, page: PageRequest) -> Page[SuggestionRow]:
        """See `QualityReads.suggestions`: a company's are its own, whosever were asked for."""
        if not sees_all(self._reader):
            own = accounts_of(self._reader)
            among = own if query.account_ids is None else own & query.account_ids
            opened_by = self._reader.id if query.account_ids is None else None
            query = replace(query, account_ids=among, opened_by=opened_by)
        return await self._reads.suggestions(query, page)

    def _sees(self, row: SuggestionRow) -> bool:
        return sees_case_of(self._reader, row.account_id, row.opened_by)

    async def improvements_by_id(self, keys: Sequence[str]) -> Sequence[Improvement]:
        """See `QualityReads.improvements_by_id`: the plan is for staff."""
        if not is_allowed(self._reader, Permission.READ_QUALITY):
            return []
        return await self._reads.improvements_by_id(keys)

    async def improvements(self, query: ImprovementQuery, page: PageRequest) -> Page[Improvement]:
        """See `QualityReads.improvements`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_QUALITY)
        return await self._reads.improvements(query, page)

    async def following(self, origins: Sequence[Origin]) -> Mapping[Origin, Sequence[Improvement]]:
        """See `QualityReads.following`: none for whom the plan is not."""
        if not is_allowed(self._reader, Permission.READ_QUALITY):
            return dict.fromkeys(origins, ())
        return await self._reads.following(origins)

    async def plan(self, year: int, on: date) -> Sequence[PlanCount]:
        """See `QualityReads.plan`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_QUALITY)
        return await self._reads.plan(year, on)

    async def awaiting(self, page: PageRequest) -> Page[Awaiting]:
        """See `QualityReads.awaiting`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_QUALITY)
        return await self._reads.awaiting(page)

    async def reviews_by_id(self, keys: Sequence[str]) -> Sequence[ProcessReview]:
        """See `QualityReads.reviews_by_id`: for staff."""
        return await self._reads.reviews_by_id(keys) if is_allowed(self._reader, Permission.READ_QUALITY) else []

    async def reviews(self, page: PageRequest, *, flows: frozenset[Flow] = frozenset()) -> Page[ProcessReview]:
        """See `QualityReads.reviews`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_QUALITY)
        return await self._reads.reviews(page, flows=flows)

    async def calls_by_id(self, keys: Sequence[str]) -> Sequence[Call]:
        """See `QualityReads.calls_by_id`: for staff."""
        return await self._reads.calls_by_id(keys) if is_allowed(self._reader, Permission.READ_QUALITY) else []

    async def calls(self, page: PageRequest, *, units: frozenset[str] = frozenset()) -> Page[Call]:
        """See `QualityReads.calls`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_QUALITY)
        return await self._reads.calls(page, units=units)
