"""Representations as rows of `persistence.tables.representations`, and back; no statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, Final, cast

from domain.model.representations import Decided, Draft, Representation
from persistence.mapping import (
    account_columns,
    account_from,
    action_columns,
    action_from,
    contact_columns,
    contact_from,
    fact_columns,
    fact_from,
)
from persistence.row_mapper import AnyRow, RowMapper, Spread, Stored
from persistence.tables.columns import instant, micros

_DAY: Final = "day"
_INSTANT: Final = "instant"


def _decided(of: str) -> Spread:
    return Spread(Decided, f"{of}_", told_by=f"{of}_at")


REPRESENTATION: Final = RowMapper(
    Representation,
    spread={"confirmed": _decided("confirmed"), "closed": _decided("closed")},
    stored={
        "draft": Stored(
            lambda draft: None if draft is None else _plain_draft(draft),
            lambda stored: None if stored is None else _draft_from(stored),
        )
    },
    optional={"draft"},
    made={"state": lambda record: record.state.value},
)
"""Without its draft when the row has none."""


def _plain_draft(draft: Draft) -> dict[str, object]:
    account = draft.account
    return {
        "account": _plain(account_columns(account, derived=False)),
        "contacts": [_plain(contact_columns(contact)) for contact in account.contacts],
        "facts": [_plain(fact_columns(account.id, fact)) for fact in account.facts],
        "actions": [_plain(action_columns(action)) for action in draft.actions],
        "given": sorted(draft.given),
        "written": sorted(draft.written),
    }


def _draft_from(stored: Mapping[str, Any]) -> Draft:
    contacts = [contact_from(_row(each)) for each in stored["contacts"]]
    facts = [fact_from(_row(each)) for each in stored["facts"]]
    return Draft(
        account=account_from(_row(stored["account"]), contacts, facts),
        actions=tuple(action_from(_row(each)) for each in stored["actions"]),
        given=frozenset(stored["given"]),
        written=frozenset(stored["written"]),
    )


def _plain(columns: Mapping[str, object]) -> dict[str, object]:
    """Columns as JSON keeps them: days and instants as one-entry objects."""
    return {name: _plain_value(value) for name, value in columns.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, datetime):
        return {_INSTANT: micros(value)}
    return {_DAY: value.isoformat()} if isinstance(value, date) else value


class _StoredRow(SimpleNamespace):
    """Columns that were stored; one that the table got since then was empty."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("_"):
            raise AttributeError(name)


def _row(stored: Mapping[str, Any]) -> AnyRow:
    """The columns again, to be read as a row."""
    return cast("AnyRow", _StoredRow(**{name: _value(value) for name, value in stored.items()}))


def _value(stored: Any) -> object:
    if isinstance(stored, dict) and set(stored) == {_INSTANT}:
        return instant(stored[_INSTANT])
    if isinstance(stored, dict) and set(stored) == {_DAY}:
        return date.fromisoformat(stored[_DAY])
    return stored
