"""
The first load: everything the CRM has, page by page, interrupted and resumed at will; and its reverse, `upload`.

`load` holds one page at a time. The caller saves each page and its cursor in one transaction; called again with the
saved cursors it goes on from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import msgspec

from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.mapping.rows import FieldRefused, TableMapping
from connectors.dynamics365.wire.client import PATIENT
from connectors.dynamics365.wire.errors import Fault, Verdict
from connectors.dynamics365.wire.requests import MAX_PAGE, Request, Unaddressable, bulk_action, encoded, guid, json_body
from domain.model.exchange.crm_records import ChangePage, CrmDeletion, CrmRecord, RecordKind

UPLOAD_CHUNK: Final = 1_000
_INACTIVE: Final = 1  # statecode

Apply = Callable[[RecordKind, ChangePage], Awaitable[None]]
"""Stores a page and its cursor in one transaction."""

LoadProgress = Callable[[RecordKind, int, int | None], None]
"""Called with the kind, records read so far in this run, and the CRM's own count (may be a day old; None: unknown)."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Records read and deletions met in this run, by kind."""

    read: Mapping[RecordKind, int]
    deleted: Mapping[RecordKind, int]
    pages: int


async def load(
    connector: Dynamics365Connector,
    apply: Apply,
    cursors: Mapping[RecordKind, str | None],
    *,
    progress: LoadProgress = lambda _kind, _done, _all: None,
    page_size: int = MAX_PAGE,
) -> LoadReport:
    """
    Read everything since the cursors (None: from the start), parents first, until caught up.

    The next page is fetched while the last one is applied; so at most two are held.

    Raises:
        CursorExpired: The CRM no longer knows a cursor: start that kind again with None.
        CrmError: After patience ran out; what was applied stays, call again with the saved cursors.
    """
    totals = await record_counts(connector)
    read: dict[RecordKind, int] = {}
    deleted: dict[RecordKind, int] = {}
    pages = 0
    for kind in connector.capabilities.kinds:
        read[kind] = deleted[kind] = 0
        async for page in _pages(connector, kind, cursors.get(kind), page_size):
            await apply(kind, page)
            pages += 1
            gone = sum(1 for change in page.changes if isinstance(change, CrmDeletion))
            deleted[kind] += gone
            read[kind] += len(page.changes) - gone
            progress(kind, read[kind], totals.get(kind))
    return LoadReport(read, deleted, pages)


async def record_counts(connector: Dynamics365Connector) -> dict[RecordKind, int]:
    """The CRM's own count of records by kind: a snapshot, up to a day old; kinds it does not tell are missing."""
    names = [mapping.table.name for mapping in connector.mappings.values()]
    alias = encoded(json_body(names).decode())
    target = f"RetrieveTotalRecordCount(EntityNames=@p1)?@p1={alias}"
    answer = await connector.client.send(Request("GET", target, "count"), PATIENT)
    counts = answer.json().get("EntityRecordCountCollection") if answer.fault is None else None
    if not isinstance(counts, dict):
        return {}
    told = dict(zip(counts.get("Keys") or [], counts.get("Values") or [], strict=False))
    return {
        kind: int(told[mapping.table.name])
        for kind, mapping in connector.mappings.items()
        if mapping.table.name in told
    }


async def _pages(
    connector: Dynamics365Connector, kind: RecordKind, cursor: str | None, page_size: int
) -> AsyncIterator[ChangePage]:
    mapping = connector.mappings[kind]
    coming = asyncio.ensure_future(connector.reader.changes(mapping, cursor, page_size, PATIENT))
    try:
        while True:
            page = await coming
            if page.more:
                coming = asyncio.ensure_future(connector.reader.changes(mapping, page.cursor, page_size, PATIENT))
            yield page
            if not page.more:
                return
    finally:
        coming.cancel()


class Uploaded(msgspec.Struct, frozen=True, gc=False):
    """What became of one record: stored, or refused with the reason and the CRM's code."""

    key: str
    stored: bool
    reason: str | None = None
    code: str | None = None


async def upload(
    connector: Dynamics365Connector,
    kind: RecordKind,
    records: Iterable[CrmRecord],
    *,
    chunk: int = UPLOAD_CHUNK,
    at_once: int | None = None,
) -> AsyncIterator[list[Uploaded]]:
    """
    Write these records whatever the CRM has (upsert by our GUID), a chunk at a time; outcomes come as chunks end.

    For an environment that nobody else writes to yet: it overwrites. A chunk that is refused, or is too slow, is cut in
    halves until the records at fault are named; the others go through. Repeating it is harmless.

    Args:
        at_once: Chunks in flight; None: as the connector's settings say.
    """
    mapping = connector.mappings[kind]
    source = iter(records)
    width = at_once or connector.settings.max_in_flight
    flying: set[asyncio.Task[list[Uploaded]]] = set()
    try:
        while True:
            while len(flying) < width and (some := list(islice(source, chunk))):
                flying.add(asyncio.ensure_future(_upload_chunk(connector, mapping, some)))
            if not flying:
                return
            done, flying = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
    finally:
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)


async def _upload_chunk(
    connector: Dynamics365Connector, mapping: TableMapping, records: Sequence[CrmRecord]
) -> list[Uploaded]:
    refused: list[Uploaded] = []
    targets: list[tuple[str, dict[str, object]]] = []
    inactive: list[tuple[str, dict[str, object]]] = []
    for record in records:
        try:
            address = f"{mapping.table.set_name}({guid(record.key)})"
            columns = mapping.encode(record.values)
        except (FieldRefused, Unaddressable) as error:
            refused.append(Uploaded(record.key, False, str(error), "invalid_value"))
            continue
        named: dict[str, object] = {"@odata.type": mapping.odata_type, "@odata.id": address}
        if columns.get("statecode") == _INACTIVE:  # a new record starts active: its state follows apart
            state = {name: columns.pop(name) for name in ("statecode", "statuscode")}
            inactive.append((record.key, state | named))
        targets.append((record.key, columns | named))
    done = await _upsert(connector, mapping, targets)
    stored = {each.key for each in done if each.stored}
    late = await _upsert(connector, mapping, [(key, state) for key, state in inactive if key in stored])
    failed = {each.key: each for each in late if not each.stored}
    return refused + [failed.get(each.key, each) for each in done]


async def _upsert(
    connector: Dynamics365Connector, mapping: TableMapping, targets: Sequence[tuple[str, dict[str, object]]]
) -> list[Uploaded]:
    if not targets:
        return []
    request = bulk_action(
        mapping.table.set_name, "UpsertMultiple", [target for _, target in targets], f"upsert {mapping.kind}s"
    )
    answer = await connector.client.send(request, PATIENT)
    fault = answer.fault
    if fault is None:
        return [Uploaded(key, True) for key, _ in targets]
    if fault.verdict is Verdict.DENIED:
        raise fault.error(request.operation)
    if len(targets) == 1:
        return [_refused(targets[0][0], fault)]
    middle = len(targets) // 2
    first = await _upsert(connector, mapping, targets[:middle])
    return first + await _upsert(connector, mapping, targets[middle:])


def _refused(key: str, fault: Fault) -> Uploaded:
    return Uploaded(key, False, fault.sentence, fault.code_text)
