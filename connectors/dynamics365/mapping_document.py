"""
The mapping as a document: TOML that says which domain field is which column of which table, from which date.

Belongs here: reading and judging the document. Does not belong here: turning records into rows (`mapping`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Final

from domain.errors import ConfigurationError
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_OPTION_SPAN: Final = 10_000  # option values of a publisher start at its number times this


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
    FULL_NAME = "full_name"  # first and last name, read together


TEXTS: Final = frozenset({ColumnType.TEXT, ColumnType.MEMO, ColumnType.EMAIL, ColumnType.PHONE, ColumnType.URL})

_FIELD_TYPES: Final[Mapping[ColumnType, frozenset[str]]] = {
    **dict.fromkeys(TEXTS, frozenset({"str"})),
    ColumnType.BOOLEAN: frozenset({"bool"}),
    ColumnType.INTEGER: frozenset({"int"}),
    ColumnType.DATE: frozenset({"date"}),
    ColumnType.INSTANT: frozenset({"datetime"}),
    ColumnType.CHOICE: frozenset({"str", "bool"}),
    ColumnType.STATE: frozenset({"bool"}),
    ColumnType.LOOKUP: frozenset({"str"}),
    ColumnType.FULL_NAME: frozenset({"str"}),
}


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
        max_length: Characters; 0 for types without length.
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
    effective_from: date | None = None
    effective_until: date | None = None


@dataclass(frozen=True, slots=True)
class Module:
    """Name of a module of the CRM in the protocol's words, from a date to a date, inclusive. Source: AMB-20."""

    meaning: str
    label: str
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
    modules: tuple[Module, ...] = ()

    def tables_on(self, day: date) -> Mapping[RecordKind, Table]:
        """The table of each kind that holds on that day."""
        return {t.kind: t for t in self.tables if _holds(t.effective_from, t.effective_until, day)}

    def module_on(self, meaning: str, day: date) -> str | None:
        """Label of the module on that day ("foreign_demand"); None when the document does not name it."""
        held = (m for m in self.modules if m.meaning == meaning and _holds(m.effective_from, m.effective_until, day))
        return next((m.label for m in held), None)


def shipped_document(name: str = "default", prefix: str = "pch") -> MappingDocument:
    """A document of this package: "default", or "example" which maps to different names."""
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return read_document(text, prefix)


def load_document(path: Path | None, prefix: str = "pch") -> MappingDocument:
    """
    The document in this file; None: the one shipped as default.

    Raises:
        ConfigurationError: It cannot be used; all problems at once.
    """
    if path is None:
        return shipped_document(prefix=prefix)
    try:
        return read_document(path.read_text(encoding="utf-8"), prefix)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError([f"La correspondencia {path} no se puede leer: {error}."]) from error


def read_document(text: str, prefix: str = "pch") -> MappingDocument:
    """
    The document in this TOML text, `{prefix}` replaced.

    Raises:
        ConfigurationError: It cannot be used; all problems at once.
    """
    try:
        document = tomllib.loads(text.replace("{prefix}", prefix))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([f"La correspondencia no es un TOML: {error}."]) from error
    return _DocumentReader(document, prefix).read()


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


Node = Mapping[str, object]


