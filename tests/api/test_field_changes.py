"""What an account was called and what its fields were, over GraphQL (POL-07)."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from tests.api.conftest import Desk
from tests.api.test_merge_accounts import MERGE, register

UPDATE = """mutation($i: UpdateAccountInput!) { updateAccount(input: $i) {
  account { id version } userErrors { message } } }"""
SEPARATE = """mutation($i: SeparateAccountsInput!) { separateAccounts(input: $i) {
  account { id version } userErrors { message } } }"""
CONTACT = """mutation($i: UpdateContactInput!) { updateContact(input: $i) { userErrors { message } } }"""
CHANGES = """query Cambios($a: ID!) { fieldChanges(accountId: $a, first: 10) {
  nodes { id by role source kind recordId accountId field fieldInWords before after } } }"""
FIND = """query($s: String!) { accounts(filter: { search: $s }, first: 5) {
  nodes { id name formerNames { name until joinedAccountId } } } }"""
READ = "query($a: ID!) { account(by: { id: $a }) { id version contacts { id version } } }"
READS = """query($a: ID!) { readsOfPersonalData(accountId: $a, first: 20) { nodes { field kinds by } } }"""


async def _changes(api: Desk, account: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await api.ask(CHANGES, a=account))["fieldChanges"]["nodes"]
    return nodes


async def _found(api: Desk, words: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await api.ask(FIND, s=words))["accounts"]["nodes"]
    return nodes


async def test_the_value_before_is_in_the_record_and_the_former_name_is_found_as_such(api: Desk) -> None:
    """F-74: who, as what, by which door, from what to what; the list says by which name it was known."""
    account = (await register(api, "Pesquera Licanray SpA", phone="+56 41 255 0101"))["account"]
    asked = {
        "accountId": account["id"],
        "version": account["version"],
        "name": "Conservas Huequecura SpA",
        "fields": {"phone": "+56 41 255 0202"},
    }
    assert (await api.ask(UPDATE, i=asked))["updateAccount"]["userErrors"] == []

    told = [(n["field"], n["fieldInWords"], n["before"], n["after"]) for n in await _changes(api, account["id"])]
    assert told == [
        ("phone", "teléfono", "+56 41 255 0101", "+56 41 255 0202"),
        ("name", "razón social o nombre", "Pesquera Licanray SpA", "Conservas Huequecura SpA"),
    ]
    newest, *_ = await _changes(api, account["id"])
    assert (newest["by"], newest["role"], newest["source"], newest["kind"]) == (
        "ana.rojas",
        "REGIONAL_EXECUTIVE",
        "atencion",
        "ACCOUNT",
    )
    assert newest["recordId"] == newest["accountId"] == account["id"]
    former = [{"name": "Pesquera Licanray SpA", "until": "2026-06-15", "joinedAccountId": None}]
    assert await _found(api, "licanray") == [
        {"id": account["id"], "name": "Conservas Huequecura SpA", "formerNames": former}
    ]


async def test_the_names_of_an_account_that_was_joined_find_the_one_that_goes_on(api: Desk) -> None:
    """F-74, AMB-63: until they are separated; its changes are read with those of the one that goes on."""
    kept = (await register(api, "Maderas Trongol SpA"))["account"]
    gone = (await register(api, "Aserradero Quidico"))["account"]
    asked = {"accountId": gone["id"], "version": gone["version"], "name": "Aserradero Quilaco"}
    gone = (await api.ask(UPDATE, i=asked))["updateAccount"]["account"]
    assert api.runtime.worker is not None
    await api.runtime.worker.run_once()
    joining = {
        "survivorId": kept["id"],
        "survivorVersion": kept["version"],
        "absorbedId": gone["id"],
        "absorbedVersion": gone["version"],
        "reason": "El mismo dueño y la misma planta",
    }
    assert (await api.ask(MERGE, i=joining))["mergeAccounts"]["userErrors"] == []

    for words in ("quidico", "Quilaco"):
        (found,) = await _found(api, words)
        assert (found["id"], found["name"]) == (kept["id"], "Maderas Trongol SpA")
        assert {(each["name"], each["joinedAccountId"]) for each in found["formerNames"]} == {
            ("Aserradero Quidico", gone["id"]),
            ("Aserradero Quilaco", gone["id"]),
        }
    assert ("name", "Aserradero Quidico") in {(n["field"], n["before"]) for n in await _changes(api, kept["id"])}

    await api.runtime.worker.run_once()
    versions = [(await api.ask(READ, a=each["id"]))["account"]["version"] for each in (gone, kept)]
    apart = {
        "absorbedId": gone["id"],
        "absorbedVersion": versions[0],
        "survivorVersion": versions[1],
        "reason": "Son dos plantas",
    }
    assert (await api.ask(SEPARATE, i=apart))["separateAccounts"]["userErrors"] == []
    assert [found["id"] for found in await _found(api, "quidico")] == [gone["id"]]
    assert [found["formerNames"] for found in await _found(api, "trongol")] == [[]]


async def test_who_reads_the_earlier_data_of_a_contact_is_recorded(api: Desk) -> None:
    """POL-07: an e-mail that a person had is still a datum of that person; a role without that task sees none."""
    account = (await register(api, "Textiles Renaico SpA"))["account"]
    (contact,) = (await api.ask(READ, a=account["id"]))["account"]["contacts"]
    asked = {
        "accountId": account["id"],
        "contactId": contact["id"],
        "version": contact["version"],
        "email": "contacto@renaico.example.cl",
    }
    assert (await api.ask(CONTACT, i=asked))["updateContact"]["userErrors"] == []
    reader = api.acting_as(Role.ANALYST, "CENTRAL")
    (change,) = await _changes(reader, account["id"])

    assert (change["kind"], change["recordId"]) == ("CONTACT", contact["id"])
    assert (change["field"], change["before"], change["after"]) == ("email", None, "contacto@renaico.example.cl")
    audited = await api.acting_as(Role.ADMINISTRATOR, "CENTRAL").ask(READS, a=account["id"])
    assert {"field": "fieldChanges", "kinds": ["EMAIL"], "by": reader.actor.id} in audited["readsOfPersonalData"][
        "nodes"
    ]
    refused = await api.acting_as(Role.HELP_CENTRE, "CENTRAL").answer(CHANGES, a=account["id"])
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
