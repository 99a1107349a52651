"""Alternate keys: their index, addressing, uniqueness and what cannot be addressed. Source: sections 2.2 and 8.3."""

from __future__ import annotations

from urllib.parse import quote

import httpx2
import pytest

from standin import create_standin

from .conftest import API, SteppedClock, client_of, settings

KEYS = "EntityDefinitions(LogicalName='account')/Keys"


async def define(web: httpx2.AsyncClient, *columns: str, name: str = "agy_Key") -> None:
    reply = await web.post(KEYS, json={"SchemaName": name, "KeyAttributes": list(columns)})
    assert reply.status_code == 204, reply.text


def code(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


async def test_a_row_is_found_changed_and_upserted_by_key(web: httpx2.AsyncClient) -> None:
    """An upsert takes the key's values from the URL; the address is echoed."""
    await define(web, "accountnumber")
    url = "accounts(accountnumber='76.086.428-5')"
    assert code(await web.get(url)) == (404, "0x80060891")
    made = await web.patch(f"{url}?$select=accountid", json={"name": "x"}, headers={"Prefer": "return=representation"})
    changed = await web.patch(url, json={"name": "y", "accountnumber": "ignored"})

    assert made.status_code == 201
    assert (changed.status_code, changed.headers["OData-EntityId"]) == (204, f"{API}/{url}")
    row = (await web.get(url)).json()
    assert (row["name"], row["accountnumber"]) == ("y", "76.086.428-5")


async def test_quotes_are_doubled_and_values_encoded(web: httpx2.AsyncClient) -> None:
    """`O''Brien`, percent-encoded, and text that is not ASCII."""
    await define(web, "accountnumber")
    for value in ("O'Brien", "Ñandú ü"):
        key = quote(value.replace("'", "''"))
        assert (await web.patch(f"accounts(accountnumber='{key}')", json={"name": "x"})).status_code == 204
        assert (await web.get(f"accounts(accountnumber='{key}')")).json()["accountnumber"] == value


@pytest.mark.parametrize("character", list("/<>*%&:\\?+#"))
async def test_some_characters_cannot_be_addressed(web: httpx2.AsyncClient, character: str) -> None:
    """Section 2.2: refused even when encoded; the value itself may be stored."""
    await define(web, "accountnumber")
    assert (await web.post("accounts", json={"accountnumber": f"a{character}b"})).status_code == 204

    reply = await web.get(f"accounts(accountnumber='{quote(f'a{character}b', safe='')}')")

    assert reply.status_code in {400, 404}


async def test_a_composite_key_needs_all_its_columns_in_any_order(web: httpx2.AsyncClient) -> None:
    """Text, and a lookup by its `_x_value` name."""
    contact = (await web.post("contacts", json={"lastname": "c"})).headers["OData-EntityId"].partition("contacts")[2]
    await define(web, "accountnumber", "primarycontactid")
    guid = contact.strip("()")
    body = {"accountnumber": "1", "primarycontactid@odata.bind": f"/contacts({guid})", "name": "x"}
    assert (await web.post("accounts", json=body)).status_code == 204

    found = await web.get(f"accounts(_primarycontactid_value={guid},accountnumber='1')")

    assert found.json()["name"] == "x"
    assert code(await web.get("accounts(accountnumber='1')")) == (400, "0x80060890")


async def test_a_duplicate_is_refused(web: httpx2.AsyncClient) -> None:
    """0x80060892; rows with a null in the key are not checked."""
    await define(web, "accountnumber")
    assert (await web.post("accounts", json={"accountnumber": "A1"})).status_code == 204
    assert code(await web.post("accounts", json={"accountnumber": "a1"})) == (412, "0x80060892")
    assert (await web.post("accounts", json={"name": "sin"})).status_code == 204
    assert (await web.post("accounts", json={"name": "número"})).status_code == 204


async def test_the_index_becomes_active_later() -> None:
    """Section 8.3: Pending, then Active; before that the key cannot be used."""
    clock = SteppedClock()
    async with client_of(create_standin(settings(clock, key_activation_seconds=30.0))) as web:
        await web.post("accounts", json={"accountnumber": "1", "name": "antes"})
        await define(web, "accountnumber")
        before = (await web.get(KEYS)).json()["value"][0]["EntityKeyIndexStatus"]
        early = await web.get("accounts(accountnumber='1')")
        clock.advance(seconds=31)
        after = (await web.get(KEYS)).json()["value"][0]["EntityKeyIndexStatus"]
        found = await web.get("accounts(accountnumber='1')")

    assert (before, after) == ("Pending", "Active")
    assert code(early) == (400, "0x80060890")
    assert found.json()["name"] == "antes"


async def test_duplicates_make_the_index_fail_until_it_is_reactivated(web: httpx2.AsyncClient) -> None:
    """ReactivateEntityKey works for a failed key only, else 0x80060897."""
    await web.post("accounts", json={"accountnumber": "1", "accountid": "0000a7e0-0000-0000-0000-000000000001"})
    await web.post("accounts", json={"accountnumber": "1"})
    await define(web, "accountnumber")
    assert (await web.get(KEYS)).json()["value"][0]["EntityKeyIndexStatus"] == "Failed"
    await web.delete("accounts(0000a7e0-0000-0000-0000-000000000001)")
    action = {"EntityLogicalName": "account", "EntityKeyLogicalName": "agy_key"}
    assert (await web.post("ReactivateEntityKey", json=action)).status_code == 204
    assert (await web.get(KEYS)).json()["value"][0]["EntityKeyIndexStatus"] == "Active"
    assert code(await web.post("ReactivateEntityKey", json=action)) == (400, "0x80060897")


async def test_a_key_name_is_used_once(web: httpx2.AsyncClient) -> None:
    """0x80060893."""
    await define(web, "accountnumber")
    again = await web.post(KEYS, json={"SchemaName": "agy_Key", "KeyAttributes": ["name"]})
    assert code(again) == (400, "0x80060893")
