"""
The read-only `?sql=SELECT …`: the statement runs on a copy of the columns it names, in an in-memory SQLite database.

What the service's dialect allows and SQLite words differently (TOP, OFFSET … FETCH, N'…') is translated; any other
function or clause is refused.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

from standin.calls import Call, Reply, json_reply
from standin.errors import bad_request, not_imitated
from standin.organization import Organization
from standin.reading.paging import Cookie, read_skip_token
from standin.tables.schema import LOOKUPS, TEXTS, Column, ColumnType, JsonObject, Table

_LITERAL = re.compile(r"N?'(?:[^']|'')*'", re.IGNORECASE)
_REFUSED: Final = re.compile(
    r"\b(insert|update|delete|drop|truncate|alter|create|exec|grant|union|having|with|cross|full|right|exists|pragma|"
    r"attach)\b|;|--|/\*|\(\s*select\b",
    re.IGNORECASE,
)
_TOP = re.compile(r"^(\s*select\s+(?:distinct\s+)?)top\s*\(?\s*(\d+)\s*\)?\s+", re.IGNORECASE)
_FETCH = re.compile(r"\boffset\s+(\d+)\s+rows?\s+fetch\s+(?:next|first)\s+(\d+)\s+rows?\s+only\s*$", re.IGNORECASE)
_TABLES = re.compile(r"\b(?:from|join)\s+\[?(\w+)\]?", re.IGNORECASE)
_WORD = re.compile(r"\w+")


class SqlQuery:
    """One page of one statement."""

    def __init__(self, organization: Organization, call: Call, set_name: str) -> None:
        self._organization = organization
        self._call = call
        self._table = organization.schema.table_of_set(set_name)
        self._text = call.query["sql"].strip()
        self._masked = _LITERAL.sub("''", self._text)
        refused = _REFUSED.search(self._masked)
        if not re.match(r"select\b", self._masked, re.IGNORECASE) or refused:
            raise bad_request(
                f"The SQL statement is not supported{f': {refused[0]}' if refused else ''}.", "0x80040203"
            )
        if re.search(r"\bselect\s+(?:distinct\s+)?(?:top\s*\(?\d+\)?\s+)?(?:\w+\.)?\*", self._masked, re.IGNORECASE):
            raise bad_request("SELECT * is not supported.", "0x80040203")
        self._tables = self._named_tables()

    def _named_tables(self) -> list[Table]:
        found = []
        for name in dict.fromkeys(name.lower() for name in _TABLES.findall(self._masked)):
            table = self._organization.schema.tables.get(name)
            if table is None:
                raise bad_request(f"Invalid table name {name}.", "0x80041102")
            found.append(table)
        if self._table not in found:
            raise bad_request("The entity set does not match the table of the statement.", "0x80041102")
        return found

    def _translated(self) -> str:
        text = re.sub(r"\bN'", "'", self._text)
        top = _TOP.match(text)
        if top is not None:
            return f"{text[: top.end(1)]}{text[top.end() :]} LIMIT {top[2]}"
        return _FETCH.sub(r"LIMIT \2 OFFSET \1", text)

    def reply(self) -> Reply:
        size = self._call.page_size(self._organization.settings.max_page_size)
        token = self._call.query.get("$skiptoken")
        cookie = read_skip_token(token) if token else Cookie(1, "0")
        start = int(cookie.last)
        rows = self._run()
        document: JsonObject = {
            "@odata.context": f"{self._call.api_root}/$metadata#{self._table.set_name}",
            "value": rows[start : start + size],
        }
        if len(rows) > start + size:
            following = Cookie(cookie.page + 1, str(start + size)).skip_token()
            pieces = [
                piece
                for piece in self._call.query_text.split("&")
                if not piece.startswith(("$skiptoken=", "%24skiptoken="))
            ]
            query = "&".join([*pieces, f"$skiptoken={following}"])
            document["@odata.nextLink"] = f"{self._call.api_root}/{self._table.set_name}?{query}"
        return json_reply(document)

    def _run(self) -> list[JsonObject]:
        words = {word.lower() for word in _WORD.findall(self._masked)}
        database = sqlite3.connect(":memory:")
        try:
            booleans: set[str] = set()
            for table in self._tables:
                booleans |= self._load(database, table, words)
            cursor = database.execute(self._translated())
            names = [column[0] for column in cursor.description]
            return [
                {
                    name: bool(value) if name in booleans and value is not None else value
                    for name, value in zip(names, row, strict=True)
                }
                for row in cursor
            ]
        except sqlite3.Error as reason:
            text = str(reason)
            if "function" in text:
                raise not_imitated(f"this SQL function ({text})") from reason
            raise bad_request(f"Invalid SQL statement: {text}.", "0x80041103") from reason
        finally:
            database.close()

    def _load(self, database: sqlite3.Connection, table: Table, words: set[str]) -> set[str]:
        """Copy the columns the statement names; lookups go by their logical name too."""
        picked: list[tuple[str, Column]] = []
        for column in table.columns.values():
            names = {column.name, column.wire_name} if column.type in LOOKUPS else {column.name}
            picked += [(name, column) for name in sorted(names) if name in words]
        if not picked:
            picked = [(table.primary_id, table.columns[table.primary_id])]
        # The names come from the schema, never from the statement.
        columns = ", ".join(f'"{name}" {_sql_type(column)}' for name, column in picked)
        database.execute(f'CREATE TABLE "{table.name}" ({columns})')
        marks = ", ".join("?" * len(picked))
        wires = [column.wire_name for _, column in picked]
        rows = self._organization.store.of(table.name)
        values = (tuple(rows.rows[row_id].get(wire) for wire in wires) for row_id in rows.ids_after(None))
        database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', values)  # noqa: S608 - names of the schema
        return {name for name, column in picked if column.type is ColumnType.BOOLEAN}


def _sql_type(column: Column) -> Any:
    if column.type in TEXTS:
        return "TEXT COLLATE NOCASE"
    if column.type in {ColumnType.DECIMAL, ColumnType.DOUBLE, ColumnType.MONEY}:
        return "REAL"
    if column.type in LOOKUPS or column.type in {
        ColumnType.DATETIME,
        ColumnType.UNIQUEIDENTIFIER,
        ColumnType.MULTISELECT,
    }:
        return "TEXT COLLATE NOCASE"
    return "INTEGER"
