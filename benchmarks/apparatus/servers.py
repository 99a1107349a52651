"""
Servers under measurement: `python -m benchmarks.apparatus.servers real|unaudited|bare URL` prints its port and
serves until SIGTERM.

All are the same kind of process: uvicorn with uvloop and httptools, one worker, no access log. The real one is
`create_app` as in production, with one more route that tells what the garbage collector finds; the unaudited one
records no reads of personal data.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from api.http.app import create_app, signed_tokens
from api.http.quotas import Quota, Quotas
from api.settings import Mode, Secret, Settings
from api.wiring import Runtime, open_runtime
from benchmarks.apparatus.bare import create_bare
from domain.model.institution.people import Actor, Role

_SECRET: Final = Secret("a key that only benchmarks on loopback use")
_ROOT: Final = Path(__file__).resolve().parents[2]
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server process that listens on loopback."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time it has used, its threads included."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@contextlib.contextmanager
def serving(kind: str, url: str, module: str = "benchmarks.apparatus.servers") -> Iterator[Served]:
    """A process of the module on the database at *url*, of this one "real", "unaudited" or "bare"; stopped after it."""
    command = [sys.executable, "-m", module, kind, url]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Served(int(process.stdout.readline()), process.pid)
        finally:
            process.terminate()


def settings_for(url: str, *, audit_reads: bool = True) -> Settings:
    """Production mode on this database."""
    return Settings(
        mode=Mode.PRODUCTION,
        database_url=url,
        connector="mock",
        token_secret=_SECRET,
        samples=True,
        audit_reads=audit_reads,
        quotas=Quotas(cost=Quota(10**12, 60)),  # metered as in production, and never used up
    )


def bearer(who: str = "ana.rojas") -> str:
    """A token of a regional executive."""
    actor = Actor(who, "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
    return signed_tokens(settings_for("sqlite:///unused.db")).issue(actor)


def create_real(url: str, *, audit_reads: bool = True) -> Starlette:
    """The application itself, without worker; and `/unreachable`."""
    settings = settings_for(url, audit_reads=audit_reads)

    async def unreachable(request: Request) -> Response:
        """How many objects only the collector could free since the last call; it rests until the next one."""
        found = gc.collect()
        if request.query_params.get("then") == "rest":
            gc.disable()
        else:
            gc.enable()
        return PlainTextResponse(str(found))

    def routes(_runtime: Runtime) -> list[BaseRoute]:
        return [Route("/unreachable", unreachable)]

    return create_app(
        settings, lambda: open_runtime(settings, crm=False, worker=False), signed_tokens(settings), routes=routes
    )


def _serve(kind: str, url: str) -> None:
    app = create_bare(url) if kind == "bare" else create_real(url, audit_reads=kind == "real")
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # connections wait until the application has started
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    _serve(*sys.argv[1:])
