"""Global ids: what is none of ours is refused before any database sees it."""

from __future__ import annotations

from base64 import b64encode

import pytest

from domain.errors import InvalidValue
from domain.model.exchange.crm_records import RecordKind
from schema.ids import global_id, key_of, record_id


def test_an_id_comes_back_as_its_key() -> None:
    """Type and key, and no other type."""
    assert key_of(global_id("Account", "a1"), "Account") == "a1"
    with pytest.raises(InvalidValue, match="se esperaba"):
        key_of(global_id("Case", "a1"), "Account")


@pytest.mark.parametrize(
    ("kind", "type_name"),
    [(RecordKind.ACCOUNT, "Account"), (RecordKind.CONTACT, "Contact"), (RecordKind.ACTION, "Action")],
)
def test_a_record_of_the_crm_has_the_id_of_its_node(kind: RecordKind, type_name: str) -> None:
    """Whatever tells of it: a conflict, or a change of a field."""
    assert key_of(record_id(kind, "r1"), type_name) == "r1"


@pytest.mark.parametrize("text", [b"", b"Account", b"Account:\x00", b"Account:a\nb", b"\xff:a"])
def test_what_is_no_id_of_ours_is_refused(text: bytes) -> None:
    """U+0000 would fail in PostgreSQL, a line break could forge a line of a log."""
    with pytest.raises(InvalidValue):
        key_of(b64encode(text).decode(), "Account")


@pytest.mark.parametrize("text", ["😀", "=", "QWNjb3VudDo\ud800", "número"])
def test_what_is_not_even_base64_is_refused_alike(text: str) -> None:
    """Found by drawing inputs (tests/access): letters outside ASCII were a fault of ours."""
    with pytest.raises(InvalidValue, match="no es un identificador"):
        key_of(text, "Account")
