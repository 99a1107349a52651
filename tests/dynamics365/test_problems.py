"""What the connector tells beforehand is what the service refuses, and a name stays split as the CRM has split it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import resources

import pytest

from connectors.contract.records import a_write, account_values, action_values, contact_values
from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.mapping.document import TEXTS
from connectors.dynamics365.mapping.problems import problems_of
from connectors.dynamics365.mapping.reader import read_document
from connectors.dynamics365.mapping.rows import table_mappings
from domain.model.exchange.crm_records import RecordKind, Scalar, WriteStatus
from domain.model.history.actions import LONGEST_PRODUCT
from domain.ports.crm import KnownRefusals
from persistence.tables import action
from tests.contract.connector.dynamics import Rehearsal

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


def texts(dynamics: Dynamics365Connector, kind: RecordKind) -> Iterator[tuple[str, int]]:
    """Fields of text and how many units their columns take."""
    for column in dynamics.mappings[kind].columns.values():
        if column.type in TEXTS and column.max_length <= 4000:
            yield column.field, column.max_length


async def refused(dynamics: Dynamics365Connector, kind: RecordKind, values: dict[str, Scalar], field: str) -> bool:
    """Whether the service refuses the record; it must be told beforehand, by that field, just then."""
    told = [problem.field for problem in dynamics.problems_of(kind, values, new=True)]
    (outcome,) = await dynamics.write([a_write(kind, None, values)])
    refused = outcome.status is WriteStatus.REJECTED
    assert told == ([field] if refused else [])
    return refused


@pytest.mark.parametrize("kind", [ACCOUNT, CONTACT, ACTION])
async def test_every_text_is_told_too_long_exactly_when_the_service_refuses_it(
    dynamics: Dynamics365Connector, kind: RecordKind
) -> None:
    """F-45: to the last unit, in letters and in emojis, which count twice."""
    assert isinstance(dynamics, KnownRefusals)
    (account,) = await dynamics.write([a_write()])
    key = account.write.key
    whole = {ACCOUNT: account_values(), CONTACT: contact_values(key), ACTION: action_values(key)}[kind]
    rut = {"rut": None} if kind is ACCOUNT else {}
    for field, most in texts(dynamics, kind):
        for text, expected in (("x" * most, False), ("x" * (most + 1), True), ("🍇" * (most // 2 + 1), True)):
            assert await refused(dynamics, kind, {**whole, **rut, field: text}, field) is expected, (field, len(text))


def test_a_product_that_is_taken_here_is_kept_whole_by_the_store_and_by_the_crm(
    dynamics: Dynamics365Connector,
) -> None:
    """POL-15: whoever says how long one may be says it for every column that holds it."""
    column = dynamics.mappings[ACTION].columns["product"]
    assert (column.max_length, action.c.product.type.length) == (LONGEST_PRODUCT, LONGEST_PRODUCT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{'x' * 50} {'y' * 50}", False),
        (f"{'x' * 51} {'y' * 50}", True),
        (f"Ana {'y' * 51}", True),
        ("Ana\x0b Soto", True),
    ],
)
async def test_a_name_is_told_by_its_parts(dynamics: Dynamics365Connector, name: str, expected: bool) -> None:
    """F-45: given names and surnames have 50 units each."""
    (account,) = await dynamics.write([a_write()])
    values = {**contact_values(account.write.key), "name": name}
    assert await refused(dynamics, CONTACT, values, "name") is expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("organisation", "CLUB", True),
        ("organisation", "COMPANY", False),
        ("address", "uno\ttab y\nlínea", False),
        ("address", "\ud83c", True),
        ("sii_started_on", None, False),
    ],
)
async def test_an_option_that_the_crm_lacks_is_told(
    dynamics: Dynamics365Connector, field: str, value: Scalar, expected: bool
) -> None:
    """F-45: and a character that it refuses; tabs and line ends it takes."""
    assert await refused(dynamics, ACCOUNT, {**account_values(), field: value}, field) is expected


def test_what_the_mapping_calls_required_is_told_when_it_is_missing_or_emptied() -> None:
    """F-45: an organisation that keeps no account without a website; its own refusal would come hours later."""
    text = resources.files("connectors.dynamics365.mapping").joinpath("default.toml").read_text(encoding="utf-8")
    website = text.index('name = "websiteurl"')
    document = read_document(f"{text[:website]}required = true\n{text[website:]}")
    mapping = table_mappings(document, date(2026, 1, 5))[ACCOUNT]

    def told(values: dict[str, Scalar], *, new: bool) -> list[str]:
        return [problem.field for problem in problems_of(mapping, values, new=new)]

    assert told({"name": "Viña Uno"}, new=True) == ["website"]
    assert told({"website": None}, new=False) == ["website"]
    assert told({"website": "https://vina.example.cl"}, new=False) == []
    assert told({"phone": "1"}, new=False) == []


async def test_only_what_is_given_is_judged_when_a_record_changes(dynamics: Dynamics365Connector) -> None:
    """A change of the phone is not refused for a name that nobody touched."""
    assert dynamics.problems_of(ACCOUNT, {"phone": "1"}, new=False) == []
    assert [problem.field for problem in dynamics.problems_of(ACCOUNT, {"phone": "1"}, new=True)] == ["name"]


@pytest.mark.parametrize(
    ("held", "name", "left"),
    [
        (("Ana María", None, "Soto"), "Ana Luisa Soto", ("Ana Luisa", None, "Soto")),
        (("Ana", "María", "Soto"), "Ana María Soto Lagos", ("Ana", "María", "Soto Lagos")),
        (("Ana", "María", "Soto"), "Ana Luisa Soto", ("Ana Luisa", None, "Soto")),
    ],
)
async def test_an_edit_leaves_the_split_of_a_colleague(
    standin: Rehearsal,
    dynamics: Dynamics365Connector,
    held: tuple[str, str | None, str],
    name: str,
    left: tuple[str, str | None, str],
) -> None:
    """F-47: «Ana María» | «Soto» is not cut anew because somebody corrected a word here."""
    (account,) = await dynamics.write([a_write()])
    (created,) = await dynamics.write([a_write(CONTACT, None, contact_values(account.write.key))])
    columns = ("firstname", "middlename", "lastname")
    parts = dict(zip(columns, held, strict=True))
    standin.standin.organization().store.of("contact").rows[created.write.key] |= {
        **{column: text for column, text in parts.items() if text},
        "fullname": " ".join(text for text in held if text),
    }

    update = a_write(CONTACT, created.write.key, {"name": name}, expected=created.version)
    (outcome,) = await dynamics.write([update])

    row = standin.standin.organization().store.of("contact").rows[created.write.key]
    assert outcome.status is WriteStatus.UPDATED
    assert tuple(row.get(column) for column in columns) == left
    assert row["fullname"] == name
