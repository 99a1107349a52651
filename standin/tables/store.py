"""
Rows in memory: dictionaries with indexes beside them, one version counter for the organisation, and undo.

A row maps wire names to stored values; an absent name is null. Dates are ISO text in UTC, ids are lower-case text. The
target table of a lookup that may point at several is kept under `<column>!type`. A stored row is never changed in
place: an update puts a new dictionary, so undo, snapshots and pages need no copies.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from standin.errors import duplicate_key
from standin.tables.schema import AlternateKey, Table

Row = dict[str, Any]
KeyValues = tuple[Any, ...]


def index_value(value: Any) -> Any:
    """Text is compared without regard to case, as the service's database does."""
    return value.casefold() if isinstance(value, str) else value


@dataclass(slots=True)
class TableRows:
    """The rows of one table, found by id, by alternate key, by column value and by version."""

    rows: dict[str, Row] = field(default_factory=dict)
    key_indexes: dict[str, dict[KeyValues, str]] = field(default_factory=dict)
    column_indexes: dict[str, dict[Any, set[str]]] = field(default_factory=dict)
    log_versions: array[int] = field(default_factory=lambda: array("Q"))
    log_ids: list[str] = field(default_factory=list)
    deleted: dict[str, int] = field(default_factory=dict)
    _sorted: list[str] = field(default_factory=list)
    _unsorted: list[str] = field(default_factory=list)

    def sorted_ids(self) -> list[str]:
        """Return the ids in order; deleted ones may linger, so ask `rows` for each."""
        if len(self._unsorted) > 64:
            self._sorted = sorted([*self._sorted, *self._unsorted])
            self._unsorted = []
        while self._unsorted:
            insort(self._sorted, self._unsorted.pop())
        if len(self._sorted) > 1000 and len(self._sorted) > 2 * len(self.rows):
            self._sorted = sorted(self.rows)
        return self._sorted

    def adopt_order(self, ids: list[str]) -> None:
        """Take *ids* as the sorted ids of all rows."""
        self._sorted, self._unsorted = ids, []

    def ids_after(self, last_id: str | None) -> Iterator[str]:
        """Yield the ids of rows that exist, in order, after *last_id*."""
        ids = self.sorted_ids()
        start = bisect_right(ids, last_id) if last_id is not None else 0
        rows = self.rows
        previous = None
        for position in range(start, len(ids)):
            row_id = ids[position]
            if row_id in rows and row_id != previous:
                yield row_id
            previous = row_id

    def ids_where(self, wire_name: str, value: Any) -> set[str]:
        """Return the ids of the rows whose column has *value*; the index is built at its first use."""
        index = self.column_indexes.get(wire_name)
        if index is None:
            index = self.column_indexes[wire_name] = {}
            for row_id, row in self.rows.items():
                found = row.get(wire_name)
                if found is not None:
                    index.setdefault(index_value(found), set()).add(row_id)
        return index.get(index_value(value), set())

    def build_key(self, key: AlternateKey, wire_names: tuple[str, ...]) -> None:
        """Index *key* over the present rows; duplicates make it fail."""
        index: dict[KeyValues, str] = {}
        for row_id, row in self.rows.items():
            values = key_values(row, wire_names)
            if values is None:
                continue
            if values in index:
                key.failed = True
                return
            index[values] = row_id
        key.failed = False
        self.key_indexes[key.name] = index

    def changes_after(self, version: int) -> tuple[list[str], list[str]]:
        """Return the ids changed and the ids deleted since *version*, each in the order of their versions."""
        changed: list[str] = []
        gone: list[str] = []
        start = bisect_right(self.log_versions, version)
        for position in range(start, len(self.log_ids)):
            row_id = self.log_ids[position]
            at = self.log_versions[position]
            row = self.rows.get(row_id)
            if row is not None and row["versionnumber"] == at:
                changed.append(row_id)
            elif row is None and self.deleted.get(row_id) == at:
                gone.append(row_id)
        return changed, gone

    def _index(self, row_id: str, row: Row, *, remove: bool) -> None:
        for name, index in self.column_indexes.items():
            value = row.get(name)
            if value is None:
                continue
            value = index_value(value)
            if remove:
                index[value].discard(row_id)
            else:
                index.setdefault(value, set()).add(row_id)

    def replace(self, table: Table, row_id: str, new: Row | None, version: int) -> None:
        """Put *new* (None deletes) and keep every index true. Raises before anything changed."""
        old = self.rows.get(row_id)
        if table.keys:
            self._move_keys(table, row_id, old, new)
        if self.column_indexes:
            if old is not None:
                self._index(row_id, old, remove=True)
            if new is not None:
                self._index(row_id, new, remove=False)
        if new is None:
            self.rows.pop(row_id, None)
            self.deleted[row_id] = version
        else:
            if old is None:
                self._unsorted.append(row_id)
                self.deleted.pop(row_id, None)
            self.rows[row_id] = new
        self.log_versions.append(version)
        self.log_ids.append(row_id)

    def _move_keys(self, table: Table, row_id: str, old: Row | None, new: Row | None) -> None:
        moves: list[tuple[dict[KeyValues, str], KeyValues | None, KeyValues | None]] = []
        for key in table.keys.values():
            index = self.key_indexes.get(key.name)
            if index is None:
                continue
            names = tuple(table.columns[name].wire_name for name in key.columns)
            before = key_values(old, names) if old is not None else None
            after = key_values(new, names) if new is not None else None
            if before == after:
                continue
            if after is not None and index.get(after, row_id) != row_id:
                raise duplicate_key(key.schema_name)
            moves.append((index, before, after))
        for index, before, after in moves:
            if before is not None:
                index.pop(before, None)
            if after is not None:
                index[after] = row_id


