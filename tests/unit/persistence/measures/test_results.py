"""
What came after services, worked out by hand on both databases (MEA-11, AMB-79). All began in April 2026.

| case | type | what was asked | what was told | counts as |
|---|---|---|---|---|
| sent | FERIA | stage 1 sent | nothing | FOLLOWED |
| won | FERIA | stage 2 sent | business, and a score of 5 | ANSWERED, CONCLUDED |
| joint | FERIA | in the letter of `sent`, which is of the same company | nothing | FOLLOWED |
| unsent | FERIA | a letter that the server refused | a score of 2 | TOLD_ITSELF |
| called | TALLER | a contact that Ana recorded | in it, and no business | ANSWERED, NOT_CONCLUDED |
| itself | TALLER | nothing; the company wrote by itself, and once by mistake | its words | TOLD_ITSELF |
| waits | TALLER | its letter comes later | nothing | SCHEDULED |
| nobody | | nothing; a contact was a mistake | nothing | NOT_FOLLOWED |
| dropped | FERIA | the activity was annulled | nothing | nothing |
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from domain.model.cases import Case, CaseEvent, Flow, TakenBack
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.cases.mapping import case_columns, event_columns
from persistence.reading import SqlReadModel
from persistence.tables import message
from persistence.tables.cases import case_event, protocol_case
from tests.support.system.databases import KINDS, Databases

NOW = datetime(2026, 6, 20, 15, tzinfo=UTC)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
MISTAKE = TakenBack("ana.rojas", Role.REGIONAL_EXECUTIVE, NOW, "Era otra empresa")
STAFF, COMPANY = Role.REGIONAL_EXECUTIVE, Role.COMPANY
_N = MeasureName
Told = tuple[str, Role, Mapping[str, Any]]
SENT: Told = ("send_stage_1", Role.SERVICE, {})
CASES: dict[str, tuple[str | None, str, str, list[Told]]] = {
    "sent": ("FERIA", "SIN_FECHA", "one", [SENT]),
    "won": ("FERIA", "CERRADO", "two", [
        ("record_survey", COMPANY, {"score": 5}), ("send_stage_2", Role.SERVICE, {}),
        ("record_result", COMPANY, {"business_concluded": True}),
    ]),
    "joint": ("FERIA", "SIN_FECHA", "one", [("send_stage_1", Role.SERVICE, {"joint": True})]),
    "unsent": ("FERIA", "SIN_FECHA", "three", [SENT, ("answer_survey", COMPANY, {"score": 2})]),
    "called": ("TALLER", "CERRADO", "four", [
        ("record_answer", STAFF, {}), ("record_result", STAFF, {"business_concluded": False}),
    ]),
    "itself": ("TALLER", "EN_ESPERA", "five", [("record_answer", COMPANY, {}), ("record_answer", STAFF, {"wrong": 1})]),
    "waits": ("TALLER", "EN_ESPERA_CON_FECHA", "six", []),
    "nobody": (None, "DIRECTO", "seven", [("record_answer", STAFF, {"wrong": 1})]),
    "dropped": ("FERIA", "CERRADO", "eight", [("drop_activity", Role.SERVICE, {})]),
}  # fmt: skip
LETTERS = {"sent": ("NTF-29", "SENT"), "won": ("NTF-30", "SENT"), "unsent": ("NTF-29", "GIVEN_UP"),
           "waits": ("NTF-31", "SENT")}  # fmt: skip


def _entries(case_id: str, told: list[Told]) -> list[CaseEvent]:
    found = []
    for sequence, (fact, role, data) in enumerate([("open_follow_up", Role.SERVICE, {}), *told], 1):
        at = datetime(2026, 4, 2 + sequence, 15, tzinfo=UTC)
        rules = ("FUP-05", "FUP-04") if "joint" in data else ("FUP-05", "FUP-06", "SLA-17")
        plain = {name: value for name, value in data.items() if name not in {"joint", "wrong"}}
        event = CaseEvent(case_id, sequence, fact, at, at, "alguien", role, "", "", rules, data=plain, day=at.date())
        found.append(replace(event, taken_back=MISTAKE) if "wrong" in data else event)
    return found


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """The nine follow-ups, and a survey of a request, which is of no service."""
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            other = (None, "CERRADO", "nine", [("record_survey", COMPANY, {"score": 1})])
            for case_id, (kind, state, account, told) in {**CASES, "other": other}.items():
                flow = Flow.REQUEST if case_id == "other" else Flow.FOLLOW_UP
                data: dict[str, Any] = {} if kind is None else {"action_type": kind}
                case = Case(case_id, flow, state, NOW, "ana.rojas", "2024", "Oficina regional", account_id=account,
                            office="OFIREG-08", channel=Channel.DIGITAL, point_of_contact=PointOfContact.CORREO,
                            data=data)  # fmt: skip
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                for event in _entries(case_id, told):
                    await tx.execute(insert(case_event).values(**event_columns(event)))
            for case_id, (template, state) in LETTERS.items():
                await tx.execute(insert(message).values(
                    id=case_id, cause=case_id, template=template, template_version="1", language="es", to=[], cc=[],
                    subject="", text="", html="", rule="FUP-05", account_id=CASES[case_id][2], case_id=case_id,
                    parameters={}, created_at=datetime(2026, 5, 5, tzinfo=UTC), state=state,
                ))  # fmt: skip
        yield SqlReadModel(database)


async def _told(
    read: SqlReadModel, name: MeasureName, *by: Dimension, period: Period = APRIL
) -> tuple[MeasureQuery, Measured]:
    asked = MeasureQuery(MEASURES[name], period, NOW, by)
    return asked, measured(asked, await read.counted(asked))


async def test_which_services_were_followed_by_type(read: SqlReadModel) -> None:
    """MEA-11: of fairs 3 of 4, of workshops 1 of 2 and one that waits, of what has no type 0 of 1: 4 of 7."""
    asked, found = await _told(read, _N.SERVICES_FOLLOWED, Dimension.ACTION_TYPE)
    assert [(row.groups[0], row.figure, row.n, dict(row.parts)) for row in found.rows] == [
        ("FERIA", 0.75, 4, {"FOLLOWED": 2, "ANSWERED": 1, "TOLD_ITSELF": 1}),
        ("TALLER", 0.5, 2, {"ANSWERED": 1, "TOLD_ITSELF": 1, "SCHEDULED": 1}),
        (None, 0.0, 1, {"NOT_FOLLOWED": 1}),
    ]
    assert (found.total.figure, found.total.n) == (pytest.approx(4 / 7), 7)
    page = await read.records_behind(asked, ("TALLER",), PageRequest(first=9))
    assert [(record.id, record.part) for record in page.items] == [("called", "ANSWERED"), ("itself", "TOLD_ITSELF")]


async def test_of_which_it_is_known_how_it_went(read: SqlReadModel) -> None:
    """AMB-79: apart from follow-up: won, unsent, called and itself, 4 of 7."""
    _, found = await _told(read, _N.SERVICES_ANSWERED, Dimension.ACTION_TYPE)
    assert [(row.groups[0], row.figure) for row in found.rows] == [("FERIA", 0.5), ("TALLER", 1.0), (None, 0.0)]
    assert (found.total.figure, found.total.n) == (pytest.approx(4 / 7), 7)


async def test_after_which_business_was_concluded(read: SqlReadModel) -> None:
    """FUP-08: one of the two results that are known; of the other six nothing is assumed."""
    asked, found = await _told(read, _N.SERVICES_WITH_BUSINESS)
    assert (found.total.figure, found.total.n) == (0.5, 2)
    assert dict(found.total.parts) == {"CONCLUDED": 1, "NOT_CONCLUDED": 1, "NOT_TOLD": 6}
    page = await read.records_behind(asked, (), PageRequest(first=9))
    assert sorted(record.id for record in page.items) == ["called", "won"]


async def test_how_satisfied_companies_were_after_services(read: SqlReadModel) -> None:
    """MEA-11: 5 and 2 make 3.5; what was thought of a request is another matter."""
    _, found = await _told(read, _N.SERVICE_SATISFACTION, Dimension.ACTION_TYPE, Dimension.MONTH)
    assert [(row.groups, row.figure, row.n) for row in found.rows] == [(("FERIA", "2026-04"), 3.5, 2)]


async def test_another_period_has_none(read: SqlReadModel) -> None:
    """MEA-11: a follow-up belongs to the day on which it was opened."""
    for name in (_N.SERVICES_FOLLOWED, _N.SERVICES_WITH_BUSINESS):
        _, found = await _told(read, name, period=Period(date(2026, 5, 1), date(2026, 5, 31)))
        assert (found.rows, found.total.n, found.total.figure) == ((), 0, None)


@pytest.mark.parametrize("by", list(Dimension))
async def test_the_rows_of_every_dimension_sum_to_the_total(read: SqlReadModel, by: Dimension) -> None:
    """POL-01: whatever one compares by, no service is lost and none counts twice."""
    if by in MEASURES[_N.SERVICES_FOLLOWED].dimensions:
        _, found = await _told(read, _N.SERVICES_FOLLOWED, by)
        assert sum(row.n or 0 for row in found.rows) == found.total.n == 7
