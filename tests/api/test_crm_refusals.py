"""What the CRM is sure to refuse is told before it is accepted (F-45), in a process that never speaks to the CRM."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from domain.model.institution.people import Role
from tests.api.conftest import Desk, api_of

CREATE = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
  account { id version address } userErrors { field message } } }"""
UPDATE = """mutation($i: UpdateAccountInput!) { updateAccount(input: $i) {
  account { version address } userErrors { field message } } }"""
CONTACT = """mutation($i: AddContactInput!) { addContact(input: $i) { contact { id } userErrors { field message } } }"""
ACCOUNT = "query($i: ID!) { account(by: { id: $i }) { version name address tradeName contacts { name } } }"
DYNAMICS = {
    "ATENCION_CONNECTOR": "dynamics365",
    "ATENCION_DYNAMICS_URL": "https://org.crm2.dynamics.example",
    "ATENCION_DYNAMICS_TENANT_ID": "11111111-1111-1111-1111-111111111111",
    "ATENCION_DYNAMICS_CLIENT_ID": "22222222-2222-2222-2222-222222222222",
    "ATENCION_DYNAMICS_CLIENT_SECRET": "nobody is asked",
}


async def an_account(desk: Desk) -> str:
    made = (await desk.ask(CREATE, i={"name": "Viña Uno"}))["createAccount"]
    assert made["userErrors"] == []
    return str(made["account"]["id"])


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"address": "x" * 251}, "address", "ocupa 251 caracteres y el CRM admite 250"),
        ({"tradeName": "🍇" * 81}, "tradeName", "ocupa 162 caracteres y el CRM admite 160"),
        ({"address": "Colón 1\x0b234"}, "address", "después de «Colón 1»"),
    ],
)
async def test_what_the_crm_cannot_hold_is_a_user_error_with_its_field(
    tmp_path: Path, fields: dict[str, Any], field: str, told: str
) -> None:
    """Lengths as the service counts them and characters it refuses; nothing is kept that cannot be written."""
    url = f"sqlite:///{tmp_path / 'refusals.db'}"
    async with api_of(ATENCION_DATABASE_URL=url, **DYNAMICS) as office:
        desk = office.acting_as(Role.REGIONAL_EXECUTIVE, "OFIREG-08")
        account = await an_account(desk)
        before = await desk.ask(ACCOUNT, i=account)
        answer = await desk.ask(UPDATE, i={"accountId": account, "version": 1, "fields": fields})
        after = await desk.ask(ACCOUNT, i=account)
        created = await desk.ask(CREATE, i={"name": "Otra", "fields": fields})

    for payload in (answer["updateAccount"], created["createAccount"]):
        (error,) = payload["userErrors"]
        assert error["field"] == ["fields", field]
        assert told in error["message"]
    assert after == before


async def test_what_the_crm_can_hold_is_accepted_to_the_last_unit(tmp_path: Path) -> None:
    """250 characters of address and 80 emojis of a name that takes 160 units."""
    url = f"sqlite:///{tmp_path / 'refusals.db'}"
    async with api_of(ATENCION_DATABASE_URL=url, **DYNAMICS) as office:
        desk = office.acting_as(Role.REGIONAL_EXECUTIVE, "OFIREG-08")
        account = await an_account(desk)
        fields = {"address": "x" * 250, "tradeName": "🍇" * 80}
        answer = (await desk.ask(UPDATE, i={"accountId": account, "version": 1, "fields": fields}))["updateAccount"]

    assert answer["userErrors"] == []
    assert answer["account"]["address"] == "x" * 250


async def test_a_part_of_a_persons_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    """The CRM keeps given names and surnames apart, 50 units each: the whole may be shorter than both allow."""
    url = f"sqlite:///{tmp_path / 'refusals.db'}"
    async with api_of(ATENCION_DATABASE_URL=url, **DYNAMICS) as office:
        desk = office.acting_as(Role.REGIONAL_EXECUTIVE, "OFIREG-08")
        account = await an_account(desk)
        contact = {"accountId": account, "contact": {"name": f"Ana {'y' * 51}"}}
        answer = (await desk.ask(CONTACT, i=contact))["addContact"]
        kept = (await desk.ask(ACCOUNT, i=account))["account"]["contacts"]

    (error,) = answer["userErrors"]
    assert error["field"] == ["contact", "name"]
    assert "ocupa 51 caracteres y el CRM admite 50" in error["message"]
    assert kept == []
