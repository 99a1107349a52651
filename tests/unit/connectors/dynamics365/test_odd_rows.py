"""A page with an odd value: the record, not the page (F-52)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from connectors.dynamics365.mapping.reader import load_document
from connectors.dynamics365.mapping.rows import TableMapping, table_mappings
from domain.errors import CrmRejected
from domain.exchange.values import refused_values
from domain.model.exchange.crm_records import CrmRecord, RecordKind

HEALTHY = {"accountid": "a0", "@odata.etag": 'W/"9"', "name": "Sana", "pch_registeredon": "2024-01-01", "statecode": 1}


@pytest.fixture
def accounts() -> TableMapping:
    """The account table of our model."""
    return table_mappings(load_document(None, "pch"), date(2026, 1, 5))[RecordKind.ACCOUNT]


def read(accounts: TableMapping, **odd: object) -> tuple[CrmRecord, CrmRecord]:
    """An odd row and a healthy one, as one page."""
    row = {"accountid": "a1", "@odata.etag": 'W/"1"', "name": "Rara", **odd}
    body = json.dumps({"value": [row, HEALTHY], "@odata.nextLink": "https://x/next"}).encode()
    page = accounts.read_page(body)
    assert page.next_link == "https://x/next"
    first, second = accounts.records(page, {})
    return first, second


@pytest.mark.parametrize(
    ("column", "told", "field", "crosses"),
    [
        ("pch_siistartedon", "2024-05-03T00:00:00Z", "sii_started_on", "2024-05-03T00:00:00Z"),
        ("pch_siistartedon", 7, "sii_started_on", "7"),
        ("pch_region", "ocho", "region", "ocho"),
        ("pch_region", 727000099, "region", "#727000099"),
        ("statecode", 5, "active", "#5"),
        ("statecode", "x", "active", "x"),
        ("pch_siistarted", [1], "sii_started", "[1]"),
    ],
)
def test_an_odd_value_crosses_as_its_text_and_is_refused_alone(
    accounts: TableMapping, column: str, told: object, field: str, crosses: str
) -> None:
    """Everything else of the record and of the page comes in as ever."""
    odd, healthy = read(accounts, **{column: told})

    assert odd.values[field] == crosses
    assert odd.values["name"] == "Rara"
    assert refused_values(RecordKind.ACCOUNT, odd.values, None).keys() == {field}
    assert healthy.values["registered_on"] == date(2024, 1, 1)
    assert healthy.values["active"] is False


def test_a_number_where_a_text_is_expected_is_its_text(accounts: TableMapping) -> None:
    """A telephone kept as a number says the same."""
    odd, _ = read(accounts, telephone1=412550101)
    assert odd.values["phone"] == "412550101"
    assert refused_values(RecordKind.ACCOUNT, odd.values, None) == {}


def test_half_a_character_and_an_odd_author_lose_no_record(accounts: TableMapping) -> None:
    """The service could send a lone surrogate; who changed the record last is done without when it is odd."""
    odd, _ = read(accounts, name="Vi\ud800a", modifiedon="ayer", _modifiedby_value=3)
    assert odd.values["name"] == "Vi\ud800a"
    assert odd.modified_at is None


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"value": 3}', b"[" * 100_000])
def test_what_is_no_page_at_all_is_refused(accounts: TableMapping, body: bytes) -> None:
    """That is about the answer, not about a record."""
    with pytest.raises(CrmRejected):
        accounts.read_page(body)
