"""
The state in a SQLite file: every committed row, tombstone and pair, and the writes to the definitions in order.

Loading repeats the writes to the definitions and then puts the rows back with their versions.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable
from pathlib import Path

import orjson

from standin.calls import Call, Caller, Reply
from standin.organization import Organization
from standin.tables.snapshots import filled_rows
from standin.tables.store import Row

_SCHEMA = """
CREATE TABLE IF NOT EXISTS rows (org TEXT, tbl TEXT, id TEXT, version INTEGER, doc BLOB, PRIMARY KEY (org, tbl, id))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS definitions (org TEXT, seq INTEGER, doc BLOB, PRIMARY KEY (org, seq)) WITHOUT ROWID;
"""


class StateFile:
    """One file for all organisations of a process. Used by one thread only."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    def close(self) -> None:
        self._database.commit()
        self._database.close()

    def attach(self, organization: Organization, handle: Callable[[Call], Reply]) -> None:
        """Load *organization* if the file knows it, else write it down; from then on record what it commits."""
        name = organization.config.name
        if self._database.execute("SELECT 1 FROM rows WHERE org = ? LIMIT 1", (name,)).fetchone():
            self._load(organization, handle)
        else:
            self.rewrite(organization)
        organization.store.on_commit = lambda touched: self._write(organization, touched)
        organization.on_metadata = lambda number: self._write_definition(organization, number)

    def rewrite(self, organization: Organization) -> None:
        """Write everything anew, after a reset or a restore."""
        name = organization.config.name
        with self._database:
            self._database.execute("DELETE FROM rows WHERE org = ?", (name,))
            self._database.execute("DELETE FROM definitions WHERE org = ?", (name,))
        store = organization.store
        touched = {(table, row_id) for table, rows in store.tables.items() for row_id in (*rows.rows, *rows.deleted)}
        touched |= {(f"!{table}", ",".join(pair)) for table, pairs in store.pairs.items() for pair in pairs}
        self._write(organization, touched)
        for number in range(len(organization.metadata_log)):
            self._write_definition(organization, number)

    def _write(self, organization: Organization, touched: set[tuple[str, str]]) -> None:
        name, store = organization.config.name, organization.store
        lines: list[tuple[str, str, str, int, bytes | None]] = []
        for table, row_id in touched:
            if table.startswith("!"):
                first, _, second = row_id.partition(",")
                present = (first, second) in store.pairs.get(table[1:], set())
                lines.append((name, table, row_id, 0, b"1" if present else None))
                continue
            rows = store.of(table)
            row = rows.rows.get(row_id)
            version = row["versionnumber"] if row is not None else rows.deleted.get(row_id, 0)
            lines.append((name, table, row_id, version, orjson.dumps(row) if row is not None else None))
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", lines)

    def _write_definition(self, organization: Organization, number: int) -> None:
        document = orjson.dumps(organization.metadata_log[number])
        with self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO definitions VALUES (?, ?, ?)", (organization.config.name, number, document)
            )

    def _load(self, organization: Organization, handle: Callable[[Call], Reply]) -> None:
        name, store = organization.config.name, organization.store
        author = Caller(organization.id)
        known = self._database.execute("SELECT id, doc FROM rows WHERE org = ? AND tbl = 'solution'", (name,))
        for row_id, document in known.fetchall():  # the writes to the definitions name solutions
            if document is not None:
                store.of("solution").rows[row_id] = orjson.loads(document)
        for row_id, document in self._database.execute(
            "SELECT id, doc FROM rows WHERE org = ? AND tbl = 'publisher'", (name,)
        ).fetchall():
            if document is not None:
                store.of("publisher").rows[row_id] = orjson.loads(document)
        definitions = self._database.execute("SELECT doc FROM definitions WHERE org = ? ORDER BY seq", (name,))
        for (document,) in definitions.fetchall():
            entry = orjson.loads(document)
            headers = {"mscrm.solutionuniquename": entry["solution"], "mscrm.mergelabels": entry["merge"]}
            handle(
                Call(
                    entry["method"],
                    "",
                    entry["path"],
                    entry["query"],
                    {key: text for key, text in headers.items() if text},
                    entry["body"].encode(),
                    author,
                )
            )
        store.tables.clear()
        store.pairs.clear()
        tables: dict[str, tuple[dict[str, Row], dict[str, int], array[int], list[str]]] = {}
        lines = self._database.execute("SELECT tbl, id, version, doc FROM rows WHERE org = ? ORDER BY version", (name,))
        for table, row_id, version, document in lines:
            if table.startswith("!"):
                if document is not None:
                    first, _, second = row_id.partition(",")
                    store.pairs.setdefault(table[1:], set()).add((first, second))
                continue
            rows, deleted, versions, ids = tables.setdefault(table, ({}, {}, array("Q"), []))
            if document is None:
                deleted[row_id] = version
            else:
                rows[row_id] = orjson.loads(document)
            versions.append(version)
            ids.append(row_id)
            store.version = max(store.version, version)
        for table, (rows, deleted, versions, ids) in tables.items():
            store.tables[table] = filled_rows(rows, deleted, versions, ids)
