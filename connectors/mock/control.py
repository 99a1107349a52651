"""
Development only: the mock CRM over HTTP, to look at it, work in it as a colleague would, and break it.

| Call | What it does |
|---|---|
| `GET /state` | counts, faults in force, the latest requests |
| `GET /records/{kind}?rut=…&limit=…` | records whose fields are equal to the query's |
| `GET /records/{kind}/{key}` | one record |
| `GET /emails` | the e-mail activities that were left, the latest first |
| `PUT /records/{kind}/{key}` | a colleague creates it: `{"values": {…}, "by": "…"}` |
| `PATCH /records/{kind}/{key}` | a colleague changes those fields: `{"values": {…}, "by": "…"}` |
| `DELETE /records/{kind}/{key}` | a colleague deletes it |
| `POST /faults` | a fault begins: `{"kind": "throttled", "seconds": 5, "times": 3}` |
| `DELETE /faults?kind=…` | faults of that kind, or all, end |
| `POST /cursors/expire` | cursors given out so far are refused |
| `POST /reset` | as at the start |
| `GET`, `POST /snapshot` | all of it, and back |

`kind` is `account`, `contact` or `action`. Every call carries `Authorization: Bearer <token>`. Days are
`YYYY-MM-DD`, instants ISO 8601 with offset. An error is `{"error": {"code": …, "message": …}}`.
"""

from __future__ import annotations

import dataclasses
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.mock.connector import COLLEAGUE, MockConnector
from connectors.mock.encoding import decode_fields, decode_image, encode_email, encode_image, encode_record
from connectors.mock.faults import Fault, FaultKind
from domain.errors import InvalidRecord, RecordNotFound
from domain.exchange.encoding import encode_values
from domain.model.exchange.crm_records import RecordKind, Scalar

Handler = Callable[[Request], Awaitable[Response]]

_TRACE_TAIL: Final = 50
_MOST_RECORDS: Final = 1000
_FAULT_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "times": (int,),
    "chance": (int, float),
    "seconds": (int, float),
    "operation": (str,),
    "key": (str,),
    "reason": (str,),
    "code": (str,),
}


