"""What the pretended CRM holds: records with versions, tombstones, and a log of changes read by cursor."""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from domain.errors import CursorExpired
from domain.model.exchange.crm_records import (
    SYNCED_FIELDS,
    ChangePage,
    CrmChange,
    CrmDeletion,
    CrmRecord,
    EmailActivity,
    RecordKind,
    Scalar,
)

_COMPACT_ABOVE: Final = 4096
_EMPTY: Final[Mapping[RecordKind, Mapping[str, Scalar]]] = {
    kind: {known.name: None for known in fields} for kind, fields in SYNCED_FIELDS.items()
}


@dataclass(slots=True)
class _Shelf:
    """Records of one kind, and where in the log each key last changed."""

    records: dict[str, CrmRecord] = field(default_factory=dict)
    changed_at: dict[str, int] = field(default_factory=dict)  # deleted keys too
    log_numbers: list[int] = field(default_factory=list)
    log_keys: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoreImage:
    """Everything the store held at one moment."""

    records: tuple[CrmRecord, ...]
    deleted: tuple[tuple[RecordKind, str], ...]
    emails: tuple[EmailActivity, ...] = ()


class ChangeJournal(Protocol):
    """Where a store notes its changes so that they outlive it (`connectors.mock.journal.Journal`)."""

    def start(self, life: str, era: str) -> None:
        """A store with this identity begins, empty."""
        ...

    def note(self, change: CrmChange | EmailActivity) -> None:
        """This happened."""
        ...

    def note_era(self, era: str) -> None:
        """Cursors of earlier eras are void."""
        ...


