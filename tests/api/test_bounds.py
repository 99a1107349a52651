"""Days and instants have sane bounds, and what is refused is told with its whole path (issue 8, point 6; F-14)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.model.institution.people import Role
from schema.scalars import parse_date, parse_email, parse_instant
from tests.api.conftest import Desk

SUBMIT = """mutation ($i: SubmitHelpFormInHelpCentreInput!) { submitHelpFormInHelpCentre(input: $i) {
  userErrors { message } } }"""


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


async def _refused(api: Desk, document: str, **variables: Any) -> list[tuple[object, object]]:
    answer = await api.answer(document, **variables)
    assert answer.get("data") is None
    return [(error["extensions"]["code"], error["extensions"]["field"]) for error in answer["errors"]]


async def test_a_variable_is_refused_with_its_whole_path(api: Desk) -> None:
    """From the variable down to the field, all at once."""
    fields = {"country": "Chile", "email": "x"}
    document = "mutation ($i: UpdateAccountInput!) { updateAccount(input: $i) { userErrors { message } } }"
    given = {"accountId": "x", "version": 1, "fields": fields}
    assert await _refused(api, document, i=given) == [
        ("BAD_USER_INPUT", ["i", "fields", name]) for name in ("country", "email")
    ]
    assert await _refused(api, SUBMIT, i={"occurredAt": "0001-01-01T00:00:00Z"}) == [
        ("BAD_USER_INPUT", ["i", "occurredAt"])
    ]


async def test_a_value_in_the_document_is_refused_with_its_whole_path(api: Desk) -> None:
    """From the argument down."""
    inside = 'mutation { submitHelpFormInHelpCentre(input: { occurredAt: "9999-12-31T23:59:59-12:00" }) { clientKey } }'
    codes = await api.answer(inside.replace("clientKey", "userErrors { message }"))
    assert [error["extensions"].get("field") for error in codes["errors"]] == [["input", "occurredAt"]]
    listed = '{ accounts(first: 1, filter: { classesOn: "0001-01-01" }) { totalCount } }'
    (error,) = (await api.answer(listed))["errors"]
    assert error["extensions"]["field"] == ["filter", "classesOn"]


@pytest.mark.parametrize(
    ("how_far", "field"),
    [
        ({"days": 2_147_483_647}, ["input", "days"]),
        ({"hours": -2_147_483_648}, ["input", "hours"]),
        ({"minutes": 2_147_483_647}, ["input", "minutes"]),
        ({"days": 70_000}, ["input", "days"]),
        ({"days": -50_000}, ["input", "days"]),
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
