"""Stories of importers who visit Chile, with notice and without, and of a company that is invited (VIS)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story
from tests.scenarios.foreign import action_types, oficom_of, register


async def test_a_visit_with_known_regions_is_answered_by_each_macro_zone(story: Story) -> None:
    """
    VIS-03, VIS-04, VIS-08, SLA-15, SLA-16.

    Requested on Monday 15 June 2026: 16, 17, 18, 19, 22, 23 and Wednesday 24 are the 7 business days (21 June, the
    Day of Indigenous Peoples, is a Sunday). The visit of 20 July is 35 days away.
    """
    await story.at("2026-06-15 10:00")
    oficom, north, south = oficom_of(story), story.of("macarena.leon"), story.of("lorena.montes")
    buyer = await register(story, "Lanternhill Foods Co.")
    requested = await oficom.fact(
        "requestVisitInVisit",
        accountId=buyer, visitStartsOn="2026-07-20", supplyKnown=True, supply="Salmón", regions=["08", "15"],
        pointOfContact="OFICOM",
    )  # fmt: skip
    visit = requested["case"]["id"]
    assert requested["nextStep"]["dueOn"] == "2026-06-24"
    assert "Sur, Norte" in requested["nextStep"]["text"]

    half = await north.fact(
        "answerAsCoordinatorInVisit", caseId=visit, macrozone="Norte", viable=False, answerNotes="Sin capacidad"
    )
    assert half["case"]["state"] == "EN_MACROZONAS"
    done = await south.fact(
        "answerAsCoordinatorInVisit", caseId=visit, macrozone="Sur", viable=True, suggestedRegions=["08"]
    )
    assert done["nextStep"]["step"] == "confirm_visit"
    assert "Biobío" in done["nextStep"]["text"]
    assert [mail["template"] for mail in await story.messages(buyer)] == ["NTF-28", "NTF-27", "NTF-27"]

    await oficom.fact("confirmVisitInVisit", caseId=visit, pointOfContact="CORREO", confirmedRegions=["08"])
    await story.at("2026-07-23 10:00")
    held = await oficom.fact("recordVisitHeldInVisit", caseId=visit, startedOn="2026-07-20", endedOn="2026-07-22")
    assert held["case"]["isOpen"] is False
    assert "VISITA_IMPORTADOR" in await action_types(story, buyer)


async def test_a_short_notice_needs_every_office(story: Story) -> None:
    """VIS-01, VIS-02, VIS-06, VIS-07: 20 days away: the office agrees, then the region suggested."""
    await story.at("2026-06-30 10:00")
    oficom, sector = oficom_of(story), story.as_(Role.SECTOR_OFFICER, "CENTRAL-SECTORIAL")
    buyer = await register(story, "Quickriver Foods Co.")
    requested = await oficom.fact(
        "requestVisitInVisit", accountId=buyer, visitStartsOn="2026-07-20", supplyKnown=True, pointOfContact="OFICOM"
    )
    visit = requested["case"]["id"]
    assert (requested["case"]["state"], requested["nextStep"]["rule"]) == ("PLAZO_BREVE", "VIS-07")
    await oficom.fact("agreeShortNoticeInVisit", caseId=visit, office="OFICOM-CN-SHA")
    await sector.fact("answerAsSectorInVisit", caseId=visit, viable=True, suggestedRegions=["08"])
    refused = await oficom.refusal(
        "confirmVisitInVisit", caseId=visit, pointOfContact="CORREO", confirmedRegions=["08"]
    )
    assert refused["rule"] == "VIS-07"
    await story.fact("agreeShortNoticeInVisit", caseId=visit, office="OFIREG-08")
    confirmed = await oficom.fact("confirmVisitInVisit", caseId=visit, pointOfContact="CORREO", confirmedRegions=["08"])
    assert confirmed["case"]["state"] == "CONFIRMADA"


async def test_an_invitation_waits_for_lead_time_and_checklist(story: Story) -> None:
    """VIS-05, AMB-50: 60 days before 30 September 2026 is 1 August."""
    await story.at("2026-06-15 10:00")
    buyer = await register(story, "Northgate Retail Co.")
    proposed = await story.fact(
        "proposeInvitationInInvitation",
        accountId=buyer, activity="Rueda de negocios", activityOn="2026-09-30", tripAim="Conocer oferta",
        chileanCompanies="Salmoneras", pointOfContact="OFIREG",
    )  # fmt: skip
    case = proposed["case"]["id"]
    refused = await story.refusal("sendInvitationInInvitation", caseId=case, pointOfContact="CORREO")
    assert refused["rule"] == "VIS-05"
    await oficom_of(story).fact("confirmLeadTimeInInvitation", caseId=case, leadTimeDays=60)
    refused = await story.refusal("sendInvitationInInvitation", caseId=case, pointOfContact="CORREO")
    assert "ítems de viaje y estadía" in refused["message"]
    ready = await story.fact("giveInformationInInvitation", caseId=case, coveredItems=["Pasajes"])
    assert "01-08-2026" in ready["nextStep"]["text"]
    sent = await story.fact("sendInvitationInInvitation", caseId=case, pointOfContact="CORREO")
    assert sent["case"]["state"] == "INVITADA"
