"""
An instant Dataverse for benchmarks: answers what both clients ask with bytes made beforehand, after a wait if wanted.

It checks nothing and stores nothing, so that only the clients are measured. `/l0` and `/l50` before the API's path say
how many milliseconds each answer takes.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote
from uuid import UUID

PAGE: Final = 5_000
ACCOUNT_ROW: Final = {
    "@odata.etag": 'W/"1234567"',
    "name": "Conservas Bahía Clara SpA",
    "pch_tradename": "Bahía Clara",
    "pch_rut": "761234560",
    "pch_organisation": 727000000,
    "pch_persontype": 727000001,
    "pch_country": "CL",
    "pch_region": 727000010,
    "address1_city": "Talcahuano",
    "address1_line1": "Avenida Colón 1234",
    "telephone1": "+56 41 255 0101",
    "emailaddress1": "contacto@bahiaclara.example.cl",
    "websiteurl": None,
    "pch_sector": "ALIMENTOS",
    "pch_siistarted": 727000000,
    "pch_siistartedon": "2015-03-02",
    "pch_taxcategory": 727000000,
    "statecode": 0,
    "pch_office": "OFIREG-08",
    "pch_regionalexecutive": "ana.rojas",
    "pch_commercialexecutive": None,
    "pch_registeredon": "2025-03-10",
    "pch_validation": 727000000,
    "pch_validatedon": "2025-04-01",
    "pch_exportedlast3years": 727000000,
    "pch_exportdeclaredon": "2025-04-01",
    "pch_testlevel": 727000000,
    "pch_testedon": "2025-03-15",
    "pch_category": 727000001,
    "pch_exportamasfrom": None,
    "pch_exportamasuntil": None,
    "modifiedon": "2026-01-05T12:00:00Z",
    "_modifiedby_value": "33333333-3333-3333-3333-333333333333",
}
_DEFINITION: Final = {
    "LogicalName": "account",
    "EntitySetName": "accounts",
    "SchemaName": "Account",
    "PrimaryIdAttribute": "accountid",
    "PrimaryNameAttribute": "name",
    "MetadataId": "70816501-edb9-4740-a16c-6a5efbc05d84",
    "Attributes": [],
}


def _rows() -> bytes:
    rows = [{**ACCOUNT_ROW, "accountid": str(UUID(int=(0xA7E << 96) + n))} for n in range(PAGE)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


class Upstream(asyncio.Protocol):
    """One connection; requests one after the other."""

    rows = b""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a stream transport

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        for head, _body in self._requests():
            wait = 0.05 if b" /l50/" in head[:40] else 0.0
            answer = self._answer(head)
            if wait:
                asyncio.get_running_loop().call_later(wait, self._send, answer)
            else:
                self._send(answer)

    def _requests(self) -> Iterator[tuple[bytes, bytes]]:
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            size = end + 4 + (int(length.group(1)) if length else 0)
            if len(self._buffer) < size:
                return
            body = self._buffer[end + 4 : size]
            self._buffer = self._buffer[size:]
            yield head, body

    def _send(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)

    def _answer(self, head: bytes) -> bytes:
        line = head.split(b"\r\n", 1)[0].decode()
        method, target, _ = line.split(" ")
        if method == "PATCH":
            key = re.search(r"\(([0-9a-f-]{36})\)", target)
            if b"return=representation" not in head:
                return _message(204, b"")
            return _message(
                201, b'{"@odata.etag":"W/\\"1\\"","accountid":"%s"}' % (key.group(1) if key else "").encode()
            )
        if method == "POST":
            return _message(204, b"")
        return _message(200, self._read(target, head))

    def _read(self, target: str, head: bytes) -> bytes:
        query = unquote(target)
        if "RetrieveMetadataChanges" in target:
            return json.dumps({"EntityMetadata": [_DEFINITION], "ServerVersionStamp": "1"}).encode()
        if "RetrieveTotalRecordCount" in target:
            return b'{"EntityRecordCountCollection":{"Keys":["account"],"Values":[1000000]}}'
        if "EntityDefinitions" in target:
            return json.dumps({"value": [] if "Attributes" in target else [_DEFINITION]}).encode()
        if "systemusers" in target:
            user = {"systemuserid": ACCOUNT_ROW["_modifiedby_value"], "fullname": "# Atención"}
            return json.dumps({"value": [user]}).encode()
        if "$top=1" in query or "/accounts" not in query:
            tail = (
                b'"@odata.deltaLink":"%s"' % self._link(target, head, "deltatoken=1") if b"track" in head else b'"x":1'
            )
            return b'{"value":[],%s}' % tail
        if "deltatoken" in query or "versionnumber gt" in query:
            return b'{"value":[],"@odata.deltaLink":"%s"}' % self._link(target, head, "deltatoken=1")
        return self._page(target, query, head)

    def _page(self, target: str, query: str, head: bytes) -> bytes:
        page = int(found.group(1)) if (found := re.search(r"skiptoken=(\d+)", query)) else 1
        last = int(found.group(1)) if (found := re.search(r"/p(\d+)/", target)) else 20
        if page < last:
            link = b'"@odata.nextLink":"%s"' % self._link(target, head, f"skiptoken={page + 1}")
        else:
            link = b'"@odata.deltaLink":"%s"' % self._link(target, head, "deltatoken=1")
        return b'{"value":%s,%s}' % (self.rows, link)

    def _link(self, target: str, head: bytes, token: str) -> bytes:
        host = re.search(rb"(?i)\r\nhost: *([^\r]+)", head)
        assert host is not None
        clean = re.sub(r"[&?](%24|\$)(skip|delta)token=\d+", "", target)
        mark = "&" if "?" in clean else "?"
        return b"http://" + host.group(1) + f"{clean}{mark}$".encode() + token.encode()


def _message(status: int, body: bytes) -> bytes:
    kind = b"content-type: application/json; odata.metadata=minimal\r\n" if body else b""
    head = b"HTTP/1.1 %d OK\r\nodata-version: 4.0\r\n%scontent-length: %d\r\n\r\n"
    return head % (status, kind, len(body)) + body if status != 204 else b"HTTP/1.1 204 No Content\r\n\r\n"


async def serve() -> None:
    """Listen on a free port of 127.0.0.1, print it, and go on until killed."""
    Upstream.rows = _rows()
    server = await asyncio.get_running_loop().create_server(Upstream, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    sys.exit(uvloop.run(serve()))
