"""The plan, what waits for it, and the figures about both, as the databases read them (LIN-10, LIN-12, MEA-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from domain.model.cases import Case, CaseEvent, Flow, TakenBack
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.messages import Language
from domain.model.quality.improvements import Improvement, ImprovementState, Origin, OriginKind, ProcessReview
from domain.model.quality.suggestions import Said, Suggestion, SuggestionKind, SuggestionState
from domain.model.quality.surveys import Survey
from domain.ports.quality import ImprovementQuery, PlanCount, SuggestionQuery
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.cases.mapping import case_columns, event_columns
from persistence.database import Database
from persistence.quality.mapping import IMPROVEMENT, REVIEW, SUGGESTION, SURVEY
from persistence.quality.reading import SqlQualityReads
from persistence.reading import SqlReadModel
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.quality import improvement, process_review, suggestion, survey
from tests.support.system.databases import KINDS, Databases

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = date(2026, 6, 15)
SAID = Said("ana.rojas", NOW, "…")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))

CASES = [
    Case("citizen", Flow.CITIZEN, "RECIBIDA", NOW, "celia.ponce", "2024", "Atención Ciudadana", office="CENTRAL",
         channel=Channel.DIGITAL, point_of_contact=PointOfContact.FORM_OIRS),
    Case("complex", Flow.AGENDA, "RECIBIDA", NOW, "ana.rojas", "2024", "Oficina comercial", office="OFIREG-08",
         complex=True),
]  # fmt: skip


def _suggestion(key: str, days: int, **fields: object) -> Suggestion:
    """Received so many days ago."""
    on = TODAY - timedelta(days=days)
    found = Suggestion(key, SuggestionKind.SUGGESTION, f"Texto {key}", "citizen", 1, NOW, on)
    return replace(found, **fields)  # type: ignore[arg-type]  # fields by name


SUGGESTIONS = [
    _suggestion("new", 7),
    _suggestion("shared", 8, unit="Informática", shared=SAID),
    _suggestion("accepted", 30, unit="Informática", shared=SAID, accepted=True, evaluated=SAID),
    _suggestion("followed", 31, unit="Informática", shared=SAID, accepted=True, evaluated=SAID),
    _suggestion("rejected", 91, unit="Convocatorias", shared=SAID, accepted=False, evaluated=SAID),
    _suggestion("closed", 1, unit="Convocatorias", shared=SAID, accepted=False, evaluated=SAID, told=SAID),
    _suggestion("mistake", 1, withdrawn=SAID),
]


MISTAKE = TakenBack("ana.rojas", Role.REGIONAL_EXECUTIVE, NOW, "Era de otra empresa")
SURVEYS = [
    Survey("answered", "citizen", NOW, "ana.rojas", NOW + timedelta(days=30), Language.ES, 7, False,
           answered_at=NOW, sequence=2),
    Survey("open", "citizen", NOW, "ana.rojas", NOW + timedelta(days=30), Language.ES, 7, False),
    Survey("mistaken", "complex", NOW, "ana.rojas", NOW + timedelta(days=30), Language.EN, 5, True, follows=1,
           answered_at=NOW, sequence=2),
]  # fmt: skip


def _improvement(key: str, due_on: date, **fields: object) -> Improvement:
    made = Improvement(key, f"Hacer {key}", "Informática", due_on, 2026, "LIN-10",
                       Origin(OriginKind.SUGGESTION, "followed"), "ana.rojas", NOW)  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]  # fields by name


IMPROVEMENTS = [
    _improvement("open", TODAY),
    _improvement("overdue", TODAY - timedelta(days=1)),
    _improvement("done", date(2026, 3, 31), done=SAID, done_on=date(2026, 3, 31)),
    _improvement("late", date(2026, 3, 31), done=SAID, done_on=date(2026, 4, 1), unit="Convocatorias"),
    _improvement("dropped", date(2026, 4, 1), dropped=SAID, origin=Origin(OriginKind.REVIEW, "risky")),
    _improvement("next", date(2027, 2, 1), year=2027),
]
REVIEWS = [
    ProcessReview("risky", Flow.CAPTURE, date(2026, 6, 1), "ana.rojas", NOW, ("Falta personal",)),
    ProcessReview("quiet", Flow.AGENDA, date(2026, 6, 2), "ana.rojas", NOW),
]


@pytest.fixture(scope="module", params=KINDS)
async def stored(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """Everything above."""
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            for case in CASES:
                opening = CaseEvent(case.id, 1, "open", NOW, NOW, case.opened_by, Role.CITIZEN_SERVICE, "NEW",
                                    case.state, (), day=TODAY)  # fmt: skip
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                await tx.execute(insert(case_event).values(**event_columns(opening)))
            for each in SUGGESTIONS:
                await tx.execute(insert(suggestion).values(**SUGGESTION.columns(each)))
            for one in IMPROVEMENTS:
                await tx.execute(insert(improvement).values(**IMPROVEMENT.columns(one)))
            for case_id, mark in (("citizen", None), ("complex", MISTAKE)):
                told = CaseEvent(case_id, 2, "answer_survey", NOW, NOW, "enlace", Role.COMPANY, "RECIBIDA", "RECIBIDA",
                                 (), data={"score": 6}, taken_back=mark, day=TODAY)  # fmt: skip
                await tx.execute(insert(case_event).values(**event_columns(told)))
            for sent in SURVEYS:
                await tx.execute(insert(survey).values(**SURVEY.columns(sent)))
            for review in REVIEWS:
                await tx.execute(insert(process_review).values(**REVIEW.columns(review)))
        yield database


def _asked(name: MeasureName, *by: Dimension, period: Period = YEAR) -> MeasureQuery:
    return MeasureQuery(MEASURES[name], period, NOW, by)


async def test_open_suggestions_by_area_and_age(stored: Database) -> None:
    """MEA-10: five are open; the seventh day is still of the first week; closed and mistaken ones are not counted."""
    question = _asked(MeasureName.OPEN_SUGGESTIONS, Dimension.UNIT, Dimension.AGE)
    found = measured(question, await SqlReadModel(stored).counted(question))
    assert {row.groups: row.n for row in found.rows if row.n} == {
        (None, "HASTA_7"): 1,
        ("Informática", "HASTA_30"): 2,
        ("Informática", "HASTA_90"): 1,
        ("Convocatorias", "MAS_DE_90"): 1,
    }
    assert found.total.n == 5


async def test_all_suggestions_by_where_they_came_from(stored: Database) -> None:
    """LIN-10: six, by the channel and the point of contact of their case; each is behind the figure once."""
    question = _asked(MeasureName.SUGGESTIONS, Dimension.CHANNEL, Dimension.POINT_OF_CONTACT)
    read = SqlReadModel(stored)
    found = measured(question, await read.counted(question))
    assert [(row.groups, row.n) for row in found.rows] == [(("DIGITAL", "FORM_OIRS"), 6)]
    page = await read.records_behind(question, ("DIGITAL", "FORM_OIRS"), PageRequest(first=10))
    assert sorted(record.id for record in page.items) == sorted({each.id for each in SUGGESTIONS} - {"mistake"})


async def test_improvement_actions_are_judged_by_their_last_day(stored: Database) -> None:
    """LIN-12: one of three that were judged was in time; what runs and what was given up is judged by nobody."""
    question = _asked(MeasureName.IMPROVEMENTS, Dimension.UNIT)
    found = measured(question, await SqlReadModel(stored).counted(question))
    figures = {row.groups[0]: (row.figure, row.n) for row in found.rows}
    assert figures == {
        "Informática": (0.5, 2),
        "Convocatorias": (0.0, 1),
    }
    assert (found.total.figure, found.total.n) == (pytest.approx(1 / 3), 3)
    lines = _asked(MeasureName.IMPROVEMENTS, Dimension.RULE, Dimension.MONTH)
    by_month = measured(lines, await SqlReadModel(stored).counted(lines))
    assert ("LIN-10", "2026-03") in {row.groups for row in by_month.rows}


async def test_the_database_tells_the_state_that_each_action_tells(stored: Database) -> None:
    """LIN-12: of the plan of the year alone, on whichever day one looks."""
    reads = SqlQualityReads(stored)
    for on in (date(2026, 3, 1), TODAY, TODAY + timedelta(days=1)):
        of_year = [each for each in IMPROVEMENTS if each.year == 2026]
        expected = Counter((each.unit, each.line, each.state(on)) for each in of_year)
        assert sorted(await reads.plan(2026, on)) == sorted(PlanCount(*key, many) for key, many in expected.items())
    page = await reads.improvements(
        ImprovementQuery(TODAY, year=2026, states=frozenset({ImprovementState.OVERDUE})), PageRequest(first=5)
    )
    assert [each.id for each in page.items] == ["overdue"]


async def test_what_waits_for_an_action_is_accepted_complex_or_risky_and_nothing_follows(stored: Database) -> None:
    """LIN-12, LIN-05, LIN-03: an action that was given up counts as none; pages go on where they ended."""
    reads = SqlQualityReads(stored)
    first = await reads.awaiting(PageRequest(first=2))
    rest = await reads.awaiting(PageRequest(first=2, after=first.cursors[-1]))
    found = [*first.items, *rest.items]
    assert [(each.origin.kind, each.origin.key) for each in found] == [
        (OriginKind.SUGGESTION, "accepted"), (OriginKind.REVIEW, "risky"), (OriginKind.COMPLEX_CASE, "complex"),
    ]  # fmt: skip
    assert [each.what for each in found] == ["Texto accepted", "Falta personal", "Caso 2: Agenda de negocios"]
    assert (first.has_next, rest.has_next) == (True, False)


async def test_suggestions_are_found_by_what_they_are_and_whose(stored: Database) -> None:
    """LIN-10: newest first; of no account only what one opened oneself."""
    reads = SqlQualityReads(stored)

    async def found(**conditions: object) -> list[str]:
        query = SuggestionQuery(**conditions)  # type: ignore[arg-type]  # fields by name
        return [row.suggestion.id for row in (await reads.suggestions(query, PageRequest(first=10))).items]

    assert await found() == [each.id for each in reversed(SUGGESTIONS)]
    assert await found(states=frozenset({SuggestionState.SHARED}), units=frozenset({"Informática"})) == ["shared"]
    assert await found(offices=frozenset({"OFIREG-08"})) == []
    assert await found(account_ids=frozenset()) == []
    assert len(await found(account_ids=frozenset(), opened_by="celia.ponce")) == len(SUGGESTIONS)
    followed = Origin(OriginKind.SUGGESTION, "followed")
    following = await reads.following([followed, Origin(OriginKind.SUGGESTION, "new")])
    assert [each.id for each in following[followed]] == ["open", "overdue", "done", "late", "next"]
    assert following[Origin(OriginKind.SUGGESTION, "new")] == []


async def test_the_surveys_of_cases_are_read_with_what_stands_of_their_answers(stored: Database) -> None:
    """MEA-04, AMB-70: oldest first, of many cases in one statement; an answer that was taken back is none."""
    reads = SqlQualityReads(stored)
    found = await reads.surveys_of(["complex", "citizen", "nobody"])
    assert {case: [(row.survey.id, row.answers) for row in rows] for case, rows in found.items()} == {
        "citizen": [("answered", {"score": 6}), ("open", None)],
        "complex": [("mistaken", None)],
    }
    assert await reads.survey("open") == SURVEYS[1]
    assert await reads.survey("nothing") is None
