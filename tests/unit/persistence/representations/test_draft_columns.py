"""What a representative declared is read back although the tables got columns meanwhile (AMB-54)."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from domain.model.representations import Draft, Representation
from domain.model.rut import Rut
from persistence.representations.mapping import REPRESENTATION
from tests.support.builders import an_account

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


def test_a_draft_of_before_a_column_was_added_is_read_as_it_was() -> None:
    """An upgrade must not keep a case of capture, with its list, from being read."""
    account = an_account(name="Conservas de Rosa")
    run = Rut("39100001-8")
    columns: dict[str, Any] = REPRESENTATION.columns(
        Representation("r-1", run, "rosa.diaz", "Rosa Díaz", Rut("44100808-2"), NOW, draft=Draft(account))
    )
    del columns["draft"]["account"]["former_names"]
    del columns["draft"]["account"]["website"]

    read = REPRESENTATION.record(SimpleNamespace(**columns))  # type: ignore[arg-type]

    assert read.draft is not None
    assert (read.draft.account.name, read.draft.account.former_names) == ("Conservas de Rosa", ())
    assert read.draft.account.website is None
