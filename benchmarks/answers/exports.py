"""
A list of 100,000 companies as a file, asked of the real server over HTTP: what it adds to the memory of the process
(issue 16, point 4), and how many rows a second leave.

The memory is what the server holds of its own at most while the file is made and sent (resident and backed by no file),
less what it held before, when it had sent the beginning of the same list. What SQLite maps of its file is the system's,
which takes it back when it needs it: it stands beside. Every row counts: the file must say that it has them all.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx2

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from benchmarks.apparatus.servers import Served, bearer, serving
from tests.support.system.databases import KINDS

ROWS: Final = 100_000
BAR_MB: Final = 50.0
_WARM_BYTES: Final = 200_000
_PATIENCE_SECONDS: Final = 120.0


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Both kinds of file on both databases."""
    rows = 1_000 if small else ROWS
    for kind in KINDS:
        url = await data.loaded(kind, rows, 0)
        with serving("real", url) as served:
            address = f"http://127.0.0.1:{served.port}"
            headers = {"authorization": f"Bearer {bearer()}"}
            async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=_PATIENCE_SECONDS) as client:
                async with client.stream("POST", "/export", json={"list": "empresas", "format": "csv"}) as begun:
                    await _first(begun, _WARM_BYTES)
                for file_format in ("csv", "xlsx"):
                    yield await _measured(client, served, f"{kind}: {rows:,} rows as {file_format}", file_format, rows)


async def _measured(client: httpx2.AsyncClient, served: Served, name: str, file_format: str, rows: int) -> Row:
    before, started = _megabytes(served.pid, "RssAnon"), perf_counter()
    most, size, last = before, 0, b""
    asked = {"list": "empresas", "format": file_format, "progress": file_format == "xlsx"}
    counted = 0
    async with client.stream("POST", "/export", json=asked) as answer:
        assert answer.status_code == 200, await answer.aread()
        async for piece in answer.aiter_raw():
            most, size = max(most, _megabytes(served.pid, "RssAnon")), size + len(piece)
            last = (last + piece)[-_WARM_BYTES:]
            counted = _told(piece, counted)
    took = perf_counter() - started
    if file_format == "csv":
        counted = rows if f"Filas;{rows} de {rows}".encode() in last else 0
    assert counted == rows, f"{counted} of {rows} rows came"
    detail = f"{rows / took:,.0f} rows/s, {size / 1e6:.1f} MB sent; {most:,.0f} MB in all"
    detail += f", {_megabytes(served.pid, 'RssFile'):,.0f} MB of files beside"
    return Row(f"{name}, memory added", most - before, "MB", BAR_MB, True, detail)


def _told(piece: bytes, counted: int) -> int:
    """How many rows the lines of progress tell by now; a piece of the file itself tells none."""
    for line in piece.split(b"\n"):
        if line.startswith(b'{"rows":'):
            counted = int(json.loads(line)["rows"])
    return counted


async def _first(answer: httpx2.Response, size: int) -> None:
    """So many bytes of it; what is not read is not made."""
    got = 0
    async for piece in answer.aiter_raw():
        got += len(piece)
        if got >= size:
            return


def _megabytes(pid: int, what: str) -> float:
    rows = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith(what)) / 1024
