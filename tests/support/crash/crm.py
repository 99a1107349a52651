"""The mock CRM in a process of its own, and the connector that reaches it over a socket."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import struct
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from connectors.mock.connector import MOCK_CAPABILITIES, MockConnector
from connectors.mock.faults import Fault
from domain.errors import CrmUnavailable
from domain.model.exchange.crm_records import (
    Capabilities,
    ChangePage,
    CrmRecord,
    CrmWrite,
    Health,
    RecordKind,
    Scalar,
    WriteOutcome,
)


class RecordingCrm:
    """A mock CRM that remembers how often each record was created and every phone number an account went through."""

    def __init__(self) -> None:
        self.crm = MockConnector()
        self.created: dict[str, int] = {}
        self.phones: dict[str, list[str]] = {}
        self.calls = 0

    async def call(self, name: str, arguments: Sequence[Any]) -> object:
        """Run one request of a connector or of the test."""
        match name, arguments:
            case "write", [writes]:
                return await self.write(writes)
            case "get" | "changes", _:
                return await getattr(self.crm, name)(*arguments)
            case "health", _:
                return await self.crm.health()
            case "fault", [Fault() as fault]:
                return self.crm.faults.add(fault)
            case "faults", _:
                return list(self.crm.faults.active)
            case "recover", _:
                return self.crm.faults.clear()
            case "edit", [kind, key, values]:
                return self.crm.edit(kind, key, values) if self.crm.record(kind, key) else None
            case "records", [kind]:
                return list(self.crm.records(kind))
            case "calls", _:
                return self.calls
            case "history", _:
                return self.created, self.phones, self.calls
            case _:
                raise ValueError(name)

    async def write(self, writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        """Write, and note what it did even when its answer is lost."""
        self.calls += 1
        before = {(w.kind, w.key): self.crm.record(w.kind, w.key) for w in writes}
        try:
            return await self.crm.write(writes)
        finally:
            for (kind, key), old in before.items():
                self.note(kind, key, old)

    def note(self, kind: RecordKind, key: str, old: CrmRecord | None) -> None:
        """Compare a record with what it was before the call."""
        new = self.crm.record(kind, key)
        if new is None or (old is not None and old.version == new.version):
            return
        if old is None:
            self.created[key] = self.created.get(key, 0) + 1
        if kind is RecordKind.ACCOUNT and (old is None or old.values.get("phone") != new.values.get("phone")):
            self.phones.setdefault(key, []).append(str(new.values.get("phone")))


async def serve(path: str) -> None:
    """Answer requests on the socket at *path*, for ever."""
    crm = RecordingCrm()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                name, arguments = await _receive(reader)
                try:
                    reply: tuple[bool, object] = (True, await crm.call(name, arguments))
                except Exception as error:
                    reply = (False, error)
                await _send(writer, reply)
        writer.close()

    server = await asyncio.start_unix_server(answer, path)
    async with server:
        await server.serve_forever()


async def _receive(reader: asyncio.StreamReader) -> Any:
    (length,) = struct.unpack("!I", await reader.readexactly(4))
    return pickle.loads(await reader.readexactly(length))


async def _send(writer: asyncio.StreamWriter, message: object) -> None:
    packed = pickle.dumps(message)
    writer.write(struct.pack("!I", len(packed)) + packed)
    await writer.drain()


class RemoteCrm:
    """`CrmConnector` over the socket of `serve`: one connection for each call, as a network would have it."""

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def capabilities(self) -> Capabilities:
        """Those of the mock."""
        return MOCK_CAPABILITIES

    async def __aenter__(self) -> Self:
        """Nothing to open."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""

    async def call(self, name: str, *arguments: object) -> Any:
        """Ask, and raise what the other side raised."""
        try:
            reader, writer = await asyncio.open_unix_connection(self._path)
        except OSError as cut:
            raise CrmUnavailable("El CRM no responde.", operation=name) from cut
        try:
            await _send(writer, (name, arguments))
            fine, answer = await _receive(reader)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        if not fine:
            raise answer
        return answer

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, CrmRecord]:
        """See the port."""
        found: Mapping[str, CrmRecord] = await self.call("get", kind, list(keys))
        return found

    async def changes(self, kind: RecordKind, cursor: str | None, page_size: int = 1000) -> ChangePage:
        """See the port."""
        page: ChangePage = await self.call("changes", kind, cursor, page_size)
        return page

    async def write(self, writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        """See the port."""
        outcomes: Sequence[WriteOutcome] = await self.call("write", list(writes))
        return outcomes

    async def health(self) -> Health:
        """See the port."""
        health: Health = await self.call("health")
        return health

    async def edit(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        """A colleague changes the record in the CRM, if it is there."""
        await self.call("edit", kind, key, values)


def connect(path: str) -> RemoteCrm:
    """The factory that workers are given by name."""
    return RemoteCrm(path)
