"""Reads a mapping document: TOML into tables, and all that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Final

from connectors.dynamics365.mapping.document import (
    TEXTS,
    AlternateKey,
    Column,
    ColumnType,
    MappingDocument,
    Option,
    Table,
)
from domain.errors import ConfigurationError
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_OPTION_SPAN: Final = 10_000  # option values of a publisher start at its number times this

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
    except (ValueError, RecursionError) as error:
        raise ConfigurationError([f"La correspondencia no es un TOML: {error}."]) from error
    return _DocumentReader(document, prefix).read()


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
            master=str(node.get("master", "")),
            owner=str(node.get("owner", "")),
            effective_from=self._day(node, "from", where),
            effective_until=self._day(node, "until", where),
        )

    def _column(self, kind: RecordKind, node: Node, option_prefix: int, table: str) -> Column:
        name = str(node.get("name", ""))
        where = f"{table}, columna «{name}»"
        try:
            column_type = ColumnType(str(node.get("type", "")))
        except ValueError:
            self.problems.append(f"{where}: el tipo debe ser uno de {', '.join(ColumnType)}.")
            column_type = ColumnType.TEXT
        first, middle, last = self._name_parts(node, column_type)
        spelt = [n for n in (name, first, middle, last) if n] if column_type is ColumnType.FULL_NAME else [name]
        if not all(_NAME.fullmatch(n) for n in spelt):
            self.problems.append(f"{where}: el nombre lógico va en minúsculas, cifras y «_».")
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
            required=node.get("required") is True,
            first=first,
            middle=middle,
            last=last,
        )

    def _name_parts(self, node: Node, column_type: ColumnType) -> tuple[str, str, str]:
        if column_type is not ColumnType.FULL_NAME:
            return "", "", ""
        return str(node.get("first", "firstname")), str(node.get("middle", "")), str(node.get("last", "lastname"))

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
