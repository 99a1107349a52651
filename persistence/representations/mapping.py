"""Representations as rows of `persistence.tables.representations`, and back; no statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, Final, cast

from sqlalchemy import Row

from domain.model.representations import Decided, Draft, Representation
from domain.model.rut import Rut
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
from persistence.tables.columns import instant, micros

AnyRow = Row[Any]
Columns = dict[str, object]
_DAY: Final = "day"
_INSTANT: Final = "instant"


def representation_columns(record: Representation) -> Columns:
    """Every column of `representation` but pk."""
    confirmed, closed = record.confirmed, record.closed
    return {
        "id": record.id,
        "version": record.version,
        "run": record.run.compact,
        "person": record.person,
        "person_name": record.person_name,
        "rut": record.rut.compact,
        "declared_at": record.declared_at,
        "case_id": record.case_id,
        "account_id": record.account_id,
        "state": record.state.value,
        "confirmed_by": confirmed.by if confirmed else None,
        "confirmed_at": confirmed.at if confirmed else None,
        "confirmed_reason": confirmed.reason if confirmed else None,
        "since": record.since,
        "closed_by": closed.by if closed else None,
        "closed_at": closed.at if closed else None,
        "closed_reason": closed.reason if closed else None,
        "until": record.until,
        "draft": None if record.draft is None else _plain_draft(record.draft),
    }


def representation_from(row: AnyRow) -> Representation:
    """The representation of a row; without its draft when the row has none."""
    stored = getattr(row, "draft", None)
    return Representation(
        id=row.id,
        run=Rut(row.run),
        person=row.person,
        person_name=row.person_name,
        rut=Rut(row.rut),
        declared_at=row.declared_at,
        version=row.version,
        case_id=row.case_id,
        account_id=row.account_id,
        draft=None if stored is None else _draft_from(stored),
        confirmed=Decided(row.confirmed_by, row.confirmed_at, row.confirmed_reason) if row.confirmed_at else None,
        since=row.since,
        closed=Decided(row.closed_by, row.closed_at, row.closed_reason) if row.closed_at else None,
        until=row.until,
    )


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
