"""
Requests to the Web API as plain data: paths, keys, literals, filters, headers. Nothing here is sent.

What cannot be said in a URL is refused with a clear error instead of being sent to be misunderstood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import quote
from uuid import UUID

import msgspec

API_PATH: Final = "/api/data/v9.2/"
MAX_URL: Final = 32_768
MAX_PAGE: Final = 5_000
FORBIDDEN_IN_KEYS: Final = frozenset("/<>*%&:\\?+#")
"""Characters that no encoding carries through a key segment of the URL (documented limit of the service)."""

COMMON_HEADERS: Final[Mapping[str, str]] = {
    "Accept": "application/json",
    "OData-MaxVersion": "4.0",
    "OData-Version": "4.0",
    "If-None-Match": "null",  # the literal word: defeats stale caches, is no condition
}

Literal = str | int | bool | date | datetime | UUID | None
_CANONICAL: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_encoder: Final = msgspec.json.Encoder()


class Unaddressable(ValueError):
    """A value that a URL cannot carry; the message says which character and what to do instead."""


@dataclass(frozen=True, slots=True)
class Request:
    """
    One request.

    Attributes:
        target: Path below the API root, or an absolute URL that the service itself gave, to be used byte for byte.
        repeatable: Sending it twice has the effect of sending it once.
        operation: Words for logs, spans and errors ("read account"); holds no data of a record.
        records: How many records it carries, for the counters.
        silence_seconds: Longest silence to bear before giving the answer up; None: as the settings say.
    """

    method: str
    target: str
    operation: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    repeatable: bool = True
    records: int = 0
    silence_seconds: float | None = None

    def with_headers(self, **more: str) -> Request:
        """The same request with more headers; underscores in names stand for hyphens."""
        return replace(self, headers={**self.headers, **{name.replace("_", "-"): v for name, v in more.items()}})


def literal(value: Literal) -> str:
    """
    The value as an OData literal, not yet percent-encoded.

    Quotes are doubled; an aware instant is given in UTC at whole seconds; a GUID goes bare.

    Raises:
        Unaddressable: A text with control characters, or an instant without zone.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Unaddressable("An instant without time zone cannot be compared with the CRM's.")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | UUID):
        return str(value)
    if any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise Unaddressable("A text with control characters cannot be sent in a URL.")
    return "'" + value.replace("'", "''") + "'"


def encoded(text: str) -> str:
    """Percent-encoded for a query or a path segment; space becomes %20."""
    return quote(text, safe="-._~'(),=$!@")


def record_path(set_name: str, key: str | UUID | Mapping[str, Literal]) -> str:
    """
    The path of one record, by GUID or by the columns of an alternate key.

    Raises:
        Unaddressable: The text is no GUID, or a key value has a character that breaks addressing by key.
    """
    if isinstance(key, str | UUID):
        return f"{set_name}({guid(key)})"
    if not key:
        raise Unaddressable("An alternate key needs at least one column.")
    return f"{set_name}({','.join(f'{name}={_key_literal(value)}' for name, value in key.items())})"


def guid(key: str | UUID) -> str:
    """
    The GUID in its canonical lower-case form.

    Raises:
        Unaddressable: The text is no GUID.
    """
    if isinstance(key, UUID):
        return str(key)
    if _CANONICAL.fullmatch(key):
        return key
    try:
        return str(UUID(key))
    except ValueError as error:
        raise Unaddressable(f"«{key[:60]}» is not a GUID.") from error


def in_list(column: str, values: Sequence[str]) -> str:
    """A filter: the column is one of these texts or GUIDs (query function `In`, quotes of any kind in the values)."""
    listed = _encoder.encode(list(values)).decode()
    return f"Microsoft.Dynamics.CRM.In(PropertyName={literal(column)},PropertyValues={listed})"


def query_path(set_name: str, **options: str | None) -> str:
    """
    A collection with its options: `select="a,b"` becomes `$select=a,b`; None is left out.

    Raises:
        Unaddressable: The URL would be longer than the service takes.
    """
    parts = [f"${name}={encoded(value)}" for name, value in options.items() if value is not None]
    path = set_name + ("?" + "&".join(parts) if parts else "")
    if len(path) > MAX_URL - 1_000:
        raise Unaddressable(f"The query would take {len(path)} characters; ask for fewer records at once.")
    return path


def prefer(*preferences: str | None) -> dict[str, str]:
    """The `Prefer` header; None is left out."""
    return {"Prefer": ",".join(p for p in preferences if p)}


def json_body(value: object) -> bytes:
    """The value as compact JSON in UTF-8."""
    return _encoder.encode(value)


def bulk_action(set_name: str, message: str, targets: Sequence[Mapping[str, object]], operation: str) -> Request:
    """A bulk message (`CreateMultiple`, `UpdateMultiple`, `UpsertMultiple`) for these targets, which share a table."""
    return Request(
        "POST",
        f"{set_name}/Microsoft.Dynamics.CRM.{message}",
        operation,
        {"Content-Type": "application/json"},
        json_body({"Targets": targets}),
        records=len(targets),
    )


def _key_literal(value: Literal) -> str:
    if value is None:
        raise Unaddressable("A record cannot be addressed by an empty key value.")
    if isinstance(value, str):
        wrong = sorted(FORBIDDEN_IN_KEYS & set(value))
        if wrong:
            raise Unaddressable(
                f"A key value with {' '.join(wrong)} cannot be addressed in a URL; look the record up with a filter."
            )
        if not value:
            raise Unaddressable("A record cannot be addressed by an empty key value.")
    if isinstance(value, datetime):
        return literal(value)
    return encoded(literal(value))
