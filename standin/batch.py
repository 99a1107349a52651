"""
`$batch`: many requests in one, in order, with atomic change sets, Content-ID references and continue-on-error.

Source: dataverse-web-api.md section 5.1.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from standin.calls import Call, Reply
from standin.errors import DataverseFault, bad_request, not_imitated
from standin.organization import Organization

MAX_REQUESTS: Final = 1000
_DEFINITIONS: Final = ("EntityDefinitions", "RelationshipDefinitions", "OptionSetDefinitions", "CreateEntities")
_BOUNDARY = re.compile(r'boundary="?([^";,\s]+)"?', re.IGNORECASE)
_REASONS: Final = {
    200: "OK",
    201: "Created",
    204: "No Content",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    412: "Precondition Failed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
}
Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Part:
    """One inner request, not yet resolved against the references of its change set."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    content_id: str | None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    parts: tuple[Part, ...]


class ChangeSetFailed(Exception):
    """Carries the answer of the part that failed, to undo the whole change set."""

    def __init__(self, reply: Reply, content_id: str | None) -> None:
        super().__init__(reply.status)
        self.reply = reply
        self.content_id = content_id


def _malformed(reason: str) -> DataverseFault:
    return bad_request(f"Error identified in Payload provided by the user: {reason}", "0x80048D19")


def _split(body: bytes, boundary: str) -> list[bytes]:
    marker = b"--" + boundary.encode()
    pieces = (b"\r\n" + body).split(b"\r\n" + marker)
    if len(pieces) < 2:
        raise _malformed("Stream was not readable.")
    if not pieces[-1].startswith(b"--"):
        raise _malformed("Stream was not readable: the closing boundary is missing.")
    return [piece.removeprefix(b"\r\n") for piece in pieces[1:-1]]