@dataclass
class _DocumentReader:
    """Reads the parsed TOML and collects what is wrong with it."""

    document: Node
    prefix: str
    problems: list[str] = field(default_factory=list)

    def read(self) -> MappingDocument:
        publisher, solution = self._node(self.document, "publisher"), self._node(self.document, "solution")
        number = publisher.get("option_prefix")
        option_prefix = number if isinstance(number, int) and 10_000 <= number <= 99_999 else 0
        if not option_prefix:
            self.problems.append("publisher.option_prefix debe ser un número de 10000 a 99999.")
        tables = tuple(self._table(node, option_prefix) for node in self._nodes(self.document, "table"))
        modules = tuple(self._module(node) for node in self._nodes(self.document, "module"))
        self._judge_dates(tables)
        if self.problems:
            raise ConfigurationError([f"Correspondencia: {problem}" for problem in self.problems])
        language = publisher.get("language")
        return MappingDocument(
            publisher=self._text(publisher, "name", "publisher"),
            publisher_label=self._text(publisher, "label", "publisher"),
            solution=self._text(solution, "name", "solution"),
            solution_label=self._text(solution, "label", "solution"),
            prefix=self.prefix,
            option_prefix=option_prefix,
            language=language if isinstance(language, int) else 1033,
            tables=tables,
            modules=modules,
        )

    def _table(self, node: Node, option_prefix: int) -> Table:
        where = f"tabla «{node.get('name', '?')}»"
        kind = self._kind(node.get("kind"), where) or RecordKind.ACCOUNT
        columns = tuple(self._column(kind, child, option_prefix, where) for child in self._nodes(node, "column"))
        self._judge_columns(kind, columns, where)
        return Table(
            kind=kind,
            name=self._text(node, "name", where),
            set_name=self._text(node, "set", where),
            id_column=self._text(node, "id", where),
            primary_name=self._text(node, "primary_name", where),
            columns=columns,
            keys=tuple(
                AlternateKey(
                    self._text(child, "schema_name", where),
                    tuple(str(name) for name in self._list(child, "columns")),
                    self._text(child, "label", where),
                )
                for child in self._nodes(node, "key")
            ),
            schema_name=str(node.get("schema_name", "")),
            label=str(node.get("label", "")),
            label_plural=str(node.get("label_plural", "")),
            original_time=str(node.get("original_time", "")),
            effective_from=self._day(node, "from", where),
            effective_until=self._day(node, "until", where),
        )

    def _column(self, kind: RecordKind, node: Node, option_prefix: int, table: str) -> Column:
        name = str(node.get("name", ""))
        where = f"{table}, columna «{name}»"
        if not _NAME.fullmatch(name):
            self.problems.append(f"{where}: el nombre lógico va en minúsculas, cifras y «_».")
        try:
            column_type = ColumnType(str(node.get("type", "")))
        except ValueError:
            self.problems.append(f"{where}: el tipo debe ser uno de {', '.join(ColumnType)}.")
            column_type = ColumnType.TEXT
        field_name = self._text(node, "field", where)
        options: tuple[Option, ...] = ()
        if column_type is ColumnType.CHOICE:
            options = self._options(node, option_prefix, where)
        target = self._kind(node.get("target"), where) if column_type is ColumnType.LOOKUP else None
        self._judge_type(kind, field_name, column_type, where)
        length = node.get("max_length", 0)
        return Column(
            field=field_name,
            name=name,
            type=column_type,
            label=str(node.get("label", "")),
            schema_name=str(node.get("schema_name", "")),
            max_length=length if isinstance(length, int) else 0,
            options=options,
            target=target,
            navigation=str(node.get("navigation", "")),
        )

    def _options(self, node: Node, option_prefix: int, where: str) -> tuple[Option, ...]:
        options = []
        for child in self._nodes(node, "option") or self._nodes(
            self._node(self.document, "choices"), str(node.get("choice"))
        ):
            meaning, value, place = child.get("is"), child.get("value"), child.get("place")
            if isinstance(place, int):
                value = option_prefix * _OPTION_SPAN + place
            if not isinstance(meaning, str | bool) or not isinstance(value, int):
                self.problems.append(f"{where}: cada opción necesita `is` y `place` o `value`.")
                continue
            options.append(Option(meaning, value, str(child.get("label", meaning))))
        if not options:
            self.problems.append(f"{where}: la lista de opciones está vacía.")
        if len({o.value for o in options}) < len(options) or len({o.meaning for o in options}) < len(options):
            self.problems.append(f"{where}: hay opciones repetidas.")
        return tuple(options)

    def _judge_type(self, kind: RecordKind, field_name: str, column_type: ColumnType, where: str) -> None:
        known = {f.name: f.type.__name__ for f in SYNCED_FIELDS[kind]}
        if field_name not in known:
            self.problems.append(f"{where}: «{field_name}» no es un campo de {kind}.")
        elif known[field_name] not in _FIELD_TYPES[column_type]:
            self.problems.append(f"{where}: un campo {known[field_name]} no cabe en el tipo {column_type}.")

    def _judge_columns(self, kind: RecordKind, columns: Sequence[Column], where: str) -> None:
        fields, names = [c.field for c in columns], [c.name for c in columns]
        self.problems.extend(
            f"{where}: el campo «{f}» está dos veces." for f in {f for f in fields if fields.count(f) > 1}
        )
        self.problems.extend(
            f"{where}: la columna «{n}» está dos veces." for n in {n for n in names if names.count(n) > 1}
        )
        for column in columns:
            if column.type is ColumnType.LOOKUP and not (column.target and column.navigation):
                self.problems.append(f"{where}, columna «{column.name}»: falta `target` o `navigation`.")
        if kind is not RecordKind.ACCOUNT and "account_id" not in fields:
            self.problems.append(f"{where}: falta el campo account_id.")

    def _judge_dates(self, tables: Sequence[Table]) -> None:
        for kind in RecordKind:
            rows = sorted((t for t in tables if t.kind is kind), key=lambda t: t.effective_from or date.min)
            if not rows:
                self.problems.append(f"falta la tabla de {kind}.")
            for earlier, later in pairwise(rows):
                if earlier.effective_until is None or (later.effective_from or date.min) <= earlier.effective_until:
                    self.problems.append(f"dos tablas de {kind} valen el mismo día.")

    def _module(self, node: Node) -> Module:
        where = "módulo"
        return Module(
            self._text(node, "is", where),
            self._text(node, "label", where),
            self._day(node, "from", where),
            self._day(node, "until", where),
        )

    def _kind(self, value: object, where: str) -> RecordKind | None:
        try:
            return RecordKind(str(value))
        except ValueError:
            self.problems.append(f"{where}: «{value}» no es un tipo de registro.")
            return None

    def _text(self, node: Node, name: str, where: str) -> str:
        value = node.get(name)
        if isinstance(value, str) and value:
            return value
        self.problems.append(f"{where}: falta `{name}`.")
        return ""

    def _day(self, node: Node, name: str, where: str) -> date | None:
        value = node.get(name)
        if value is not None and type(value) is not date:
            self.problems.append(f"{where}: `{name}` debe ser una fecha.")
        return value if type(value) is date else None

    def _node(self, node: Node, name: str) -> Node:
        value = node.get(name)
        return value if isinstance(value, dict) else {}

    def _nodes(self, node: Node, name: str) -> Sequence[Node]:
        return [child for child in self._list(node, name) if isinstance(child, dict)]

    def _list(self, node: Node, name: str) -> Sequence[object]:
        value = node.get(name)
        return value if isinstance(value, list) else []
