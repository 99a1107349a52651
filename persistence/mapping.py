"""Domain records as rows of `persistence.tables`, and back. One pair of functions for each kind; no statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from domain.model.accounts import Account, Contact, Fact
from domain.model.exchange.crm_records import SYNCED_FIELDS
from domain.model.history.actions import Action, Annulment, Confirmation
from domain.model.history.decisions import Decision
from domain.model.history.former_names import FormerName
from domain.model.standing import Standing
from domain.model.terms import Milestones, Term, TermResult, Waiver
from persistence.accounts.conflicts_of_interest import declared_of
from persistence.accounts.folding import name_key, search_text
from persistence.row_mapper import AnyRow, Columns, RowMapper, Spread, Stored
from persistence.tables.columns import micros

NEVER: Final = 2**63 - 1
"""`due_key` of a term without due instant, `closed_key` of an open one: after every other."""

FIELD_TYPES: Final = {(kind, f.name): f.type for kind, fields in SYNCED_FIELDS.items() for f in fields}


def _document(kind: Any, none: object = None) -> Stored:
    return Stored(
        lambda value: msgspec.to_builtins(value) or None,
        lambda stored: none if stored is None else msgspec.convert(stored, kind),
    )


_STANDINGS: Final = _document(tuple[Standing, ...], ())
standings_column: Final = _STANDINGS.written
"""The column `account.standings`; None where there is none."""
_ACCOUNT: Final = RowMapper(
    Account,
    stored={"standings": _STANDINGS, "former_names": _document(tuple[FormerName, ...], ())},
    apart={"contacts", "facts", "conflicts_of_interest"},
)


def account_columns(account: Account, *, derived: bool = True) -> Columns:
    """Every column of `account` but pk; without the *derived* ones when what they are made of did not change."""
    columns = _ACCOUNT.columns(account)
    updated_at = account.updated_at
    columns["updated_at"] = 0 if updated_at is None else micros(updated_at)
    if derived:
        columns["name_key"] = name_key(account.name)
        columns["search"] = search_text(account)
    return columns


def account_from(row: AnyRow, contacts: Sequence[Contact] = (), facts: Sequence[Fact] = ()) -> Account:
    """The account of a whole row of `account`; *facts* in order of (on, at)."""
    return _ACCOUNT.record(
        row,
        contacts=tuple(contacts),
        facts=tuple(facts),
        conflicts_of_interest=declared_of(row.id, row.declared_conflicts),
    )


_CONTACT: Final = RowMapper(Contact)
contact_columns, contact_from = _CONTACT.columns, _CONTACT.record
"""Every column of `contact` but pk and account_pk, and `account_id` in its stead; the contact of such a row."""
_FACT: Final = RowMapper(Fact, renamed={"on": "on_date"})
fact_from: Final = _FACT.record
"""The fact of a row of `account_fact`."""


def fact_columns(account_id: str, fact: Fact) -> Columns:
    """Every column of `account_fact` but pk and account_pk, and `account_id` in its stead."""
    return {"account_id": account_id, **_FACT.columns(fact)}


_ACTION: Final = RowMapper(
    Action,
    spread={
        "confirmation": Spread(Confirmation, "confirmed_", told_by="confirmed_at"),
        "annulment": Spread(Annulment, "annulled_", {"reason": "annulment_reason"}, told_by="annulled_at"),
    },
)
action_columns, action_from = _ACTION.columns, _ACTION.record
"""Every column of `action` but pk and account_pk, and `account_id` in its stead; the action of such a row."""
_TERM: Final = RowMapper(
    Term,
    stored={"result": _document(TermResult)},
    spread={
        "waiver": Spread(Waiver, "waived_", {"reason": "waiver_reason", "withdrawn": "withdrawn"}, told_by="waived_at")
    },
    made={"withdrawn": lambda term: term.waiver is not None and term.waiver.withdrawn},
    unwritten={"answers"},
    optional={"answers"},
)
term_from: Final = _TERM.record
"""The term of a row of `term`."""


def term_columns(term: Term, milestones: Milestones) -> Columns:
    """Every column of `term`."""
    return {
        **_TERM.columns(term),
        "opens_at": milestones.opens_at,
        "at_risk_at": milestones.at_risk_at,
        "due_at": milestones.due_at,
        "due_on": milestones.due_on,
        "due_key": NEVER if milestones.due_at is None else micros(milestones.due_at),
        "closed_key": _closed_key(term, milestones),
    }


def _closed_key(term: Term, milestones: Milestones) -> int:
    """What was withdrawn when it was overdue is listed as overdue for good, so it never closes (AMB-75)."""
    waiver, due_at = term.waiver, milestones.due_at
    if waiver is not None and waiver.withdrawn and due_at is not None and waiver.at > due_at:
        waiver = None
    closed = (term.stopped_at, None if waiver is None else waiver.at)
    return min((micros(at) for at in closed if at is not None), default=NEVER)


_DECISION: Final = RowMapper(Decision)
decision_columns, decision_from = _DECISION.columns, _DECISION.record
"""Every column of `decision` but pk, and the entry of a row."""
