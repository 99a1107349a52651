"""Institutions and associations over GraphQL: who may register and validate them (INS-01)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.api.conftest import Desk

CREATE = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
  account { id version organisation classes { primary group { value } } }
  userErrors { __typename code rule message } } }"""
VALIDATE = """mutation($i: ValidateAccountInput!) { validateAccount(input: $i) {
  account { id version facts { kind value by } classes { registration { value } } }
  userErrors { __typename code rule } } }"""
ASSOCIATION = {
    "name": "Asociación de Productores de Avellanas",
    "fields": {"organisation": "INSTITUTION", "region": "08"},
}


async def test_a_sector_officer_registers_and_validates_an_institution(api: Desk) -> None:
    """INS-01: the sector officer (or the regional executive) does both, with no Clave Única nor ficha."""
    officer = api.acting_as(Role.SECTOR_OFFICER, "OFIREG-08")
    made = (await officer.ask(CREATE, i=ASSOCIATION))["createAccount"]
    assert made["userErrors"] == []
    account = made["account"]
    assert account["organisation"] == "INSTITUTION"

    asked = {"accountId": account["id"], "version": account["version"], "decision": "VALIDATED"}
    done = (await officer.ask(VALIDATE, i=asked))["validateAccount"]
    assert done["userErrors"] == []
    assert [(f["kind"], f["value"], f["by"]) for f in done["account"]["facts"]] == [
        ("VALIDATION", "VALIDATED", "api.sector_officer")
    ]
    assert done["account"]["classes"]["registration"]["value"] == "VALIDADA"


async def test_a_commercial_executive_neither_registers_nor_validates_one(api: Desk) -> None:
    """INS-01: refused with the rule; nothing is written."""
    commercial = api.acting_as(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
    refused = (await commercial.ask(CREATE, i=ASSOCIATION))["createAccount"]
    assert refused["account"] is None
    assert [(e["__typename"], e["rule"]) for e in refused["userErrors"]] == [("NotAuthorisedError", "INS-01")]
    assert "encargado(a) sectorial" in refused["userErrors"][0]["message"]

    made = (await api.ask(CREATE, i=ASSOCIATION))["createAccount"]["account"]  # the regional executive of Biobío
    asked = {"accountId": made["id"], "version": made["version"], "decision": "VALIDATED"}
    refused = (await commercial.ask(VALIDATE, i=asked))["validateAccount"]
    assert [(e["__typename"], e["rule"]) for e in refused["userErrors"]] == [("NotAuthorisedError", "INS-01")]
    now = await api.ask("query($id: ID!) { account(by: { id: $id }) { version facts { kind } } }", id=made["id"])
    assert now["account"] == {"version": made["version"], "facts": []}
