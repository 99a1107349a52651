"""Invitations to foreign companies: the commercial office first, with the whole checklist (VIS-05, AMB-50)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import InvalidValue, NotAuthorised, StepNotAllowed
from domain.model.cases import Case, Flow, Value
from tests.support.builders import COMMERCIAL, OFFICER, REGIONAL, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import a_buyer, a_foreign_desk
from tests.support.cases.national import action_types, move, now

INVITATION = Flow.INVITATION
ON = date(2024, 11, 15)
WHOLE: dict[str, Value] = {
    "activity_on": ON,
    "trip_aim": "Conocer oferta de berries",
    "chilean_companies": "Productores de Biobío",
    "covered_items": ("Pasajes", "Alojamiento"),
}


async def proposed(desk: CaseDesk, **data: Value) -> Case:
    given: dict[str, Value] = {"activity": "Rueda de negocios", **data}
    return (await desk.start(REGIONAL, INVITATION, "propose_invitation", a_buyer(desk).id, **given)).case


async def test_the_commercial_office_is_talked_to_first() -> None:
    """VIS-05: the next step is its executive's: the lead times of the market."""
    desk = a_foreign_desk()
    outcome = await desk.start(
        OFFICER, INVITATION, "propose_invitation", a_buyer(desk).id, activity="Rueda de negocios"
    )
    assert outcome.next_step.step == "confirm_lead_time"
    assert outcome.next_step.responsible.startswith("Mei Soto")
    assert now(desk, outcome.case).assignee == COMMERCIAL.id


async def test_it_is_refused_until_the_lead_time_is_confirmed() -> None:
    """VIS-05: even with the whole checklist."""
    desk = a_foreign_desk()
    case = await proposed(desk, **WHOLE)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "send_invitation")
    assert refused.value.rule == "VIS-05"
    assert "Confirmar los plazos del mercado" in str(refused.value.step_to_take)
    await desk.report(COMMERCIAL, case, "confirm_lead_time", lead_time_days=45)
    assert now(desk, case).state == "LISTA"


@pytest.mark.parametrize("lacking", sorted(WHOLE))
async def test_it_is_refused_while_an_item_of_the_checklist_is_missing(lacking: str) -> None:
    """VIS-05: date, aim, companies or profile, and items covered: each of the four."""
    desk = a_foreign_desk()
    case = await proposed(desk, **{name: value for name, value in WHOLE.items() if name != lacking})
    await desk.report(COMMERCIAL, case, "confirm_lead_time", lead_time_days=45)
    assert now(desk, case).state == "REUNIENDO_ANTECEDENTES"
    with pytest.raises(StepNotAllowed):
        await desk.report(REGIONAL, case, "send_invitation")
    await desk.report(REGIONAL, case, "give_information", **{lacking: WHOLE[lacking]})
    assert now(desk, case).state == "LISTA"


async def test_what_else_the_office_asks_for_is_part_of_the_checklist() -> None:
    """VIS-05: «y otros que la Oficom requiera»; the step names what is missing."""
    desk = a_foreign_desk()
    case = await proposed(desk, **WHOLE)
    outcome = await desk.report(
        COMMERCIAL, case, "confirm_lead_time", lead_time_days=45, other_items_asked=("Copia de pasaporte", "Visa")
    )
    assert "copia de pasaporte, visa" in outcome.next_step.text
    await desk.report(REGIONAL, case, "give_information", other_items_given=("Visa",))
    assert now(desk, case).state == "REUNIENDO_ANTECEDENTES"
    await desk.report(REGIONAL, case, "give_information", other_items_given=("Visa", "Copia de pasaporte"))
    assert now(desk, case).state == "LISTA"


async def test_the_lead_time_is_the_markets_not_a_fixed_term() -> None:
    """AMB-50: 45 days before 15 November 2024 is 1 October; no term runs."""
    desk = a_foreign_desk()
    case = await proposed(desk, **WHOLE)
    outcome = await desk.report(COMMERCIAL, case, "confirm_lead_time", lead_time_days=45)
    assert "01-10-2024" in outcome.next_step.text
    assert desk.terms(case) == []


@pytest.mark.parametrize(("day", "is_late"), [("2024-10-01 12:00", False), ("2024-10-02 12:00", True)])
async def test_less_time_than_the_lead_time_is_said_and_not_refused(day: str, is_late: bool) -> None:
    """AMB-50: 1 October is the last day within 45; on the 2nd it goes on, with the reason in the timeline."""
    desk = a_foreign_desk()
    case = await proposed(desk, **WHOLE)
    await desk.report(COMMERCIAL, case, "confirm_lead_time", lead_time_days=45)
    move(desk, day)
    outcome = await desk.report(REGIONAL, case, "send_invitation")
    assert now(desk, case).state == "INVITADA"
    assert (outcome.event.reason is not None) is is_late


async def test_an_invitation_sent_is_recorded_and_does_not_count() -> None:
    """ATN-05, DEF-05: INVITACION_ACTIVIDAD for the CRM; being invited is no participation."""
    desk = a_foreign_desk()
    case = await proposed(desk, **WHOLE)
    await desk.report(COMMERCIAL, case, "confirm_lead_time", lead_time_days=0)
    await desk.report(REGIONAL, case, "send_invitation")
    await desk.report(COMMERCIAL, case, "record_invitation_answer", accepted=True)
    account = desk.desk.store.rows.accounts[str(now(desk, case).account_id)]
    assert action_types(desk, account) == ["INVITACION_ACTIVIDAD"]
    assert now(desk, case).state == "ACEPTADA"


async def test_a_date_that_has_passed_or_a_negative_lead_time_is_refused() -> None:
    """VIS-05."""
    desk = a_foreign_desk()
    case = await proposed(desk, **{**WHOLE, "activity_on": date(2024, 9, 10)})
    with pytest.raises(InvalidValue):
        await desk.report(COMMERCIAL, case, "confirm_lead_time", lead_time_days=-1)
    await desk.report(COMMERCIAL, case, "confirm_lead_time", lead_time_days=10)
    with pytest.raises(StepNotAllowed):
        await desk.report(REGIONAL, case, "send_invitation")
    assert now(desk, case).state == "LISTA"


async def test_a_regional_office_or_a_sector_invites_and_the_company_is_foreign() -> None:
    """VIS-05; the commercial office does not invite by this way, nor is a national company invited to travel here."""
    desk = a_foreign_desk()
    with pytest.raises(NotAuthorised):
        await desk.start(COMMERCIAL, INVITATION, "propose_invitation", a_buyer(desk).id, activity="Rueda")
    with pytest.raises(StepNotAllowed):
        await desk.start(REGIONAL, INVITATION, "propose_invitation", desk.desk.put(an_account()).id, activity="Rueda")


async def test_a_declined_or_withdrawn_invitation_ends() -> None:
    """VIS-05, POL-06."""
    desk = a_foreign_desk()
    case = await proposed(desk, **WHOLE)
    await desk.report(REGIONAL, case, "withdraw_invitation", reason="Sin presupuesto")
    assert now(desk, case).state == "SIN_EFECTO"
    other = await proposed(desk, **WHOLE)
    await desk.report(COMMERCIAL, other, "confirm_lead_time", lead_time_days=10)
    await desk.report(REGIONAL, other, "send_invitation")
    await desk.report(COMMERCIAL, other, "record_invitation_answer", accepted=False)
    assert now(desk, other).state == "DECLINADA"
