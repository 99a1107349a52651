"""From what a client writes for a row (`accounts(…)`, an absolute URL, `$1`) to the row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from standin.errors import bad_request, row_not_found, row_not_found_by_key, segment_not_found
from standin.organization import Organization
from standin.reading import odata, query_options
from standin.reading.predicates import comparable
from standin.tables.schema import LOOKUPS, Table
from standin.tables.store import index_value
from standin.tables.values import read_value

_SEGMENT = re.compile(r"([\w.$]+)(?:\((.*)\))?$", re.DOTALL)
_UNADDRESSABLE: Final = frozenset("/<>*%&:\\?+#")


def split_segment(segment: str) -> tuple[str, str | None]:
    """Return the name of a path segment and what stands in its parentheses."""
    match = _SEGMENT.match(segment)
    if match is None:
        raise segment_not_found(segment)
    return match[1], match[2]


class RowKey:
    """How a request addresses one row: by id, or by the values of an alternate key."""

    def __init__(self, organization: Organization, table: Table, text: str) -> None:
        self.table = table
        self.text = text
        self.given_id: str | None = None
        self.values: dict[str, Any] = {}  # wire name -> stored value
        self._organization = organization
        key = query_options.parse_key(text)
        if isinstance(key, str):
            self.given_id = key
        elif set(key) == {table.primary_id}:
            self.given_id = str(key[table.primary_id].value).lower()
        else:
            self._read_values(key)

    def _read_values(self, key: Mapping[str, odata.Literal]) -> None:
        for name, literal in key.items():
            column = self.table.by_wire.get(name)
            if column is None:
                self._organization.key_for(self.table, frozenset(key))
                raise AssertionError("an unknown column cannot be part of a key")
            if isinstance(literal.value, str) and literal.kind is odata.LiteralKind.STRING:
                broken = sorted(_UNADDRESSABLE & set(literal.value))
                if broken:
                    raise bad_request(
                        f"A potentially dangerous Request.Path value was detected from the client ({broken[0]}).",
                        "0x80060888",
                    )
            comparable(column, literal)  # refuses a literal of the wrong type
            self.values[name] = literal.value if column.type in LOOKUPS else read_value(column, literal.value)
        self._key = self._organization.key_for(self.table, frozenset(self.values))

    @property
    def by_alternate_key(self) -> bool:
        return self.given_id is None

    def find(self) -> str | None:
        """Return the row's id; None when there is no such row."""
        rows = self._organization.store.of(self.table.name)
        if self.given_id is not None:
            return self.given_id if self.given_id in rows.rows else None
        wanted = tuple(index_value(self.values[self.table.columns[name].wire_name]) for name in self._key.columns)
        return rows.key_indexes[self._key.name].get(wanted)

    def require(self) -> str:
        found = self.find()
        if found is None:
            raise self.missing()
        return found

    def missing(self) -> Exception:
        if self.given_id is not None:
            return row_not_found(self.table.name, self.given_id)
        return row_not_found_by_key(self.table.name)


def read_reference(organization: Organization, text: str, references: Mapping[str, str]) -> RowKey:
    """
    Return the key a payload names: `/contacts(…)`, `contacts(…)`, an absolute URL, or `$1` inside a change set.

    Raises:
        DataverseFault: 400 or 404, it cannot be read or names no table.
    """
    text = text.strip()
    if text.startswith("$"):
        if text not in references:
            raise bad_request(f"Content-ID Reference: '{text}' does not exist in the batch context.")
        text = references[text]
    if "://" in text:
        path = unquote(urlsplit(text).path)
        text = path.partition("/api/data/")[2].partition("/")[2]
    set_name, key = split_segment(text.removeprefix("/"))
    if key is None:
        raise bad_request(f"The reference '{text}' names no row.", "0x80060888")
    return RowKey(organization, organization.schema.table_of_set(set_name), key)
