"""RUT, e-mail and telephone in every spelling, over GraphQL (DAT-01, DAT-02, DAT-07)."""

from __future__ import annotations

import pytest

from tests.api.conftest import Desk

CREATE = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
  account { id rut email phone contacts { name email phone } } userErrors { message } } }"""
BY_RUT = "query($r: Rut!) { account(by: { rut: $r }) { id rut } }"
FIND = "query($s: String!) { accounts(filter: { search: $s }, first: 5) { nodes { id } } }"


@pytest.mark.parametrize(
    ("entered", "shown", "asked"),
    [  # one to eight digits before the check digit; each remainder of the check digit by hand (modulo 11)
        ("7-8", "7-8", ["7-8", "07-8"]),
        ("0000072.042-9", "72.042-9", ["72.042-9", "72042\u20139", "00072042-9"]),
        ("801.234\u20132", "801.234-2", ["801.234-2", "801.234-2"]),
        ("5.126.663-3", "5.126.663-3", ["5.126.663-3", "51266633", "5 126 663-3"]),
        ("77 123 464-k", "77.123.464-K", ["77.123.464-K", "77123464k", "077.123.464-k"]),
    ],
)
async def test_a_rut_of_any_length_comes_back_as_it_may_be_sent(
    api: Desk, entered: str, shown: str, asked: list[str]
) -> None:
    """F-38: what is shown is taken again, and the account is found by every spelling, in the list and by its key."""
    given = {"name": f"Identidad {shown}", "fields": {"region": "08", "rut": entered}}
    made = (await api.ask(CREATE, i=given))["createAccount"]
    assert made["userErrors"] == []
    account = made["account"]
    assert account["rut"] == shown

    for spelling in (shown, entered, *asked):
        found = (await api.ask(BY_RUT, r=spelling))["account"]
        assert (found["id"], found["rut"]) == (account["id"], shown), spelling
        listed = (await api.ask(FIND, s=spelling))["accounts"]["nodes"]
        assert account["id"] in {node["id"] for node in listed}, spelling


async def test_an_email_and_a_telephone_keep_their_spelling_and_find_the_account(api: Desk) -> None:
    """DAT-07: spaces around them go; capitals, dots and country codes stay as they were told."""
    given = {
        "name": "Deletreos Quillón SpA",
        "fields": {"region": "08", "email": " Ventas.Quillon@Ejemplo.CL ", "phone": " +56 (41) 2-55.01 99 "},
        "contacts": [{"name": "  Juan Pérez Soto ", "email": "Juan.Perez+pro@ejemplo.cl", "isMain": True}],
    }
    made = (await api.ask(CREATE, i=given))["createAccount"]
    assert made["userErrors"] == []
    account = made["account"]
    assert (account["email"], account["phone"]) == ("Ventas.Quillon@Ejemplo.CL", "+56 (41) 2-55.01 99")
    assert account["contacts"] == [{"name": "Juan Pérez Soto", "email": "Juan.Perez+pro@ejemplo.cl", "phone": None}]
    for words in ("ventas.quillon@ejemplo.cl", "VENTAS.QUILLON", "quillon deletreos"):
        assert account["id"] in {node["id"] for node in (await api.ask(FIND, s=words))["accounts"]["nodes"]}, words
