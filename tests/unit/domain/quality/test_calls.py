"""Calls with their stages: opened, registered by their areas, corrected with the reason (LIN-02, MEA-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, NotConfigured, StepNotAllowed, VersionConflict
from domain.model.institution.configuration import Dated, Setting
from domain.model.institution.people import Actor, Role
from domain.model.quality.calls import Call, StageProgress
from domain.use_cases.quality.calls import (
    CorrectCallStage,
    OpenCall,
    PlannedStage,
    RegisterCallStage,
    correct_call_stage,
    open_call,
    register_call_stage,
)
from tests.support.builders import HEAD, REGIONAL
from tests.support.cases.desk import Desk
from tests.support.proving import proves

SUPERVISOR = Actor("vera.lagos", "Vera Lagos", Role.CONCURSOS_SUPERVISOR, "CENTRAL-CONCURSOS")
NAMES = {"BASES": "Elaboración de bases", "POSTULACION": "Postulación", "RESULTADOS": "Entrega de resultados"}
UNIT = "Control de Gestión"
"""Nobody in the directory of the tests is of it, so whoever may answer for a unit may for it (ROL-02)."""


def a_desk(*, configured: bool = True) -> Desk:
    """Friday 13 September 2024. From Wednesday 18 to Friday 20 are holidays."""
    desk = Desk()
    values = (Dated(NAMES, date(2010, 1, 1), "Muestra", sample=True),) if configured else ()
    desk.configuration = replace(desk.configuration, call_stages=Setting("call_stages", "LIN-02", values))
    return desk


async def opened(desk: Desk, **fields: Any) -> Call:
    """Bases planned from Monday 2 to Friday 6 September, five business days; results from the 16th to the 23rd."""
    stages = [
        PlannedStage("BASES", UNIT, date(2024, 9, 2), date(2024, 9, 6)),
        PlannedStage("RESULTADOS", "Convocatorias", date(2024, 9, 16), date(2024, 9, 23)),
    ]
    asked = replace(OpenCall("Ferias de 2025", "Convocatorias", stages), **fields)
    return (await open_call(desk.services, SUPERVISOR, asked)).call


@proves("LIN-02")
async def test_a_call_is_opened_with_its_stages_their_areas_and_planned_business_days() -> None:
    """LIN-02, AMB-03: five days; from the 16th to the 23rd only the 16th, the 17th and the 23rd are business days."""
    desk = a_desk()
    call = await opened(desk)
    assert [(each.code, each.unit, each.planned_days, each.progress) for each in call.stages] == [
        ("BASES", UNIT, 5, StageProgress.OPEN),
        ("RESULTADOS", "Convocatorias", 3, StageProgress.OPEN),
    ]
    decision = desk.decisions[-1]
    assert (decision.what, decision.rule, decision.by) == ("open_call", "LIN-02", SUPERVISOR.id)
    assert decision.outcome == (
        "Abrió «Ferias de 2025»: Elaboración de bases (Control de Gestión), Entrega de resultados (Convocatorias)."
    )


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"stages": [PlannedStage("SORTEO", UNIT)]}, ("stages", "0", "code")),
        ({"stages": [PlannedStage("BASES", UNIT), PlannedStage("BASES", UNIT)]}, ("stages", "1", "code")),
        ({"stages": [PlannedStage("BASES", "Nadie")]}, ("unit",)),
        ({"stages": [PlannedStage("BASES", UNIT, date(2024, 9, 6), date(2024, 9, 2))]}, ("plannedUntil",)),
        ({"stages": []}, ("stages",)),
        ({"title": " "}, ("title",)),
        ({"office": "OFIREG-99"}, ("office",)),
    ],
)
async def test_a_call_that_cannot_be_is_refused_and_not_kept(fields: dict[str, Any], where: tuple[str, ...]) -> None:
    """LIN-02, ROL-02: each names what to mend."""
    desk = a_desk()
    with pytest.raises((InvalidValue, MissingData)) as refused:
        await opened(desk, **fields)
    assert tuple(refused.value.field) == where
    assert desk.store.rows.calls == {}


async def test_without_a_list_of_stages_a_call_is_not_configured() -> None:
    """LIN-02: the protocol names no stages, and none is invented."""
    with pytest.raises(NotConfigured) as refused:
        await opened(a_desk(configured=False))
    assert refused.value.rule == "LIN-02"


async def test_only_who_leads_calls_opens_and_corrects_them() -> None:
    """LIN-02: the supervisor of Concursos, or whoever administers."""
    desk = a_desk()
    call = await opened(desk)
    for actor in (REGIONAL, HEAD):
        with pytest.raises(NotAuthorised):
            await open_call(desk.services, actor, OpenCall("Otra", UNIT, [PlannedStage("BASES", UNIT)]))
        with pytest.raises(NotAuthorised):
            await correct_call_stage(desk.services, actor, CorrectCallStage(call.id, 1, "BASES", {}, "Error"))


@proves("LIN-02", "MEA-08")
async def test_a_stage_keeps_the_business_days_that_it_really_took() -> None:
    """MEA-08: from Tuesday 3 to Monday 9 September: five business days; it ended after Friday the 6th, so late."""
    desk = a_desk()
    call = await opened(desk)
    begun = await register_call_stage(
        desk.services, HEAD, RegisterCallStage(call.id, 1, "BASES", started_on=date(2024, 9, 3))
    )
    assert (begun.call.version, begun.call.stages[0].real_days) == (2, None)
    asked = RegisterCallStage(call.id, 2, "BASES", ended_on=date(2024, 9, 9), client_key="una-vez")
    done = (await register_call_stage(desk.services, HEAD, asked)).call
    assert (done.stages[0].real_days, done.stages[0].progress) == (5, StageProgress.LATE)
    assert done.stages[1] == call.stages[1]
    assert (await register_call_stage(desk.services, HEAD, asked)).repeated
    with pytest.raises(StepNotAllowed, match="ya tiene registrado") as refused:
        await register_call_stage(desk.services, HEAD, replace(asked, client_key=None, seen=3))
    assert refused.value.step_to_take == "Corrija la etapa, con el motivo."


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, MissingData),
        ({"ended_on": date(2024, 9, 9)}, MissingData),
        ({"started_on": date(2024, 9, 16)}, InvalidValue),
        ({"started_on": date(2024, 9, 9), "ended_on": date(2024, 9, 6)}, InvalidValue),
        ({"stage": "SORTEO", "started_on": date(2024, 9, 2)}, InvalidValue),
        ({"seen": 7, "started_on": date(2024, 9, 2)}, VersionConflict),
    ],
)
async def test_days_that_cannot_be_are_refused_and_nothing_changes(
    fields: dict[str, Any], error: type[Exception]
) -> None:
    """LIN-02: none; an end without a beginning; a day to come; an end before it; no such stage; another version."""
    desk = a_desk()
    call = await opened(desk)
    with pytest.raises(error):
        await register_call_stage(desk.services, HEAD, replace(RegisterCallStage(call.id, 1, "BASES"), **fields))
    assert desk.store.rows.calls[call.id] == call


async def test_a_correction_needs_a_reason_and_the_record_keeps_both_values() -> None:
    """LIN-02, POL-07: it began on the 2nd, not on the 3rd: six business days; the plan may be corrected too."""
    desk = a_desk()
    call = await opened(desk)
    days = {"started_on": date(2024, 9, 3), "ended_on": date(2024, 9, 9)}
    await register_call_stage(desk.services, HEAD, RegisterCallStage(call.id, 1, "BASES", **days))
    asked = CorrectCallStage(call.id, 2, "BASES", {"started_on": date(2024, 9, 2)}, " ")
    with pytest.raises(MissingData) as refused:
        await correct_call_stage(desk.services, SUPERVISOR, asked)
    assert refused.value.field == ("reason",)
    done = (await correct_call_stage(desk.services, SUPERVISOR, replace(asked, reason="Se anotó mal"))).call
    assert done.stages[0].real_days == 6
    decision = desk.decisions[-1]
    assert decision.reason == "Se anotó mal"
    assert decision.outcome == (
        "Elaboración de bases: Control de Gestión, planificada 02-09-2024 a 06-09-2024, real 02-09-2024 a 09-09-2024. "
        "Antes: Control de Gestión, planificada 02-09-2024 a 06-09-2024, real 03-09-2024 a 09-09-2024."
    )
    plan = CorrectCallStage(call.id, 3, "BASES", {"planned_until": date(2024, 9, 9)}, "Se amplió el plazo")
    assert (await correct_call_stage(desk.services, SUPERVISOR, plan)).call.stages[0].progress is StageProgress.ON_PLAN
    with pytest.raises(InvalidValue, match="no se corrige"):
        await correct_call_stage(desk.services, SUPERVISOR, replace(plan, seen=4, fields={"code": "RESULTADOS"}))
