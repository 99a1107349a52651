"""`$batch`: several requests in one, change sets that are all or nothing, and the answers read back in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import uuid4

import msgspec

from connectors.dynamics365.wire.client import Answer
from connectors.dynamics365.wire.errors import read_fault
from connectors.dynamics365.wire.requests import Request
from domain.errors import CrmUnavailable

MAX_OPERATIONS: Final = 1_000
_SLOW_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Writes that are all done or none."""

    requests: tuple[Request, ...]


Operation = Request | ChangeSet


class BatchSize:
    """How many operations go into one batch: few at first, more while answers are quick, half after a refusal."""

    def __init__(self, most: int, first: int = 10) -> None:
        self._most = min(most, MAX_OPERATIONS)
        self.value = min(first, self._most)

    def answered(self, seconds: float) -> None:
        """A batch of this size came back after so many seconds."""
        if seconds < _SLOW_SECONDS:
            self.value = min(self.value * 2, self._most)

    def refused(self) -> None:
        """Throttled or too slow."""
        self.value = max(self.value // 2, 1)


def batch_request(api: str, operations: Sequence[Operation], operation: str) -> Request:
    """
    One request for these operations, done in order; one that fails does not stop the next.

    Line ends are CRLF everywhere, after the closing boundary too: the service refuses anything else.

    Args:
        api: Absolute root of the API; inner addresses are absolute.
    """
    boundary = f"batch_{uuid4()}"
    out: list[bytes] = []
    content_id = 0
    for one in operations:
        out.append(f"--{boundary}\r\n".encode())
        if isinstance(one, Request):
            out.append(_part(api, one, None))
            continue
        inner = f"changeset_{uuid4()}"
        out.append(f"Content-Type: multipart/mixed; boundary={inner}\r\n\r\n".encode())
        for request in one.requests:
            content_id += 1
            out += [f"--{inner}\r\n".encode(), _part(api, request, content_id)]
        out.append(f"--{inner}--\r\n\r\n".encode())
    out.append(f"--{boundary}--\r\n".encode())
    return Request(
        "POST",
        "$batch",
        operation,
        {
            "Accept": "multipart/mixed",
            "Content-Type": f"multipart/mixed; boundary={boundary}",
            "Prefer": "odata.continue-on-error",
        },
        b"".join(out),
        repeatable=all(_repeatable(one) for one in operations),
        records=len(operations),
    )


def read_batch(answer: Answer, operations: Sequence[Operation], operation: str) -> list[list[Answer]]:
    """
    The answers to each operation, in order; a change set that failed has one answer, its refusal.

    Raises:
        CrmError: The batch as a whole was refused.
        CrmUnavailable: There are fewer answers than operations.
    """
    content_type = answer.headers.get("content-type", "")
    if content_type.lower().startswith("multipart/mixed"):
        answers = _read_multipart(_boundary(content_type), answer.body)
    elif answer.fault is not None:
        raise answer.fault.error(operation)
    else:
        answers = _read_json(answer.body)
    if len(answers) != len(operations):
        raise CrmUnavailable(
            f"El CRM respondió {len(answers)} de {len(operations)} operaciones del lote.",
            operation=operation,
            request_id=answer.request_id,
        )
    return answers


def _repeatable(one: Operation) -> bool:
    return one.repeatable if isinstance(one, Request) else all(r.repeatable for r in one.requests)


def _part(api: str, request: Request, content_id: int | None) -> bytes:
    head = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id is not None:
        head.append(f"Content-ID: {content_id}")
    target = request.target if request.target.startswith("http") else api + request.target
    inner = [f"{request.method} {target} HTTP/1.1", "Accept: application/json"]
    inner += [f"{name}: {value}" for name, value in request.headers.items()]
    lines = [*head, "", *inner, "", ""]
    return "\r\n".join(lines).encode() + (request.body or b"") + b"\r\n"


def _boundary(content_type: str) -> bytes:
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "boundary":
            return value.strip().strip('"').encode()
    return b""


def _split(boundary: bytes, body: bytes) -> list[tuple[dict[str, str], bytes]]:
    """The parts between the boundaries, each with its headers (names in lower case)."""
    if not boundary:
        return []
    parts = []
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        if piece.startswith(b"--"):
            break
        parts.append(_headers_and_body(piece.lstrip(b" \t").removeprefix(b"\r\n")))
    return parts


def _headers_and_body(text: bytes) -> tuple[dict[str, str], bytes]:
    if text.startswith(b"\r\n"):
        return {}, text[2:]
    head, _, body = text.partition(b"\r\n\r\n")
    headers = {}
    for line in head.split(b"\r\n"):
        name, separator, value = line.decode("latin-1").partition(":")
        if separator:
            headers[name.strip().lower()] = value.strip()
    return headers, body


def _read_multipart(boundary: bytes, body: bytes) -> list[list[Answer]]:
    return [
        _read_parts(_boundary(headers["content-type"]), part)
        if headers.get("content-type", "").lower().startswith("multipart/mixed")
        else [_read_http(part)]
        for headers, part in _split(boundary, body)
    ]


class _JsonPart(msgspec.Struct):
    """One answer of a batch in JSON (OData JSON format 4.01, section 19)."""

    status: int
    atomicity_group: str | None = msgspec.field(default=None, name="atomicityGroup")
    headers: dict[str, str] = {}
    body: msgspec.Raw = msgspec.Raw(b"")


class _JsonBatch(msgspec.Struct):
    responses: list[_JsonPart]


def _read_json(body: bytes) -> list[list[Answer]]:
    """The answers of a server that answers in JSON all the same; neighbours of one atomicity group are a change set."""
    try:
        parts = msgspec.json.decode(body, type=_JsonBatch).responses
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CrmUnavailable("El CRM respondió un lote que no se entiende.", operation="batch") from error
    groups = groupby(enumerate(parts), key=lambda place: place[1].atomicity_group or place[0])
    return [[_json_answer(part) for _, part in group] for _, group in groups]


def _json_answer(part: _JsonPart) -> Answer:
    headers = {name.lower(): value for name, value in part.headers.items()}
    body = bytes(part.body)
    return Answer(part.status, headers, body, read_fault(part.status, headers, body) if part.status >= 400 else None)


def _read_parts(boundary: bytes, body: bytes) -> list[Answer]:
    return [_read_http(part) for _, part in _split(boundary, body)]


def _read_http(text: bytes) -> Answer:
    line, _, rest = text.lstrip(b"\r\n").partition(b"\r\n")
    words = line.split(b" ", 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        raise CrmUnavailable("El CRM respondió un lote que no se entiende.", operation="batch")
    status = int(words[1])
    headers, body = _headers_and_body(rest)
    body = body.removesuffix(b"\r\n")
    fault = read_fault(status, headers, body) if status >= 400 else None
    return Answer(status, headers, body, fault)
