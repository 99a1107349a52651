"""Reads: records by key, everything there is, and what changed since a saved place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from connectors.dynamics365.mapping.names import NameParts
from connectors.dynamics365.mapping.rows import RowPage, TableMapping, likely_next_link
from connectors.dynamics365.wire import telemetry
from connectors.dynamics365.wire.client import DataverseClient, Patience
from connectors.dynamics365.wire.requests import (
    MAX_PAGE,
    Request,
    Unaddressable,
    guid,
    in_list,
    literal,
    prefer,
    query_path,
    record_path,
)
from domain.errors import AccessDenied, CrmRejected, CursorExpired, InvalidRecord
from domain.model.exchange.crm_records import ChangePage, CrmRecord

_KEYS_AT_ONCE: Final = 250  # some 11 KB of URL
_TRACK: Final = "odata.track-changes"


class Phase(StrEnum):
    """Where in the course of a synchronisation a cursor stands."""

    LOAD = "load"  # everything there is, page by page
    OVERLAP = "overlap"  # what changed while the load went on
    DELTA = "delta"  # changes since a delta link


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """
    A cursor: links that the service gave, kept byte for byte.

    Attributes:
        link: Where to go on; empty at the start of the overlap.
        size: Page size of the sequence that `link` belongs to; it must not change between its pages.
        columns: What is selected; with another mapping the cursor is void.
        since: Highest version of the table when the load began.
        delta: During the overlap, the delta link that waits.
    """

    phase: Phase
    link: str
    size: int
    columns: str
    since: str = ""
    delta: str = ""


class _Newest(msgspec.Struct):
    value: list[dict[str, object]]


_places: Final = msgspec.json.Decoder(Place)
_newest: Final = msgspec.json.Decoder(_Newest)


class People:
    """
    Names of the users who changed records or own them: a person's id here when mapped, else the name in the CRM.

    Attributes:
        owners: Those of people, by id of the user. The application and teams own what nobody was given.
    """

    def __init__(self, client: DataverseClient, actors: Mapping[str, str]) -> None:
        self._client = client
        self._actors = {object_id.lower(): person for person, object_id in actors.items()}
        self._names: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self._denied = False

    async def named(self, users: set[str], patience: Patience | None) -> Mapping[str, str]:
        """The names known, those of *users* looked up first; without the right to read users, none."""
        missing = sorted(users - self._names.keys())
        if missing and not self._denied:
            for start in range(0, len(missing), _KEYS_AT_ONCE):
                await self._look_up(missing[start : start + _KEYS_AT_ONCE], patience)
        return self._names

    async def _look_up(self, users: Sequence[str], patience: Patience | None) -> None:
        target = query_path(
            "systemusers",
            select="systemuserid,fullname,azureactivedirectoryobjectid,applicationid",
            filter=in_list("systemuserid", users),
        )
        try:
            answer = await self._client.call(Request("GET", target, "read users"), patience)
        except (AccessDenied, InvalidRecord):
            self._denied = True
            return
        for user in users:
            self._names.setdefault(user, user)  # deleted meanwhile: the id must do
        rows = answer.json().get("value")
        for row in rows if isinstance(rows, list) else []:
            object_id = str(row.get("azureactivedirectoryobjectid") or "").lower()
            user = str(row.get("systemuserid"))
            self._names[user] = self._actors.get(object_id) or str(row.get("fullname") or "")
            if row.get("applicationid") is None and self._names[user]:
                self.owners[user] = self._names[user]


class RecordReader:
    """Reads the tables of one environment."""

    def __init__(self, client: DataverseClient, people: People) -> None:
        self._client = client
        self._people = people

    async def by_key(
        self, mapping: TableMapping, keys: Iterable[str], patience: Patience | None = None
    ) -> dict[str, CrmRecord]:
        """The records with these keys, by canonical key; what is no GUID the CRM cannot have."""
        wanted = sorted({key for key in map(_guid_or_none, keys) if key is not None})
        found: dict[str, CrmRecord] = {}
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            some = wanted[start : start + _KEYS_AT_ONCE]
            target = query_path(
                mapping.table.set_name, select=mapping.select, filter=in_list(mapping.table.id_column, some)
            )
            page = await self._page(mapping, target, prefer(f"odata.maxpagesize={MAX_PAGE}"), patience)
            names = await self._names(mapping, page, patience)
            found |= {record.key: record for record in mapping.records(page, names, self._people.owners)}
        return found

    async def by_alternate_key(
        self, mapping: TableMapping, values: Mapping[str, object], patience: Patience | None = None
    ) -> CrmRecord | None:
        """
        The record that holds these values of an alternate key; None when there is none.

        Values that a key segment of the URL cannot carry are looked up with a filter instead.
        """
        literals = {name: value for name, value in values.items() if isinstance(value, str | int) and value != ""}
        if len(literals) < len(values) or not values:
            return None
        try:
            target = f"{record_path(mapping.table.set_name, literals)}?$select={mapping.table.id_column}"
        except Unaddressable:
            condition = " and ".join(f"{name} eq {literal(value)}" for name, value in literals.items())
            target = query_path(mapping.table.set_name, select=mapping.table.id_column, filter=condition)
        answer = await self._client.send(Request("GET", target, f"read {mapping.kind} by key"), patience)
        if answer.fault is not None:
            return None
        document = answer.json()
        rows = document.get("value")
        row = (rows[0] if rows else {}) if isinstance(rows, list) else document
        key = str(row.get(mapping.table.id_column) or "").lower()
        return (await self.by_key(mapping, [key], patience)).get(key)

    async def name_parts(self, mapping: TableMapping, keys: Sequence[str]) -> dict[str, NameParts]:
        """How the CRM has split the full names of these records, by canonical key."""
        column = mapping.full_name
        if column is None or not keys:
            return {}
        id_column, found = mapping.table.id_column, {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            some = in_list(id_column, keys[start : start + _KEYS_AT_ONCE])
            target = query_path(mapping.table.set_name, select=",".join([id_column, *column.parts]), filter=some)
            answer = await self._client.call(Request("GET", target, f"read names of {mapping.kind}s"))
            rows = answer.json().get("value")
            for row in rows if isinstance(rows, list) else []:
                first, middle, last = (str(row.get(part) or "") for part in (column.first, column.middle, column.last))
                found[str(row.get(id_column)).lower()] = NameParts(first, middle, last)
        return found

    async def everything(
        self, mapping: TableMapping, page_size: int = MAX_PAGE, patience: Patience | None = None
    ) -> AsyncIterator[list[CrmRecord]]:
        """
        All records, a page at a time. Evaluated live: a record may come twice.

        The next page travels while this one is decoded and used; so at most two are held.
        """
        headers = prefer(f"odata.maxpagesize={page_size}")
        target: str | None = query_path(mapping.table.set_name, select=mapping.select)
        seen: set[int] = set()
        coming: tuple[str, asyncio.Task[bytes]] | None = None
        try:
            while target is not None:
                if hash(target) in seen:
                    raise CrmRejected("El CRM repite un enlace de página.", operation=f"read {mapping.kind}")
                seen.add(hash(target))
                if coming is not None and coming[0] == target:
                    body = await coming[1]
                else:
                    body = await self._body(mapping, target, headers, patience)
                likely = likely_next_link(body)
                if likely is not None:
                    coming = likely, asyncio.create_task(self._body(mapping, likely, headers, patience))
                    await asyncio.sleep(0.001)  # let it leave before the processor is busy decoding
                page = self._read(mapping, body)
                yield mapping.records(page, await self._names(mapping, page, patience), self._people.owners)
                target = page.next_link
        finally:
            if coming is not None:
                coming[1].cancel()

    async def changes(
        self, mapping: TableMapping, cursor: str | None, page_size: int, patience: Patience | None = None
    ) -> ChangePage:
        """See `CrmConnector.changes`."""
        size = min(max(page_size, 1), MAX_PAGE)
        if cursor is None:
            return await self._first_page(mapping, size, patience)
        place = self._place(mapping, cursor)
        match place.phase:
            case Phase.LOAD:
                page = await self._tracked(mapping, place.link, place.size, patience)
                return await self._turn(mapping, page, self._after_load(place, page), patience)
            case Phase.OVERLAP:
                page = await self._overlap(mapping, place, patience)
                return await self._turn(mapping, page, self._after_overlap(place, page, size), patience)
            case Phase.DELTA:
                page = await self._tracked(mapping, place.link, place.size, patience)
                return await self._turn(mapping, page, self._after_delta(mapping, page, place.size, size), patience)

    async def _first_page(self, mapping: TableMapping, size: int, patience: Patience | None) -> ChangePage:
        since = await self._newest_version(mapping, patience)
        target = query_path(mapping.table.set_name, select=mapping.select)
        page = await self._tracked(mapping, target, size, patience)
        if page.next_link is None:
            return await self._turn(mapping, page, self._after_delta(mapping, page, size, size), patience)
        place = Place(Phase.LOAD, page.next_link, size, mapping.select, since)
        return await self._turn(mapping, page, (place, True), patience)

    def _after_load(self, place: Place, page: RowPage) -> tuple[Place, bool]:
        if page.next_link is not None:
            return msgspec.structs.replace(place, link=page.next_link), True
        delta = _must(page.delta_link)
        if place.since:
            return msgspec.structs.replace(place, phase=Phase.OVERLAP, link="", delta=delta), True
        return Place(Phase.DELTA, delta, place.size, place.columns), True

    def _after_overlap(self, place: Place, page: RowPage, size: int) -> tuple[Place, bool]:
        if page.next_link is not None:
            return msgspec.structs.replace(place, link=page.next_link), True
        return Place(Phase.DELTA, place.delta, size, place.columns), True

    def _after_delta(self, mapping: TableMapping, page: RowPage, size: int, next_size: int) -> tuple[Place, bool]:
        if page.next_link is not None:
            return Place(Phase.DELTA, page.next_link, size, mapping.select), True
        return Place(Phase.DELTA, _must(page.delta_link), next_size, mapping.select), False

    async def _turn(
        self, mapping: TableMapping, page: RowPage, onward: tuple[Place, bool], patience: Patience | None
    ) -> ChangePage:
        place, more = onward
        changes = mapping.changes(page, await self._names(mapping, page, patience), self._people.owners)
        return ChangePage(changes, msgspec.json.encode(place).decode(), more)

    async def _tracked(self, mapping: TableMapping, target: str, size: int, patience: Patience | None) -> RowPage:
        return await self._page(mapping, target, prefer(_TRACK, f"odata.maxpagesize={size}"), patience)

    async def _overlap(self, mapping: TableMapping, place: Place, patience: Patience | None) -> RowPage:
        target = place.link or query_path(
            mapping.table.set_name, select=mapping.select, filter=f"versionnumber gt {int(place.since)}"
        )
        return await self._page(mapping, target, prefer(f"odata.maxpagesize={place.size}"), patience)

    async def _newest_version(self, mapping: TableMapping, patience: Patience | None) -> str:
        target = query_path(mapping.table.set_name, select="versionnumber", orderby="versionnumber desc", top="1")
        answer = await self._client.call(Request("GET", target, f"read newest {mapping.kind}"), patience)
        try:
            rows = _newest.decode(answer.body).value
        except msgspec.DecodeError as error:
            raise CrmRejected("El CRM no dice la versión de sus registros.", request_id=answer.request_id) from error
        version = rows[0].get("versionnumber") if rows else 0
        return str(version) if isinstance(version, int) else ""

    async def _page(
        self, mapping: TableMapping, target: str, headers: Mapping[str, str], patience: Patience | None
    ) -> RowPage:
        return self._read(mapping, await self._body(mapping, target, headers, patience))

    async def _body(
        self, mapping: TableMapping, target: str, headers: Mapping[str, str], patience: Patience | None
    ) -> bytes:
        return (await self._client.call(Request("GET", target, f"read {mapping.kind}", headers), patience)).body

    def _read(self, mapping: TableMapping, body: bytes) -> RowPage:
        page = mapping.read_page(body)
        telemetry.records_moved.add(len(page.rows), {"kind": mapping.kind.value, "direction": "in"})
        return page

    async def _names(self, mapping: TableMapping, page: RowPage, patience: Patience | None) -> Mapping[str, str]:
        return await self._people.named(mapping.users(page), patience)

    def _place(self, mapping: TableMapping, cursor: str) -> Place:
        """
        Raises:
            CursorExpired: It is none of ours, of another environment or of another mapping.
        """
        try:
            place = _places.decode(cursor)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise CursorExpired("El punto de lectura no es de este conector.", operation="changes") from error
        links = [link for link in (place.link, place.delta) if link]
        if place.columns != mapping.select or not all(link.startswith(self._client.api) for link in links):
            raise CursorExpired(
                "Cambió el entorno o la correspondencia: corresponde leer todo de nuevo.", operation="changes"
            )
        return place


def _must(delta_link: str | None) -> str:
    if delta_link is None:
        raise CrmRejected("La tabla no entrega cambios: active el seguimiento de cambios.", operation="changes")
    return delta_link


def _guid_or_none(key: str) -> str | None:
    try:
        return guid(key)
    except Unaddressable:
        return None
