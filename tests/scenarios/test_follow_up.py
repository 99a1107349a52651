"""The story of a service: selected, informed, registered, followed up in two stages, and the opt-out (ATN, FUP)."""

from __future__ import annotations

from datetime import date

from connectors.contract.records import action_values, new_key
from connectors.mock.connector import MockConnector
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.people import Role
from domain.ports.reading import PageRequest
from messaging.email_building import build_email
from persistence.cases.reading import SqlCaseReads
from schema.ids import key_of
from tests.scenarios.conftest import Story


async def test_a_fair_makes_a_user_and_its_follow_up_can_be_refused(story: Story) -> None:
    """
    ATN-04, ATN-05, AMB-31, FUP-05..FUP-09, SLA-17, SLA-18.

    The fair ends on Sunday 31 May 2026: stage 1 goes out on Tuesday 30 June at 9, June having no 31st. Business is
    expected on 15 June, so stage 2 goes on 1 July, the day after stage 1.
    """
    await story.at("2026-04-06 10:00")
    account = await story.company("Alerce Muebles Ltda")
    await story.went_to(account, "TALLER", "2025-04-10")  # it worked with ProChile last year: it may be attended
    selected = await story.fact(
        "selectForServiceInService",
        accountId=account, activity="Feria del Mueble", actionType="FERIA", pointOfContact="OFIREG",
    )  # fmt: skip
    service = selected["case"]["id"]
    refused = await story.refusal(
        "registerActivityInService", caseId=service, startedOn="2026-03-01", endedOn="2026-03-02"
    )
    assert (refused["rule"], refused["code"]) == ("ATN-04", "STEP_NOT_ALLOWED")
    assert refused["stepToTake"] == "Entregar la información completa (ejecutivo/a regional)"
    await story.fact(
        "deliverInformationInService", caseId=service, pointOfContact="CORREO",
        activityStartsOn="2026-05-28", activityEndsOn="2026-05-31",
        deadlines=["Inscripción hasta el 30 de abril"], rights=["Espacio en el pabellón"],
        obligations=["Pago de la cuota", "Responder la encuesta"],
    )  # fmt: skip

    await story.at("2026-05-30 10:00")
    early = await story.refusal(
        "registerActivityInService", caseId=service, startedOn="2026-05-28", endedOn="2026-05-31"
    )
    assert (early["rule"], early["code"]) == ("ATN-05", "INVALID_VALUE")
    assert "«Último día» no puede ser posterior a hoy (30-05-2026)" in early["message"]
    await story.at("2026-06-01 10:00")
    registered = await story.fact(
        "registerActivityInService", caseId=service, startedOn="2026-05-28", endedOn="2026-05-31"
    )
    (opened,) = registered["openedCases"]
    assert (opened["flow"], opened["state"]) == ("FOLLOW_UP", "SIN_CATEGORIA")
    follow_up = opened["id"]
    classes = "query($a: ID!) { account(by: { id: $a }) { classes { relation { value } category { value } } } }"
    found = (await story.ask(classes, a=account))["account"]["classes"]
    assert found["relation"]["value"] == "USUARIA"
    await story.fact(
        "assignCategoryInFollowUp", caseId=follow_up, category="TRABAJO_HABITUAL", reason="Participa todos los años"
    )
    company = story.as_(Role.COMPANY, account_id=key_of(account, "Account", "account_id"))
    surveyed = await company.fact("recordSurveyInFollowUp", caseId=follow_up, score=6, expectedOn="2026-06-15")
    assert "01-07-2026" in surveyed["event"]["reason"]

    await story.at("2026-06-30 08:59")
    assert [mail["template"] for mail in await story.messages(account) if "TALLER" not in mail["text"]] == ["NTF-12"]
    await story.at("2026-06-30 09:00")
    await story.at("2026-06-30 23:00")
    stage_1 = (await story.messages(account))[-1]
    assert (stage_1["template"], stage_1["recipients"]) == ("NTF-29", ["alerce@example.cl"])
    assert stage_1["senderName"].startswith("Ana Rojas")
    assert "Feria del Mueble" in stage_1["text"]
    await story.at("2026-07-01 09:00")
    sent = [mail["template"] for mail in await story.messages(account) if "TALLER" not in mail["text"]]
    assert sent == ["NTF-12", "NTF-29", "NTF-30"]

    await company.fact("optOutInFollowUp", caseId=follow_up, stage="STAGE_1")
    found = (await story.ask(classes, a=account))["account"]["classes"]
    assert found["category"]["value"] == "TRABAJO_ESPORADICO"
    closed = await company.fact("recordResultInFollowUp", caseId=follow_up, businessConcluded=True, notes="Un pedido")
    assert closed["case"]["state"] == "CERRADO"


