"""Business agendas once confirmed: what binds, feedback, absence and force majeure (AGD-04..AGD-07, DEF-16)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import MissingData, NotAuthorised, StepNotAllowed
from domain.model.cases import Flow, Value
from domain.protocol.history.unregistered import ended_unregistered
from tests.support.builders import COMMERCIAL, HEAD, REGIONAL
from tests.support.calendars import local
from tests.support.cases.agendas import AGENDA, absent, confirmed, in_oficom
from tests.support.cases.national import (
    EXECUTIVE_EMAIL,
    a_desk,
    a_user,
    in_category,
    known,
    move,
    now,
    of_company,
    only,
)

# After the agenda


async def test_a_confirmed_agenda_binds_the_company() -> None:
    """AGD-04, AGD-07: after confirmation it is not withdrawn; before, it may be."""
    desk = a_desk()
    account = a_user(desk)
    case = await confirmed(desk, account)
    case = (await desk.report(of_company(account), case, "accept_commitment")).case
    assert case.state == "COMPROMETIDA"
    with pytest.raises(StepNotAllowed, match="fuerza mayor") as bound:
        await desk.report(of_company(account), case, "withdraw_agenda", reason="Cambio de planes")
    assert bound.value.rule == "AGD-07"
    early = await in_oficom(desk, a_user(desk, rut=None))
    assert (await desk.report(REGIONAL, early, "withdraw_agenda", reason="Cambio")).case.state == "SIN_EFECTO"


async def test_an_agenda_whose_date_passed_is_listed_until_it_is_recorded() -> None:
    """FUP-01: of 4 to 6 November 2024; listed from the 7th, committed or not, until held or missed."""
    desk = a_desk()
    held, missed = a_user(desk), a_user(desk, rut=None)
    first, second = await confirmed(desk, held), await confirmed(desk, missed)
    await desk.report(of_company(held), first, "accept_commitment")
    await in_oficom(desk, a_user(desk, rut=None))  # not confirmed: there is no activity
    assert ended_unregistered(desk.cases(AGENDA), date(2024, 11, 6)) == []
    listed = ended_unregistered(desk.cases(AGENDA), date(2024, 11, 7))
    assert [(each.case.id, each.activity, each.ended_on) for each in listed] == [
        (id_, "Agenda de negocios: China", date(2024, 11, 6)) for id_ in sorted((first.id, second.id))
    ]
    move(desk, "2024-11-08 10:00")
    days: dict[str, Value] = {"started_on": date(2024, 11, 4), "ended_on": date(2024, 11, 6)}
    await desk.report(REGIONAL, now(desk, first), "record_held", **days)
    assert [each.case.id for each in ended_unregistered(desk.cases(AGENDA), date(2024, 11, 8))] == [second.id]
    await desk.report(COMMERCIAL, second, "record_absence", absence="No viajó")
    assert ended_unregistered(desk.cases(AGENDA), date(2024, 11, 8)) == []


async def test_a_held_agenda_is_registered_and_waits_for_feedback() -> None:
    """AGD-05, ATN-05: the action counts on the agenda's days; no reminder, for there is no term (AMB-24)."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await confirmed(desk, account)
    with pytest.raises(StepNotAllowed, match="comienza el 04-11-2024"):
        await desk.report(REGIONAL, case, "record_held", started_on=date(2024, 9, 2), ended_on=date(2024, 9, 3))
    move(desk, "2024-11-08 10:00")
    days: dict[str, Value] = {"started_on": date(2024, 11, 4), "ended_on": date(2024, 11, 6)}
    done = await desk.report(REGIONAL, case, "record_held", **days)
    held = next(a for a in desk.desk.store.rows.actions.values() if a.type == "AGENDA_NEGOCIOS")
    assert (held.started_on, held.ended_on, held.market) == (date(2024, 11, 4), date(2024, 11, 6), "CN")
    assert (done.case.state, done.next_step.step) == ("ESPERA_RETROALIMENTACION", "record_feedback")
    assert "agenda_feedback" not in {timer.kind for timer in desk.timers}
    assert only(desk, Flow.FOLLOW_UP).data["ended_on"] == date(2024, 11, 6)


async def test_the_reminder_of_feedback_is_a_setting() -> None:
    """AMB-24: 10 days later is Saturday 16 November: it is due on Monday 18 at 9, and changes no state."""
    desk = a_desk(tuning={"agenda_feedback_reminder_days": known("agenda_feedback_reminder_days", "AMB-24", "10")})
    case = await confirmed(desk, a_user(desk))
    move(desk, "2024-11-08 10:00")
    await desk.report(REGIONAL, case, "record_held", started_on=date(2024, 11, 4), ended_on=date(2024, 11, 6))
    (timer,) = (timer for timer in desk.timers if timer.kind == "agenda_feedback")
    assert timer.due_at == local("2024-11-18 09:00")
    move(desk, "2024-11-18 09:01")
    await desk.fire_due()
    assert now(desk, case).state == "ESPERA_RETROALIMENTACION"
    assert desk.timeline(case)[-1].fact == "remind_feedback"