class RecordStore:
    """
    Records by kind and key, synchronous and not shared between threads.

    Versions carry the *life* of the store and cursors its *era*: what another store, or this one before `reset`,
    gave out is never mistaken for something of now.
    """

    def __init__(self, journal: ChangeJournal | None = None) -> None:
        self._life = secrets.token_hex(3)
        self._era = secrets.token_hex(3)
        self._number = 0
        self._journal = journal
        self._shelves = {kind: _Shelf() for kind in RecordKind}
        self._emails: dict[str, EmailActivity] = {}

    def records(self, kind: RecordKind) -> Mapping[str, CrmRecord]:
        """Live records of this kind by key: a view, do not keep it."""
        return self._shelves[kind].records

    def put(
        self,
        kind: RecordKind,
        key: str,
        values: Mapping[str, Scalar],
        by: str | None,
        at: datetime,
        merged_into: str | None = None,
    ) -> CrmRecord:
        """
        Create the record, or set these fields of it; every put is a new version. What is merged stays so until it
        is active again, and an owner until there is another.
        """
        shelf = self._shelves[kind]
        before = shelf.records.get(key)
        whole = {**(_EMPTY[kind] if before is None else before.values), **values}
        number = self._log(shelf, key)
        master = merged_into or (before.merged_into if before is not None and whole.get("active") is not True else None)
        owned = before.owner if before is not None else None
        record = CrmRecord(kind, key, whole, f"{self._life}.{number}", by, at, master, owned)
        shelf.records[key] = record
        if self._journal is not None:
            self._journal.note(record)
        return record

    def give(self, key: str, owner: str, by: str | None, at: datetime) -> CrmRecord:
        """An account that is there gets another owner."""
        shelf = self._shelves[RecordKind.ACCOUNT]
        shelf.records[key] = replace(shelf.records[key], owner=owner)
        return self.put(RecordKind.ACCOUNT, key, {}, by, at)

    @property
    def emails(self) -> Mapping[str, EmailActivity]:
        """E-mail activities by id, oldest first: a view, do not keep it."""
        return self._emails

    def put_email(self, email: EmailActivity) -> None:
        """Keep the activity; nothing synchronised changes."""
        self._emails[email.id] = email
        if self._journal is not None:
            self._journal.note(email)

    def drop(self, kind: RecordKind, key: str) -> None:
        """
        Delete the record; an account takes its contacts and actions with it.

        Raises:
            KeyError: There is none.
        """
        shelf = self._shelves[kind]
        del shelf.records[key]
        self._log(shelf, key)
        if self._journal is not None:
            self._journal.note(CrmDeletion(kind, key))
        if kind is RecordKind.ACCOUNT:
            for child in (RecordKind.CONTACT, RecordKind.ACTION):
                orphans = [k for k, r in self.records(child).items() if r.values["account_id"] == key]
                for orphan in orphans:
                    self.drop(child, orphan)

    def changes(self, kind: RecordKind, cursor: str | None, page_size: int) -> ChangePage:
        """
        One page of the log after *cursor*, each key in its last state; None: all live records.

        Raises:
            CursorExpired: The cursor is of another life or kind, or `expire_cursors` was called since.
        """
        shelf = self._shelves[kind]
        since = 0 if cursor is None else self._position(kind, cursor)
        numbers, keys, changed_at, records = (
            shelf.log_numbers,
            shelf.log_keys,
            shelf.changed_at,
            shelf.records,
        )
        page: list[CrmChange] = []
        end = len(numbers)
        at = bisect_right(numbers, since)
        while at < end:
            key = keys[at]
            if changed_at[key] == numbers[at]:  # else a later entry tells the last state
                if len(page) == page_size:
                    break
                record = records.get(key)
                if record is not None:
                    page.append(record)
                elif cursor is not None:
                    page.append(CrmDeletion(kind, key))
            at += 1
        reached = numbers[at - 1] if at else since
        return ChangePage(tuple(page), f"{self._era}:{kind}:{max(reached, since)}", at < end)

    def expire_cursors(self) -> None:
        """Refuse from now on every cursor given out so far."""
        self._era = secrets.token_hex(3)
        if self._journal is not None:
            self._journal.note_era(self._era)

    def begin(self) -> None:
        """Start the journal, if there is one, over what is held now (nothing, in a new store)."""
        if self._journal is not None:
            self._journal.start(self._life, self._era)

    def resume(self, life: str, era: str, events: Iterable[CrmChange | EmailActivity | str]) -> None:
        """Be again the store whose journal this was: same versions, same cursors; a text is a new era."""
        self._life, self._era = life, era
        for event in events:
            if isinstance(event, str):
                self._era = event
                continue
            if isinstance(event, EmailActivity):
                self._emails[event.id] = event
                continue
            shelf = self._shelves[event.kind]
            if isinstance(event, CrmRecord):
                shelf.records[event.key] = event
            else:
                shelf.records.pop(event.key, None)
            self._log(shelf, event.key)

    def image(self) -> StoreImage:
        """Everything there is, to be put back with `restore`."""
        shelves = self._shelves.items()
        return StoreImage(
            records=tuple(record for _, shelf in shelves for record in shelf.records.values()),
            deleted=tuple(
                (kind, key) for kind, shelf in shelves for key in shelf.changed_at if key not in shelf.records
            ),
            emails=tuple(self._emails.values()),
        )

    def restore(self, image: StoreImage) -> None:
        """Hold exactly *image*: versions as they were; every cursor given out so far expires."""
        self._life, self._era = secrets.token_hex(3), secrets.token_hex(3)
        self._shelves = {kind: _Shelf() for kind in RecordKind}
        self._emails = {}
        self.begin()
        for email in image.emails:
            self.put_email(email)
        for kind, key in image.deleted:
            self._log(self._shelves[kind], key)
            if self._journal is not None:
                self._journal.note(CrmDeletion(kind, key))
        for record in image.records:
            shelf = self._shelves[record.kind]
            shelf.records[record.key] = record
            self._log(shelf, record.key)
            if self._journal is not None:
                self._journal.note(record)

    def __len__(self) -> int:
        return sum(len(shelf.records) for shelf in self._shelves.values())

    def __iter__(self) -> Iterator[CrmRecord]:
        for shelf in self._shelves.values():
            yield from shelf.records.values()

    def _log(self, shelf: _Shelf, key: str) -> int:
        self._number += 1
        shelf.changed_at[key] = self._number
        shelf.log_numbers.append(self._number)
        shelf.log_keys.append(key)
        if len(shelf.log_keys) > _COMPACT_ABOVE + 2 * len(shelf.changed_at):
            self._compact(shelf)
        return self._number

    @staticmethod
    def _compact(shelf: _Shelf) -> None:
        """Forget superseded entries; cursors are numbers, so they stay good."""
        entries: Sequence[tuple[int, str]] = [
            (number, key)
            for number, key in zip(shelf.log_numbers, shelf.log_keys, strict=True)
            if shelf.changed_at[key] == number
        ]
        shelf.log_numbers = [number for number, _ in entries]
        shelf.log_keys = [key for _, key in entries]

    def _position(self, kind: RecordKind, cursor: str) -> int:
        era, _, rest = cursor.partition(":")
        of_kind, _, number = rest.partition(":")
        if era != self._era or of_kind != kind or not number.isdigit():
            raise CursorExpired(
                f"El CRM ya no reconoce el cursor de {kind}: corresponde leer todo de nuevo.", operation="changes"
            )
        return int(number)
