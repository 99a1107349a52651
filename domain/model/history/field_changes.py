"""
What a field of an account or contact was before and is after ("valor anterior y posterior"): append-only (POL-07).

Belongs here: which fields are told, and how their values are written down. Does not belong here: why somebody changed
them (`model.history.decisions`), and by which names an account went before (`model.former_names`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from domain.model.account_fields import ACCOUNT_FIELDS
from domain.model.accounts import Account, Contact
from domain.model.exchange.crm_records import RecordKind

OF_ACCOUNT: Final = {each.name: each.es for each in ACCOUNT_FIELDS}
"""Fields of an account, each as it stands in a sentence."""

OF_CONTACT: Final = {
    "name": "nombre del contacto",
    "position": "cargo",
    "email": "correo electrónico del contacto",
    "phone": "teléfono del contacto",
    "is_main": "contacto principal",
    "active": "contacto vigente",
}
"""Fields of a contact, likewise."""

FIELDS: Final = {RecordKind.ACCOUNT: OF_ACCOUNT, RecordKind.CONTACT: OF_CONTACT}


@dataclass(frozen=True, slots=True)
class Author:
    """
    Who changed something.

    Attributes:
        source: By which door: the system in which it was changed ("atencion", "crm").
        by: Person or service.
        role: As what; None: as somebody of the other system.
        at: UTC instant of the change, as that system tells it.
    """

    source: str
    by: str
    role: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class FieldChange:
    """
    One changed field of one record.

    Attributes:
        author: Who changed it, by which door and when.
        account_id: The account, or that of the contact, on that day.
        kind, key: The record.
        field: One of `FIELDS[kind]`.
        before, after: Its values as text (codes as they are stored, days as ISO, "sí" or "no"); None: none.
        number: Its place in the record; None: not recorded yet.
    """

    author: Author
    account_id: str
    kind: RecordKind
    key: str
    field: str
    before: str | None
    after: str | None
    number: int | None = dataclasses.field(default=None, compare=False)


def field_changes(before: Account | Contact, after: Account | Contact, author: Author) -> Iterator[FieldChange]:
    """
    Each field that differs between the same record before and after, in the order in which a person reads them.

    Source: POL-07.
    """
    kind = RecordKind.ACCOUNT if isinstance(after, Account) else RecordKind.CONTACT
    holder = after.id if isinstance(after, Account) else after.account_id
    for name in FIELDS[kind]:
        old, new = written(getattr(before, name)), written(getattr(after, name))
        if old != new:
            yield FieldChange(author, holder, kind, after.id, name, old, new)


def written(value: object) -> str | None:
    """A value of a field as text; None: it says nothing."""
    match value:
        case None | "":
            return None
        case bool():
            return "sí" if value else "no"
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case frozenset():
            return ", ".join(sorted(str(written(each)) for each in value)) or None
    return str(value)