def key_values(row: Row, wire_names: tuple[str, ...]) -> KeyValues | None:
    """Return the values of a key in *row*; None when one is null, for then uniqueness is not checked."""
    values = []
    for name in wire_names:
        value = row.get(name)
        if value is None:
            return None
        values.append(index_value(value))
    return tuple(values)


Undo = tuple[str, str, Row | None, int | None]


class Store:
    """All rows of one organisation, with transactions. One thread uses it."""

    def __init__(self, tables: Callable[[str], Table]) -> None:
        self._definition = tables
        self.tables: dict[str, TableRows] = {}
        self.pairs: dict[str, set[tuple[str, str]]] = {}
        self.version = 1000
        self._undo: list[Undo | tuple[str, tuple[str, str], bool]] = []
        self._depth = 0
        self.touched: set[tuple[str, str]] = set()
        self.on_rollback: Callable[[], None] | None = None
        self.on_commit: Callable[[set[tuple[str, str]]], None] | None = None

    def of(self, table: str) -> TableRows:
        found = self.tables.get(table)
        if found is None:
            found = self.tables[table] = TableRows()
        return found

    def next_version(self) -> int:
        self.version += 1
        return self.version

    def put(self, table: str, row_id: str, row: Row) -> None:
        """Write *row*, whose `versionnumber` is already set."""
        rows = self.of(table)
        old = rows.rows.get(row_id)
        rows.replace(self._definition(table), row_id, row, row["versionnumber"])
        self._undo.append((table, row_id, old, None))
        self.touched.add((table, row_id))

    def delete(self, table: str, row_id: str) -> None:
        rows = self.of(table)
        old = rows.rows.get(row_id)
        rows.replace(self._definition(table), row_id, None, self.next_version())
        self._undo.append((table, row_id, old, None))
        self.touched.add((table, row_id))

    def pair(self, intersect: str, pair: tuple[str, str], *, present: bool) -> bool:
        """Add or remove a pair of an intersect table; say whether anything changed."""
        pairs = self.pairs.setdefault(intersect, set())
        if (pair in pairs) == present:
            return False
        (pairs.add if present else pairs.discard)(pair)
        self._undo.append((intersect, pair, present))
        self.touched.add((f"!{intersect}", ",".join(pair)))
        return True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another one it is a savepoint. The version counter never goes back."""
        mark = len(self._undo)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._roll_back(mark)
            if self._depth == 1 and self.on_rollback is not None:
                self.on_rollback()
            raise
        finally:
            self._depth -= 1
        if self._depth == 0:
            self._undo.clear()
            touched, self.touched = self.touched, set()
            if self.on_commit is not None and touched:
                self.on_commit(touched)

    def _roll_back(self, mark: int) -> None:
        while len(self._undo) > mark:
            entry = self._undo.pop()
            if len(entry) == 3:
                intersect, pair, present = entry
                (self.pairs[intersect].discard if present else self.pairs[intersect].add)(pair)
                continue
            table, row_id, old, _ = entry
            rows = self.of(table)
            version = old["versionnumber"] if old is not None else 0
            was_deleted = rows.deleted.get(row_id)
            rows.replace(self._definition(table), row_id, old, version)
            rows.log_versions.pop()
            rows.log_ids.pop()
            rows.log_versions.pop()
            rows.log_ids.pop()
            if old is None and was_deleted is None:
                rows.deleted.pop(row_id, None)
