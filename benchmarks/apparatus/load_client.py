"""
A load generator in a process of its own: keep-alive HTTP/1.1 over loopback, as little of it as can be.

It reads one JSON burst a line from standard input and answers one JSON line: requests are ready bytes, sent over so
many connections for so long, the next one on a connection when the answer to the last has come.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import IO, Final, cast

import uvloop

_ROOT: Final = Path(__file__).resolve().parents[2]
_END: Final = b"\r\n\r\n"
_PATIENCE: Final = 60.0  # seconds beyond a burst's own for the last answers


@dataclass(frozen=True, slots=True)
class Burst:
    """What a burst gave: answers a second, latency in milliseconds, and how many there were."""

    per_second: float
    p50: float
    p99: float
    count: int


class LoadClient:
    """The process; use `load_client`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def burst(self, port: int, requests: list[bytes], *, connections: int, seconds: float) -> Burst:
        """Send *requests* in turn, again and again. RuntimeError when an answer is not 200 or holds `"errors"`."""
        asked = {
            "port": port,
            "requests": [request.decode("latin-1") for request in requests],
            "connections": connections,
            "seconds": seconds,
        }
        reader, writer = self._pipes()
        writer.write(json.dumps(asked) + "\n")
        writer.flush()
        answer = json.loads(reader.readline() or '{"error": "the load client is gone"}')
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return Burst(**answer)

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        return self._process.stdout, self._process.stdin


@contextlib.contextmanager
def load_client() -> Iterator[LoadClient]:
    """A load generator, stopped on the way out."""
    command = [sys.executable, "-m", "benchmarks.apparatus.load_client"]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield LoadClient(process)
        finally:
            process.terminate()


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], until: float, latencies: list[float]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._until = until
        self._latencies = latencies
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._missing = -1
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class
        self._send()

    def data_received(self, data: bytes) -> None:
        if self._missing < 0:
            self._received += data
            head, end, rest = self._received.partition(_END)
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 200 "):
                self._fail(self._received)
                return
            lower = head.lower()
            at = lower.index(b"content-length:") + 15
            self._missing = int(lower[at:].split(b"\r\n", 1)[0]) - len(rest)
            if b'"errors"' in rest[:200]:
                self._fail(rest)
                return
        else:
            self._missing -= len(data)
        if self._missing == 0:
            now = perf_counter()
            self._latencies.append(now - self._sent_at)
            if now < self._until:
                self._send()
            else:
                self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("the server hung up"))

    def _send(self) -> None:
        assert self._transport is not None
        self._received, self._missing = b"", -1
        self._sent_at = perf_counter()
        self._transport.write(next(self._requests))

    def _fail(self, answer: bytes) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(answer[:600].decode("latin-1")))
        self._close()

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        self._close()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def _burst(port: int, requests: list[str], connections: int, seconds: float) -> dict[str, float]:
    latencies: list[float] = []
    source = itertools.cycle([request.encode("latin-1") for request in requests])
    loop = asyncio.get_running_loop()
    started = perf_counter()
    opened = [
        (await loop.create_connection(lambda: _Connection(source, started + seconds, latencies), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    async with asyncio.timeout(seconds + _PATIENCE):
        await asyncio.gather(*(connection.done for connection in opened))
    took = perf_counter() - started
    cuts = quantiles(latencies, n=100) if len(latencies) > 1 else latencies * 99
    return {
        "per_second": len(latencies) / took,
        "p50": cuts[49] * 1e3,
        "p99": cuts[98] * 1e3,
        "count": len(latencies),
    }


def _main() -> None:
    for line in sys.stdin:
        try:
            answer: dict[str, object] = dict(uvloop.run(_burst(**json.loads(line))))
        except (OSError, RuntimeError, TimeoutError) as error:
            answer = {"error": str(error) or repr(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _main()
