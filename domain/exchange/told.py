"""
What a contact or an action tells the open cases of its account: how it was before it changed, here or in the CRM.

Belongs here: such a telling as text, and the contacts and actions of an account as they were before. Does not belong
here: what of an account itself cases derive something from (`domain.model.history.reconsideration`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from domain.exchange.encoding import decode_values, encode_values
from domain.exchange.held import Values
from domain.exchange.values import action_born_in_crm, action_values, contact_born_in_crm, contact_values
from domain.model.accounts import Contact
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.actions import Action

_RECORD: Final = "record"
_GONE: Final = "gone"
_BACK: Final = "back"
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


def record_was(kind: RecordKind, key: str, before: Contact | Action | None) -> dict[str, str]:
    """What tells how the record was; None: the account did not have it. Source: AMB-68."""
    if before is None:
        return {f"{_RECORD}.{kind.value}.{key}": ""}
    values = contact_values(before) if isinstance(before, Contact) else action_values(before)
    return {f"{_RECORD}.{kind.value}.{key}": json.dumps(encode_values(values))}


def gone(kind: RecordKind, key: str) -> dict[str, str]:
    """What tells that the CRM deleted the record, which is kept here until a person decides. Source: AMB-68, POL-07."""
    return {f"{_GONE}.{kind.value}.{key}": ""}


def back(kind: RecordKind, key: str) -> dict[str, str]:
    """What tells that the CRM has the record again."""
    return {f"{_BACK}.{kind.value}.{key}": ""}


def lost_and_found(told: Mapping[str, str]) -> tuple[list[tuple[RecordKind, str]], list[tuple[RecordKind, str]]]:
    """Records that the CRM has no more, accounts first, and those that it has again; not those that came and went."""
    lost, found = _named(told, _GONE), _named(told, _BACK)
    ranks = list(RecordKind)
    return (
        sorted(lost - found, key=lambda ref: (ranks.index(ref[0]), ref[1])),
        sorted(found, key=lambda ref: (ranks.index(ref[0]), ref[1])),
    )


def without_own(told: Mapping[str, str], case_id: str, actions: Sequence[Action]) -> Mapping[str, str]:
    """What is told but for the actions, among these, that the case registered itself: it knows them."""
    own = {f"{_RECORD}.{RecordKind.ACTION.value}.{each.id}" for each in actions if each.case_id == case_id}
    return {name: value for name, value in told.items() if name not in own} if own & told.keys() else told


def contacts_before(account_id: str, now: Sequence[Contact], told: Mapping[str, str]) -> tuple[Contact, ...]:
    """The contacts that the account had before what is told."""
    found = {contact.id: contact for contact in now}
    for key, values in _values(RecordKind.CONTACT, told).items():
        found.pop(key, None)
        if values is not None:
            found[key] = contact_born_in_crm(key, {**values, "account_id": account_id})
    return tuple(found.values())


def actions_before(account_id: str, now: Sequence[Action], told: Mapping[str, str]) -> tuple[Action, ...]:
    """The actions that the account had before what is told."""
    found = {action.id: action for action in now}
    for key, values in _values(RecordKind.ACTION, told).items():
        found.pop(key, None)
        if values is not None:
            found[key] = action_born_in_crm(key, {**values, "account_id": account_id}, by="", at=_LONG_AGO)
    return tuple(found.values())


def _values(kind: RecordKind, told: Mapping[str, str]) -> dict[str, Values | None]:
    texts = {key: told[f"{_RECORD}.{kind.value}.{key}"] for of, key in _named(told, _RECORD) if of is kind}
    return {key: decode_values(kind, json.loads(text)) if text else None for key, text in texts.items()}


def _named(told: Mapping[str, str], what: str) -> set[tuple[RecordKind, str]]:
    parts = (name.split(".", 2) for name in told)
    return {(RecordKind(part[1]), part[2]) for part in parts if len(part) == 3 and part[0] == what}
