"""
The story of the protocol, played over HTTP with the demo clock: an exporter of Biobío from its ficha to a behaviour
note, and a foreign buyer's urgent demand. Real holidays of September 2024.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.model.institution.people import Role
from tests.support.fact_inputs import fact_input
from tests.support.system.processes import SECRET, Api, MockCrm, eventually, free_port, running, token

FACT = """mutation Fact($input: %sInput!) {
  %s(input: $input) {
    case { id number state version data { name value } timeline { fact late effects } }
    event { fact rules effects late }
    nextStep { step title responsible text dueOn rule mutations missing { name } }
    account { id version classes { primary classes phase { value } } }
    openedCases { id flow state }
    isDuplicate
    userErrors { __typename code message rule ... on StepNotAllowedError { stepToTake } }
  }
}"""


class Desk:
    """Reports facts as one actor."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def tell(self, mutation: str, **data: Any) -> dict[str, Any]:
        """The payload of a fact's mutation, whatever it says."""
        document = FACT % (mutation[0].upper() + mutation[1:], mutation)
        found: dict[str, Any] = self.api.ask(document, input=fact_input(mutation, data))[mutation]
        return found

    def report(self, mutation: str, **data: Any) -> dict[str, Any]:
        """The payload of a fact that must be accepted."""
        found = self.tell(mutation, **data)
        assert found["userErrors"] == [], (mutation, found["userErrors"])
        return found


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[tuple[Api, MockCrm, Path]]:
    """API, worker and mock CRM in one process, on SQLite, in development."""
    port = free_port()
    environment = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'story.db'}",
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.3",
        "ATENCION_MOCK_COMPANIES": "40",
        "ATENCION_MOCK_REFERENCE_DATE": "2024-09-13",
        "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
    }
    api = Api(f"http://127.0.0.1:{port}", token(Role.REGIONAL_EXECUTIVE, "OFIREG-08", "ana.rojas"))
    crm = MockCrm(f"http://127.0.0.1:{port}/mock-crm")
    with (
        api.client,
        crm.client,
        running(tmp_path, "serve", ["serve", "--worker", "--port", str(port)], environment) as server,
    ):
        eventually(api.is_ready, "the API answers", within=60)
        at(api, "2024-09-12T11:00:00-03:00")
        eventually(lambda: loaded(api, crm), "the example data are loaded", within=60)
        try:
            yield api, crm, tmp_path / "mail"
        except BaseException:
            print(server.tail())
            raise


def at(api: Api, instant: str) -> None:
    """Let it be that instant for the whole system."""
    api.do(
        "mutation S($n: DateTime!) { setClock(input: { now: $n }) { clock { now } userErrors { message } } }", n=instant
    )


def loaded(api: Api, crm: MockCrm) -> bool:
    """Every account of the CRM is here, and its actions, which come last."""
    counts = crm.state()["records"]
    found = api.ask("{ accounts(first: 100) { totalCount nodes { actions(first: 100) { nodes { id } } } } }")[
        "accounts"
    ]
    actions = sum(len(node["actions"]["nodes"]) for node in found["nodes"])
    return bool(found["totalCount"] == counts["account"] and actions == counts["action"])


def portfolio_of(api: Api) -> list[dict[str, Any]]:
    """Two portfolio companies of the example data, once they are there."""
    found = api.ask("{ accounts(first: 2, filter: { classes: [CARTERA] }) { nodes { id sector } } }")
    nodes: list[dict[str, Any]] = found["accounts"]["nodes"]
    return nodes if len(nodes) == 2 else []


def key_of(global_id: str) -> str:
    return base64.b64decode(global_id).decode().partition(":")[2]


def subjects(api: Api, account_id: str) -> list[tuple[str, str]]:
    """Message id and first addressee of every message about an account, oldest first."""
    found = api.ask(
        "query M($a: ID!) { messages(first: 100, filter: { accountId: $a }) { nodes { template recipients } } }",
        a=account_id,
    )
    return [(node["template"], node["recipients"][0]) for node in reversed(found["messages"]["nodes"])]


def terms(api: Api, account_id: str) -> dict[str, dict[str, Any]]:
    """Terms of an account by rule id."""
    found = api.ask(
        """query T($a: ID!) { account(by: { id: $a }) {
             terms { rule state dueOn startedOn skippedDays { on name } text } } }""",
        a=account_id,
    )
    return {term["rule"]: term for term in found["account"]["terms"]}


def in_crm(api: Api, crm: MockCrm, account_id: str) -> list[str]:
    """Types of the account's actions in the CRM."""
    records = crm.client.get(f"{crm.url}/records/action", params={"account_id": key_of(account_id), "limit": 200})
    records.raise_for_status()
    return [record["values"]["type"] for record in records.json()["records"]]