async def test_feedback_reaches_both_executives_and_only_the_regional_one_logs_it() -> None:
    """AGD-05, AGD-06: NTF-32 to both; the log entry is dated by its own day."""
    desk = a_desk()
    account = a_user(desk, commercial_executive=COMMERCIAL.id)
    case = await confirmed(desk, account)
    move(desk, "2024-11-08 10:00")
    await desk.report(REGIONAL, case, "record_held", started_on=date(2024, 11, 4), ended_on=date(2024, 11, 6))
    move(desk, "2024-11-20 10:00")
    told: dict[str, Value] = {"feedback": "Dos pedidos en curso", "feedback_received_on": date(2024, 11, 20)}
    await desk.report(of_company(account), case, "record_feedback", **told)
    assert desk.messages[-1].template == "NTF-32"
    assert desk.messages[-1].to == (EXECUTIVE_EMAIL, "mei.soto@ejemplo.cl")
    for other in (COMMERCIAL, HEAD):
        with pytest.raises(NotAuthorised):
            await desk.report(other, case, "log_feedback", notes="Dos pedidos")
    done = await desk.report(REGIONAL, case, "log_feedback", notes="Dos pedidos en curso")
    entry = next(a for a in desk.desk.store.rows.actions.values() if a.type == "RETROALIMENTACION_AGENDA")
    assert (entry.ended_on, entry.notes, done.case.state) == (date(2024, 11, 20), "Dos pedidos en curso", "CERRADA")


# Absence


@pytest.mark.parametrize(
    ("foreign", "unforeseeable", "unavoidable", "excused"),
    [
        (True, True, True, True),
        (True, True, False, True),
        (True, False, True, True),
        (True, False, False, False),
        (False, True, True, False),
        (False, False, False, False),
    ],
)
async def test_only_force_majeure_excuses(
    *, foreign: bool, unforeseeable: bool, unavoidable: bool, excused: bool
) -> None:
    """AGD-07, DEF-16, AMB-23: foreign to its will, and not foreseeable or not avoidable; else a note, nothing else."""
    desk = a_desk()
    case = await absent(desk, a_user(desk))
    done = await desk.report(
        REGIONAL, case, "decide_force_majeure",
        foreign_to_will=foreign, unforeseeable=unforeseeable, unavoidable=unavoidable, evidence="Certificado",
    )  # fmt: skip
    assert done.case.state == ("EXCUSADA" if excused else "INEXCUSADA")
    assert done.event.data["evidence"] == "Certificado"
    assert len(desk.cases(Flow.BEHAVIOUR_NOTE)) == (0 if excused else 1)


async def test_force_majeure_is_decided_with_the_three_answers() -> None:
    """DEF-16: each answer and the evidence are asked for."""
    desk = a_desk()
    case = await absent(desk, a_user(desk))
    with pytest.raises(MissingData) as lacking:
        await desk.report(REGIONAL, case, "decide_force_majeure", foreign_to_will=True)
    assert lacking.value.missing == ("unforeseeable", "unavoidable", "evidence")


async def test_there_is_no_absence_before_the_agenda_begins() -> None:
    """AGD-04, AGD-07, BEH-01: it begins on 4 November 2024; on that day the absence can be recorded."""
    desk = a_desk()
    case = await confirmed(desk, a_user(desk))
    move(desk, "2024-11-03 18:00")
    with pytest.raises(StepNotAllowed, match="comienza el 04-11-2024") as early:
        await desk.report(COMMERCIAL, case, "record_absence", absence="Avisó que no viajará")
    assert early.value.rule == "AGD-04"
    move(desk, "2024-11-04 09:00")
    assert (await desk.report(COMMERCIAL, case, "record_absence", absence="No viajó")).case.state == "AUSENTE"


async def test_a_company_may_say_beforehand_that_it_will_not_come() -> None:
    """AGD-07, DEF-16: whether force majeure excuses it is decided then, without waiting for the day."""
    desk = a_desk()
    case = await confirmed(desk, a_user(desk))
    move(desk, "2024-10-30 18:00")
    told = (await desk.report(COMMERCIAL, case, "announce_absence", absence="Un terremoto cerró el aeropuerto")).case
    assert told.state == "AUSENTE"
    decided = await desk.report(
        REGIONAL,
        told,
        "decide_force_majeure",
        foreign_to_will=True,
        unforeseeable=True,
        unavoidable=True,
        evidence="Aviso de la autoridad aeronáutica",
    )
    assert decided.case.state == "EXCUSADA"
    assert desk.cases(Flow.BEHAVIOUR_NOTE) == []
