"""Records of any kind, told apart in one place; and what the reconciliation follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.exchange.values import (
    account_born_in_crm,
    account_values,
    action_born_in_crm,
    action_values,
    apply_account_values,
    apply_action_values,
    apply_contact_values,
    contact_born_in_crm,
    contact_values,
)
from domain.model.accounts import Account, Contact
from domain.model.exchange.crm_records import FieldOwner, RecordKind, Scalar
from domain.model.history.actions import Action
from domain.model.institution.directory import Directory
from domain.model.timers import Timer
from domain.ports.sync import Record, Values


@dataclass(frozen=True, slots=True)
class Policy:
    """
    What the reconciliation follows, besides the protocol.

    Attributes:
        owners: "kind.field" -> whose value is proposed in a conflict (`ProtocolConfiguration.field_owners`).
        protocol_version: For the record of decisions.
        new_id: Makes ids of facts, conflicts and decisions.
        normalises: Whether the CRM's spelling of a RUT gives way to ours; else it stays while it means the same.
        directory: Who may be put in charge of an account; None: whoever the CRM says.
        joined: The timers by which accounts (the absorbed one, the one that goes on) that were merged in the CRM are
            joined here.
        follow: The timers that actions from the CRM set, each as it was (None: born there) and as it is (FUP-04).
    """

    owners: Mapping[str, FieldOwner]
    protocol_version: str
    new_id: Callable[[], str]
    normalises: bool = False
    directory: Callable[[], Directory] | None = None
    follow: Callable[[Sequence[tuple[Action | None, Action]]], Sequence[Timer]] = lambda _: ()
    joined: Callable[[Sequence[tuple[str, str]]], Sequence[Timer]] = lambda _: ()


def values_of(record: Record) -> dict[str, Scalar]:
    """The synced fields of a record of any kind."""
    match record:
        case Account():
            return account_values(record)
        case Contact():
            return contact_values(record)
        case Action():
            return action_values(record)


def born_of(kind: RecordKind, key: str, told: Values, by: str, at: datetime, new_id: Callable[[], str]) -> Record:
    """The record that the CRM created. Raises InvalidValue when it cannot be one of ours."""
    match kind:
        case RecordKind.ACCOUNT:
            return account_born_in_crm(key, told, by=by, at=at, new_id=new_id)
        case RecordKind.CONTACT:
            return contact_born_in_crm(key, told)
        case RecordKind.ACTION:
            return action_born_in_crm(key, told, by=by, at=at)


def applied(record: Record, values: Values, by: str, at: datetime, new_id: Callable[[], str]) -> Record:
    """The record with these CRM values written into it."""
    match record:
        case Account():
            return apply_account_values(record, values, by=by, at=at, new_id=new_id)
        case Contact():
            return apply_contact_values(record, values)
        case Action():
            return apply_action_values(record, values, by=by, at=at)