class _Refused(Exception):
    """The request is not as it should be."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def control_app(connector: MockConnector, token: str) -> Starlette:
    """
    The endpoint described above, to be mounted in development or served on a port of its own.

    Args:
        token: What every request must bear; never empty.

    Raises:
        ValueError: The token is empty.
    """
    if not token:
        raise ValueError("the control endpoint needs a token")
    desk = _Desk(connector)

    def guarded(handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            try:
                _check_token(request, token)
                return await handler(request)
            except _Refused as refused:
                return _error(refused.status, refused.code, refused.message)
            except RecordNotFound as missing:
                return _error(404, "not_found", missing.message)
            except InvalidRecord as wrong:
                return _error(400, "invalid_record", str(wrong))

        return answer

    def route(path: str, **methods: Handler) -> list[Route]:
        return [Route(path, guarded(handler), methods=[method]) for method, handler in methods.items()]

    return Starlette(
        routes=[
            *route("/state", GET=desk.state),
            *route("/records/{kind}", GET=desk.search),
            *route("/records/{kind}/{key}", GET=desk.show, PUT=desk.create, PATCH=desk.edit, DELETE=desk.delete),
            *route("/emails", GET=desk.emails),
            *route("/faults", POST=desk.add_fault, DELETE=desk.clear_faults),
            *route("/cursors/expire", POST=desk.expire_cursors),
            *route("/reset", POST=desk.reset),
            *route("/snapshot", GET=desk.snapshot, POST=desk.restore),
        ]
    )


class _Desk:
    """The handlers, over one connector."""

    def __init__(self, connector: MockConnector) -> None:
        self._crm = connector

    async def state(self, _: Request) -> Response:
        return JSONResponse(
            {
                "records": {kind.value: len(self._crm.records(kind)) for kind in RecordKind},
                "faults": [dataclasses.asdict(fault) for fault in self._crm.faults.active],
                "trace": [
                    {**dataclasses.asdict(line), "at": line.at.isoformat()} for line in self._crm.trace[-_TRACE_TAIL:]
                ],
            }
        )

    async def search(self, request: Request) -> Response:
        kind = _kind(request)
        wanted = dict(request.query_params)
        limit = wanted.pop("limit", "100")
        if not limit.isdigit() or not 1 <= int(limit) <= _MOST_RECORDS:
            raise _Refused(400, "invalid_limit", f"limit must be a whole number from 1 to {_MOST_RECORDS}")
        decode_fields(kind, dict.fromkeys(wanted))
        found = [
            encode_record(record)
            for record in self._crm.records(kind)
            if all(_as_text(record.values[name]) == value for name, value in wanted.items())
        ]
        return JSONResponse({"count": len(found), "records": found[: int(limit)]})

    async def show(self, request: Request) -> Response:
        kind, key = _kind(request), request.path_params["key"]
        record = self._crm.record(kind, key)
        if record is None:
            raise RecordNotFound(kind, key)
        return JSONResponse(encode_record(record))

    async def create(self, request: Request) -> Response:
        kind, key = _kind(request), request.path_params["key"]
        if self._crm.record(kind, key) is not None:
            raise _Refused(409, "exists", f"there is a {kind} with key {key}; PATCH changes it")
        values, by = await _edit_of(request, kind)
        return JSONResponse(encode_record(self._crm.create(kind, key, values, by)), 201)

    async def edit(self, request: Request) -> Response:
        kind = _kind(request)
        values, by = await _edit_of(request, kind)
        return JSONResponse(encode_record(self._crm.edit(kind, request.path_params["key"], values, by)))

    async def delete(self, request: Request) -> Response:
        self._crm.delete(_kind(request), request.path_params["key"])
        return Response(status_code=204)

    async def emails(self, _: Request) -> Response:
        left = [encode_email(email) for email in reversed(self._crm.emails)]
        return JSONResponse({"count": len(left), "emails": left[:_MOST_RECORDS]})

    async def add_fault(self, request: Request) -> Response:
        fault = _fault(await _body(request))
        self._crm.faults.add(fault)
        return JSONResponse(dataclasses.asdict(fault), 201)

    async def clear_faults(self, request: Request) -> Response:
        kind = request.query_params.get("kind")
        self._crm.faults.clear(None if kind is None else _fault_kind(kind))
        return Response(status_code=204)

    async def expire_cursors(self, _: Request) -> Response:
        self._crm.expire_cursors()
        return Response(status_code=204)

    async def reset(self, _: Request) -> Response:
        self._crm.reset()
        return Response(status_code=204)

    async def snapshot(self, _: Request) -> Response:
        return JSONResponse(encode_image(self._crm.snapshot()))

    async def restore(self, request: Request) -> Response:
        self._crm.restore(decode_image(await _body(request)))
        return Response(status_code=204)


def _check_token(request: Request, token: str) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secrets.compare_digest(given.strip().encode("latin-1"), token.encode()):
        raise _Refused(401, "unauthorised", "send Authorization: Bearer with the control token")


def _kind(request: Request) -> RecordKind:
    kind: str = request.path_params["kind"]
    if kind not in set(RecordKind):
        raise _Refused(404, "unknown_kind", f"{kind} is none of {', '.join(RecordKind)}")
    return RecordKind(kind)


async def _body(request: Request) -> Mapping[str, object]:
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as broken:
        raise _Refused(400, "invalid_json", f"the body is not JSON: {broken}") from broken
    if not isinstance(body, dict):
        raise _Refused(400, "invalid_json", "the body must be a JSON object")
    return body


async def _edit_of(request: Request, kind: RecordKind) -> tuple[Mapping[str, Scalar], str]:
    body = await _body(request)
    by = body.get("by", COLLEAGUE)
    if not isinstance(by, str) or not by:
        raise _Refused(400, "invalid_author", "by must name who makes the change")
    return decode_fields(kind, body.get("values")), by


def _fault(body: Mapping[str, object]) -> Fault:
    kind = _fault_kind(body.get("kind"))
    options = {name: value for name, value in body.items() if name != "kind" and value is not None}
    for name, value in options.items():
        types = _FAULT_TYPES.get(name)
        if types is None:
            raise _Refused(400, "invalid_fault", f"a fault has no {name}")
        if not isinstance(value, types) or isinstance(value, bool):
            raise _Refused(400, "invalid_fault", f"{name} must be {' or '.join(one.__name__ for one in types)}")
        if isinstance(value, int | float) and value < (1 if name == "times" else 0):
            raise _Refused(400, "invalid_fault", f"{name} cannot be {value}")
    return dataclasses.replace(Fault(kind), **options)  # type: ignore[arg-type] # checked against _FAULT_TYPES


def _fault_kind(kind: object) -> FaultKind:
    if kind not in set(FaultKind):
        raise _Refused(400, "invalid_fault", f"kind must be one of {', '.join(FaultKind)}")
    return FaultKind(str(kind))


def _as_text(value: Scalar) -> str:
    """A value as a query writes it: true, false, 2026-01-31; empty: nothing."""
    encoded = encode_values({"": value})[""]
    return "" if encoded is None else (encoded if isinstance(encoded, str) else json.dumps(encoded))


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status)