def _headers(block: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return headers


def _boundary_of(content_type: str) -> str:
    match = _BOUNDARY.search(content_type)
    if match is None or "multipart/mixed" not in content_type:
        raise _malformed("The content type of a batch must be multipart/mixed with a boundary.")
    return match[1]


def read_batch(content_type: str, body: bytes, *, strict_line_ends: bool) -> list[Part | ChangeSet]:
    """
    Read the body of a batch.

    Raises:
        DataverseFault: 400, malformed, line ends that are not CRLF, or more than 1000 requests.
    """
    if not strict_line_ends:
        body = re.sub(rb"\r?\n", b"\r\n", body)
    elif re.search(rb"(?<!\r)\n--", body) or not body.endswith(b"\r\n"):
        raise _malformed("Stream was not readable.")
    items: list[Part | ChangeSet] = []
    for piece in _split(body, _boundary_of(content_type)):
        head, separator, content = piece.partition(b"\r\n\r\n")
        headers = _headers(head)
        if not separator:
            raise _malformed("Stream was not readable.")
        if "multipart/mixed" in headers.get("content-type", ""):
            inner = _split(content, _boundary_of(headers["content-type"]))
            items.append(ChangeSet(tuple(_part(*_halves(one), in_change_set=True) for one in inner)))
        else:
            items.append(_part(headers, content, in_change_set=False))
    if sum(len(item.parts) if isinstance(item, ChangeSet) else 1 for item in items) > MAX_REQUESTS:
        raise bad_request(f"The maximum number of requests in a batch, {MAX_REQUESTS}, was exceeded.", "0x80060888")
    return items


def _halves(piece: bytes) -> tuple[dict[str, str], bytes]:
    head, _, content = piece.partition(b"\r\n\r\n")
    return _headers(head), content


def _part(headers: dict[str, str], content: bytes, *, in_change_set: bool) -> Part:
    if not headers.get("content-type", "").startswith("application/http"):
        raise _malformed("A part of a batch must have the content type application/http.")
    head, _, body = content.partition(b"\r\n\r\n")
    request_line, _, header_block = head.partition(b"\r\n")
    words = request_line.decode("utf-8", "replace").rsplit(" ", 1)
    method, _, url = words[0].partition(" ")
    if len(words) != 2 or not words[1].startswith("HTTP/") or not url:
        raise _malformed(f"The request line '{request_line.decode('utf-8', 'replace')}' cannot be read.")
    if in_change_set and method == "GET":
        raise _malformed("A change set may not contain GET requests.")
    content_id = headers.get("content-id")
    if in_change_set and content_id is None:
        raise _malformed("Every request of a change set needs a Content-ID.")
    return Part(method, url, _headers(header_block), body.removesuffix(b"\r\n"), content_id)


class Batch:
    """Runs the requests of one batch for one caller."""

    def __init__(self, organization: Organization, call: Call, handle: Handler) -> None:
        self._organization = organization
        self._call = call
        self._handle = handle

    def reply(self) -> Reply:
        call = self._call
        items = read_batch(
            call.headers.get("content-type", ""),
            call.body,
            strict_line_ends=self._organization.settings.strict_batch_line_ends,
        )
        goes_on = "odata.continue-on-error" in call.preferences
        boundary = f"batchresponse_{uuid.uuid4()}"
        written: list[bytes] = []
        status = 200
        for item in items:
            if isinstance(item, ChangeSet):
                failed, text = self._run_change_set(item)
            else:
                reply = self._run(item, {})
                failed, text = (reply.status if reply.failed else None), _write_reply(reply, None)
            written.append(text)
            if failed is not None and not goes_on:
                status = failed
                break
        return Reply(status, {"Content-Type": f"multipart/mixed; boundary={boundary}"}, _join(written, boundary))

    def _run(self, part: Part, references: dict[str, str]) -> Reply:
        path, query = self._locate(part.url, references)
        if path.startswith("$batch"):
            raise bad_request("A batch may not contain a batch.", "0x80060888")
        return self._handle(
            self._call.derived(
                method=part.method,
                path=path,
                query_text=query,
                headers=part.headers,
                body=part.body,
                references=references,
            )
        )

    def _locate(self, url: str, references: dict[str, str]) -> tuple[str, str]:
        path, _, query = url.partition("?")
        if path.startswith("$") and path[1:2].isdigit():
            name, slash, rest = path.partition("/")
            if name not in references:
                raise bad_request(f"Content-ID Reference: '{name}' does not exist in the batch context.")
            return references[name] + slash + rest, query
        if "://" in path:
            split = urlsplit(url)
            path, query = split.path, split.query
        _, marker, below = path.partition("/api/data/")
        if marker:
            path = below.partition("/")[2]
        return quote(path.lstrip("/"), safe="/()=',-._~$:@%!*;&+"), query

    def _run_change_set(self, change_set: ChangeSet) -> tuple[int | None, bytes]:
        boundary = f"changesetresponse_{uuid.uuid4()}"
        head = f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n".encode()
        references: dict[str, str] = {}
        try:
            with self._organization.store.transaction():
                texts = [self._run_change(part, references) for part in change_set.parts]
        except ChangeSetFailed as failure:
            error = _write_reply(failure.reply, failure.content_id)
            return failure.reply.status, head + _join([error], boundary)
        return None, head + _join(texts, boundary)

    def _run_change(self, part: Part, references: dict[str, str]) -> bytes:
        if any(name in part.url for name in _DEFINITIONS):  # rows can be rolled back here, definitions cannot
            raise not_imitated("changes of definitions inside a change set")
        reply = self._run(part, references)
        if reply.failed:
            raise ChangeSetFailed(reply, part.content_id)
        address = reply.headers.get("OData-EntityId", "")
        if address:  # a part that asked for the representation has no address, so nothing can refer to it
            references[f"${part.content_id}"] = address.partition("/api/data/")[2].partition("/")[2]
        return _write_reply(reply, part.content_id)


def _write_reply(reply: Reply, content_id: str | None) -> bytes:
    head = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id is not None:
        head.append(f"Content-ID: {content_id}")
    lines = [f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Error')}"]
    if reply.failed:
        lines.append(f"REQ_ID: {uuid.uuid4()}")
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    if "OData-Version" not in reply.headers:
        lines.append("OData-Version: 4.0")
    return "\r\n".join([*head, "", *lines, "", ""]).encode() + reply.body


def _join(parts: list[bytes], boundary: str) -> bytes:
    marker = f"--{boundary}".encode()
    return b"".join(marker + b"\r\n" + part + b"\r\n" for part in parts) + marker + b"--\r\n"
