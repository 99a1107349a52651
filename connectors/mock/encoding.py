"""Records as JSON, for snapshots, the journal and the control endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from connectors.mock.store import StoreImage
from domain.errors import InvalidRecord
from domain.exchange.encoding import decode_values, encode_values
from domain.model.exchange.crm_records import SYNCED_FIELDS, CrmRecord, EmailActivity, RecordKind, Scalar

Json = Mapping[str, object]


def encode_record(record: CrmRecord) -> dict[str, object]:
    """The record as a JSON object."""
    return {
        "kind": record.kind.value,
        "key": record.key,
        "version": record.version,
        "modifiedBy": record.modified_by,
        "modifiedAt": record.modified_at.isoformat() if record.modified_at else None,
        "values": encode_values(record.values),
        "mergedInto": record.merged_into,
        "owner": record.owner,
    }


def decode_record(stored: Json) -> CrmRecord:
    """
    The inverse of `encode_record`.

    Raises:
        InvalidRecord: It is not such an object.
    """
    try:
        kind = RecordKind(str(stored["kind"]))
        by, at, master, owner = (stored.get(name) for name in ("modifiedBy", "modifiedAt", "mergedInto", "owner"))
        return CrmRecord(
            kind=kind,
            key=str(stored["key"]),
            values=decode_fields(kind, stored["values"]),
            version=str(stored["version"]),
            modified_by=None if by is None else str(by),
            modified_at=None if at is None else datetime.fromisoformat(str(at)),
            merged_into=None if master is None else str(master),
            owner=None if owner is None else str(owner),
        )
    except (KeyError, ValueError) as wrong:
        raise InvalidRecord(f"is not a record as a snapshot holds it: {wrong}", operation="decode") from wrong


def decode_fields(kind: RecordKind, stored: object) -> dict[str, Scalar]:
    """
    Values of this kind from a JSON object: days as YYYY-MM-DD, instants as ISO 8601 with offset.

    Raises:
        InvalidRecord: It is not an object of such values, or names a field that the kind does not have.
    """
    if not isinstance(stored, dict):
        raise InvalidRecord("values must be an object of fields", operation="decode")
    known = {one.name for one in SYNCED_FIELDS[kind]}
    if unknown := sorted(set(stored) - known):
        raise InvalidRecord(f"{kind} has no field {', '.join(unknown)}", operation="decode")
    if wrong := sorted(name for name, value in stored.items() if not isinstance(value, str | int | bool | None)):
        raise InvalidRecord(f"{', '.join(wrong)} must be text, a number, true, false or null", operation="decode")
    try:
        return decode_values(kind, stored)
    except ValueError as bad_date:
        raise InvalidRecord(str(bad_date), operation="decode") from bad_date


def encode_email(email: EmailActivity) -> dict[str, object]:
    """The activity as a JSON object."""
    return asdict(email)


def decode_email(stored: object) -> EmailActivity:
    """
    The inverse of `encode_email`.

    Raises:
        InvalidRecord: It is not such an object.
    """
    try:
        fields = dict(stored)  # type: ignore[call-overload]  # what is no object raises
        return EmailActivity(**{**fields, "to": tuple(fields["to"]), "cc": tuple(fields["cc"])})
    except (KeyError, TypeError, ValueError) as wrong:
        raise InvalidRecord(f"is not an e-mail activity: {wrong}", operation="decode") from wrong


def encode_image(image: StoreImage) -> dict[str, object]:
    """A snapshot as a JSON object."""
    return {
        "records": [encode_record(record) for record in image.records],
        "deleted": [[kind.value, key] for kind, key in image.deleted],
        "emails": [encode_email(email) for email in image.emails],
    }


def decode_image(stored: Json) -> StoreImage:
    """
    The inverse of `encode_image`.

    Raises:
        InvalidRecord: It is not such an object.
    """
    records, deleted, emails = stored.get("records"), stored.get("deleted", []), stored.get("emails", [])
    if not isinstance(records, list) or not isinstance(deleted, list) or not isinstance(emails, list):
        raise InvalidRecord("a snapshot has the lists records, deleted and emails", operation="decode")
    try:
        return StoreImage(
            records=tuple(decode_record(record) for record in records),
            deleted=tuple((RecordKind(kind), str(key)) for kind, key in deleted),
            emails=tuple(decode_email(email) for email in emails),
        )
    except (TypeError, ValueError, AttributeError) as wrong:
        raise InvalidRecord(f"is not a snapshot: {wrong}", operation="decode") from wrong
