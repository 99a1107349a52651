"""Reads a GraphQL request out of an HTTP request, and chooses the media type of the answer. Pure: no I/O.

GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/, sections "Request" and "Response".
Only `application/json` is read: the form content types would let any web page send requests with a visitor's
credentials and without a preflight (CSRF).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final

import orjson

from schema.faults import Fault, FaultCode


class MediaType(Enum):
    """What the answer may be written as."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"


EVENT_STREAM: Final = "text/event-stream"


class Refused(Exception):
    """The request is answered with a status and one fault, without looking at any document."""

    def __init__(self, status: int, fault: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(fault.message)
        self.status = status
        self.fault = fault
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a well-formed request. At least one of query, document_id and persisted_hash is there."""

    query: str | None
    document_id: str | None
    persisted_hash: str | None
    variables: dict[str, Any] | None
    operation_name: str | None


def bad_request(message: str, code: FaultCode = FaultCode.BAD_REQUEST) -> Refused:
    """Return the refusal of something that is not JSON, or not one request."""
    return Refused(400, Fault(code, message))


class MalformedError(Exception):
    """JSON, but not a GraphQL-over-HTTP request: 400, or 422 in the newer draft."""


# --- media types -----------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def accepted_media_type(accept: str | None) -> MediaType | None:
    """
    Choose the answer's media type.

    The highest weight wins; of equal weights what is named wins over what a wildcard allows; of both named, the
    GraphQL media type. No header, or only wildcards: plain JSON, which is what old clients expect.

    Returns:
        None when neither is acceptable (406).
    """
    if accept is None or not accept.strip():
        return MediaType.JSON
    ranges = [_media_range(part) for part in accept.split(",")]
    best: tuple[float, int, int] | None = None
    chosen: MediaType | None = None
    for media_type in (MediaType.JSON, MediaType.GRAPHQL):
        weight, precision = _weight(media_type.value, ranges)
        named_graphql = int(media_type is MediaType.GRAPHQL and precision == _EXACT)
        rank = (weight, precision, named_graphql)
        if weight > 0 and (best is None or rank > best):
            best, chosen = rank, media_type
    return chosen


def names_an_answer(accept: str | None) -> bool:
    """
    Tell whether one of the two media types is asked for by its name.

    What a browser fetches of itself (a link, an image, a script, a form by GET) allows anything and names neither.
    """
    ranges = [_media_range(part) for part in (accept or "").split(",")]
    return any(_weight(media_type.value, ranges)[1] == _EXACT for media_type in MediaType)


def names_event_stream(accept: str | None) -> bool:
    """Tell whether a stream of events (SSE) is among what is asked for by its name."""
    ranges = [_media_range(part) for part in (accept or "").split(",")]
    return _weight(EVENT_STREAM, ranges)[0] > 0 and _weight(EVENT_STREAM, ranges)[1] == _EXACT


def prefers_html(accept: str | None) -> bool:
    """Tell whether a browser asks for a page: `text/html` is named, and weighs no less than JSON is named with."""
    ranges = [_media_range(part) for part in (accept or "").split(",")]
    html, precision = _weight("text/html", ranges)
    if html <= 0 or precision != _EXACT:
        return False
    named = [_weight(media_type.value, ranges) for media_type in MediaType]
    return all(weight < html for weight, exactness in named if exactness == _EXACT)


_EXACT: Final = 3


def _media_range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                weight = min(1.0, max(0.0, float(value.strip())))
            except ValueError:
                weight = 0.0
    return name.lower(), weight


def _weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """Return the weight of *media_type* by the most precise range that covers it, and that precision."""
    kind = media_type.partition("/")[0]
    by_precision = {media_type: _EXACT, f"{kind}/*": 2, "*/*": 1}
    found = [(by_precision[name], weight) for name, weight in ranges if name in by_precision]
    if not found:
        return 0.0, 0
    precision = max(exactness for exactness, _ in found)
    return max(weight for exactness, weight in found if exactness == precision), precision


def check_content_type(content_type: str | None, content_encoding: str | None) -> None:
    """
    Let only JSON in UTF-8 through.

    Raises:
        Refused: 415.
    """
    name, *parameters = (piece.strip().lower() for piece in (content_type or "").split(";"))
    charsets = [p.partition("=")[2].strip('" ') for p in parameters if p.partition("=")[0].strip() == "charset"]
    if name != "application/json" or any(charset not in {"utf-8", "utf8"} for charset in charsets):
        message = "Send the request as 'Content-Type: application/json' in UTF-8."
        raise Refused(415, Fault(FaultCode.UNSUPPORTED_MEDIA_TYPE, message), {"Accept-Post": "application/json"})
    if content_encoding and content_encoding.strip().lower() != "identity":
        message = "Send the request without Content-Encoding."
        raise Refused(415, Fault(FaultCode.UNSUPPORTED_MEDIA_TYPE, message), {"Accept-Encoding": "identity"})


# --- parameters ------------------------------------------------------------------------------------------


def from_body(body: bytes) -> Parameters:
    """
    Read the body of a POST. `null` is as good as absent; unknown properties are ignored.

    Raises:
        Refused: not JSON, or a batch.
        MalformedError: JSON of another shape.
    """
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"The body is not JSON in UTF-8: {error.msg}.") from None
    if isinstance(sent, list):
        message = "Batches are not supported: send one operation in each request."
        raise bad_request(message, FaultCode.BATCHING_NOT_SUPPORTED)
    if not isinstance(sent, dict):
        raise MalformedError("The body must be a JSON object with 'query'.")
    if b"\\u0000" in body and _holds_nul(sent):
        raise bad_request(_NUL)
    return _parameters(sent)


def from_message(sent: Mapping[str, Any]) -> Parameters:
    """Read what a message of a socket asks for. Raises as `from_body`."""
    if _holds_nul(sent):
        raise bad_request(_NUL)
    return _parameters(sent)


def from_query(sent: Mapping[str, str]) -> Parameters:
    """
    Read the query string of a GET. The empty string is as good as absent; objects are JSON in a string.

    Raises:
        Refused: an object is not JSON.
        MalformedError: JSON of another shape, or nothing to run.
    """
    given: dict[str, Any] = {name: value for name, value in sent.items() if value != ""}
    for name in ("variables", "extensions"):
        if name in given:
            try:
                given[name] = orjson.loads(given[name])
            except orjson.JSONDecodeError as error:
                raise bad_request(f"'{name}' is not JSON: {error.msg}.") from None
    if _holds_nul(given):
        raise bad_request(_NUL)
    return _parameters(given)


_NUL: Final = "A text holds the character U+0000, which cannot be stored: leave it out."


def _holds_nul(value: object) -> bool:
    """U+0000 is in a text, as itself or as GraphQL writes it in a document; PostgreSQL stores none."""
    left = [value]
    while left:  # JSON is nested as deep as its sender likes
        each = left.pop()
        if isinstance(each, str) and ("\0" in each or "\\u0000" in each):
            return True
        if isinstance(each, dict | list):
            left += each.values() if isinstance(each, dict) else each
    return False


def _parameters(sent: Mapping[str, Any]) -> Parameters:
    query = _text(sent, "query")
    document_id = _text(sent, "documentId")
    extensions = _object(sent, "extensions") or {}
    persisted = _object(extensions, "persistedQuery") or {}
    persisted_hash = _text(persisted, "sha256Hash")
    if query is None and document_id is None and persisted_hash is None:
        raise MalformedError("Send a document in 'query', or the 'documentId' of a trusted one.")
    return Parameters(query, document_id, persisted_hash, _object(sent, "variables"), _text(sent, "operationName"))


def _text(sent: Mapping[str, Any], name: str) -> str | None:
    value = sent.get(name)
    if value is not None and not isinstance(value, str):
        raise MalformedError(f"'{name}' must be a string.")
    return value


def _object(sent: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = sent.get(name)
    if value is not None and not isinstance(value, dict):
        raise MalformedError(f"'{name}' must be an object.")
    return value
