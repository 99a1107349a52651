"""Days and instants have sane bounds, and what is refused is told with its whole path (issue 8, point 6; F-14)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.model.institution.people import Role
from schema.scalars import parse_date, parse_email, parse_instant
from tests.api.conftest import Desk, a_company

SUBMIT = """mutation ($i: SubmitHelpFormInHelpCentreInput!) { submitHelpFormInHelpCentre(input: $i) {
  userErrors { message field } } }"""


@pytest.mark.parametrize("text", ["1900-01-01", "2199-12-31", "2024-02-29"])
def test_days_of_three_centuries_are_taken(text: str) -> None:
    """Both ends inclusive."""
    assert parse_date(text).isoformat() == text


@pytest.mark.parametrize(
    "value",
    [
        "1899-12-31",
        "2200-01-01",
        "0001-01-01",
        "9999-12-31",
        "2023-02-29",
        "2024-W01-1",
        "２０２４-01-01",
        "",
        20240101,
    ],
)
def test_other_days_are_refused(value: object) -> None:
    """What cannot be meant, what no calendar has, and what is written otherwise."""
    with pytest.raises(ValueError, match="fecha"):
        parse_date(value)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00+00:00"),
        ("2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999+00:00"),
        ("1900-01-01T14:00:00+14:00", "1900-01-01T00:00:00+00:00"),
        ("2024-09-13T17:00-03:00", "2024-09-13T20:00:00+00:00"),
    ],
)
def test_instants_of_three_centuries_are_taken(text: str, utc: str) -> None:
    """By UTC, whatever the offset they are written with."""
    assert parse_instant(text).isoformat() == utc


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+12:00",
        "9999-12-31T23:59:59-12:00",
        "1899-12-31T23:59:59Z",
        "1900-01-01T00:00:00+00:01",
        "2200-01-01T00:00:00Z",
        "2199-12-31T23:59:00-00:01",
        "2024-01-01T00:00:00+14:01",
        "2024-01-01T00:00:00+23:59",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01",
        "Z" * 10_000,
        None,
    ],
)
def test_other_instants_are_refused(value: object) -> None:
    """Year 1 and year 9999, offsets that no zone has, and what only Python reads."""
    with pytest.raises(ValueError, match=r"instante|zona horaria"):
        parse_instant(value)


def test_an_address_is_no_longer_than_mail_allows() -> None:
    """RFC 5321: 254 characters."""
    longest = "a" * 242 + "@example.com"
    assert parse_email(longest) == longest
    with pytest.raises(ValueError, match="correo"):
        parse_email("a" + longest)


async def test_instants_out_of_bounds_are_refused_with_their_path(api: Desk) -> None:
    """In a variable and in the text of a document, in the payload of the mutation."""
    clerk = api.acting_as(Role.HELP_CENTRE, "CENTRAL")
    found = await clerk.ask(SUBMIT, i={"circumstances": {"occurredAt": "0001-01-01T00:00:00Z"}})
    assert found["submitHelpFormInHelpCentre"]["userErrors"][0]["field"] == ["circumstances", "occurredAt"]
    inside = """mutation { submitHelpFormInHelpCentre(input: {
      circumstances: { occurredAt: "9999-12-31T23:59:59-12:00" } }) {
      userErrors { field } } }"""
    assert (await clerk.ask(inside))["submitHelpFormInHelpCentre"]["userErrors"][0]["field"] == [
        "circumstances",
        "occurredAt",
    ]


async def test_a_value_of_a_query_is_refused_with_its_whole_path(api: Desk) -> None:
    """From the argument down."""
    listed = '{ accounts(first: 1, filter: { classesOn: "0001-01-01" }) { totalCount } }'
    (error,) = (await api.answer(listed))["errors"]
    assert error["extensions"]["field"] == ["filter", "classesOn"]


@pytest.mark.parametrize(
    ("how_far", "field"),
    [
        ({"days": 2_147_483_647}, ["days"]),
        ({"hours": -2_147_483_648}, ["hours"]),
        ({"minutes": 2_147_483_647}, ["minutes"]),
        ({"days": 70_000}, ["days"]),
        ({"days": -50_000}, ["days"]),
    ],
)
async def test_the_clock_is_not_moved_out_of_all_calendars(
    api: Desk, how_far: dict[str, int], field: list[str]
) -> None:
    """What is too far is a user's mistake, and the clock stays."""
    admin = api.acting_as(Role.ADMINISTRATOR, "CENTRAL")
    before = (await admin.ask("{ clock { now } }"))["clock"]["now"]
    document = "mutation ($i: MoveClockInput!) { moveClock(input: $i) { clock { now } userErrors { field } } }"
    moved = (await admin.ask(document, i=how_far))["moveClock"]
    assert moved == {"clock": None, "userErrors": [{"field": field}]}
    assert (await admin.ask("{ clock { now } }"))["clock"]["now"][:16] == before[:16]


async def test_a_client_key_is_no_longer_than_one_is_kept(api: Desk) -> None:
    """128 characters, whatever the mutation: one more is told where it stands, and nothing is done."""
    account = await a_company(api)
    document = """mutation($i: AddContactInput!) { addContact(input: $i) {
      contact { id } userErrors { field message } } }"""

    async def added(key: str) -> dict[str, Any]:
        given = {"accountId": account, "contact": {"name": "Juana Soto"}, "clientKey": key}
        found: dict[str, Any] = (await api.ask(document, i=given))["addContact"]
        return found

    refused = await added("k" * 129)
    assert (refused["contact"], refused["userErrors"][0]["field"]) == (None, ["clientKey"])
    assert "más de 128 caracteres" in refused["userErrors"][0]["message"]
    kept = await added("k" * 128)
    assert (kept["userErrors"], await added("k" * 128)) == ([], kept)
    other = {"accountId": account, "contact": {"name": "Otra"}, "clientKey": "k" * 128}
    assert (await api.ask(document, i=other))["addContact"]["userErrors"][0]["field"] == ["clientKey"]


@pytest.mark.parametrize("size", ["M" * 40, "M" * 41])
async def test_a_company_size_is_no_longer_than_the_crm_is_read_with(api: Desk, size: str) -> None:
    """POL-14: 40 characters, where it is written as where it comes from the CRM."""
    document = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
      account { companySize } userErrors { field message } } }"""
    made = (await api.ask(document, i={"name": f"Talla {len(size)}", "fields": {"companySize": size}}))["createAccount"]
    if len(size) == 40:
        assert (made["account"], made["userErrors"]) == ({"companySize": size}, [])
    else:
        assert (made["account"], made["userErrors"][0]["field"]) == (None, ["fields", "companySize"])
