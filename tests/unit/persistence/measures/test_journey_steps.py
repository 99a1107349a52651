"""
Waits, terms and satisfaction by step of the journey, worked out by hand on both databases (MEA-13).

One capture: its region was told on 1 June 2026, contacted it after 2 business days and interviewed it 9 later, when it
answered a survey with 6; the term of contact was broken, that of the interview met. One query to Centro de Ayuda.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.people import Role
from domain.model.terms import Milestones, Term
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.cases.mapping import case_columns, event_columns
from persistence.mapping import term_columns
from persistence.reading import SqlReadModel
from persistence.tables import term
from persistence.tables.cases import case_event, protocol_case
from tests.support.system.databases import KINDS, Databases

NOW = datetime(2026, 7, 20, 15, tzinfo=UTC)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
CONTACT, INTERVIEW = "CAPTURE:NOTIFICADA_REGION", "CAPTURE:CONTACTADA"
MOVES: list[tuple[int, str, str, str, int | None, dict[str, Any]]] = [
    (1, "complete_ficha", "", "NOTIFICADA_REGION", None, {}),
    (3, "record_contact", "NOTIFICADA_REGION", "CONTACTADA", 2, {}),
    (4, "record_contact_attempt", "CONTACTADA", "CONTACTADA", None, {}),
    (16, "record_interview", "CONTACTADA", "ENTREVISTADA", 9, {}),
    (17, "answer_survey", "ENTREVISTADA", "ENTREVISTADA", None, {"score": 6}),
]


def _at(day: int) -> datetime:
    return datetime(2026, 6, day, 15, tzinfo=UTC)


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """The capture with its two terms, and the query with its own."""
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            for key, flow in (("capture", Flow.CAPTURE), ("help", Flow.HELP_CENTRE)):
                case = Case(key, flow, "X", _at(1), "ana.rojas", "2024", "Unidad", office="OFIREG-08")
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
            for number, (day, fact, before, after, days, data) in enumerate(MOVES, 1):
                at, role = _at(day), Role.REGIONAL_EXECUTIVE
                event = CaseEvent("capture", number, fact, at, at, "ana.rojas", role, before, after, (), data=data,
                                  day=at.date(), stage_days=days)  # fmt: skip
                await tx.execute(insert(case_event).values(**event_columns(event)))
            for key, rule, case_id, late in (
                ("t1", "SLA-01", "capture", True), ("t2", "SLA-02", "capture", False), ("t3", "SLA-08", "help", True),
            ):  # fmt: skip
                due = _at(5)
                stopped = due + timedelta(days=1) if late else due - timedelta(days=1)
                made = Term(key, rule, "2024", _at(1), "OFIREG-08", case_id=case_id, stopped_at=stopped)
                times = Milestones(due_at=due, due_on=due.date())
                await tx.execute(insert(term), [term_columns(made, times)])
        yield SqlReadModel(database)


async def by_step(read: SqlReadModel, name: MeasureName) -> dict[str | None, float | None]:
    asked = MeasureQuery(MEASURES[name], JUNE, NOW, (Dimension.STEP,))
    return {row.groups[0]: row.figure for row in measured(asked, await read.counted(asked)).rows}


async def test_terms_are_of_the_step_in_which_they_run(read: SqlReadModel) -> None:
    """MEA-13, MEA-01: two broken, of the contact and of Centro de Ayuda; that of the interview was met."""
    assert await by_step(read, MeasureName.BREACHES) == {CONTACT: 1, INTERVIEW: 0, "HELP_CENTRE:RECIBIDA": 1}
    compliance = await by_step(read, MeasureName.TERM_COMPLIANCE)
    assert compliance == {CONTACT: 0, INTERVIEW: 1, "HELP_CENTRE:RECIBIDA": 0}


async def test_each_state_that_was_left_has_its_business_days(read: SqlReadModel) -> None:
    """MEA-13: an attempt leaves no state, and the last one is not left yet."""
    assert await by_step(read, MeasureName.STEP_TIME) == {CONTACT: 2, INTERVIEW: 9}
    asked = MeasureQuery(MEASURES[MeasureName.STEP_TIME], JUNE, NOW, (Dimension.STEP,))
    page = await read.records_behind(asked, (INTERVIEW,), PageRequest(5))
    assert [(each.id, each.part) for each in page.items] == [("capture:2", "9")]


async def test_satisfaction_is_of_the_step_in_which_it_was_told(read: SqlReadModel) -> None:
    """MEA-13, MEA-04."""
    assert await by_step(read, MeasureName.SATISFACTION) == {"CAPTURE:ENTREVISTADA": 6}
