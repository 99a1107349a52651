"""Suggestions, improvement actions, reviews of processes and calls, as the use cases and the screens need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from domain.model.cases import Flow, Value
from domain.model.quality.calls import Call
from domain.model.quality.improvements import Improvement, ImprovementState, Origin, OriginKind, ProcessReview
from domain.model.quality.suggestions import Suggestion, SuggestionKind, SuggestionState
from domain.model.quality.surveys import Survey
from domain.ports.reading import Page, PageRequest
from domain.ports.records import Records, VersionedRecords


class SuggestionRow(NamedTuple):
    """A suggestion with what its case says of it."""

    suggestion: Suggestion
    flow: Flow
    number: int
    office: str | None
    account_id: str | None
    opened_by: str


class SurveyRow(NamedTuple):
    """A survey with what was answered, by name of the question; None: nothing, or it was taken back (AMB-70)."""

    survey: Survey
    answers: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class SuggestionQuery:
    """
    Which suggestions. Every given condition must hold; None or empty: no condition.

    Attributes:
        units: Shared with one of these areas.
        offices: Of cases of these offices.
        account_ids: Of cases of these accounts.
        opened_by: Besides, those of cases without account that this person opened.
    """

    states: frozenset[SuggestionState] = frozenset()
    kinds: frozenset[SuggestionKind] = frozenset()
    units: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    account_ids: frozenset[str] | None = None
    opened_by: str | None = None


@dataclass(frozen=True, slots=True)
class ImprovementQuery:
    """
    Which improvement actions. Every given condition must hold; None or empty: no condition.

    Attributes:
        on: The day that decides the states.
    """

    on: date
    year: int | None = None
    units: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    states: frozenset[ImprovementState] = frozenset()
    origins: frozenset[OriginKind] = frozenset()


class PlanCount(NamedTuple):
    """So many improvement actions of a plan, of one unit and line, in one state."""

    unit: str
    line: str
    state: ImprovementState
    many: int


class Awaiting(NamedTuple):
    """
    Something that no improvement action follows from yet.

    Attributes:
        day: On which it was received, opened or reviewed.
        what: In its own words: the suggestion, the number and the process of the case, the risks.
    """

    origin: Origin
    day: date
    what: str


class SurveyStore(Records[Survey], Protocol):
    """Surveys that were sent."""

    async def of_case(self, case_id: str) -> Sequence[Survey]:
        """Those of a case, oldest first."""
        ...

    async def save(self, survey: Survey) -> Survey:
        """Write its answer or withdrawal; whoever holds its case is alone. Raises RecordNotFound."""
        ...


class SuggestionStore(VersionedRecords[Suggestion], Protocol):
    """Suggestions and complaints that facts of cases brought."""

    async def of_entry(self, case_id: str, sequence: int) -> Sequence[Suggestion]:
        """Those that this entry of the case's timeline brought."""
        ...


class ImprovementStore(VersionedRecords[Improvement], Protocol):
    """Improvement actions."""

    async def follows(self, origin: Origin) -> bool:
        """Whether an improvement action that was not given up follows from it."""
        ...


class QualityStore(Protocol):
    """
    What is kept of the quality of the attention, inside the unit of work.

    Attributes:
        calls: With their stages in their order, which are the same in every write.
    """

    surveys: SurveyStore
    suggestions: SuggestionStore
    improvements: ImprovementStore
    reviews: Records[ProcessReview]
    calls: VersionedRecords[Call]


class QualityReads(Protocol):
    """The same for screens. Each method is one statement."""

    async def survey(self, survey_id: str) -> Survey | None:
        """The survey; None: there is none."""
        ...

    async def surveys_of(self, case_ids: Sequence[str]) -> Mapping[str, Sequence[SurveyRow]]:
        """Those of each case that has any, oldest first."""
        ...

    async def suggestions_by_id(self, keys: Sequence[str]) -> Sequence[SuggestionRow]:
        """Those that are there, in no order."""
        ...

    async def suggestions(self, query: SuggestionQuery, page: PageRequest) -> Page[SuggestionRow]:
        """Newest first."""
        ...

    async def improvements_by_id(self, keys: Sequence[str]) -> Sequence[Improvement]:
        """Those that are there, in no order."""
        ...

    async def improvements(self, query: ImprovementQuery, page: PageRequest) -> Page[Improvement]:
        """The nearest last day first, then id."""
        ...

    async def following(self, origins: Sequence[Origin]) -> Mapping[Origin, Sequence[Improvement]]:
        """Improvement actions that follow from each, oldest first; one statement for all."""
        ...

    async def plan(self, year: int, on: date) -> Sequence[PlanCount]:
        """The plan of a year by unit, line and the state on that day."""
        ...

    async def awaiting(self, page: PageRequest) -> Page[Awaiting]:
        """
        Accepted suggestions, complex cases and reviews that found risks, from which no action follows; oldest first.

        An action that was given up counts as none.
        """
        ...

    async def reviews_by_id(self, keys: Sequence[str]) -> Sequence[ProcessReview]:
        """Those that are there, in no order."""
        ...

    async def reviews(self, page: PageRequest, *, flows: frozenset[Flow] = frozenset()) -> Page[ProcessReview]:
        """Latest day first."""
        ...

    async def calls_by_id(self, keys: Sequence[str]) -> Sequence[Call]:
        """Those that are there, in no order; two statements, for the stages are read for all at once."""
        ...

    async def calls(self, page: PageRequest, *, units: frozenset[str] = frozenset()) -> Page[Call]:
        """Newest first; of these areas, or with a stage of theirs. As `calls_by_id`."""
        ...
