"""
The mapping as a document: which domain field is which column of which table, from which date.

Belongs here: what a document says. Does not belong here: reading it (`mapping_reader`), rows and records (`mapping`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.model.exchange.crm_records import RecordKind


class ColumnType(StrEnum):
    """How a value is held by the CRM."""

    TEXT = "text"
    MEMO = "memo"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DATE = "date"  # a calendar day: behaviour DateOnly
    INSTANT = "instant"  # an instant: behaviour UserLocal, UTC on the wire
    CHOICE = "choice"
    STATE = "state"  # statecode: true is active (0, 1), false is inactive (1, 2)
    LOOKUP = "lookup"
    FULL_NAME = "full_name"  # given names and surnames in two columns; `name`, if any, is the computed whole


TEXTS: Final = frozenset({ColumnType.TEXT, ColumnType.MEMO, ColumnType.EMAIL, ColumnType.PHONE, ColumnType.URL})


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice: the domain's value, the CRM's number, the Spanish label."""

    meaning: str | bool
    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """
    One field and its column.

    Attributes:
        name: Logical name (lower case), as in `$select`; a lookup is read as `_name_value`.
        schema_name: As it is created ("pch_TradeName"); empty for standard columns, which are never created.
        max_length: UTF-16 units, as the service counts; of a name, those of each part; 0 for types without length.
        required: The CRM keeps no record without it.
        first, middle, last: Columns of a full name; `middle` may be none.
        target: Kind that a lookup points at. `navigation` is its navigation property, whose case matters.
    """

    field: str
    name: str
    type: ColumnType
    label: str = ""
    schema_name: str = ""
    max_length: int = 0
    options: tuple[Option, ...] = ()
    target: RecordKind | None = None
    navigation: str = ""
    required: bool = False
    first: str = ""
    middle: str = ""
    last: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns of a full name, in the order in which it is read; of other types none."""
        return tuple(filter(None, (self.first, self.middle, self.last)))

    @property
    def wire_names(self) -> tuple[str, ...]:
        """Under which names the service gives the value: one, or the parts of a name that it does not put together."""
        return (self.wire_name,) if self.name else self.parts

    @property
    def wire_name(self) -> str:
        """The name under which the service gives the value."""
        return f"_{self.name}_value" if self.type is ColumnType.LOOKUP else self.name

    @property
    def custom(self) -> bool:
        """We create it when it is missing; a standard column is only compared."""
        return bool(self.schema_name)


@dataclass(frozen=True, slots=True)
class AlternateKey:
    """An alternate key that the model needs."""

    schema_name: str
    columns: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """
    One kind of record and its table, from a date to a date (AMB-20, AMB-34).

    Attributes:
        effective_from, effective_until: First and last day on which this row holds, inclusive; None: no bound.
        original_time: Field whose value becomes `overriddencreatedon` of a new record; empty: time of the write.
        master: Lookup that names the record into which this one was merged in the CRM ("masterid"); empty: none.
        owner: Lookup that names who owns the record ("ownerid"), read and never written; empty: it tells nothing.
    """

    kind: RecordKind
    name: str
    set_name: str
    id_column: str
    primary_name: str
    columns: tuple[Column, ...]
    keys: tuple[AlternateKey, ...] = ()
    schema_name: str = ""
    label: str = ""
    label_plural: str = ""
    original_time: str = ""
    master: str = ""
    owner: str = ""
    effective_from: date | None = None
    effective_until: date | None = None


@dataclass(frozen=True, slots=True)
class MappingDocument:
    """A whole document, all dates together."""

    publisher: str
    publisher_label: str
    solution: str
    solution_label: str
    prefix: str
    option_prefix: int
    language: int
    tables: tuple[Table, ...]

    def tables_on(self, day: date) -> Mapping[RecordKind, Table]:
        """The table of each kind that holds on that day."""
        return {t.kind: t for t in self.tables if _holds(t.effective_from, t.effective_until, day)}


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
