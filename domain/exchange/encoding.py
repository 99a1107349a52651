"""Values as text that keeps: in the outbox, in agreed states, in a conflict; and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from domain.exchange.facts import CRM_AUTHOR as CRM_AUTHOR  # others know it from here
from domain.exchange.held import Values
from domain.exchange.values import DATED, FROM_TEXT, TYPES
from domain.model.exchange.crm_records import RecordKind, Scalar

OWNER: Final = "owner"
"""Name under which an agreed state remembers who owned the account in the CRM, which is no field of ours."""
MERGED_INTO: Final = "merged_into"
"""Name under which it remembers into which account it was merged there, so that a person here may separate them."""
_KEPT: Final = {kind: types.keys() | {OWNER, MERGED_INTO} for kind, types in TYPES.items()}


def encode_values(values: Values) -> dict[str, str | int | bool | None]:
    """Values as JSON holds them: days as YYYY-MM-DD, instants as ISO 8601 with offset."""
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in values.items()}


def decode_values(kind: RecordKind, stored: Mapping[str, str | int | bool | None]) -> dict[str, Scalar]:
    """The inverse of `encode_values`; a field that is no longer synced is left out."""
    kept = _KEPT[kind]
    values: dict[str, Scalar] = dict(stored) if stored.keys() <= kept else {n: stored[n] for n in stored.keys() & kept}
    for name, decode in DATED[kind]:
        value = stored.get(name)
        if isinstance(value, str):
            values[name] = _dated(decode, value)
    return values


def decode_value(kind: type[str | int | bool | date | datetime], stored: str | int | bool | None) -> Scalar:
    """One value back from JSON, given its type in `SYNCED_FIELDS`; what is of another type stays as it is."""
    return _dated(FROM_TEXT[kind], stored) if isinstance(stored, str) and kind in FROM_TEXT else stored


def _dated(decode: Callable[[str], date], text: str) -> Scalar:
    """The day or instant that *text* writes; the text itself when it writes none: the CRM may hold odd values."""
    try:
        return decode(text)
    except ValueError:
        return text


def message_payload(
    kind: RecordKind, key: str, values: Values, *, actor: str | None, at: datetime
) -> dict[str, object]:
    """
    The outbox message for a change of these fields of one record.

    Args:
        values: The changed synced fields with their new values. What is sent is compared anew when it is sent; these
            tell an echo of our own unconfirmed write from a colleague's change.
        at: UTC instant of the change.
    """
    return {
        "kind": kind.value,
        "key": key,
        "fields": sorted(values),
        "values": encode_values(values),
        "actor": actor,
        "at": at.astimezone(UTC).isoformat(),
    }
