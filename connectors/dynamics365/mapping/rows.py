"""
Rows of a table <-> domain records, as the mapping document says.

A page of JSON is decoded by msgspec straight into typed rows; nothing loose leaves this module. An option value the
mapping does not know crosses as "#727000099" and goes back as the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from connectors.dynamics365.mapping.document import TEXTS, Column, ColumnType, MappingDocument, Table
from connectors.dynamics365.mapping.names import NameParts, split_name
from connectors.dynamics365.mapping.odd_rows import read_oddly
from connectors.dynamics365.mapping.texts import refused_character
from connectors.dynamics365.wire.requests import MAX_URL, Unaddressable, guid
from domain.model.exchange.crm_records import SYNCED_FIELDS, CrmDeletion, CrmRecord, RecordKind, Scalar

_EARLIEST: Final = date(1753, 1, 1)
_WIRE_TYPES: Final[Mapping[ColumnType, Any]] = {
    **dict.fromkeys(TEXTS, str | None),
    ColumnType.BOOLEAN: bool | None,
    ColumnType.INTEGER: int | None,
    ColumnType.DATE: date | None,
    ColumnType.INSTANT: datetime | None,
    ColumnType.CHOICE: int | None,
    ColumnType.STATE: int | None,
    ColumnType.LOOKUP: str | None,
    ColumnType.FULL_NAME: str | None,
}
_NEXT_LINK: Final = b'"@odata.nextLink"'
_STATES: Final = {0: True, None: True, 1: False}
_NOBODY: Final[Mapping[str, str]] = {}
Row = Any  # a struct defined at run time; it does not leave this module untyped


def likely_next_link(body: bytes) -> str | None:
    """
    What is probably the link to the next page, found without reading the rows; the decoded page has the last word.

    Text of a record cannot be taken for it: a quote inside a JSON text has a backslash before it.
    """
    start = body.rfind(_NEXT_LINK)
    if start < 0 or body[start - 1 : start] == b"\\":
        return None
    value = body[start + len(_NEXT_LINK) : start + len(_NEXT_LINK) + MAX_URL].lstrip(b" :")
    end = value.find(b'"', 1)
    return value[1:end].decode("ascii", "replace") if value.startswith(b'"') and end > 0 else None


class FieldRefused(Exception):
    """A value cannot be held by its column; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page as read; rows are made into records by `TableMapping.changes` or `records`."""

    rows: Sequence[Row]
    next_link: str | None
    delta_link: str | None


class TableMapping:
    """
    One kind of record and its table.

    Attributes:
        select: Columns to ask for, as `$select` takes them.
        odata_type: What every target of a bulk message must carry.
    """

    def __init__(self, table: Table, parents: Mapping[RecordKind, Table]) -> None:
        self.table = table
        self.kind = table.kind
        self.columns: Mapping[str, Column] = {column.field: column for column in table.columns}
        names = (name for column in table.columns for name in column.wire_names)
        lookups = (f"_{lookup}_value" for lookup in (table.master, table.owner) if lookup)
        self.select = ",".join([table.id_column, *names, *lookups, "modifiedon", "_modifiedby_value"])
        self.odata_type = f"Microsoft.Dynamics.CRM.{table.name}"
        self.full_name = next((c for c in table.columns if c.type is ColumnType.FULL_NAME), None)
        self._parents = {kind: parent.set_name for kind, parent in parents.items()}
        self._types = {f.name: f.type for f in SYNCED_FIELDS[table.kind]}
        self._numbers = {c.field: {o.meaning: o.value for o in c.options} for c in table.columns if c.options}
        self._texts = {c.field: c.name for c in table.columns if c.type in TEXTS}
        self._days = {c.field: c.name for c in table.columns if c.type is ColumnType.DATE}
        self._choices = {
            c.field: {o.meaning: o.value for o in c.options if isinstance(o.meaning, str)}
            for c in table.columns
            if c.options and self._types[c.field] is str
        }
        self._usual_values, self._all_values = _values_makers(table)
        self._page_type = _page_type(table)
        self._decoder = msgspec.json.Decoder(self._page_type)

    # Out

    def encode(self, values: Mapping[str, Scalar]) -> dict[str, object]:
        """
        The columns for these fields; fields that this CRM does not map are left out.

        Raises:
            FieldRefused: A field is unknown or its value is not of its type.
        """
        columns: dict[str, object] = {}
        texts, choices, days = self._texts, self._choices, self._days
        for name, value in values.items():
            # the usual cases first and fast: a first load comes by here thirty million times
            if type(value) is str and value:
                if name in texts:
                    if not value.isprintable():
                        _check_text(name, value)
                    columns[texts[name]] = value
                    continue
                if name in choices and value in choices[name]:
                    columns[self.columns[name].name] = choices[name][value]
                    continue
            elif type(value) is date and name in days and value.year >= _EARLIEST.year:
                columns[days[name]] = value  # the JSON encoder knows days
                continue
            self._encode_field(name, value, columns)
        return columns

    def _encode_field(self, name: str, value: Scalar, columns: dict[str, object]) -> None:
        column = self.columns.get(name)
        if column is not None:
            self._encode_one(column, value, columns)
        elif name not in self._types:
            raise FieldRefused(f"El CRM no tiene el campo «{name}» en {self.kind}.")

    def name_columns(self, name: str, held: NameParts) -> dict[str, object]:
        """The columns that make the full name *name* of what the CRM has, and only those that change."""
        column = self.full_name
        assert column is not None
        given, surnames = split_name(name, held)
        columns: dict[str, object] = {}
        if given.split() != held.given:
            columns[column.first] = given or None
            if held.middle:
                columns[column.middle] = None  # its words are in the given names now
        if surnames != held.last:
            columns[column.last] = surnames
        return columns

    def original_time(self, values: Mapping[str, Scalar], written_at: datetime | None) -> datetime | None:
        """When the record came to be, for `overriddencreatedon`; None: it is not known."""
        value = values.get(self.table.original_time) if self.table.original_time else None
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            # the first hour of that day in Chile, summer and winter: never in the future, which the service refuses
            return datetime(value.year, value.month, value.day, 4, tzinfo=UTC)
        return written_at

    def differing(self, wanted: Mapping[str, Scalar], present: Mapping[str, Scalar]) -> dict[str, Scalar]:
        """The wanted fields whose value is not there yet; fields that this CRM does not map do not differ."""
        return {
            name: value
            for name, value in wanted.items()
            if (column := self.columns.get(name)) is not None and not _same(column, value, present.get(name))
        }

    # In

    def read_page(self, body: bytes) -> RowPage:
        """
        The rows of a collection answer; a value that is not of its column's type crosses as its text.

        Raises:
            CrmRejected: The body is no page of rows.
        """
        try:
            page = self._decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            page = read_oddly(body, self._page_type, f"read {self.kind}")
        return RowPage(page.value, page.next_link, page.delta_link)

    def users(self, page: RowPage) -> set[str]:
        """Ids of those who last changed these rows, and of their owners."""
        return {user for row in page.rows for user in (row.x_by, row.x_owner) if user}

    def records(self, page: RowPage, names: Mapping[str, str], owners: Mapping[str, str] = _NOBODY) -> list[CrmRecord]:
        """The live rows as records; *names* turns a user's id into a name, *owners* those of people."""
        kind, name, owner = self.kind, names.get, owners.get

        def made(values: Callable[[Row], dict[str, Scalar]]) -> list[CrmRecord]:
            return [
                CrmRecord(
                    *(kind, row.x_key, told := values(row), row.x_version, name(row.x_by or ""), row.x_at),
                    merged_into=row.x_master if row.x_master and told.get("active") is not True else None,
                    owner=owner(row.x_owner or ""),
                )
                for row in page.rows
                if row.x_key
            ]

        try:
            return made(self._usual_values)
        except KeyError:  # a row has an option value that the mapping does not name
            return made(self._all_values)

    def changes(
        self, page: RowPage, names: Mapping[str, str], owners: Mapping[str, str] = _NOBODY
    ) -> tuple[CrmRecord | CrmDeletion, ...]:
        """Live rows and deletions, each key once: its last state in the page."""
        kind = self.kind
        found: dict[str, CrmRecord | CrmDeletion] = {}
        live = iter(self.records(page, names, owners))
        for row in page.rows:
            if row.x_key:
                record = next(live)
                found[record.key] = record
            elif row.x_deleted:
                key = row.x_deleted.lower()
                found.pop(key, None)
                found[key] = CrmDeletion(kind, key)
        return tuple(found.values())

    def _encode_one(self, column: Column, value: Scalar, columns: dict[str, object]) -> None:
        if value is None:
            self._encode_nothing(column, columns)
            return
        _check_type(column.field, value, self._types[column.field])
        match column.type:
            case ColumnType.CHOICE:
                columns[column.name] = self._number(column, value)
            case ColumnType.STATE:
                columns["statecode"], columns["statuscode"] = (0, 1) if value else (1, 2)
            case ColumnType.LOOKUP:
                columns[f"{column.navigation}@odata.bind"] = self._reference(column, str(value))
            case ColumnType.FULL_NAME:
                columns[column.first], columns[column.last] = _name_columns(column, str(value))
            case ColumnType.DATE | ColumnType.INSTANT:
                columns[column.name] = _moment(column.field, value)
            case _:
                columns[column.name] = value or None if isinstance(value, str) else value

    def _encode_nothing(self, column: Column, columns: dict[str, object]) -> None:
        match column.type:
            case ColumnType.STATE | ColumnType.FULL_NAME:
                raise FieldRefused(f"El campo «{column.field}» no puede quedar vacío en el CRM.")
            case ColumnType.LOOKUP:
                columns[column.navigation] = None  # without @odata.bind, which must not be null
            case _:
                columns[column.name] = None

    def _number(self, column: Column, value: Scalar) -> int:
        known = self._numbers[column.field]
        if isinstance(value, str | bool) and value in known:
            return known[value]
        if isinstance(value, str) and value.startswith("#") and value[1:].isdecimal():
            return int(value[1:])
        raise FieldRefused(f"El campo «{column.field}» no tiene la opción «{value}» en el CRM.")

    def _reference(self, column: Column, key: str) -> str:
        target = self._parents[column.target or RecordKind.ACCOUNT]
        try:
            return f"/{target}({guid(key)})"
        except Unaddressable as error:
            raise FieldRefused(f"El campo «{column.field}» no es un identificador: {key}.") from error


