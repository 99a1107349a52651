"""Another system that webhooks tell."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[[dict[str, str], str], str]
"""Headers and body to a status line, as in `Receiver.answers`."""


@dataclass(slots=True)
class Receiver:
    """Another system that takes what it is sent, on loopback; what it answers is said by the test."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    """Status lines for the next requests; "… cut": no answer; "wait": one that never comes; then 204."""
    answer: Answer | None = None
    """What is answered when nothing is said of the next requests."""
    delay: Callable[[], float] = lambda: 0.0
    """Seconds that it takes for that."""
    taken: list[tuple[dict[str, str], str, str]] = field(default_factory=list)
    """Headers, body, and what was answered."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/avisos"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
            body = (await reader.readexactly(int(headers["content-length"]))).decode()
            usual = "204 No Content" if self.answer is None else self.answer(headers, body)
            answer = self.answers.pop(0) if self.answers else usual
            self.taken.append((headers, body, answer))
            await asyncio.sleep(self.delay())
            if answer == "wait":
                await asyncio.sleep(30)
            elif not answer.endswith("cut"):
                writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
        writer.close()

    def accepted(self) -> list[dict[str, Any]]:
        """The changes of what was taken, in order; repetitions of one id once."""
        seen: dict[str, list[dict[str, Any]]] = {}
        for headers, body, answer in self.taken:
            if answer.startswith("2"):
                seen.setdefault(headers["webhook-id"], json.loads(body)["data"]["changes"])
        return [change for changes in seen.values() for change in changes]

    def ids_of_each_change(self) -> set[int]:
        """Under how many ids changes were told, taken or not."""
        ids: dict[str, set[str]] = {}
        for headers, body, _ in self.taken:
            for change in json.loads(body)["data"]["changes"]:
                ids.setdefault(change["cursor"], set()).add(headers["webhook-id"])
        return {len(each) for each in ids.values()}


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
