"""`QualityReads` in SQL: surveys, suggestions, the plan and reviews for screens, one statement each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)

from domain.model.cases import Flow
from domain.model.quality.calls import Call
from domain.model.quality.improvements import Improvement, ImprovementState, Origin, OriginKind, ProcessReview
from domain.model.quality.suggestions import SuggestionState
from domain.model.quality.surveys import Survey
from domain.ports.quality import Awaiting, ImprovementQuery, PlanCount, SuggestionQuery, SuggestionRow, SurveyRow
from domain.ports.reading import Page, PageRequest
from persistence.cases.mapping import data_from
from persistence.counted import paged
from persistence.database import Database
from persistence.keyset import Keyset
from persistence.quality.mapping import IMPROVEMENT, REVIEW, SUGGESTION, SURVEY, call_from
from persistence.readers import Rows
from persistence.records import among, list_value
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.quality import call_stage, improvement, process_review, protocol_call, suggestion, survey

NEWEST_FIRST: Final = Keyset("qs", (suggestion.c.pk,), descending=True)
BY_LAST_DAY: Final = Keyset("qi", (improvement.c.due_on, improvement.c.id))
NEWEST_CALL_FIRST: Final = Keyset("qc", (protocol_call.c.pk,), descending=True)
LATEST_DAY_FIRST: Final = Keyset("qr", (process_review.c.on_date, process_review.c.id), descending=True)

_OF_CASE: Final = protocol_case.c
_ROWS: Final = select(
    suggestion, _OF_CASE.flow, _OF_CASE.pk.label("number"), _OF_CASE.office, _OF_CASE.account_id, _OF_CASE.opened_by
).join_from(suggestion, protocol_case, _OF_CASE.id == suggestion.c.case_id)
_SURVEYS: Final = select(survey, case_event.c.data, case_event.c.taken_back).join_from(
    survey,
    case_event,
    and_(case_event.c.case_id == survey.c.case_id, case_event.c.sequence == survey.c.sequence),
    isouter=True,
)
_DAY: Final = bindparam("on", type_=Date)


class SqlQualityReads:
    """Reads for screens; see `domain.ports.quality.QualityReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def survey(self, survey_id: str) -> Survey | None:
        """See `QualityReads.survey`."""
        rows = await self._database.read(select(survey).where(survey.c.id == bindparam("key")), {"key": survey_id})
        return SURVEY.record(rows[0]) if rows else None

    async def surveys_of(self, case_ids: Sequence[str]) -> Mapping[str, Sequence[SurveyRow]]:
        """See `QualityReads.surveys_of`."""
        kind, found = self._database.kind, dict[str, list[SurveyRow]]()
        wanted = _SURVEYS.where(among(kind, survey.c.case_id)).order_by(survey.c.pk)
        for row in await self._database.read(wanted, {"ids": list_value(kind, case_ids)}):
            answers = None if row.data is None or row.taken_back is not None else data_from(row.data)
            found.setdefault(row.case_id, []).append(SurveyRow(SURVEY.record(row), answers))
        return found

    async def suggestions_by_id(self, keys: Sequence[str]) -> Sequence[SuggestionRow]:
        """See `QualityReads.suggestions_by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_ROWS.where(among(kind, suggestion.c.id)), {"ids": list_value(kind, keys)})
        return [_row(row) for row in rows]

    async def suggestions(self, query: SuggestionQuery, page: PageRequest) -> Page[SuggestionRow]:
        """See `QualityReads.suggestions`."""
        return await paged(
            self._database, NEWEST_FIRST, _ROWS.where(*_wanted(query)), page, _row, lambda row: (row.pk,)
        )

    async def improvements_by_id(self, keys: Sequence[str]) -> Sequence[Improvement]:
        """See `QualityReads.improvements_by_id`."""
        return [IMPROVEMENT.record(row) for row in await self._by_id(improvement, keys)]

    async def improvements(self, query: ImprovementQuery, page: PageRequest) -> Page[Improvement]:
        """See `QualityReads.improvements`."""
        c = improvement.c
        conditions: list[ColumnElement[bool]] = [
            column.in_(sorted(chosen))
            for column, chosen in ((c.unit, query.units), (c.line, query.lines), (c.origin_kind, query.origins))
            if chosen
        ]
        if query.year is not None:
            conditions.append(c.year == query.year)
        if query.states:
            conditions.append(improvement_state(literal(query.on, Date)).in_(sorted(query.states)))
        wanted = select(improvement).where(*conditions)
        return await paged(
            self._database, BY_LAST_DAY, wanted, page, IMPROVEMENT.record, lambda row: (row.due_on, row.id)
        )

    async def following(self, origins: Sequence[Origin]) -> Mapping[Origin, Sequence[Improvement]]:
        """See `QualityReads.following`."""
        found: dict[Origin, list[Improvement]] = {origin: [] for origin in origins}
        c = improvement.c
        pairs = [(origin.kind.value, origin.key) for origin in found]
        wanted = select(improvement).where(tuple_(c.origin_kind, c.origin_key).in_(pairs)).order_by(c.pk)
        for row in await self._database.read(wanted) if pairs else ():
            each = IMPROVEMENT.record(row)
            found[each.origin].append(each)
        return found

    async def plan(self, year: int, on: date) -> Sequence[PlanCount]:
        """See `QualityReads.plan`."""
        c = improvement.c
        groups = (c.unit, c.line, improvement_state(_DAY))
        of_year = c.year == bindparam("year")
        counted = select(*(group.label(name) for group, name in zip(groups, ("unit", "line", "state"), strict=True)))
        inner = counted.where(of_year).subquery()
        statement = select(*inner.c, func.count()).group_by(*inner.c).order_by(*inner.c)
        rows = await self._database.read(statement, {"year": year, "on": on})
        return [PlanCount(unit, line, ImprovementState(state), many) for unit, line, state, many in rows]

    async def awaiting(self, page: PageRequest) -> Page[Awaiting]:
        """See `QualityReads.awaiting`."""
        order = Keyset("qa", (_AWAITING.c.day, _AWAITING.c.key))
        return await paged(self._database, order, select(_AWAITING), page, _awaiting, lambda row: (row.day, row.key))

    async def reviews_by_id(self, keys: Sequence[str]) -> Sequence[ProcessReview]:
        """See `QualityReads.reviews_by_id`."""
        return [REVIEW.record(row) for row in await self._by_id(process_review, keys)]

    async def _by_id(self, table: Table, keys: Sequence[str]) -> Rows:
        kind = self._database.kind
        return await self._database.read(select(table).where(among(kind, table.c.id)), {"ids": list_value(kind, keys)})

    async def reviews(self, page: PageRequest, *, flows: frozenset[Flow] = frozenset()) -> Page[ProcessReview]:
        """See `QualityReads.reviews`."""
        wanted = select(process_review)
        if flows:
            wanted = wanted.where(process_review.c.flow.in_(sorted(flows)))
        return await paged(
            self._database, LATEST_DAY_FIRST, wanted, page, REVIEW.record, lambda row: (row.on_date, row.id)
        )

    async def calls_by_id(self, keys: Sequence[str]) -> Sequence[Call]:
        """See `QualityReads.calls_by_id`."""
        return await self._with_stages(await self._by_id(protocol_call, keys))

    async def calls(self, page: PageRequest, *, units: frozenset[str] = frozenset()) -> Page[Call]:
        """See `QualityReads.calls`."""
        c = protocol_call.c
        wanted = select(protocol_call)
        if units:
            theirs = exists().where(call_stage.c.call_id == c.id, call_stage.c.unit.in_(sorted(units)))
            wanted = wanted.where(or_(c.unit.in_(sorted(units)), theirs))
        found = await paged(self._database, NEWEST_CALL_FIRST, wanted, page, lambda row: row, lambda row: (row.pk,))
        return replace(found, items=await self._with_stages(found.items))

    async def _with_stages(self, rows: Sequence[Any]) -> list[Call]:
        """The calls of these rows of `protocol_call`; their stages in one statement."""
        kind, stages = self._database.kind, call_stage.c
        wanted = select(call_stage).where(among(kind, stages.call_id)).order_by(stages.pk)
        of_call: dict[str, list[Any]] = {row.id: [] for row in rows}
        for stage in await self._database.read(wanted, {"ids": list_value(kind, list(of_call))}) if of_call else ():
            of_call[stage.call_id].append(stage)
        return [call_from(row, of_call[row.id]) for row in rows]


