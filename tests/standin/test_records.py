"""Rows: create, read, change, delete, lookups, states and what the service computes. Source: section 2."""

from __future__ import annotations

import httpx2
import pytest

from standin import StandIn

from .conftest import API, SteppedClock

ALL = {"Prefer": 'odata.include-annotations="*"'}
MISSING = "00000000-0000-0000-0000-0000000000ff"


async def created(web: httpx2.AsyncClient, path: str, body: dict[str, object]) -> str:
    """Create a row; return its id."""
    reply = await web.post(path, json=body)
    assert reply.status_code == 204, reply.text
    return reply.headers["OData-EntityId"].rpartition("(")[2].rstrip(")")


def code(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


async def test_a_create_answers_204_and_the_address_or_201_and_the_row(web: httpx2.AsyncClient) -> None:
    """Section 2.1: with the representation there is no OData-EntityId."""
    plain = await web.post("accounts", json={"name": "Uno"})
    asked = await web.post("accounts?$select=name", json={"name": "Dos"}, headers={"Prefer": "return=representation"})

    assert (plain.status_code, plain.content) == (204, b"")
    assert plain.headers["OData-EntityId"].startswith(f"{API}/accounts(")
    assert (asked.status_code, asked.json()["name"]) == (201, "Dos")
    assert "OData-EntityId" not in asked.headers
    assert asked.headers["Preference-Applied"] == "return=representation"
    assert asked.headers["OData-Version"] == "4.0"


async def test_the_client_may_choose_the_id_and_a_repeated_create_does_not_double(web: httpx2.AsyncClient) -> None:
    """Section 7.3: the second create with the same id is refused as a duplicate, 412."""
    body = {"accountid": "0000a7e0-0000-0000-0000-000000000001", "name": "Una vez"}
    first, second = await web.post("accounts", json=body), await web.post("accounts", json=body)

    assert first.status_code == 204
    assert code(second) == (412, "0x80040237")


async def test_names_are_case_sensitive(web: httpx2.AsyncClient) -> None:
    """Section 1.1 and 7.3: sets, properties and navigation properties."""
    assert code(await web.get("Account")) == (404, "0x8006088A")
    assert code(await web.get("accounts?$select=Name")) == (400, "0x0")
    assert code(await web.post("accounts", json={"Name": "x"})) == (400, "0x0")
    wrong = await web.post("accounts", json={"PrimaryContactId@odata.bind": f"/contacts({MISSING})"})
    assert code(wrong) == (400, "0x80048D19")
    assert "undeclared property 'PrimaryContactId'" in wrong.json()["error"]["message"]


async def test_a_patch_creates_unless_told_not_to(web: httpx2.AsyncClient) -> None:
    """Section 2.1: upsert by default, `If-Match: *` only updates, `If-None-Match: *` only creates."""
    url = f"accounts({MISSING})"
    assert code(await web.patch(url, json={"name": "x"}, headers={"If-Match": "*"})) == (404, "0x80040217")
    made = await web.patch(url, json={"name": "x"}, headers={"If-None-Match": "null"})
    assert (made.status_code, made.headers["OData-EntityId"]) == (204, f"{API}/{url}")
    again = await web.patch(url, json={"name": "y"}, headers={"If-None-Match": "*"})
    assert again.status_code == 412
    shown = await web.patch(url, json={"name": "z"}, headers={"Prefer": "return=representation"})
    assert (shown.status_code, shown.json()["name"], shown.headers["ETag"]) == (
        200,
        "z",
        shown.json()["@odata.etag"],
    )


async def test_nobody_overwrites_a_newer_version(web: httpx2.AsyncClient) -> None:
    """Section 2.6: the ETag is the row version; a stale one is refused with 0x80060882."""
    url = f"accounts({await created(web, 'accounts', {'name': 'v1'})})"
    seen = (await web.get(url)).json()
    assert seen["@odata.etag"] == f'W/"{seen["versionnumber"]}"'
    assert (await web.patch(url, json={"name": "v2"}, headers={"If-Match": seen["@odata.etag"]})).status_code == 204

    late = await web.patch(url, json={"name": "v3"}, headers={"If-Match": seen["@odata.etag"]})
    gone = await web.delete(url, headers={"If-Match": seen["@odata.etag"]})

    assert code(late) == code(gone) == (412, "0x80060882")
    assert (await web.get(url)).json()["name"] == "v2"


async def test_an_unchanged_row_is_not_sent_again(web: httpx2.AsyncClient) -> None:
    """Section 2.1: 304 for the same ETag, but not when annotations are asked for."""
    url = f"accounts({await created(web, 'accounts', {'name': 'x'})})"
    etag = (await web.get(url)).headers["ETag"]

    assert (await web.get(url, headers={"If-None-Match": etag})).status_code == 304
    assert (await web.get(url, headers={"If-None-Match": etag, **ALL})).status_code == 200
    assert (await web.get(url, headers={"If-None-Match": "null"})).status_code == 200


async def test_one_property_is_read_set_and_cleared(web: httpx2.AsyncClient) -> None:
    """Section 2.1: GET, PUT and DELETE of a property."""
    url = f"accounts({await created(web, 'accounts', {'name': 'x', 'description': 'd'})})"
    assert (await web.get(f"{url}/name")).json()["value"] == "x"
    assert (await web.put(f"{url}/name", json={"value": "y"})).status_code == 204
    assert (await web.delete(f"{url}/description")).status_code == 204
    row = (await web.get(f"{url}?$select=name,description")).json()
    assert (row["name"], row["description"]) == ("y", None)


async def test_deep_insert_is_one_transaction(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 2.5: parent, row and children together, or none of them."""
    body = {"name": "Con todo", "primarycontactid": {"lastname": "Doe"}, "Account_Tasks": [{"subject": "Llamar"}]}
    url = f"accounts({await created(web, 'accounts', body)})"
    shown = await web.get(
        f"{url}?$select=name&$expand=primarycontactid($select=fullname),Account_Tasks($select=subject)"
    )
    assert shown.json()["primarycontactid"]["fullname"] == "Doe"
    assert [task["subject"] for task in shown.json()["Account_Tasks"]] == ["Llamar"]

    refused = await web.post("accounts", json={**body, "Account_Tasks": [{"subject": "x" * 201}]})

    assert code(refused) == (400, "0x80044331")
    rows = standin.organization().store
    assert [len(rows.of(name).rows) for name in ("account", "contact", "task")] == [1, 1, 1]


async def test_lookups_are_bound_read_and_cleared(web: httpx2.AsyncClient) -> None:
    """Sections 2.3 and 2.4: bind in its spellings, three annotations, null, $ref."""
    contact = await created(web, "contacts", {"firstname": "Ana", "lastname": "Rojas"})
    bind = "primarycontactid@odata.bind"
    for reference in (f"/contacts({contact})", f"contacts({contact})", f"{API}/contacts({contact})"):
        url = f"accounts({await created(web, 'accounts', {'name': 'x', bind: reference})})"
        assert (await web.get(url)).json()["_primarycontactid_value"] == contact

    row = (await web.get(f"{url}?$select=_primarycontactid_value", headers=ALL)).json()
    name = "_primarycontactid_value"
    assert row[f"{name}@OData.Community.Display.V1.FormattedValue"] == "Ana Rojas"
    assert row[f"{name}@Microsoft.Dynamics.CRM.lookuplogicalname"] == "contact"
    assert row[f"{name}@Microsoft.Dynamics.CRM.associatednavigationproperty"] == "primarycontactid"

    assert (await web.delete(f"{url}/primarycontactid/$ref")).status_code == 204
    assert (await web.get(url)).json()[name] is None
    reference = {"@odata.id": f"{API}/contacts({contact})"}
    assert (await web.put(f"{url}/primarycontactid/$ref", json=reference)).status_code == 204
    refused = await web.patch(url, json={bind: None})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "0x80048D19")
    assert "has a null value" in refused.json()["error"]["message"]
    assert (await web.patch(url, json={bind.removesuffix("@odata.bind"): None})).status_code == 204
    assert (await web.get(url)).json()[name] is None
    assert code(await web.patch(url, json={name: contact})) == (400, "0x80048D19")
    assert code(await web.patch(url, json={bind: f"/contacts({MISSING})"})) == (404, "0x80040217")


async def test_a_polymorphic_lookup_points_at_one_thing(web: httpx2.AsyncClient) -> None:
    """Section 2.3: setting one target replaces the other."""
    account = await created(web, "accounts", {"name": "A"})
    boss = await created(web, "contacts", {"lastname": "B"})
    url = f"contacts({await created(web, 'contacts', {'lastname': 'C'})})"
    await web.patch(url, json={"parentcustomerid_account@odata.bind": f"/accounts({account})"})
    await web.patch(url, json={"parentcustomerid_contact@odata.bind": f"/contacts({boss})"})

    row = (await web.get(f"{url}?$expand=parentcustomerid_account", headers=ALL)).json()

    assert row["_parentcustomerid_value"] == boss
    assert row["_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "contact"
    assert row["parentcustomerid_account"] is None
    assert (await web.get(f"accounts({account})/contact_customer_accounts")).json()["value"] == []


async def test_collections_are_joined_and_left_by_reference(web: httpx2.AsyncClient) -> None:
    """Section 2.4: POST and DELETE of $ref; the count has a byte order mark (trap 29)."""
    account = await created(web, "accounts", {"name": "A"})
    contact = await created(web, "contacts", {"lastname": "B"})
    path = f"accounts({account})/contact_customer_accounts"
    assert (await web.post(f"{path}/$ref", json={"@odata.id": f"{API}/contacts({contact})"})).status_code == 204
    assert (await web.get(f"{path}/$count")).content == b"\xef\xbb\xbf1"
    assert (await web.delete(f"{path}/$ref?$id={API}/contacts({contact})")).status_code == 204
    assert (await web.get(f"{path}/$count")).content == b"\xef\xbb\xbf0"


async def test_money_dates_choices_and_their_labels(web: httpx2.AsyncClient) -> None:
    """Section 3.8: four decimals, whole seconds, uninvited currency, formatted values."""
    url = f"accounts({await created(web, 'accounts', {'name': 'x', 'revenue': 20000, 'customertypecode': 3})})"
    reply = await web.get(f"{url}?$select=revenue,customertypecode,createdon,donotemail", headers=ALL)

    assert '"revenue":20000.0000' in reply.text
    row = reply.json()
    label = "OData.Community.Display.V1.FormattedValue"
    assert row[f"revenue@{label}"] == "$20,000.00"
    assert row[f"customertypecode@{label}"] == "Customer"
    assert row[f"donotemail@{label}"] == "No"
    assert (row["createdon"], row[f"createdon@{label}"]) == ("2026-03-02T15:00:00Z", "3/2/2026 3:00 PM")
    assert row["_transactioncurrencyid_value"]
    person = f"contacts({await created(web, 'contacts', {'lastname': 'x', 'birthdate': '1990-05-17'})})"
    assert (await web.get(f"{person}?$select=birthdate")).json()["birthdate"] == "1990-05-17"
    assert code(await web.patch(person, json={"birthdate": "1990-05-17T10:00:00Z"})) == (400, "0x80048D19")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "x" * 161}, "0x80044331"),
        ({"name": "🍇" * 81}, "0x80044331"),  # 162 UTF-16 units in 81 characters
        ({"name": "Viña\x0bUno"}, "0x80040278"),  # a vertical tab, as pasted from a word processor
        ({"description": "fin\x00"}, "0x80040278"),
        ({"description": "\ufffe"}, "0x80040278"),
        ({"name": "x", "overriddencreatedon": "2026-03-02T15:00:01Z"}, "0x80040203"),  # a second from now
        ({"customertypecode": 99}, "0x8004431A"),
        ({"customertypecode": "Customer"}, "0x80048D19"),
        ({"numberofemployees": -1}, "0x80044330"),
        ({"revenue": "mucho"}, "0x80048D19"),
        ({"statuscode": 2}, "0x80048408"),
        ({"createdon": "not read", "foo": 1}, "0x0"),
    ],
)
async def test_a_payload_that_does_not_fit_is_refused(
    web: httpx2.AsyncClient, body: dict[str, object], expected: str
) -> None:
    """Section 7.3: lengths, choices, types, ranges, states, unknown columns."""
    assert code(await web.post("accounts", json=body)) == (400, expected)


async def test_a_text_is_measured_in_utf16_units_and_may_hold_what_xml_holds(web: httpx2.AsyncClient) -> None:
    """Section 7.3: 160 units are 80 emojis; tab, line feed and carriage return are characters of XML."""
    body = {"name": "🍇" * 80, "description": "uno\tdos\r\ntres"}
    url = f"accounts({await created(web, 'accounts', body)})"
    row = (await web.get(f"{url}?$select=name,description")).json()
    assert {name: row[name] for name in body} == body


async def test_an_empty_text_is_kept_as_none(web: httpx2.AsyncClient) -> None:
    """What is written as "" is read as null, on create and on change."""
    url = f"accounts({await created(web, 'accounts', {'name': 'x', 'description': '', 'address1_city': 'Lota'})})"
    await web.patch(url, json={"address1_city": ""})
    row = (await web.get(f"{url}?$select=description,address1_city")).json()
    assert (row["description"], row["address1_city"]) == (None, None)


async def test_states_and_statuses_go_in_pairs(web: httpx2.AsyncClient) -> None:
    """Section 7.3, 0x80048408: a status belongs to a state; a state alone takes its first status."""
    url = f"accounts({await created(web, 'accounts', {'name': 'x'})})"
    assert code(await web.patch(url, json={"statecode": 1, "statuscode": 1})) == (400, "0x80048408")
    assert (await web.patch(url, json={"statecode": 1})).status_code == 204
    row = (await web.get(f"{url}?$select=statecode,statuscode")).json()
    assert (row["statecode"], row["statuscode"]) == (1, 2)


async def test_the_original_time_of_a_migrated_row(web: httpx2.AsyncClient, clock: SteppedClock) -> None:
    """Section 9.7: overriddencreatedon is shown as createdon, on create only."""
    then = "2019-07-01T12:00:00Z"
    url = f"accounts({await created(web, 'accounts', {'name': 'x', 'overriddencreatedon': then})})"
    clock.advance(hours=1)
    await web.patch(url, json={"overriddencreatedon": "2001-01-01T00:00:00Z", "name": "y"})
    row = (await web.get(url)).json()
    assert (row["createdon"], row["overriddencreatedon"]) == (then, "2026-03-02T15:00:00Z")
    assert row["modifiedon"] == "2026-03-02T16:00:00Z"


async def test_deleting_a_parent_does_what_its_relationships_say(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 2.1: cascade, remove link, and 405 0x80040227 when restricted."""
    account = await created(web, "accounts", {"name": "A", "Account_Tasks": [{"subject": "t"}]})
    contact = await created(web, "contacts", {"lastname": "c"})
    other = await created(web, "accounts", {"name": "B", "primarycontactid@odata.bind": f"/contacts({contact})"})
    case = {"title": "caso", "customerid_account@odata.bind": f"/accounts({account})"}
    incident = await created(web, "incidents", case)

    assert code(await web.delete(f"accounts({account})")) == (405, "0x80040227")
    assert (await web.delete(f"incidents({incident})")).status_code == 204
    assert (await web.delete(f"accounts({account})")).status_code == 204
    assert (await web.delete(f"contacts({contact})")).status_code == 204

    assert standin.organization().store.of("task").rows == {}
    assert (await web.get(f"accounts({other})")).json()["_primarycontactid_value"] is None
    assert code(await web.delete(f"accounts({account})")) == (404, "0x80040217")


async def test_methods_a_path_does_not_know(web: httpx2.AsyncClient) -> None:
    """Section 1.1: 405 on a collection; 501 for what is not imitated."""
    assert (await web.patch("accounts", json={})).status_code == 405
    assert (await web.delete("accounts")).status_code == 405
    assert (await web.post("CloseIncident", json={})).status_code == 501
    assert (await web.get("RetrieveProvisionedLanguages")).status_code == 501
    assert (await web.get("RetrieveProvisionedLanguages()")).status_code == 501
    assert (await web.get("accounts?savedQuery=x")).status_code == 501
    assert code(await web.post("accounts", content=b"{", headers={"Content-Type": "application/json"})) == (
        400,
        "0x80048D19",
    )