def test_the_story_of_the_protocol(stage: tuple[Api, MockCrm, Path]) -> None:
    """CAP, EXP, SLA-03, SLA-04, ATN, FUP, AGD, BEH: one company, from the ficha to the defence."""
    api, crm, mail = stage
    executive = Desk(api)
    head = Desk(api.acting_as(token(Role.REGIONAL_HEAD, "OFIREG-08", "jefe.biobio")))
    oficom = Desk(api.acting_as(token(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA", "oficom.shanghai")))

    # A company of Biobío whose data are complete, registered by its executive on Thursday.
    at(api, "2024-09-12T11:00:00-03:00")
    fields = {
        "rut": "44.100.999-2",
        "region": "08",
        "commune": "Talcahuano",
        "address": "Colón 123",
        "phone": "+56 41 255 5555",
        "email": "ventas@exportadora.example.cl",
        "sector": portfolio_of(api)[0]["sector"],
        "siiStarted": True,
        "taxCategory": "FIRST",
    }
    created = api.do(
        """mutation C($i: CreateAccountInput!) { createAccount(input: $i) {
             account { id version } userErrors { __typename message } } }""",
        i={
            "name": "Exportadora del Biobío SpA",
            "fields": fields,
            "contacts": [{"name": "Paula Soto", "email": "paula@exportadora.example.cl", "isMain": True}],
        },
    )
    account_id = created["account"]["id"]
    company = Desk(api.acting_as(token(Role.COMPANY, None, "paula.soto", account_id=key_of(account_id))))

    # The ficha, Friday 13 September 2024 at 17:00 (CAP-04, EXP-01, EXP-02).
    at(api, "2024-09-13T17:00:00-03:00")
    done = company.tell("registerInCapture", accountId=account_id, representativeRun="12.345.678-5")
    assert done["userErrors"][0]["rule"] == "CAP-04"  # not proven: the representative comes with Clave Única
    proven = token(Role.COMPANY, None, "paula.soto", account_id=key_of(account_id), run="123456785")
    company = Desk(api.acting_as(proven))
    case = company.report("registerInCapture", accountId=account_id, representativeRun="12.345.678-5")["case"]
    filed = company.report("completeFichaInCapture", caseId=case["id"], exports=True, region="08")
    assert filed["case"]["state"] == "NOTIFICADA_REGION"
    assert ("NTF-05", "paula@exportadora.example.cl") in subjects(api, account_id)
    assert ("NTF-06", "concepcion@prochile.gob.cl") in subjects(api, account_id)

    # The term: Monday 16 and Tuesday 17 count, then three holidays and a weekend, then Monday 23 (SLA-03).
    contact = terms(api, account_id)["SLA-03"]
    assert contact["dueOn"] == "2024-09-23"
    holidays = [day["on"] for day in contact["skippedDays"] if day["name"] not in {"sábado", "domingo"}]
    assert holidays == ["2024-09-18", "2024-09-19", "2024-09-20"]
    assert filed["nextStep"]["dueOn"] == "2024-09-23"
    seen = api.ask("query C($c: ID!) { case(id: $c) { nextStep { mutations } } }", c=case["id"])
    assert "recordContactInCapture" in seen["case"]["nextStep"]["mutations"]
    assert "recordContactInCapture" not in filed["nextStep"]["mutations"]  # the company is offered what is hers

    # The messages leave, once each.
    eventually(lambda: len(list(mail.rglob("*.eml"))) == 2, "two messages are delivered")

    # An attempt does not stop the term; the contact does, and starts the fifteen days (AMB-06, SLA-04).
    at(api, "2024-09-16T10:00:00-03:00")
    executive.report("recordContactAttemptInCapture", caseId=case["id"], pointOfContact="TELEFONO")
    assert terms(api, account_id)["SLA-03"]["state"] in {"RUNNING", "AT_RISK"}
    at(api, "2024-09-17T12:00:00-03:00")
    executive.report("recordContactInCapture", caseId=case["id"], contactKind="SPOKEN", pointOfContact="TELEFONO")
    after = terms(api, account_id)
    assert after["SLA-03"]["state"] == "MET"
    assert after["SLA-04"]["dueOn"] == "2024-10-02"  # 17 September + 15 calendar days

    # A step too early is refused with the rule and the step to take (CAP-07).
    refused = executive.tell("validateInCapture", caseId=case["id"])
    assert refused["userErrors"][0]["__typename"] == "StepNotAllowedError"
    assert refused["userErrors"][0]["rule"] == "CAP-07"
    assert refused["userErrors"][0]["stepToTake"]

    # Interview, validation, preadmissibility (CAP-08, CAP-07, CAP-10).
    at(api, "2024-09-26T11:00:00-03:00")
    executive.report(
        "recordInterviewInCapture",
        caseId=case["id"],
        mode="VISIT",
        result="Planta en operación",
        pointOfContact="OFIREG",
    )
    assert terms(api, account_id)["SLA-04"]["state"] == "MET"
    validated = executive.report("validateInCapture", caseId=case["id"])
    assert "CARTERA" in validated["account"]["classes"]["classes"]
    ready = executive.tell("completePreadmissibilityInCapture", caseId=case["id"], items=[])
    if ready["userErrors"]:
        wanted = [text.strip(" .") for text in ready["userErrors"][0]["message"].split(":", 1)[1].split(",")]
        ready = executive.report("completePreadmissibilityInCapture", caseId=case["id"], items=wanted)
    assert ready["case"]["state"] == "PREADMISIBLE"
    assert ready["account"]["classes"]["phase"]["value"] == "ATENCION_PERSONALIZADA"

    # Category 2: usual work (ATN-01, AMB-31).
    version = ready["account"]["version"]
    api.do(
        """mutation A($i: AssignCategoryInput!) { assignCategory(input: $i) {
             account { version } userErrors { __typename message } } }""",
        i={
            "accountId": account_id,
            "version": version,
            "category": "TRABAJO_HABITUAL",
            "reason": "Trabaja con nosotros seguido",
        },
    )

    # A fair: selected, informed of rights and obligations, registered (ATN-04, ATN-05).
    types = api.ask("{ actionTypes { code counts } }")["actionTypes"]
    fair = next(row["code"] for row in types if row["counts"] and "FERIA" in row["code"])
    service = executive.report(
        "selectForServiceInService",
        accountId=account_id,
        activity="Feria de Shanghái",
        actionType=fair,
        market="CN",
        pointOfContact="OFIREG",
    )["case"]
    early = executive.tell(
        "registerActivityInService", caseId=service["id"], startedOn="2024-09-10", endedOn="2024-09-11"
    )
    assert early["userErrors"][0]["rule"] == "ATN-04"
    executive.report(
        "deliverInformationInService",
        caseId=service["id"],
        pointOfContact="CORREO",
        activityStartsOn="2024-10-01",
        activityEndsOn="2024-10-03",
        deadlines=["Pago de la cuota: 28 de septiembre"],
        rights=["Espacio en el pabellón de Chile"],
        obligations=["Pago de cuota", "Cumplir la agenda preparada", "Responder la encuesta de satisfacción"],
    )
    at(api, "2024-10-04T09:00:00-03:00")
    registered = executive.report(
        "registerActivityInService", caseId=service["id"], startedOn="2024-10-01", endedOn="2024-10-03", market="CN"
    )
    assert "USUARIA" in registered["account"]["classes"]["classes"]

    # The follow-up a month after the end, and the opt-out that moves category 2 to 3 (FUP-05..FUP-07).
    follow_up = follow_up_of(api, account_id)
    at(api, "2024-11-03T13:00:00-03:00")  # one month after 3 October, a Sunday: sent all the same
    eventually(lambda: "NTF-29" in dict(subjects(api, account_id)), "the follow-up is sent a month later")
    company.report("optOutInFollowUp", caseId=follow_up, stage="STAGE_1")
    category = api.ask("query C($a: ID!) { account(by: { id: $a }) { classes { category { value } } } }", a=account_id)
    assert category["account"]["classes"]["category"]["value"] == "TRABAJO_ESPORADICO"

    # An agenda confirmed by the Oficom, a no-show without excuse, the note (AGD-04, AGD-07, BEH-01).
    agenda = executive.report(
        "requestAgendaInAgenda",
        accountId=account_id,
        market="CN",
        mode="VIRTUAL",
        requester="HEAD_OFFICE",
        staffInMarket=False,
        pointOfContact="OFIREG",
    )["case"]
    executive.report("sendToOficomInAgenda", caseId=agenda["id"])
    oficom.report(
        "confirmAgendaInAgenda",
        caseId=agenda["id"],
        agendaStartsOn="2024-11-18",
        agendaEndsOn="2024-11-19",
        meetings=["Importadora Uno", "Importadora Dos"],
    )
    company.report("acceptCommitmentInAgenda", caseId=agenda["id"])
    at(api, "2024-11-20T10:00:00-03:00")
    oficom.report("recordAbsenceInAgenda", caseId=agenda["id"], absence="No se conectó a ninguna reunión")
    decided = executive.report(
        "decideForceMajeureInAgenda",
        caseId=agenda["id"],
        foreignToWill=False,
        unforeseeable=False,
        unavoidable=False,
        evidence="La empresa dijo que lo olvidó",
    )
    (note,) = decided["openedCases"]
    assert note["flow"] == "BEHAVIOUR_NOTE"
    note_id = note["id"]
    executive.report("leaveNoteInBehaviourNote", caseId=note_id, notes="No se conectó a la agenda confirmada")

    # Certified letter; notified the third business day after the post office received it; five business days (BEH-04).
    executive.report(
        "sendCertifiedLetterInBehaviourNote", caseId=note_id, letterNumber="CL-1001", letterSentOn="2024-11-20"
    )
    at(api, "2024-11-22T12:00:00-03:00")
    executive.report("recordPostReceptionInBehaviourNote", caseId=note_id, postReceivedOn="2024-11-22")
    # Friday 22: Monday 25, Tuesday 26, Wednesday 27 is the third; then 28, 29, 2, 3, 4 December.
    assert terms(api, account_id)["SLA-09"]["dueOn"] == "2024-12-04"
    at(api, "2024-12-02T10:00:00-03:00")
    defended = company.report("presentDefenceInBehaviourNote", caseId=note_id, defence="Tuvimos un corte de luz")
    assert terms(api, account_id)["SLA-09"]["state"] == "MET"
    assert not defended["event"]["late"]
    outcome = head.report(
        "decideNoteInBehaviourNote",
        caseId=note_id,
        outcome="CONFIRMED",
        reason="Sin respaldo",
    )
    assert outcome["case"]["state"] == "CONFIRMADA"

    # What must be registered reaches the CRM as actions (LOW-04, CAP-08, ATN-05, AGD-06).
    eventually(lambda: api.ask("{ sync { pending } }")["sync"]["pending"] == 0, "everything reaches the CRM", within=60)
    there = in_crm(api, crm, account_id)
    assert fair in there
    assert {"CONTACTO_INTENTADO", "CONTACTO_ESTABLECIDO", "VALIDACION"} <= set(there)

    # No message went twice.
    causes = [path.name for path in mail.rglob("*.eml")]
    assert len(causes) == len(set(causes))


def follow_up_of(api: Api, account_id: str) -> str:
    """The open follow-up case of the account."""
    found = api.ask(
        "query F($a: ID!) { cases(first: 10, filter: { accountId: $a, flows: [FOLLOW_UP] }) { nodes { id state } } }",
        a=account_id,
    )
    (node,) = found["cases"]["nodes"]
    return str(node["id"])


def test_a_foreign_buyers_urgent_demand_is_answered_in_47_hours(stage: tuple[Api, MockCrm, Path]) -> None:
    """OCI-01, OCI-02, OCI-05, SLA-10: 48 elapsed hours, through the weekend."""
    api, _, _ = stage
    oficom = Desk(api.acting_as(token(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA", "oficom.shanghai")))
    coordinator = Desk(api.acting_as(token(Role.OCI_COORDINATOR, "CENTRAL", "oci.coordinadora")))
    eventually(
        lambda: api.ask("{ accounts(first: 1, filter: { classes: [EXTRANJERA] }) { nodes { id } } }")["accounts"][
            "nodes"
        ],
        "the example companies are loaded",
        within=60,
    )
    nodes = api.ask("{ accounts(first: 1, filter: { classes: [EXTRANJERA] }) { nodes { id } } }")["accounts"]["nodes"]
    buyer = nodes[0]["id"]
    suppliers = portfolio_of(api)

    at(api, "2024-09-20T18:00:00-03:00")  # a Friday and a holiday: the hours run all the same
    entered = oficom.report(
        "enterDemandInDemand",
        accountId=buyer,
        product="Arándanos",
        urgency="URGENT",
        market="CN",
        pointOfContact="OFICOM",
    )
    assert terms(api, buyer)["SLA-10"]["state"] == "RUNNING"
    at(api, "2024-09-21T09:00:00-03:00")
    coordinator.report("reportSuppliersInDemand", caseId=entered["case"]["id"], suppliers=[s["id"] for s in suppliers])
    at(api, "2024-09-22T17:00:00-03:00")  # 47 hours
    oficom.report("sendSuppliersInDemand", caseId=entered["case"]["id"])
    after = terms(api, buyer)
    assert after["SLA-10"]["state"] == "MET"
    assert after["SLA-12"]["dueOn"] == "2024-09-24"  # recommended monitoring: two calendar days after the answer
    assert {"NTF-22", "NTF-23"} <= dict(subjects(api, buyer)).keys()
