"""
The story of the core (issue 2), as one function: whoever calls it brings an API, and a CRM with hands behind its back.
"""

from __future__ import annotations

import base64
from typing import Any, Final, Protocol

from tests.support.system.processes import COLLEAGUE, Api, eventually

RUT: Final = "44.100.808-2"
"""The protagonist of the example data: a potential account of Biobío (connectors/mock/dataset)."""

ACCOUNT: Final = """query Account($rut: Rut!, $on: Date) {
  account(by: { rut: $rut }) {
    id version phone email commune
    classes(on: $on) {
      primary classes
      registration { value reasons { rule missing { name } } }
      relation { value reasons { rule text grounds { name value on } } }
      portfolio { isPortfolio conditions { name state } }
    }
    syncState { status pending }
  }
}"""


class CrmSide(Protocol):
    """The CRM as the story needs it."""

    def record(self, kind: str, key: str) -> dict[str, Any]:
        """Values of a record in the CRM, by the names of our fields."""
        ...

    def edit(self, kind: str, key: str, **values: Any) -> None:
        """A colleague changes fields in the CRM, whatever state its connection with us is in."""
        ...

    def go_down(self) -> None:
        """Every request of ours fails, until `recover`."""
        ...

    def recover(self) -> None:
        """It answers again."""
        ...


def key_of(global_id: str) -> str:
    return base64.b64decode(global_id).decode().partition(":")[2]


