"""What a person has to decide is told in words (POL-07)."""

from __future__ import annotations

import pytest

from domain.exchange.merge import DELETED_FIELD
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind
from domain.model.exchange.field_words import field_in_words


@pytest.mark.parametrize("kind", RecordKind)
def test_every_field_that_the_crm_has_too_has_words(kind: RecordKind) -> None:
    """A field without them would be told by its English name; "sector" is called so in both."""
    untold = {each.name for each in SYNCED_FIELDS[kind] if field_in_words(kind, each.name) == each.name}
    assert untold - {"sector"} == set()


def test_a_record_that_the_crm_deleted_is_told_as_that() -> None:
    """It is no field; and one of a connector's own keeps its name."""
    assert field_in_words(RecordKind.CONTACT, DELETED_FIELD) == "eliminación en el CRM"
    assert field_in_words(RecordKind.ACCOUNT, "tested_on") == "fecha del test"
    assert field_in_words(RecordKind.ACCOUNT, "x_own") == "x_own"
