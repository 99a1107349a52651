"""
A CRM that is a folder of CSV files: the example of a connector that lives outside the distribution.

A file per kind has a row per record; `log.csv` tells, in order, which record changed. It imports what an outsider
may: `domain.ports.crm`, `domain.model.exchange.crm_records` and `domain.errors`.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from domain.errors import ConfigurationError
from domain.model.exchange.crm_records import (
    SYNCED_FIELDS,
    Capabilities,
    ChangePage,
    CrmChange,
    CrmDeletion,
    CrmRecord,
    CrmWrite,
    Health,
    RecordKind,
    Scalar,
    WriteOutcome,
    WriteStatus,
)

_TYPES: Final = {kind: {field.name: field.type for field in fields} for kind, fields in SYNCED_FIELDS.items()}
_EMPTY: Final = "\\N"  # an empty text is a text
_FAILED: Final = {WriteStatus.CONFLICT, WriteStatus.REJECTED}


class CsvCrm:
    """`domain.ports.crm.CrmConnector` on the files of *folder*, which one process at a time may use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def capabilities(self) -> Capabilities:
        """A file bears one call at a time."""
        return Capabilities((RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION), 50, 1, impersonation=True)

    async def __aenter__(self) -> Self:
        """Make the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open between calls."""

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, CrmRecord]:
        """See the port."""
        records = self.records(kind)
        return {key: records[key] for key in keys if key in records}

    async def changes(self, kind: RecordKind, cursor: str | None, page_size: int = 1000) -> ChangePage:
        """See the port; the cursor is the number of lines of the log that were read."""
        log, start = self._log(), int(cursor or 0)
        last: dict[str, int] = {}
        place = start
        while place < len(log) and len(last) < page_size:
            if log[place][0] == kind.value:
                last[log[place][1]] = place
            place += 1
        records = self.records(kind)
        found: list[CrmChange] = [records.get(key) or CrmDeletion(kind, key) for key in last]
        return ChangePage(tuple(found), str(place), more=any(line[0] == kind.value for line in log[place:]))

    async def write(self, writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        """See the port."""
        outcomes: list[WriteOutcome] = []
        failed: dict[tuple[RecordKind, str], WriteOutcome] = {}
        for write in writes:
            first = failed.get((write.kind, write.key))
            outcome = self._write(write) if first is None else _like(first, write)
            if outcome.status in _FAILED:
                failed.setdefault((write.kind, write.key), outcome)
            outcomes.append(outcome)
        return outcomes

    async def health(self) -> Health:
        """See the port."""
        started = time.perf_counter()
        detail = f"{len(self._log())} changes in the files."
        return Health(ok=self._folder.is_dir(), detail=detail, latency_seconds=time.perf_counter() - started)

    def records(self, kind: RecordKind) -> dict[str, CrmRecord]:
        """Every record of this kind, by key."""
        path = self._folder / f"{kind.value}.csv"
        if not path.exists():
            return {}
        with path.open(newline="", encoding="utf-8") as file:
            return {row["key"]: _record(kind, row) for row in csv.DictReader(file)}

    def put(self, kind: RecordKind, key: str, values: Mapping[str, Scalar], by: str) -> CrmRecord:
        """Set these fields of a record, new or not."""
        records = self.records(kind)
        before = records[key].values if key in records else dict.fromkeys(_TYPES[kind])
        version, at = str(len(self._log()) + 1), datetime.now(UTC).replace(microsecond=0)
        records[key] = CrmRecord(kind, key, {**before, **values}, version, by, at)
        self._save(kind, records, key)
        return records[key]

    def drop(self, kind: RecordKind, key: str) -> None:
        """Delete a record."""
        records = self.records(kind)
        del records[key]
        self._save(kind, records, key)

    def _write(self, write: CrmWrite) -> WriteOutcome:
        current = self.records(write.kind).get(write.key)
        if current is None:
            return self._create(write)
        if all(current.values.get(name) == value for name, value in write.values.items()):
            seen = None if write.expected == current.version else current
            return WriteOutcome(write, WriteStatus.UNCHANGED, current.version, seen)
        if write.expected != current.version:
            return WriteOutcome(write, WriteStatus.CONFLICT, current.version, current)
        after = self.put(write.kind, write.key, write.values, write.actor or "atencion")
        return WriteOutcome(write, WriteStatus.UPDATED, after.version)

    def _create(self, write: CrmWrite) -> WriteOutcome:
        if write.expected is not None:
            return WriteOutcome(write, WriteStatus.CONFLICT)
        account = write.values.get("account_id")
        if write.kind is not RecordKind.ACCOUNT and account not in self.records(RecordKind.ACCOUNT):
            reason = f"No existe la cuenta {account}: se escribe primero la cuenta."
            return WriteOutcome(write, WriteStatus.REJECTED, reason=reason, code="unknown_account")
        created = self.put(write.kind, write.key, write.values, write.actor or "atencion")
        return WriteOutcome(write, WriteStatus.CREATED, created.version)

    def _log(self) -> list[list[str]]:
        path = self._folder / "log.csv"
        if not path.exists():
            return []
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    def _save(self, kind: RecordKind, records: Mapping[str, CrmRecord], changed: str) -> None:
        names = ["key", "version", "by", "at", *_TYPES[kind]]
        with (self._folder / f"{kind.value}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(_row(record) for record in records.values())
        with (self._folder / "log.csv").open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([kind.value, changed])


class CsvPlugin:
    """`domain.ports.crm.ConnectorPlugin`: what an entry point of the group "atencion.connectors" names."""

    name: str = "csv"
    port: str = "1.0"

    def check_settings(self, settings: Mapping[str, str]) -> Sequence[str]:
        """See the port."""
        return () if settings.get("CSV_CRM_FOLDER") else ("CSV_CRM_FOLDER must name a folder.",)

    def connect(self, settings: Mapping[str, str]) -> CsvCrm:
        """See the port."""
        problems = self.check_settings(settings)
        if problems:
            raise ConfigurationError(list(problems))
        return CsvCrm(Path(settings["CSV_CRM_FOLDER"]))


plugin: Final = CsvPlugin()


def _like(first: WriteOutcome, write: CrmWrite) -> WriteOutcome:
    return WriteOutcome(write, first.status, first.version, first.current, first.reason, first.code)


def _row(record: CrmRecord) -> dict[str, str]:
    told = {name: _EMPTY if value is None else _text(value) for name, value in record.values.items()}
    at = record.modified_at.isoformat() if record.modified_at else ""
    return {"key": record.key, "version": record.version, "by": record.modified_by or "", "at": at, **told}


def _text(value: Scalar) -> str:
    return value.isoformat() if isinstance(value, date) else f"={value}" if isinstance(value, str) else str(value)


def _record(kind: RecordKind, row: Mapping[str, str]) -> CrmRecord:
    values = {name: _value(kind, name, row[name]) for name in _TYPES[kind]}
    return CrmRecord(kind, row["key"], values, row["version"], row["by"], datetime.fromisoformat(row["at"]))


def _value(kind: RecordKind, name: str, text: str) -> Scalar:
    wanted = _TYPES[kind][name]
    if text == _EMPTY:
        return None
    if wanted is str:
        return text[1:]
    if wanted is bool:
        return text == "True"
    if wanted is int:
        return int(text)
    return datetime.fromisoformat(text) if wanted is datetime else date.fromisoformat(text)
