"""The annual plan of improvement: owned by units, until it is done (LIN-12, LIN-03, POL-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, RecordNotFound, StepNotAllowed, VersionConflict
from domain.model.cases import CaseMarket, Flow
from domain.model.institution.people import Actor, Role
from domain.model.quality.improvements import Improvement, ImprovementState, Origin, OriginKind
from domain.use_cases.quality.improvements import (
    LINES,
    DropImprovement,
    FinishImprovement,
    PlanImprovement,
    ReviewProcess,
    drop_improvement,
    finish_improvement,
    plan_improvement,
    review_process,
)
from tests.support.builders import ANALYST, HEAD, REGIONAL
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import a_desk, a_user, move
from tests.support.proving import proves

LEADER = Actor("rodrigo.saez", "Rodrigo Sáez", Role.SECTOR_HEAD, "CENTRAL")
A_FIGURE = Origin(OriginKind.MEASURE, "TERM_COMPLIANCE")


def asked(origin: Origin = A_FIGURE, **fields: Any) -> PlanImprovement:
    """Until Monday 30 September 2024; the desk stands on Friday 13."""
    plan = PlanImprovement("Reforzar el equipo", "Gestión de Personas", date(2024, 9, 30), "LIN-06", origin)
    return replace(plan, **fields)


async def planned(desk: CaseDesk, **fields: Any) -> Improvement:
    return (await plan_improvement(desk.desk.services, HEAD, asked(**fields))).improvement


@proves("LIN-12", "POL-01", "ROL-02")
async def test_a_unit_owns_an_action_with_a_last_day_that_follows_from_a_figure() -> None:
    """POL-01, LIN-12: with its line and the year of its plan, and who planned it in the record of decisions."""
    desk = a_desk()
    found = await planned(desk)
    assert (found.unit, found.due_on, found.year, found.line) == (
        "Gestión de Personas",
        date(2024, 9, 30),
        2024,
        "LIN-06",
    )
    assert found.origin == A_FIGURE
    decision = desk.desk.decisions[-1]
    assert (decision.what, decision.rule, decision.by) == ("plan_improvement", "LIN-12", HEAD.id)
    assert tuple(f"LIN-{number:02}" for number in range(1, 13)) == LINES


@proves("LIN-12", "LIN-03")
async def test_it_follows_from_a_review_that_took_place() -> None:
    """LIN-03: who reviewed which process on what day, and which risks were found."""
    desk = a_desk()
    services = desk.desk.services
    asked_for = ReviewProcess(Flow.CAPTURE, ("Falta personal en enero", " "), date(2024, 9, 12))
    review = (await review_process(services, LEADER, asked_for)).review
    assert (review.flow, review.on, review.by, review.risks) == (
        Flow.CAPTURE, date(2024, 9, 12), LEADER.id, ("Falta personal en enero",),
    )  # fmt: skip
    assert (await planned(desk, origin=Origin(OriginKind.REVIEW, review.id))).origin.key == review.id
    with pytest.raises(InvalidValue):
        await review_process(services, LEADER, ReviewProcess(Flow.CAPTURE, on=date(2024, 9, 14)))
    for actor in (REGIONAL, ANALYST):
        with pytest.raises(NotAuthorised):
            await review_process(services, actor, ReviewProcess(Flow.CAPTURE))


@proves("LIN-12")
async def test_it_follows_from_a_case_that_is_marked_as_complex() -> None:
    """LIN-05, LIN-12: of another case nothing follows; the decision is of its account."""
    desk = a_desk()
    account = a_user(desk)
    case = (await desk.start(REGIONAL, Flow.PORTAL_PROBLEM, "report_portal_problem", account.id, **PROBLEM)).case
    origin = Origin(OriginKind.COMPLEX_CASE, case.id)
    with pytest.raises(StepNotAllowed, match="no está marcado como complejo"):
        await planned(desk, origin=origin)
    marked = replace(desk.desk.store.rows.cases[case.id], complex=True, complex_market=CaseMarket.INTERNAL)
    desk.desk.store.rows.cases[case.id] = marked
    await planned(desk, origin=origin)
    assert desk.desk.decisions[-1].account_id == account.id


PROBLEM = {"problem": "FICHA", "problem_notes": "No carga"}


@proves("LIN-12")
@pytest.mark.parametrize(
    ("origin", "error"),
    [
        (Origin(OriginKind.SUGGESTION, "nada"), RecordNotFound),
        (Origin(OriginKind.COMPLEX_CASE, "nada"), RecordNotFound),
        (Origin(OriginKind.REVIEW, "nada"), RecordNotFound),
        (Origin(OriginKind.MEASURE, "nada"), InvalidValue),
    ],
)
async def test_nothing_follows_from_what_is_not_there(origin: Origin, error: type[Exception]) -> None:
    """LIN-12."""
    desk = a_desk()
    with pytest.raises(error):
        await planned(desk, origin=origin)
    assert not desk.desk.store.rows.improvements


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"what": " "}, MissingData),
        ({"unit": "Casino"}, InvalidValue),
        ({"line": "FUP-01"}, InvalidValue),
        ({"due_on": date(2024, 9, 12)}, InvalidValue),
        ({"year": 2025}, InvalidValue),
    ],
)
async def test_what_cannot_be_planned_is_refused(fields: dict[str, Any], error: type[Exception]) -> None:
    """LIN-12, ROL-02: no words, no such unit, no line of action, a day that has passed, a plan that comes after it."""
    desk = a_desk()
    with pytest.raises(error):
        await planned(desk, **fields)
    assert not desk.desk.store.rows.improvements


async def test_what_may_be_planned_to_the_day_and_the_year() -> None:
    """LIN-12: until today, Friday 13 September 2024, still; in the plan of that year or of the one before."""
    desk = a_desk()
    assert (await planned(desk, due_on=date(2024, 9, 13))).due_on == date(2024, 9, 13)
    assert [(await planned(desk, year=year)).year for year in (2024, 2023)] == [2024, 2023]
    with pytest.raises(InvalidValue):
        await planned(desk, year=2022)


@proves("LIN-12")
async def test_it_is_done_in_time_or_late_by_the_day_it_was() -> None:
    """LIN-12: the last day is still in time; what is not done after it is overdue."""
    desk = a_desk()
    services = desk.desk.services
    first, second = [await planned(desk) for _ in range(2)]
    assert [first.state(date(2024, 9, day)) for day in (13, 30)] == [ImprovementState.OPEN] * 2
    assert first.state(date(2024, 10, 1)) is ImprovementState.OVERDUE
    move(desk, "2024-10-02 10:00")
    on_time = FinishImprovement(first.id, 1, "Se sumaron dos personas", date(2024, 9, 30))
    done = (await finish_improvement(services, LEADER, on_time)).improvement
    late = (await finish_improvement(services, LEADER, FinishImprovement(second.id, 1, "Una más"))).improvement
    assert [each.state(date(2025, 1, 1)) for each in (done, late)] == [
        ImprovementState.DONE,
        ImprovementState.DONE_LATE,
    ]
    assert late.done_on == date(2024, 10, 2)
    for again in (FinishImprovement(first.id, 2, "Otra vez"), FinishImprovement(second.id, 2, "Otra vez")):
        with pytest.raises(StepNotAllowed):
            await finish_improvement(services, LEADER, again)


async def test_it_is_given_up_with_a_reason_and_stays_readable() -> None:
    """LIN-12, POL-06."""
    desk = a_desk()
    services, found = desk.desk.services, await planned(desk)
    for wrong, error in (
        (DropImprovement(found.id, 1, " "), MissingData),
        (DropImprovement(found.id, 9, "No"), VersionConflict),
    ):
        with pytest.raises(error):
            await drop_improvement(services, LEADER, wrong)
    with pytest.raises(NotAuthorised):
        await drop_improvement(services, REGIONAL, DropImprovement(found.id, 1, "No hay fondos"))
    dropped = (await drop_improvement(services, LEADER, DropImprovement(found.id, 1, "No hay fondos"))).improvement
    assert dropped.state(date(2025, 1, 1)) is ImprovementState.DROPPED
    assert dropped.dropped is not None
    assert dropped.dropped.text == "No hay fondos"


async def test_the_same_client_key_plans_one_action() -> None:
    """POL-07."""
    desk = a_desk()
    first, second = [await planned(desk, client_key="k") for _ in range(2)]
    assert first == second
    assert len(desk.desk.store.rows.improvements) == 1
