"""A fact that was reported on the wrong company is taken back, on the mock connector: what the CRM got is annulled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.e2e.test_protocol_story import Desk, at, key_of, stage
from tests.support.system.processes import Api, MockCrm, eventually

__all__ = ["stage"]  # the fixture

TAKE_BACK = """mutation T($i: TakeBackFactInput!) { takeBackFact(input: $i) {
  case { state isOpen timeline { sequence fact reason effects takenBack { by reason } } }
  messagesToExplain { subject } isDuplicate userErrors { message rule } } }"""
TERMS = """query T($a: ID!) { account(by: { id: $a }) { terms { rule state } } }"""


def actions(crm: MockCrm, account_id: str) -> list[dict[str, Any]]:
    """The account's actions in the CRM."""
    records = crm.client.get(f"{crm.url}/records/action", params={"account_id": key_of(account_id), "limit": 200})
    records.raise_for_status()
    return [record["values"] for record in records.json()["records"]]


def a_user_company(api: Api) -> str:
    """A company of Biobío that took part in a fair this year; its global id."""
    created = api.do(
        "mutation C($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }",
        i={"name": "Conservas del Golfo SpA", "fields": {"rut": "44.100.999-2", "region": "08", "siiStarted": True}},
    )
    account: str = created["account"]["id"]
    fair = {"type": "FERIA", "title": "Feria", "startedOn": "2024-05-06", "endedOn": "2024-05-06"}
    api.do(
        "mutation R($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }",
        i={"accountId": account, **fair},
    )
    return account


def test_a_fact_taken_back(stage: tuple[Api, MockCrm, Path]) -> None:
    """AMB-70: an agenda is asked for on the wrong company; its action in the CRM is annulled, its term is waived."""
    api, crm, _ = stage
    at(api, "2024-09-12T11:00:00-03:00")
    account = a_user_company(api)
    desk = Desk(api)
    asked: dict[str, Any] = {"accountId": account, "market": "CN", "mode": "VIRTUAL", "pointOfContact": "OFIREG"}
    case = desk.report("requestAgendaInAgenda", **asked)["case"]

    def asked_for() -> list[dict[str, Any]]:
        return [action for action in actions(crm, account) if action["type"] == "AGENDA_SOLICITADA"]

    eventually(lambda: len(asked_for()) == 1, "the CRM has the action", within=30)
    reason = "La pidió otra empresa"
    done = api.do(TAKE_BACK, i={"caseId": case["id"], "sequence": 1, "reason": reason})
    again = api.do(TAKE_BACK, i={"caseId": case["id"], "sequence": 1, "reason": reason})

    assert (done["case"]["state"], done["case"]["isOpen"], again["isDuplicate"]) == ("RETIRADO", False, True)
    first, *_, last = done["case"]["timeline"]
    assert first["takenBack"] == {"by": "ana.rojas", "reason": reason}
    assert (last["fact"], last["reason"]) == ("take_back", reason)
    eventually(lambda: asked_for()[0].get("annulled_on") is not None, "the CRM knows that it is annulled", within=30)
    terms = {row["rule"]: row["state"] for row in api.ask(TERMS, a=account)["account"]["terms"]}
    assert terms["SLA-20"] == "WAIVED"
    desk.report("requestAgendaInAgenda", **asked)
    eventually(lambda: len(asked_for()) == 2, "the right one is another", within=30)
