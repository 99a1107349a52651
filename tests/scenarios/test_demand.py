"""The story of an urgent demand, answered in 47 hours, and of one that asks for what there is not (EXT, OCI)."""

from __future__ import annotations

import pytest

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story
from tests.scenarios.foreign import action_types, oficom_of, register


async def test_an_urgent_demand_is_answered_in_47_hours(story: Story) -> None:
    """
    EXT-01, OCI-01, OCI-02, OCI-05..OCI-08, SLA-10, SLA-12.

    Entered on Friday 26 June 2026 at 10:00: 48 hours are Sunday 28 at 10:00, and it is answered at 09:00. Two calendar
    days later is Tuesday 30; Monday 29, San Pedro y San Pablo, counts like any other day.
    """
    await story.at("2026-06-26 10:00")
    oficom, oci = oficom_of(story), story.as_(Role.OCI_COORDINATOR, "CENTRAL-OCI")
    buyer = await register(story, "Jadewind Foods Co.")
    supplier = await story.company("Berries Cordillera SpA")

    entered = await oficom.fact(
        "enterDemandInDemand", accountId=buyer, product="Frozen blueberries", urgency="URGENT", pointOfContact="OFICOM"
    )
    demand = entered["case"]["id"]
    assert (entered["case"]["assignee"]["username"], entered["nextStep"]["responsibleRole"]) == (
        "gabriel.ocampo",
        "OCI_COORDINATOR",
    )
    assert entered["nextStep"]["dueOn"] == "2026-06-28"
    refused = await oficom.refusal("sendSuppliersInDemand", caseId=demand)
    assert refused["stepToTake"] == "Informar potenciales proveedores (coordinador/a One Click Import)"

    await story.at("2026-06-27 16:31")  # the clock goes on: 30 hours and 30 minutes and some seconds
    reported = await oci.fact("reportSuppliersInDemand", caseId=demand, suppliers=[supplier])
    assert "Berries Cordillera SpA" in reported["nextStep"]["text"]
    assert "análisis: 30 h 30 min" in reported["nextStep"]["text"]

    await story.at("2026-06-27 21:00")  # Sunday, 09:00 in Shanghái: the reminder leaves
    await story.at("2026-06-28 09:00")
    answered = await oficom.fact("sendSuppliersInDemand", caseId=demand)
    assert (answered["nextStep"]["step"], answered["nextStep"]["dueOn"]) == ("record_monitoring", "2026-06-30")
    assert [event["late"] for event in (await story.case(demand))["timeline"]][-1] is False
    mails = await story.messages(buyer)
    assert [(mail["template"], mail["recipients"]) for mail in mails] == [
        ("NTF-22", ["oficom.sha@example.cl"]),
        ("AVISO-POR-VENCER", ["wei.lagos@example.cl"]),  # the reminder, to the executive who has it (LIN-03)
        ("NTF-23", ["jadewind@example.cl"]),
    ]
    assert "Berries Cordillera SpA" in mails[2]["text"]

    closed = await oficom.fact(
        "recordMonitoringInDemand", caseId=demand, pointOfContact="CORREO", contacted=True, result="Pidió una muestra"
    )
    assert closed["case"]["isOpen"] is False
    assert set(await action_types(story, buyer)) == {"RESPUESTA_OCI", "OPORTUNIDAD_COMERCIAL", "MONITOREO_OCI"}


async def test_without_supply_the_company_gets_an_explanation(story: Story) -> None:
    """OCI-03, OCI-04, SLA-11: medium, entered on Friday 26 June 2026: day 5 is Wednesday 1 July; not without reason."""
    await story.at("2026-06-26 10:00")
    oficom, oci = oficom_of(story), story.as_(Role.OCI_COORDINATOR, "CENTRAL-OCI")
    buyer = await register(story, "Silverlake Trading Co.")
    entered = await oficom.fact(
        "enterDemandInDemand", accountId=buyer, product="Durian", urgency="MEDIUM", pointOfContact="OFICOM"
    )
    demand = entered["case"]["id"]
    assert entered["nextStep"]["dueOn"] == "2026-07-01"
    refused = await oci.refusal("reportNoSupplyInDemand", caseId=demand)
    assert refused["rule"] == "OCI-04"
    await oci.fact("reportNoSupplyInDemand", caseId=demand, explanation="No se produce en Chile.")
    closed = await oficom.fact("informNoSupplyInDemand", caseId=demand, explanationSent="It is not grown in Chile.")
    assert closed["case"]["isOpen"] is False
    last = (await story.messages(buyer))[-1]
    assert (last["template"], last["recipients"]) == ("NTF-21", ["silverlake@example.cl"])
    assert "It is not grown in Chile." in last["text"]


async def test_another_level_is_not_configured_until_it_is_rated(story: Story) -> None:
    """AMB-18: no date is invented; rated on the next day, the 48 hours count from the entry."""
    await story.at("2026-06-26 10:00")
    oficom = oficom_of(story)
    buyer = await register(story, "Papermoon Imports Co.")
    entered = await oficom.fact(
        "enterDemandInDemand",
        accountId=buyer, product="Wine", urgency="OTHER", urgencyLevel="Baja", pointOfContact="OFICOM",
    )  # fmt: skip
    assert (entered["nextStep"]["step"], entered["nextStep"]["dueOn"]) == ("rate_demand", None)
    await story.at("2026-06-27 10:00")
    rated = await oficom.fact("rateDemandInDemand", caseId=entered["case"]["id"], urgency="URGENT")
    assert rated["nextStep"]["dueOn"] == "2026-06-28"


@pytest.mark.parametrize(
    ("entered", "told_on", "module"),
    [
        ("2024-03-28T12:00:00-03:00", "2024-03-28 12:00", "ONE_CLICK_IMPORT"),
        ("2024-03-31T23:59:00-03:00", "2024-04-02 09:00", "ONE_CLICK_IMPORT"),
        ("2024-04-01T00:00:00-03:00", "2024-04-02 09:00", "OPORTUNIDAD_COMERCIAL"),
    ],
)
async def test_a_demand_is_written_in_the_module_of_its_own_day(
    story: Story, entered: str, told_on: str, module: str
) -> None:
    """OCI-08, AMB-20, F-34: the day it was entered, in Chile, also told late; answered on 3 April."""
    await story.at(told_on)
    oficom, oci = oficom_of(story), story.as_(Role.OCI_COORDINATOR, "CENTRAL-OCI")
    buyer = await register(story, f"Moonharbour {told_on} {module} Co.")
    supplier = await story.company(f"Berries {told_on} {module} SpA")
    opened = await oficom.fact(
        "enterDemandInDemand",
        accountId=buyer, product="Arándanos", urgency="MEDIUM", pointOfContact="OFICOM", occurredAt=entered,
    )  # fmt: skip
    demand = opened["case"]["id"]
    await story.at("2024-04-03 09:00")
    await oci.fact("reportSuppliersInDemand", caseId=demand, suppliers=[supplier])
    await oficom.fact("sendSuppliersInDemand", caseId=demand)
    assert set(await action_types(story, buyer)) == {"RESPUESTA_OCI", module}
