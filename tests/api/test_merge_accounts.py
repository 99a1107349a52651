"""Joining duplicate accounts over GraphQL (AMB-63)."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Desk

CREATE = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
  account { id version } similarAccounts { account { id } } userErrors { message } } }"""
MERGE = """mutation($i: MergeAccountsInput!) { mergeAccounts(input: $i) {
  account { id version phone website contacts { name isMain } classes { primary } }
  userErrors { __typename code rule message ... on StepNotAllowedError { stepToTake } } } }"""
READ = """query($id: ID!) { account(by: { id: $id }) { id active mergedIntoId }
  decisions(accountId: $id, first: 1) { nodes { what reason } } }"""
FIND = 'query { accounts(filter: { search: "Caleta Perdida" }, first: 5) { nodes { id } } }'


async def register(api: Desk, name: str, **fields: object) -> dict[str, Any]:
    contact = {"name": f"Contacto de {name}", "isMain": True}
    asked = {"name": name, "fields": {"region": "08", **fields}, "contacts": [contact]}
    made: dict[str, Any] = (await api.ask(CREATE, i=asked))["createAccount"]
    assert made["userErrors"] == []
    return made


async def test_two_accounts_of_one_company_become_one(api: Desk) -> None:
    """AMB-63: proposed as similar, joined by the executive; lists show one, the other says where it went."""
    first = (await register(api, "Mariscos Caleta Perdida SpA", website="https://perdida.example.cl"))["account"]
    made = await register(api, "Mariscos Caleta Perdida", phone="+56 41 255 0199")
    assert first["id"] in {each["account"]["id"] for each in made["similarAccounts"]}
    asked = {
        "survivorId": first["id"],
        "survivorVersion": first["version"],
        "absorbedId": made["account"]["id"],
        "absorbedVersion": made["account"]["version"],
        "reason": "El mismo nombre y el mismo dueño",
        "clientKey": "merge-1",
    }

    early = (await api.ask(MERGE, i={**asked, "clientKey": None}))["mergeAccounts"]
    assert [(e["code"], e["rule"]) for e in early["userErrors"]] == [("STEP_NOT_ALLOWED", "CAP-04")]
    assert early["userErrors"][0]["stepToTake"].startswith("Espere la sincronización")
    assert api.runtime.worker is not None
    await api.runtime.worker.run_once()

    done = (await api.ask(MERGE, i=asked))["mergeAccounts"]

    assert done["userErrors"] == []
    assert (done["account"]["phone"], done["account"]["website"]) == ("+56 41 255 0199", "https://perdida.example.cl")
    assert sorted(c["isMain"] for c in done["account"]["contacts"]) == [False, True]
    assert (await api.ask(MERGE, i=asked))["mergeAccounts"]["userErrors"] == []  # the same key: done once
    assert [node["id"] for node in (await api.ask(FIND))["accounts"]["nodes"]] == [first["id"]]
    read = await api.ask(READ, id=made["account"]["id"])
    gone = read["account"]
    assert (gone["active"], gone["mergedIntoId"]) == (False, first["id"])
    assert read["decisions"]["nodes"] == [{"what": "merge_accounts", "reason": "El mismo nombre y el mismo dueño"}]
    step = (await api.ask("query($id: ID!) { nextStep(accountId: $id) { text facts } }", id=gone["id"]))["nextStep"]
    assert "siga con la cuenta que quedó" in step["text"]
