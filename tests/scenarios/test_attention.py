"""What attention is built on, read over the API: plans, instruments, notes, queue of agendas, days without contact."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from schema.ids import key_of
from tests.scenarios.conftest import Story

PLAN: dict[str, Any] = {
    "characteristics": "Quesos, 25 personas",
    "objectives": ["Primer embarque"],
    "planMarkets": ["PE"],
    "instruments": ["Agenda"],
}


async def test_a_plan_is_read_with_what_changed(story: Story) -> None:
    """ATN-02, USR-04: newest first; the first shows every part, the second only the market."""
    await story.at("2026-05-18 10:00")
    account = await story.company("Quesos Laguna Grande SpA")
    await story.went_to(account, "TALLER", "2025-04-10")  # it worked with ProChile last year: it may be attended
    opened = await story.fact("recordPlanInService", accountId=account, pointOfContact="OFIREG", **PLAN)
    await story.at("2026-05-19 10:00")
    await story.fact("recordPlanInService", caseId=opened["case"]["id"], **{**PLAN, "planMarkets": ["PE", "CO"]})
    found = await story.ask(
        "query($a: ID!) { plans(accountId: $a) { markets by changes { part before after } } }", a=account
    )
    assert [plan["markets"] for plan in found["plans"]] == [["PE", "CO"], ["PE"]]
    assert found["plans"][0]["changes"] == [{"part": "markets", "before": ["PE"], "after": ["PE", "CO"]}]
    assert len(found["plans"][1]["changes"]) == 4


async def test_exporta_mas_is_shown_as_not_offered_with_its_reason(story: Story) -> None:
    """ATN-03, DEF-11, DEF-12: nothing is declared, so it is not offered; fairs are."""
    await story.at("2026-05-18 11:00")
    account = await story.company("Cecinas Antuco Ltda")
    found = await story.ask(
        "query($a: ID!) { instruments(accountId: $a) { code family isOffered reason obligations } }", a=account
    )
    offered = {row["code"]: row["isOffered"] for row in found["instruments"]}
    assert (offered["FERIA"], offered["EXPORTA_MAS"]) == (True, False)
    assert {row["family"] for row in found["instruments"]} == {
        "CAPACIDADES", "PROMOCION", "OPORTUNIDADES", "EXPORTA_MAS",
    }  # fmt: skip
    (reason,) = [row["reason"] for row in found["instruments"] if row["code"] == "EXPORTA_MAS"]
    assert reason == "Exporta Más se ofrece a empresas exportadoras o con potencial."


async def test_the_queue_of_agendas_tells_each_place(story: Story) -> None:
    """AGD-11, AMB-26: planned and without staff on a par, then with staff, whatever the time; not for companies."""
    asked = [
        ("Luche Uno SpA", {"staffInMarket": True}),
        ("Luche Dos SpA", {}),
        ("Luche Tres SpA", {"plannedActivity": True}),
    ]
    ids = []
    for hour, (name, more) in enumerate(asked, start=12):
        await story.at(f"2026-05-18 {hour}:00")
        account = await story.company(name)
        await story.went_to(account, "TALLER", "2025-04-10")  # it worked with ProChile last year: it may be attended
        opened = await story.fact(
            "requestAgendaInAgenda", accountId=account, market="VN", mode="VIRTUAL", pointOfContact="OFIREG", **more
        )
        ids.append(opened["case"]["id"])
    query = 'query { agendaQueue(market: "VN", highDemand: true) { position caseId reason rules } }'
    places = (await story.ask(query))["agendaQueue"]
    assert [place["caseId"] for place in places] == [ids[1], ids[2], ids[0]]
    assert [place["position"] for place in places] == [1, 2, 3]
    assert places[0]["reason"] == "No tiene representantes establecidos en el mercado."
    await story.at("2026-05-19 09:00")
    local = {"accountId": account, "market": "PE", "mode": "VIRTUAL", "pointOfContact": "OFIREG"}
    await story.fact("requestAgendaInAgenda", **local, requester="LOCAL_STAFF")
    await story.fact("requestAgendaInAgenda", **local)
    (again,) = (await story.ask('query { agendaQueue(market: "PE") { reason } }'))["agendaQueue"]
    assert again["reason"] == "Tiene personal comercial en el mercado."  # AGD-10: what its local staff showed is kept
    company = story.as_(Role.COMPANY, account_id=key_of(account, "Account", "account_id"))
    refused = await company.desk.answer(query)
    assert refused["data"] == {"agendaQueue": None}


async def test_days_without_contact_are_told_and_a_note_list_may_be_empty(story: Story) -> None:
    """FUP-02, AMB-64: a fair on 5 May 2026 is 13 days before the 18th; without category there is no interval."""
    await story.at("2026-05-18 16:00")
    account = await story.company("Miel del Itata SpA")
    await story.went_to(account, "FERIA", "2026-05-05")
    found = await story.ask(
        "query($a: ID!, $l: [ID!]!) { contactGaps(accountIds: $l) { accountId lastOn days everyDays isLate rule }"
        " behaviourNotes(accountId: $a) { isConfirmed } }",
        a=account, l=[account],
    )  # fmt: skip
    assert found["contactGaps"] == [
        {
            "accountId": account, "lastOn": "2026-05-05", "days": 13,
            "everyDays": None, "isLate": None, "rule": "FUP-02",
        },
    ]  # fmt: skip
    assert found["behaviourNotes"] == []


async def test_whoever_waits_for_a_contact_is_listed_without_being_named(story: Story) -> None:
    """FUP-02, EXT-03: in contact on 5 May 2026: not since the 6th, but since the 5th; of its executive and office."""
    await story.at("2026-05-20 16:00")
    account = await story.company("Nueces del Ñuble SpA")
    await story.went_to(account, "FERIA", "2026-05-05")
    query = """query($d: Date, $o: String, $e: String) {
      contactGaps(noContactSince: $d, office: $o, executive: $e) { accountId lastOn isPortfolio } }"""

    async def waiting(since: str, office: str = "OFIREG-08", executive: str = "ana.rojas") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await story.ask(query, d=since, o=office, e=executive))["contactGaps"]
        return [row for row in rows if row["accountId"] == account]

    assert [row["lastOn"] for row in await waiting("2026-05-06")] == []  # it was registered on the 20th
    await story.at("2026-06-20 16:00")
    assert [row["lastOn"] for row in await waiting("2026-05-21")] == ["2026-05-05"]
    assert await waiting("2026-05-21", office="OFIREG-15") == []
    assert await waiting("2026-05-21", executive="otra.persona") == []
    await story.went_to(account, "TALLER", "2026-06-01")
    assert await waiting("2026-06-01") == []
    assert [row["lastOn"] for row in await waiting("2026-06-02")] == ["2026-06-01"]
    nothing = await story.as_(Role.REGIONAL_EXECUTIVE, "OFIREG-08").desk.answer(query, d=None, o=None, e=None)
    assert nothing["data"] == {"contactGaps": None}


async def test_a_service_that_ended_is_listed_until_it_is_registered(story: Story) -> None:
    """FUP-01: the workshop ends on 20 May 2026; listed from the 21st, and gone once it is in the register."""
    await story.at("2026-05-18 17:00")
    account = await story.company("Hongos de Hualqui SpA")
    await story.went_to(account, "TALLER", "2025-04-10")  # it worked with ProChile last year: it may be attended
    opened = await story.fact(
        "selectForServiceInService", accountId=account, activity="Taller", actionType="TALLER", pointOfContact="OFIREG"
    )
    service = opened["case"]["id"]
    await story.fact(
        "deliverInformationInService", caseId=service, pointOfContact="CORREO",
        activityStartsOn="2026-05-19", activityEndsOn="2026-05-20", deadlines=["Hasta el 18 de mayo"],
        rights=["Material"], obligations=["Asistir"],
    )  # fmt: skip
    query = 'query { unregisteredActivities(office: "OFIREG-08") { caseId accountId activity endedOn } }'

    async def listed() -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await story.ask(query))["unregisteredActivities"]
        return [row for row in rows if row["caseId"] == service]

    assert await listed() == []
    await story.at("2026-05-21 09:00")
    assert await listed() == [{"caseId": service, "accountId": account, "activity": "Taller", "endedOn": "2026-05-20"}]
    await story.fact("registerActivityInService", caseId=service, startedOn="2026-05-19", endedOn="2026-05-20")
    assert await listed() == []


async def test_terms_at_risk_and_overdue_are_listed_by_office_and_unit(story: Story) -> None:
    """
    LIN-03, SLA-07: a request of Friday 10 July 2026 is due on Wednesday 15. A business day before, on the
    Tuesday, it is at risk; on Thursday 16, a holiday, it is overdue.
    """
    await story.at("2026-07-10 10:00")
    account = await story.company("Quesos de Arauco SpA")
    await story.went_to(account, "FERIA", "2026-05-05")
    await story.fact(
        "receiveRequestInRequest", accountId=account, wants="ADVICE", matter="Nuevo mercado", pointOfContact="OFIREG"
    )
    query = "query($f: TermFilter!) { terms(filter: $f, first: 100) { nodes { rule accountId dueOn } } }"

    async def listed(state: str, office: str, unit: str) -> list[str]:
        found = await story.ask(query, f={"states": [state], "offices": [office], "units": [unit]})
        return [row["dueOn"] for row in found["terms"]["nodes"] if row["accountId"] == account]

    await story.at("2026-07-13 23:00")
    assert await listed("RUNNING", "OFIREG-08", "Oficina regional") == ["2026-07-15"]
    await story.at("2026-07-14 09:00")
    assert await listed("AT_RISK", "OFIREG-08", "Oficina regional") == ["2026-07-15"]
    await story.at("2026-07-16 09:00")
    assert await listed("OVERDUE", "OFIREG-08", "Oficina regional") == ["2026-07-15"]
    assert await listed("OVERDUE", "OFIREG-15", "Oficina regional") == []
    assert await listed("OVERDUE", "OFIREG-08", "Dirección Nacional") == []


async def test_the_type_of_a_company_that_is_no_user_is_told_with_its_classes(story: Story) -> None:
    """DEF-13, COM-02: who declared nothing yet, an exporter; and none once it has worked with ProChile."""
    await story.at("2026-07-20 10:00")
    account = await story.company("Aceites del Laja SpA")
    query = "query($a: ID!) { account(by: { id: $a }) { version classes { nonUserType { value reasons { rule } } } } }"

    async def told() -> dict[str, Any]:
        found: dict[str, Any] = (await story.ask(query, a=account))["account"]
        return found

    first = await told()
    assert first["classes"]["nonUserType"] == {"value": "POR_DETERMINAR", "reasons": [{"rule": "DEF-13"}]}
    declared = await story.ask(
        "mutation($i: DeclareExportsInput!) { declareExports(input: $i) { userErrors { message } } }",
        i={"accountId": account, "version": first["version"], "exported": True},
    )
    assert declared["declareExports"]["userErrors"] == []
    assert (await told())["classes"]["nonUserType"]["value"] == "EXPORTADORA"
    await story.went_to(account, "FERIA", "2026-07-17")
    assert (await told())["classes"]["nonUserType"] is None