async def test_the_button_of_a_mail_program_refuses_the_follow_up_and_opening_its_link_does_not(story: Story) -> None:
    """
    FUP-06, FUP-07, RFC 8058: a scanner opens the link, nothing changes; one click records the refusal once, and moves
    category 2 to 3. The fair ended on 10 October 2026, so stage 1 went out on Tuesday 10 November at 9.
    """
    await story.at("2026-10-13 10:00")
    account = await story.company("Coihue Quesos SpA")
    await story.went_to(account, "FERIA", "2026-10-10")
    cases = "query($a: ID!) { cases(first: 9, filter: { accountId: $a }) { nodes { id flow } } }"
    (follow_up,) = [each["id"] for each in (await story.ask(cases, a=account))["cases"]["nodes"]]
    await story.fact(
        "assignCategoryInFollowUp", caseId=follow_up, category="TRABAJO_HABITUAL", reason="Participa todos los años"
    )
    await story.at("2026-11-10 09:00")
    page = await SqlCaseReads(story.desk.runtime.database).messages(
        PageRequest(first=9), account_ids=frozenset({key_of(account, "Account", "account_id")})
    )
    (message,) = page.items
    link = str(build_email(message, "no-responder@prochile.example")["List-Unsubscribe"]).strip("<>")
    path = link.removeprefix(story.desk.runtime.settings.public_url)
    web = story.desk.client

    async def refusals() -> int:
        timeline = (await story.case(follow_up))["timeline"]
        return [event["fact"] for event in timeline].count("opt_out")

    opened = [await web.get(path), await web.head(path), await web.get(path)]
    before = await refusals()
    clicked = [await web.post(path, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]
    forged = await web.post(f"{path}x", data={"List-Unsubscribe": "One-Click"})

    assert (path != link, path.startswith("/seguimiento/baja/")) == (True, True)
    assert [reply.status_code for reply in (*opened, *clicked, forged)] == [200, 200, 200, 200, 200, 400]
    assert (before, await refusals()) == (0, 1)
    classes = "query($a: ID!) { account(by: { id: $a }) { classes { category { value } } } }"
    found = (await story.ask(classes, a=account))["account"]["classes"]
    assert found["category"]["value"] == "TRABAJO_ESPORADICO"

    record = "query($a: ID!) { decisions(accountId: $a, first: 50) { nodes { what by kind } } }"
    decided = (await story.ask(record, a=account))["decisions"]["nodes"]
    assert clicked[0].text == clicked[1].text
    assert decided.count({"what": "refuse_by_link", "by": "enlace", "kind": "TRACE"}) == 1
    await story.at("2027-11-10 08:59")
    assert (await web.get(path)).status_code == 200
    await story.at("2027-11-10 10:00")  # the link served for 365 days, to the second
    late = [await web.get(path), await web.post(path, data={"List-Unsubscribe": "One-Click"})]
    assert [reply.status_code for reply in late] == [410, 410]


async def test_a_fair_registered_in_the_crm_is_followed_up_once(story: Story) -> None:
    """
    FUP-04, FUP-05, LIN-11, SLA-17: a colleague registers in the CRM a fair that ended on 12 August 2026. The company
    gets its message on Saturday 12 September at 9, however often the CRM is read meanwhile.
    """
    await story.at("2026-08-17 10:00")
    account = await story.company("Roble Conservas SpA")
    runtime = story.desk.runtime
    assert runtime.worker is not None
    assert isinstance(runtime.connector, MockConnector)
    await runtime.worker.run_once()
    values = action_values(
        key_of(account, "Account", "account_id"), title="Feria del Maule", ended_on=date(2026, 8, 12)
    )
    runtime.connector.create(RecordKind.ACTION, new_key(), {**values, "started_on": date(2026, 8, 12)})
    await runtime.worker.run_once()
    await story.at("2026-08-17 10:01")
    runtime.connector.expire_cursors()
    await runtime.worker.run_once()
    await story.at("2026-08-17 10:02")

    found = await story.ask(
        "query($a: ID!) { cases(first: 9, filter: { accountId: $a }) { nodes { id flow state } } }", a=account
    )
    ((opened, flow, state),) = [each.values() for each in found["cases"]["nodes"]]
    assert (flow, state) == ("FOLLOW_UP", "SIN_CATEGORIA")
    await story.fact(
        "assignCategoryInFollowUp", caseId=opened, category="TRABAJO_ESPORADICO", reason="Participa de vez en cuando"
    )
    await story.at("2026-09-12 08:59")
    assert await story.messages(account) == []
    await story.at("2026-09-12 09:00")
    (mail,) = await story.messages(account)
    assert (mail["template"], "Feria del Maule" in mail["text"]) == ("NTF-29", True)


async def test_a_fair_registered_months_later_is_asked_about_by_its_executive(story: Story) -> None:
    """
    FUP-05, SLA-17: «hace un mes terminó» is true on one day. Registered on 2 November, a fair of 10 June sends nothing;
    what the company tells is kept, also after the follow-up was closed (FUP-02).
    """
    await story.at("2026-11-02 10:00")
    account = await story.company("Ulmo Mieles SpA")
    await story.went_to(account, "FERIA", "2026-06-10")
    cases = "query($a: ID!) { cases(first: 9, filter: { accountId: $a }) { nodes { id state } } }"
    ((follow_up, state),) = [each.values() for each in (await story.ask(cases, a=account))["cases"]["nodes"]]
    assert state == "SIN_CATEGORIA"
    told = {"caseId": follow_up, "pointOfContact": "TELEFONO"}
    await story.fact("recordAnswerInFollowUp", notes="Volvió con tres contactos", **told)
    done = await story.fact(
        "assignCategoryInFollowUp", caseId=follow_up, category="TRABAJO_HABITUAL", reason="Participa todos los años"
    )
    assert done["case"]["state"] == "SIN_FECHA"
    assert done["event"]["reason"] == (
        "Participa todos los años. La etapa 1 salía el 10-07-2026, y ese día ya había pasado: no sale. "
        "Pregunte directamente a Ulmo Mieles SpA cómo le fue."
    )
    await story.fact("recordResultInFollowUp", caseId=follow_up, businessConcluded=False)
    await story.fact("recordAnswerInFollowUp", notes="Firmó en diciembre", **told)
    await story.at("2026-12-31 10:00")
    assert await story.messages(account) == []
    facts = [event["fact"] for event in (await story.case(follow_up))["timeline"]]
    assert facts == ["open_follow_up", "record_answer", "assign_category", "record_result", "record_answer"]
