"""What an operator's probe asks: does the process run, and can it do its work now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.identity.issuers import Issuers
from api.wiring import Runtime
from domain.errors import StoreUnavailable

_CRM_SECONDS: Final = 3.0


def health_routes(runtime: Callable[[], Runtime], issuers: Callable[[], Issuers]) -> list[Route]:
    """`/health/live`: the process answers. `/health/ready`: it can read and keep things; 503 when it cannot."""

    async def live(_request: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(_request: Request) -> Response:
        running = runtime()
        try:
            await running.database.try_write()
            backlog = await running.read.backlog()
        except StoreUnavailable as absent:
            store: dict[str, object] = {"ok": False, "reason": absent.reason, "retryAfter": round(absent.retry_after)}
            headers = {"retry-after": str(round(absent.retry_after))}
            return JSONResponse({"ready": False, "store": store}, status_code=503, headers=headers)
        told = {
            "ready": True,
            "store": {"ok": True},
            "crm": await _crm(running),
            "pending": backlog.pending,
            "conflicts": backlog.conflicts,
            "identity": _identity(issuers()),
        }
        return JSONResponse(told)

    return [Route("/health/live", live), Route("/health/ready", ready)]


def _identity(issuers: Issuers) -> object:
    """
    How the issuers are. While one is away its keys serve for a time, and who came by another notices nothing: no reason
    to be unready.
    """
    told: dict[str, object] = {
        name: {"ok": state.ok, "ageSeconds": None if state.age is None else round(state.age), "detail": state.detail}
        for name, state in issuers.states().items()
    }
    return {"file": {"ok": not issuers.file.problem, "detail": issuers.file.problem}, "issuers": told}


async def _crm(running: Runtime) -> object:
    """How the CRM is. Work goes on while it is away, so it is no reason to be unready."""
    if running.connector is None:
        return "no connection in this process"
    try:
        async with asyncio.timeout(_CRM_SECONDS):
            health = await running.crm_health()
    except TimeoutError:
        return {"ok": False, "detail": f"no answer within {_CRM_SECONDS:g} seconds"}
    return {"ok": health.ok, "detail": health.detail}