def improvement_state(on: ColumnElement[date]) -> ColumnElement[str]:
    """`Improvement.state` in SQL."""
    c, state = improvement.c, ImprovementState
    return case(
        (c.dropped.is_not(None), state.DROPPED.value),
        (c.done_on <= c.due_on, state.DONE.value),
        (c.done_on.is_not(None), state.DONE_LATE.value),
        (on <= c.due_on, state.OPEN.value),
        else_=state.OVERDUE.value,
    )


def _row(row: Any) -> SuggestionRow:
    return SuggestionRow(SUGGESTION.record(row), Flow(row.flow), row.number, row.office, row.account_id, row.opened_by)


def _wanted(query: SuggestionQuery) -> list[ColumnElement[bool]]:
    c, of_case = suggestion.c, protocol_case.c
    found: list[ColumnElement[bool]] = [
        column.in_(sorted(chosen))
        for column, chosen in (
            (c.state, query.states),
            (c.kind, query.kinds),
            (c.unit, query.units),
            (of_case.office, query.offices),
        )
        if chosen
    ]
    if query.account_ids is not None:
        own = of_case.account_id.in_(sorted(query.account_ids))
        opened = and_(of_case.account_id.is_(None), of_case.opened_by == query.opened_by)
        found.append(own if query.opened_by is None else or_(own, opened))
    return found


