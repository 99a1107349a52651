"""The whole state of an organisation, set aside and brought back."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from standin.organization import Organization
from standin.tables.store import Row, TableRows


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows are shared, for a stored row is never changed in place; everything that holds them is copied."""

    schema: bytes
    rows: dict[str, dict[str, Row]]
    deleted: dict[str, dict[str, int]]
    logs: dict[str, tuple[array[int], list[str]]]
    pairs: dict[str, set[tuple[str, str]]]
    version: int
    delta_floor: int
    metadata_log: list[dict[str, str]]


def take_snapshot(organization: Organization) -> Snapshot:
    store = organization.store
    return Snapshot(
        schema=organization.schema.saved(),
        rows={name: dict(table.rows) for name, table in store.tables.items()},
        deleted={name: dict(table.deleted) for name, table in store.tables.items()},
        logs={name: (table.log_versions[:], table.log_ids[:]) for name, table in store.tables.items()},
        pairs={name: set(pairs) for name, pairs in store.pairs.items()},
        version=store.version,
        delta_floor=organization.delta_floor,
        metadata_log=list(organization.metadata_log),
    )


def restore_snapshot(organization: Organization, snapshot: Snapshot) -> None:
    """Bring *snapshot* back; it can be used again."""
    organization.schema.bring_back(snapshot.schema)
    store = organization.store
    store.tables.clear()
    for name, rows in snapshot.rows.items():
        versions, ids = snapshot.logs[name]
        store.tables[name] = filled_rows(dict(rows), dict(snapshot.deleted[name]), versions[:], ids[:])
    store.pairs = {name: set(pairs) for name, pairs in snapshot.pairs.items()}
    store.version = snapshot.version
    organization.delta_floor = snapshot.delta_floor
    organization.metadata_log = list(snapshot.metadata_log)


def filled_rows(rows: dict[str, Row], deleted: dict[str, int], versions: array[int], ids: list[str]) -> TableRows:
    """Return a table's rows with their order; indexes are built when they are first needed."""
    table = TableRows(rows=rows, deleted=deleted, log_versions=versions, log_ids=ids)
    table.adopt_order(sorted(rows))
    return table