def account_of(api: Api, on: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = api.ask(ACCOUNT, rut=RUT, on=on)["account"]
    return found


def missing_of(api: Api) -> set[str]:
    """The mandatory fields that the company has not told."""
    reasons = account_of(api)["classes"]["registration"]["reasons"]
    return {each["name"] for reason in reasons for each in reason["missing"]}


def in_sync(api: Api) -> bool:
    return bool(account_of(api)["syncState"]["status"] == "IN_SYNC")


def play(api: Api, crm: CrmSide) -> None:
    """From potential account to user company and back, with the CRM in step all the way."""
    # A potential account: the API names the missing fields (DEF-07).
    # Its contacts come with the first load as it does, a page later.
    eventually(lambda: missing_of(api) == {"address", "email", "sector"}, "address, e-mail and sector are missing")
    found = account_of(api)
    key = key_of(found["id"])
    assert found["classes"]["primary"] == "CUENTA_POTENCIAL"

    # Validation is refused while they are missing, with the rule and the step to take.
    validate = """mutation Validate($input: ValidateAccountInput!) {
      validateAccount(input: $input) {
        account { version classes { portfolio { isPortfolio conditions { name state } } } }
        classChanges { axes before { primary } after { primary } }
        userErrors { __typename code rule ... on StepNotAllowedError { stepToTake } }
      }
    }"""
    refused = api.ask(validate, input={"accountId": found["id"], "version": found["version"]})["validateAccount"]
    assert refused["userErrors"] == [
        {
            "__typename": "StepNotAllowedError",
            "code": "STEP_NOT_ALLOWED",
            "rule": "CAP-07",
            "stepToTake": "Completar los datos de la cuenta",
        }
    ]

    # Complete it.
    portfolio = "{ accounts(first: 1, filter: { classes: [CARTERA] }) { nodes { sector } } }"
    found_once = "the classes of what was loaded are made"
    (one,) = eventually(lambda: api.ask(portfolio)["accounts"]["nodes"] or None, found_once)
    strategic = one["sector"]
    update = """mutation Update($input: UpdateAccountInput!) {
      updateAccount(input: $input) { account { version phone } userErrors { __typename code message } }
    }"""
    fields = {"address": "Caupolicán 567", "email": "contacto@caletaescondida.example.cl", "sector": strategic}
    done = api.do(update, input={"accountId": found["id"], "version": found["version"], "fields": fields})
    version = done["account"]["version"]

    # Validate it: a portfolio company, with the four conditions of DEF-03 shown.
    done = api.do(validate, input={"accountId": found["id"], "version": version})
    assert done["account"]["classes"]["portfolio"] == {
        "isPortfolio": True,
        "conditions": [
            {"name": "contact_data", "state": "MET"},
            {"name": "active", "state": "MET"},
            {"name": "validated", "state": "MET"},
            {"name": "objectives", "state": "MET"},
        ],
    }
    assert done["classChanges"][0]["after"]["primary"] == "CARTERA"

    # A stale version is told what the record is now, and changes nothing.
    stale = api.ask(update, input={"accountId": found["id"], "version": 1, "fields": {"phone": "+56 41 200 0000"}})
    assert stale["updateAccount"]["userErrors"][0]["__typename"] == "VersionConflictError"

    # Register a fair that counts: a user company of this year, with the action as reason (DEF-05, ATN-05).
    today = api.ask("{ clock { today } }")["clock"]["today"]
    types = api.ask("{ actionTypes { code counts } }")["actionTypes"]
    fair = next(row["code"] for row in types if row["counts"] and "FERIA" in row["code"])
    register = """mutation Register($input: RegisterActionInput!) {
      registerAction(input: $input) {
        action { id title }
        account { classes { relation { value reasons { rule grounds { name value } } } } }
        userErrors { __typename message }
      }
    }"""
    action = {
        "accountId": found["id"],
        "type": fair,
        "title": "Feria Internacional de Alimentos",
        "startedOn": today,
        "endedOn": today,
        "market": "BR",
        "clientKey": "feria-1",
    }
    done = api.do(register, input=action)
    relation = done["account"]["classes"]["relation"]
    assert relation["value"] == "USUARIA"
    assert relation["reasons"][0]["rule"] == "DEF-05"
    assert {"name": "action", "value": f"{fair}: Feria Internacional de Alimentos"} in relation["reasons"][0]["grounds"]

    # Repeating it with the same client key registers nothing more.
    assert api.do(register, input=action)["action"]["id"] == done["action"]["id"]
    actions = "query A($rut: Rut!) { account(by: { rut: $rut }) { actions(first: 10) { nodes { id title } } } }"
    titles = [a["title"] for a in api.ask(actions, rut=RUT)["account"]["actions"]["nodes"]]
    assert titles.count("Feria Internacional de Alimentos") == 1

    # On 1 January of next year it no longer is, and the answer says why (DEF-06).
    next_year = f"{int(today[:4]) + 1}-01-01"
    later = account_of(api, on=next_year)["classes"]["relation"]
    assert later["value"] == "USUARIA_ANTERIOR"
    assert later["reasons"][0]["rule"] in {"DEF-06", "DEF-05"}
    assert next_year[:4] in later["reasons"][0]["text"]

    # The CRM shows it within seconds.
    eventually(lambda: in_sync(api), "the changes reach the CRM")
    in_crm = crm.record("account", key)
    assert in_crm["email"] == "contacto@caletaescondida.example.cl"
    assert in_crm["validation"] == "VALIDATED"
    action_key = key_of(done["action"]["id"])
    assert crm.record("action", action_key)["title"] == "Feria Internacional de Alimentos"

    # A colleague changes the phone in the CRM: the API shows it.
    crm.edit("account", key, phone="+56 41 211 1111")
    eventually(lambda: account_of(api)["phone"] == "+56 41 211 1111", "the colleague's change arrives")

    # Both change the same field while the CRM is away: a conflict appears, and a person resolves it.
    crm.go_down()
    now = account_of(api)
    change = {"accountId": found["id"], "version": now["version"], "fields": {"phone": "+56 41 222 2222"}}
    api.do(update, input=change)
    crm.edit("account", key, phone="+56 41 233 3333")
    backlog = api.ask("{ sync { pending conflictCount } }")["sync"]
    assert backlog["pending"] >= 1
    assert account_of(api)["syncState"]["status"] == "PENDING"
    crm.recover()
    conflicts = """{ syncConflicts(first: 5) {
      nodes { id recordId field fieldInWords local remote localBy remoteBy proposed } } }"""
    (conflict,) = eventually(
        lambda: api.ask(conflicts)["syncConflicts"]["nodes"] or None, "the conflict is found", within=60
    )
    assert (conflict["recordId"], conflict["field"], conflict["fieldInWords"]) == (found["id"], "phone", "teléfono")
    assert (conflict["local"], conflict["remote"]) == ("+56 41 222 2222", "+56 41 233 3333")
    assert (conflict["localBy"], conflict["remoteBy"]) == ("ana.rojas", COLLEAGUE)
    resolve = """mutation Resolve($input: ResolveConflictInput!) {
      resolveConflict(input: $input) {
        conflict { resolvedSide resolvedBy } account { phone } userErrors { message }
      }
    }"""
    done = api.do(resolve, input={"conflictId": conflict["id"], "side": "ATENCION", "reason": "Lo confirmó la empresa"})
    assert done["conflict"] == {"resolvedSide": "ATENCION", "resolvedBy": "ana.rojas"}
    eventually(lambda: crm.record("account", key)["phone"] == "+56 41 222 2222", "the chosen value reaches the CRM")

    # The CRM goes down for a while: work goes on, the backlog shows, and drains when it is back.
    crm.go_down()
    for number in range(5):
        state = account_of(api)
        note = {
            "accountId": found["id"],
            "version": state["version"],
            "fields": {"website": f"https://{number}.example"},
        }
        api.do(update, input=note)
    assert api.ask("{ sync { pending } }")["sync"]["pending"] >= 5
    crm.recover()
    eventually(lambda: api.ask("{ sync { pending } }")["sync"]["pending"] == 0, "the backlog drains", within=60)
    eventually(lambda: crm.record("account", key)["website"] == "https://4.example", "the last change is in the CRM")
    assert account_of(api)["syncState"]["status"] == "IN_SYNC"