def table_mappings(document: MappingDocument, day: date) -> Mapping[RecordKind, TableMapping]:
    """The mapping of each kind that holds on that day, parents first."""
    tables = document.tables_on(day)
    return {kind: TableMapping(tables[kind], tables) for kind in RecordKind if kind in tables}


def _name_columns(column: Column, name: str) -> tuple[str | None, str]:
    _check_text(column.field, name)
    given, surnames = split_name(name)
    return given or None, surnames


def _page_type(table: Table) -> type[Any]:
    names = {_place(c.field, n): wire for c in table.columns for n, wire in enumerate(c.wire_names)}
    columns: list[tuple[str, Any, Any]] = [
        (_place(c.field, n), _WIRE_TYPES[c.type], None) for c in table.columns for n in range(len(c.wire_names))
    ]
    system: list[tuple[str, Any, Any]] = [
        ("x_key", str, ""),
        ("x_version", str, ""),
        ("x_at", datetime | None, None),
        ("x_by", str | None, None),
        ("x_master", str | None, None),
        ("x_owner", str | None, None),
        ("x_deleted", str, ""),
        ("x_reason", str, ""),
    ]
    names |= {
        "x_key": table.id_column,
        "x_version": "@odata.etag",
        "x_at": "modifiedon",
        "x_by": "_modifiedby_value",
        "x_master": f"_{table.master or 'no master'}_value",
        "x_owner": f"_{table.owner or 'no owner'}_value",
        "x_deleted": "id",
        "x_reason": "reason",
    }
    row = msgspec.defstruct("Row", [*columns, *system], rename=names, gc=False)
    page_columns: list[tuple[str, Any, Any]] = [
        ("value", list.__class_getitem__(row), msgspec.field(default_factory=list)),
        ("next_link", str | None, None),
        ("delta_link", str | None, None),
    ]
    links = {"next_link": "@odata.nextLink", "delta_link": "@odata.deltaLink"}
    return msgspec.defstruct("Page", page_columns, rename=links)


