"""Requests as data: literals, keys and filters say exactly what was meant or are refused (issue 3, section 3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dynamics365.wire.requests import (
    FORBIDDEN_IN_KEYS,
    MAX_URL,
    Unaddressable,
    bulk_action,
    encoded,
    guid,
    in_list,
    literal,
    prefer,
    query_path,
    record_path,
)
from standin.reading import odata

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
"""Any text without control characters."""


def read_literal(text: str) -> str:
    """A reader of OData string literals of our own: quotes around, doubled inside."""
    assert text.startswith("'")
    assert text.endswith("'")
    inner = text[1:-1]
    assert "'" not in inner.replace("''", "")
    return inner.replace("''", "'")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("O'Higgins", "'O''Higgins'"),
        ("''", "''''''"),
        ("", "''"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-17, "-17"),
        (None, "null"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 12, 0, 0, 999_999, tzinfo=UTC), "2026-01-31T12:00:00Z"),
        (datetime(2026, 1, 31, 22, 30, tzinfo=timezone(timedelta(hours=-3))), "2026-02-01T01:30:00Z"),
        (UUID("0A000000-0000-4000-8000-00000000000F"), "0a000000-0000-4000-8000-00000000000f"),
    ],
)
def test_a_literal_is_written_as_the_fact_sheet_says(value: str, expected: str) -> None:
    """Fact sheet, section 3.2: quotes doubled, dates and GUIDs bare, instants in UTC at whole seconds."""
    assert literal(value) == expected


@given(TEXT)
def test_any_text_survives_quoting_and_the_url(text: str) -> None:
    """Quotes, Unicode, %, &, + and # reach the service as they were."""
    path = query_path("accounts", filter=f"name eq {literal(text)}")

    assert path.isascii()
    assert "#" not in path
    (condition,) = parse_qs(urlsplit(path).query, strict_parsing=True)["$filter"]
    assert read_literal(condition.removeprefix("name eq ")) == text


@given(TEXT)
def test_the_stand_ins_parser_reads_the_same_text(text: str) -> None:
    """An independent reader of OData agrees with what was written."""
    tree = odata.parse_filter(f"name eq {literal(text)}", {})

    assert isinstance(tree, odata.Compare)
    assert isinstance(tree.right, odata.Literal)
    assert tree.right.value == text


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_a_list_of_values_keeps_every_kind_of_quote(values: list[str]) -> None:
    """`In` takes a JSON array: both quotes and backslashes inside the values."""
    condition = in_list("name", values)

    assert condition.startswith("Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=[")
    import json

    assert json.loads(condition.split("PropertyValues=", 1)[1][:-1]) == values


@given(st.text(st.characters(categories=["Cc", "Cs"]), min_size=1, max_size=3))
def test_control_characters_are_refused(text: str) -> None:
    """They cannot be sent in a URL; the error says so."""
    with pytest.raises(Unaddressable, match="control"):
        literal(text)


def test_an_instant_without_a_zone_is_refused() -> None:
    """The service would take 12:00 for 12:00Z (section 3.8)."""
    with pytest.raises(Unaddressable, match="zone"):
        literal(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake itself


@given(TEXT.filter(lambda text: text != ""))
def test_a_key_value_is_addressed_exactly_or_refused(text: str) -> None:
    """Section 2.2: / < > * % & : \\ ? + and # break addressing by key even when encoded."""
    if FORBIDDEN_IN_KEYS & set(text):
        with pytest.raises(Unaddressable, match="filter"):
            record_path("accounts", {"accountnumber": text})
        return
    path = record_path("accounts", {"accountnumber": text})

    found = re.fullmatch(r"accounts\(accountnumber=(.*)\)", path)
    assert found is not None
    assert path.isascii()
    assert read_literal(unquote(found.group(1))) == text


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_key_value_addresses_nothing(value: str | None) -> None:
    """Rows with an empty key column are not unique-checked, so they cannot be addressed by it."""
    with pytest.raises(Unaddressable, match="empty"):
        record_path("accounts", {"accountnumber": value})


def test_a_composite_key_names_all_its_columns() -> None:
    """Section 2.2: text quoted, numbers and dates bare."""
    path = record_path("things", {"k1": 2, "k2": date(2026, 1, 31), "k3": "a b"})

    assert path == "things(k1=2,k2=2026-01-31,k3='a%20b')"


@given(st.uuids(), st.booleans())
def test_a_guid_is_canonical_whatever_its_case(value: UUID, upper: bool) -> None:
    """Edm.Guid comes back in lower case; ours are compared as text."""
    text = str(value).upper() if upper else str(value)

    assert guid(text) == str(value)
    assert record_path("accounts", text) == f"accounts({value})"


@given(TEXT)
def test_what_is_no_guid_is_refused(text: str) -> None:
    """Nothing but a GUID is ever put between the parentheses."""
    try:
        UUID(text)
    except ValueError:
        with pytest.raises(Unaddressable):
            record_path("accounts", text)


def test_a_query_longer_than_the_service_takes_is_refused() -> None:
    """Section 1.1: 32,768 characters; beyond, the service answers HTML."""
    with pytest.raises(Unaddressable, match="fewer"):
        query_path("accounts", filter="x" * MAX_URL)


def test_options_that_are_not_given_are_left_out() -> None:
    """No empty option reaches the service."""
    assert query_path("accounts", select="name", filter=None) == "accounts?$select=name"
    assert query_path("accounts") == "accounts"
    assert prefer("odata.track-changes", None, "odata.maxpagesize=5") == {
        "Prefer": "odata.track-changes,odata.maxpagesize=5"
    }
    assert encoded("a b&c") == "a%20b%26c"


def test_a_bulk_message_carries_its_targets() -> None:
    """Section 5.2: POST to the set, `Targets` in the body; it is counted as that many records."""
    request = bulk_action("accounts", "CreateMultiple", [{"name": "Ñ"}], "create accounts")

    assert (request.method, request.target, request.records) == (
        "POST",
        "accounts/Microsoft.Dynamics.CRM.CreateMultiple",
        1,
    )
    assert request.body == '{"Targets":[{"name":"Ñ"}]}'.encode()
