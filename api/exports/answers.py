"""How what is no GraphQL answers when it refuses: one error, as the API tells it, with its status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from api.http.challenges import CHALLENGES
from api.http.graphql_endpoint import STATUS_BY_CODE
from schema.faults import Fault


def error_answer(code: str, message: str, status: int, more: Mapping[str, Any] | None = None) -> Response:
    """One error with its code, and what else it tells."""
    error = {"message": message, "extensions": {**(more or {}), "code": code}}
    headers = {"cache-control": "no-store"}
    if code in CHALLENGES:
        headers["www-authenticate"] = CHALLENGES[code]
    if more and "retryAfter" in more:
        headers["retry-after"] = str(more["retryAfter"])
    return JSONResponse({"errors": [error]}, status, headers=headers)


def fault_answer(fault: Fault) -> Response:
    """A fault of the machinery."""
    code = fault.code.value
    return error_answer(code, fault.message, STATUS_BY_CODE.get(code, 400), fault.extensions)