def _place(field: str, number: int) -> str:
    """Attribute of a row that holds the field, or its second and further column."""
    return f"{field}_{number}" if number else field


def _values_makers(table: Table) -> tuple[Callable[[Row], dict[str, Scalar]], Callable[[Row], dict[str, Scalar]]]:
    """
    What turns a row into its values: one dict display, made for this table. The first is quick and raises KeyError on
    an option value that the mapping does not name; the second keeps such a value as its number.

    Made as source, as dataclasses are: it takes a quarter of the time of a loop over the columns, and a first load does
    it a million times. Only field names of `SYNCED_FIELDS` go into the source.
    """
    known: dict[str, object] = {"states": _STATES, "lowered": _lowered, "number": _number_of, "joined": _joined}
    quick, careful = [], []
    for column in table.columns:
        value = f"row.{column.field}"
        rare = value
        if column.options:
            meanings = f"meanings_{column.field}"
            known[meanings] = dict[object, object]([*((o.value, o.meaning) for o in column.options), (None, None)])
            value, rare = f"{meanings}[{value}]", f"{meanings}.get({value}, number({value}))"
        elif column.type is ColumnType.STATE:
            value, rare = f"states[{value}]", f"states.get({value}, number({value}))"
        elif column.type is ColumnType.LOOKUP:
            value = rare = f"lowered({value})"
        elif len(column.wire_names) > 1:
            parts = ", ".join(f"row.{_place(column.field, n)}" for n in range(len(column.wire_names)))
            value = rare = f"joined({parts})"
        quick.append(f"{column.field!r}: {value}")
        careful.append(f"{column.field!r}: {rare}")
    usual, unusual = (eval(f"lambda row: {{{', '.join(e)}}}", known) for e in (quick, careful))  # noqa: S307 - see above
    return usual, unusual


