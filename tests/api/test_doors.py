"""Over GraphQL: what a company may neither see nor do in the file of another (COM-02)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.model.institution.people import Role
from schema.ids import global_id, key_of
from tests.api.conftest import Desk
from tests.support.statements import of_requests

PAYLOAD = """
  case { id } event { reason } nextStep { text } openedCases { id } classChanges { __typename }
  account { name rut contacts { name email phone } actions(first: 5) { nodes { title } } }
  userErrors { code message }
"""


async def _two_accounts(api: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    found = await api.ask("{ accounts(first: 40) { nodes { id name rut contacts { name email phone } } } }")
    first, second, *_ = [node for node in found["accounts"]["nodes"] if node["contacts"]]
    return first, second


async def test_a_company_that_writes_in_another_account_opens_nothing_and_sees_nothing(api: Desk) -> None:
    """COM-02, F-01: refused as if the other did not exist, in the payload too."""
    own, other = await _two_accounts(api)
    company = api.acting_as(Role.COMPANY, account_id=key_of(own["id"], "Account"))
    mutation = (
        f"mutation($i: SubmitHelpFormInHelpCentreInput!) {{ submitHelpFormInHelpCentre(input: $i) {{{PAYLOAD}}} }}"
    )
    unknown = global_id("Account", "c0ffee00-0000-4000-8000-000000000000")
    said = []
    for key in (other["id"], unknown):
        asked = {"accountId": key, "person": "Eva", "query": "hola"}
        payload = (await company.ask(mutation, i=asked))["submitHelpFormInHelpCentre"]
        (error,) = payload.pop("userErrors")
        assert not any(payload.values()), payload
        said.append((error["code"], error["message"].replace(key_of(key, "Account"), "…")))
    assert said[0] == said[1]
    assert said[0][0] == "NOT_FOUND"
    cases = await api.ask(
        "query($a: ID!) { cases(first: 50, filter: { accountId: $a }) { nodes { flow } } }", a=other["id"]
    )
    assert all(case["flow"] != "HELP_CENTRE" for case in cases["cases"]["nodes"])


async def test_what_a_company_asks_about_another_is_answered_as_about_nobody(api: Desk) -> None:
    """COM-02: next step, plans, instruments and notes of another company: the words of an unknown account."""
    own, other = await _two_accounts(api)
    company = api.acting_as(Role.COMPANY, account_id=key_of(own["id"], "Account"))
    unknown = global_id("Account", "c0ffee00-0000-4000-8000-000000000000")
    for asked in (
        "nextStep(accountId: $a) { text }",
        "firstStep(flow: AGENDA, accountId: $a) { text }",
        "plans(accountId: $a) { since }",
        "instruments(accountId: $a) { code }",
        "behaviourNotes(accountId: $a) { since }",
        "contactGaps(accountIds: [$a]) { days }",
    ):
        told = []
        for key in (other["id"], unknown):
            answer = await company.answer(f"query($a: ID!) {{ {asked} }}", a=key)
            words = [error["message"].replace(key_of(key, "Account"), "…") for error in answer.get("errors", ())]
            told.append((words, answer["data"]))
        assert told[0] == told[1], asked


async def test_a_person_sees_the_case_that_they_opened_without_an_account(api: Desk) -> None:
    """PUB-01: a query without a company is its author's, and nobody else's outside ProChile."""
    asker = api.acting_as(Role.COMPANY, run="12.345.678-5")
    mutation = (
        f"mutation($i: SubmitHelpFormInHelpCentreInput!) {{ submitHelpFormInHelpCentre(input: $i) {{{PAYLOAD}}} }}"
    )
    payload = (await asker.ask(mutation, i={"person": "Eva", "query": "hola"}))["submitHelpFormInHelpCentre"]
    assert payload["userErrors"] == []
    case = payload["case"]["id"]
    other = replace(asker, actor=replace(asker.actor, id="otra.persona"))
    assert (await asker.ask("query($i: ID!) { case(id: $i) { id } }", i=case))["case"] == {"id": case}
    assert (await other.ask("query($i: ID!) { case(id: $i) { id } }", i=case))["case"] is None


async def test_what_is_hidden_costs_what_is_unknown(api: Desk) -> None:
    """COM-02: the number of statements tells a company nothing of an account that is not its own."""
    own, other = await _two_accounts(api)
    company = api.acting_as(Role.COMPANY, account_id=key_of(own["id"], "Account"))
    unknown = global_id("Account", "c0ffee00-0000-4000-8000-000000000000")
    errors = "{ userErrors { message } } }"
    for asked in (
        f'mutation($a: ID!) {{ addContact(input: {{ accountId: $a, contact: {{ name: "Eva" }} }}) {errors}',
        f"mutation($a: ID!) {{ updateAccount(input: {{ accountId: $a, version: 1, fields: {{}} }}) {errors}",
        f"mutation($a: ID!) {{ declareExports(input: {{ accountId: $a, version: 1, exported: true }}) {errors}",
        "query($a: ID!) { nextStep(accountId: $a) { text } }",
        "query($a: ID!) { firstStep(flow: AGENDA, accountId: $a) { text } }",
        "query($a: ID!) { account(by: { id: $a }) { name contacts { name } } }",
    ):
        cost = []
        for key in (other["id"], unknown):
            with api.runtime.database.watch() as seen:
                await company.answer(asked, a=key)
            cost.append(of_requests(seen))
        assert cost[0] == cost[1], asked
