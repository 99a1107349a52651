"""Accounts that may be the same, proposed over GraphQL (AMB-63)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.model.institution.people import Role
from tests.api.conftest import Desk

SIMILAR = "similarAccounts { account { id name classes { primary } } reasons { kind text } }"
CREATE = f"""mutation($i: CreateAccountInput!) {{ createAccount(input: $i) {{
  account {{ id version rut }} {SIMILAR} userErrors {{ code rule field }} }} }}"""
BEFORE = """query($name: String, $country: CountryCode, $email: Email, $website: String, $phone: String) {
  similarAccounts(name: $name, country: $country, email: $email, website: $website, phone: $phone) {
    account { id name } reasons { kind text } } }"""


async def register(api: Desk, name: str, **fields: Any) -> dict[str, Any]:
    done: dict[str, Any] = (await api.ask(CREATE, i={"name": name, "fields": fields}))["createAccount"]
    assert done["userErrors"] == []
    return done


@pytest.fixture
async def first(api: Desk) -> str:
    """A company of an unmistakable name, registered without RUT."""
    done = await register(
        api, "Conservas Quillaipe SpA", country="CL", region="08", website="https://www.quillaipe.cl", phone="412223344"
    )
    key: str = done["account"]["id"]
    return key


async def test_a_registration_without_rut_is_told_of_similar_accounts(api: Desk, first: str) -> None:
    """AMB-63: the second is registered all the same, and told why the first may be it."""
    second = await register(api, "CONSERVAS QUILLAIPE LTDA.", region="08", email="ventas@quillaipe.cl")
    mine = second["similarAccounts"]
    found = next(each for each in mine if each["account"]["id"] == first)
    assert found["reasons"] == [
        {"kind": "SAME_NAME", "text": "Mismo nombre, sin contar mayúsculas, tildes ni la forma legal."},
        {"kind": "EMAIL_OF_WEBSITE", "text": "El correo electrónico de una es del sitio web de la otra."},
        {"kind": "SAME_COUNTRY", "text": "Mismo país."},
    ]
    assert found["account"]["classes"]["primary"] == "CUENTA_POTENCIAL"
    assert second["account"]["id"] not in [each["account"]["id"] for each in mine]


async def test_a_rut_tells_two_apart_and_a_new_one_is_compared_with_those_without(api: Desk, first: str) -> None:
    """AMB-63: the company that an executive registered without RUT may come again with it."""
    with_rut = await register(api, "Conservas Quillaipe", region="08", rut="76.543.210-3")
    assert first in [each["account"]["id"] for each in with_rut["similarAccounts"]]
    another = await register(api, "Conservas Quillaipe", region="08", rut="76.543.211-1")
    proposed = [each["account"]["id"] for each in another["similarAccounts"]]
    assert first in proposed
    assert with_rut["account"]["id"] not in proposed


async def test_similar_accounts_are_asked_before_registering(api: Desk, first: str) -> None:
    """AMB-63: by any of what is known; something has to be."""
    by_name = (await api.ask(BEFORE, name="Conservas Quillaipe"))["similarAccounts"]
    assert first in [each["account"]["id"] for each in by_name]
    by_phone = (await api.ask(BEFORE, phone="+56 41 222 3344"))["similarAccounts"]
    assert {reason["kind"] for each in by_phone for reason in each["reasons"]} == {"SAME_PHONE"}
    assert first in [each["account"]["id"] for each in by_phone]
    by_site = (await api.ask(BEFORE, website="quillaipe.cl", country="CL"))["similarAccounts"]
    assert first in [each["account"]["id"] for each in by_site]
    assert (await api.ask(BEFORE, name="Zzyzx Qwerty"))["similarAccounts"] == []

    refused = await api.answer(BEFORE, country="CL")
    assert refused["errors"][0]["extensions"]["rule"] == "AMB-63"


async def test_an_account_shows_those_similar_to_it(api: Desk, first: str) -> None:
    """AMB-63: never itself; a page of accounts costs the same statements as one."""
    await register(api, "Conservas Quillaipe Limitada", region="08")
    one = f"query($id: ID!) {{ account(by: {{ id: $id }}) {{ {SIMILAR} }} }}"
    shown = (await api.ask(one, id=first))["account"]["similarAccounts"]
    assert shown
    assert first not in [each["account"]["id"] for each in shown]

    twice = await api.ask(
        "query($s: String!) { accounts(first: 5, filter: { search: $s }) {"
        " nodes { similarAccounts { account { classes { primary } } } more: similarAccounts { account { version } } }"
        " edges { node { similarAccounts { account { contacts { id } } } } } } }",
        s="quillaipe",
    )
    assert len(twice["accounts"]["nodes"][0]["similarAccounts"]) == len(twice["accounts"]["nodes"][0]["more"]) > 0

    of_those = (
        "{ accounts(first: 5) { nodes { similarAccounts { account { similarAccounts { reasons { kind } } } } } } }"
    )
    refused = await api.answer(of_those)
    assert refused["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"

    counts = []
    for size in (1, 20):
        with api.runtime.database.watch() as seen:
            page = f"query($n: Int!) {{ accounts(first: $n) {{ nodes {{ {SIMILAR} }} }} }}"
            await api.ask(page, n=size)
        counts.append(len([sql for sql, _ in seen if not sql.startswith("INSERT INTO personal_read")]))
    assert counts[0] <= counts[1] <= 6


async def test_a_company_is_not_told_of_other_accounts(api: Desk, first: str) -> None:
    """AMB-63: a company may read its own account, and nobody else's by this way."""
    from schema.ids import key_of

    company = api.acting_as(Role.COMPANY, account_id=key_of(first, "Account"))
    before = await company.answer(BEFORE, name="Conservas Quillaipe")
    assert before["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    nothing_told = await company.answer(BEFORE)  # permission comes before what is wrong with the question
    assert nothing_told["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    own = await company.answer(f"query($id: ID!) {{ account(by: {{ id: $id }}) {{ {SIMILAR} }} }}", id=first)
    assert own["errors"][0]["extensions"]["code"] == "FORBIDDEN"