def _nothing_follows(kind: OriginKind, key: ColumnElement[str]) -> ColumnElement[bool]:
    c = improvement.c
    return ~exists().where(c.origin_kind == kind.value, c.origin_key == key, c.dropped.is_(None))


_OPENING: Final = case_event.alias("opening")
_KINDS: Final = OriginKind
_AWAITING: Final = union_all(
    select(
        literal(_KINDS.SUGGESTION.value).label("kind"),
        suggestion.c.id.label("key"),
        suggestion.c.received_on.label("day"),
        suggestion.c.text.label("what"),
    ).where(suggestion.c.state == SuggestionState.ACCEPTED.value, _nothing_follows(_KINDS.SUGGESTION, suggestion.c.id)),
    select(
        literal(_KINDS.COMPLEX_CASE.value),
        protocol_case.c.id,
        type_coerce(_OPENING.c.day, Date),
        protocol_case.c.flow + ":" + cast(protocol_case.c.pk, String),
    )
    .join_from(protocol_case, _OPENING, and_(_OPENING.c.case_id == protocol_case.c.id, _OPENING.c.sequence == 1))
    .where(
        protocol_case.c.complex, _OPENING.c.day.is_not(None), _nothing_follows(_KINDS.COMPLEX_CASE, protocol_case.c.id)
    ),
    select(
        literal(_KINDS.REVIEW.value),
        process_review.c.id,
        process_review.c.on_date,
        cast(process_review.c.risks, String),
    ).where(cast(process_review.c.risks, String) != "[]", _nothing_follows(_KINDS.REVIEW, process_review.c.id)),
).subquery("awaiting")


def _awaiting(row: Any) -> Awaiting:
    kind = OriginKind(row.kind)
    what = row.what
    if kind is OriginKind.COMPLEX_CASE:
        flow, _, number = row.what.partition(":")
        what = f"Caso {number}: {Flow(flow).es}"
    elif kind is OriginKind.REVIEW:
        what = " ".join(json_texts(row.what))
    return Awaiting(Origin(kind, row.key), row.day, what)


def json_texts(stored: str) -> list[str]:
    """The texts of a stored list, read as text."""
    texts: list[str] = json.loads(stored)
    return texts