def _number_of(option: int | str) -> str:
    return option if isinstance(option, str) else f"#{option}"


def _joined(*parts: str | None) -> str | None:
    return " ".join(part for part in parts if part) or None


def _lowered(text: str | None) -> str | None:
    return text.lower() if text is not None else None


def _check_type(field: str, value: Scalar, expected: type[Any]) -> None:
    if type(value) is expected:
        if type(value) is str:
            _check_text(field, value)
        elif type(value) is datetime and value.tzinfo is None:
            raise FieldRefused(f"El campo «{field}» necesita un instante con zona horaria.")
        return
    if isinstance(value, str) and value.startswith("#") and expected is bool:
        return  # an option value that the mapping does not know, on its way back
    if expected in {date, datetime, bool} or not isinstance(value, expected) or isinstance(value, bool):
        raise FieldRefused(f"El campo «{field}» no admite el valor {value!r}.")


def _check_text(field: str, text: str) -> None:
    if refused_character(text) is not None:
        raise FieldRefused(f"El campo «{field}» tiene caracteres que el CRM no admite.")


def _moment(field: str, value: Scalar) -> str:
    assert isinstance(value, date)
    if value.year < _EARLIEST.year:
        raise FieldRefused(f"El campo «{field}» no admite fechas anteriores a 1753.")
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def _same(column: Column, ours: Scalar, theirs: Scalar) -> bool:
    if ours == theirs:
        return type(ours) is type(theirs) or isinstance(ours, str)
    if ours in {"", None} and theirs in {"", None}:
        return True
    if isinstance(ours, str) and isinstance(theirs, str):
        if column.type is ColumnType.LOOKUP:
            return ours.lower() == theirs.lower()
        return column.type is ColumnType.FULL_NAME and ours.split() == theirs.split()
    if isinstance(ours, datetime) and isinstance(theirs, datetime):
        return ours.replace(microsecond=0) == theirs.replace(microsecond=0)
    return False
