"""Where the CRM's notices arrive: they wake the pull of the worker in this process up, and do nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from api.http.security_headers import SecurityHeaders
from api.wiring import Runtime
from domain.model.exchange.crm_records import RecordKind

if TYPE_CHECKING:
    from connectors.dynamics365.connector import Dynamics365Connector

NOTICES_PATH: Final = "/crm/notices"


def _dynamics(runtime: Runtime) -> Dynamics365Connector | None:
    """The connector of this process, when it is on Dynamics 365; no other process waits for its modules."""
    if runtime.connector is None or "connectors.dynamics365.connector" not in sys.modules:
        return None
    from connectors.dynamics365.connector import Dynamics365Connector

    return runtime.connector if isinstance(runtime.connector, Dynamics365Connector) else None


def notice_routes(runtime: Runtime) -> list[BaseRoute]:
    """The receiver, when this process has a worker on Dynamics 365 and ATENCION_DYNAMICS_WEBHOOK_KEY is set."""
    connector, worker = _dynamics(runtime), runtime.worker
    if worker is None or connector is None or connector.settings.webhook_key is None:
        return []
    from connectors.dynamics365.webhook import webhook_route

    async def wake_up(_kind: RecordKind) -> None:
        worker.wake_pull()

    return [webhook_route(NOTICES_PATH, connector.settings.webhook_key, connector.mappings.values(), wake_up)]


@contextlib.asynccontextmanager
async def serve_notices(runtime: Runtime) -> AsyncIterator[None]:
    """While inside, the receiver on ATENCION_DYNAMICS_WEBHOOK_PORT, for a worker in a process of its own; 0: none."""
    connector = _dynamics(runtime)
    port = connector.settings.webhook_port if connector is not None else 0
    routes = notice_routes(runtime) if port else []
    if not routes:
        yield
        return
    async with listening(Starlette(routes=routes), runtime.settings.host, port):
        yield


@contextlib.asynccontextmanager
async def listening(app: ASGIApp, host: str, port: int) -> AsyncIterator[None]:
    """Serve a small application beside a worker, while inside."""
    server = uvicorn.Server(
        uvicorn.Config(SecurityHeaders(app), host=host, port=port, log_level="warning", lifespan="off")
    )
    task = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await task
