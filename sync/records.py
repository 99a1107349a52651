"""Records of any kind, told apart in one place; what the reconciliation follows, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
from domain.model.exchange.conflicts import Conflict
from domain.model.exchange.crm_records import FieldOwner, RecordKind, Scalar
from domain.model.exchange.held_back import HeldBack
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.model.history.field_changes import Author
from domain.model.history.joined import Joined
from domain.model.institution.directory import Directory
from domain.model.timers import Timer
from domain.ports.sync import Agreement, Move, Record, Values


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
        joined: The timers by which accounts that were merged in the CRM are joined here.
        against: What speaks against records, each as it was (None: born there) and as it is, by rule and in Spanish.
        follow: The timers that actions from the CRM set, each as it was (None: born there) and as it is (FUP-04).
    """

    owners: Mapping[str, FieldOwner]
    protocol_version: str
    new_id: Callable[[], str]
    normalises: bool = False
    directory: Callable[[], Directory] | None = None
    follow: Callable[[Sequence[tuple[Action | None, Action]]], Sequence[Timer]] = lambda _: ()
    joined: Callable[[Sequence[Joined]], Sequence[Timer]] = lambda _: ()
    against: Callable[[Sequence[tuple[Record | None, Record]]], Sequence[tuple[Record, str, str]]] = lambda _: ()


@dataclass(slots=True)
class Reconciled:
    """How many records each thing happened to."""

    echoes: int = 0
    born: int = 0
    changed: int = 0
    agreed: int = 0
    conflicts: int = 0
    deleted: int = 0
    refused: int = 0


@dataclass(slots=True)
class Work:
    """
    Everything to write. `authors`: who changed what is saved, by key; `acted`: actions as they were (None: born in the
    CRM) and as they are now; `hold`: records that cannot come in; `move`: contacts and actions that the CRM gave to
    another account; `joined`: accounts that were merged there, each with the one that goes on; `told`: by account, what
    its open cases have to know (AMB-68).
    """

    add: list[Record] = field(default_factory=list)
    save: list[tuple[Record, Record]] = field(default_factory=list)
    authors: dict[str, Author] = field(default_factory=dict)
    agree: list[Agreement] = field(default_factory=list)
    dispute: list[Conflict] = field(default_factory=list)
    close: list[tuple[RecordKind, str, str]] = field(default_factory=list)
    queue: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    trace: list[Decision] = field(default_factory=list)
    acted: list[tuple[Action | None, Action]] = field(default_factory=list)
    hold: list[HeldBack] = field(default_factory=list)
    move: list[Move] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    told: dict[str, dict[str, str]] = field(default_factory=dict)

    def tell(self, account_id: str, told: Mapping[str, str]) -> None:
        """Open cases of the account have to know; what is told first of a thing is how it was."""
        self.told[account_id] = {**told, **self.told.get(account_id, {})}


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
