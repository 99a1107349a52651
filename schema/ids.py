"""Global ids (Relay): a type name and our own id, opaque to clients."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final

from domain.errors import InvalidValue
from domain.model.exchange.crm_records import RecordKind

_NODES: Final = {RecordKind.ACCOUNT: "Account", RecordKind.CONTACT: "Contact", RecordKind.ACTION: "Action"}


def global_id(type_name: str, key: str) -> str:
    """The opaque id of one object of one type."""
    return b64encode(f"{type_name}:{key}".encode()).decode()


def record_id(kind: RecordKind, key: str) -> str:
    """The opaque id of a record of a kind that the CRM has too."""
    return global_id(_NODES[kind], key)


def read_global_id(value: str) -> tuple[str, str]:
    """
    Type name and key of a global id.

    Raises:
        InvalidValue: It is not one of ours.
    """
    try:
        type_name, found, key = b64decode(value, validate=True).decode().partition(":")
    except ValueError:  # not base64, not ASCII, not UTF-8
        found = ""
    if not found or not key.isprintable():
        raise InvalidValue(f"«{value}» no es un identificador de este servicio.", field=("id",))
    return type_name, key


def key_of(value: str, type_name: str, field: str = "id") -> str:
    """
    Key of a global id that must be of *type_name*.

    Raises:
        InvalidValue: It is not one of ours, or of another type.
    """
    found, key = read_global_id(value)
    if found != type_name:
        raise InvalidValue(f"El identificador es de {found}; se esperaba uno de {type_name}.", field=(field,))
    return key
