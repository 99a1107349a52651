"""One request and one answer as plain data, alike whether they came over HTTP or inside a batch."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final
from urllib.parse import unquote, unquote_plus

import orjson

from standin.errors import DataverseFault, bad_request

JSON_TYPE: Final = "application/json; odata.metadata=minimal"
ERROR_DETAILS: Final = "Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus"
_PREFERENCE = re.compile(r'\s*([\w.-]+)(?:\s*=\s*("[^"]*"|[^,]*))?\s*(?:,|$)')


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts: `user_id` is the effective user, `behind_id` the real one when another is impersonated."""

    user_id: str
    behind_id: str | None = None
    business_unit_id: str = ""
    missing_privileges: frozenset[str] = frozenset()


def parse_query(text: str) -> dict[str, str]:
    """Read a query string; `+` is a space, `;` is an ordinary character, a later name wins."""
    options: dict[str, str] = {}
    for piece in filter(None, text.split("&")):
        name, _, value = piece.partition("=")
        options[unquote_plus(name)] = unquote_plus(value)
    return options


@dataclass(frozen=True)
class Call:
    """A request below the API root. Header names are lower-case; the path is still percent-encoded."""

    method: str
    api_root: str  # absolute, without a final slash: https://…/api/data/v9.2
    path: str  # "accounts(…)/name", without a leading slash
    query_text: str
    headers: Mapping[str, str]
    body: bytes
    caller: Caller
    references: dict[str, str] = field(default_factory=dict)  # Content-ID -> "accounts(guid)"

    @cached_property
    def query(self) -> dict[str, str]:
        return parse_query(self.query_text)

    @cached_property
    def segments(self) -> list[str]:
        """The path split at its slashes, those inside quotes aside, and decoded."""
        parts: list[str] = []
        current: list[str] = []
        quoted = False
        for character in unquote(self.path):
            if character == "'":
                quoted = not quoted
            if character == "/" and not quoted:
                parts.append("".join(current))
                current = []
            else:
                current.append(character)
        parts.append("".join(current))
        return [part for part in parts if part]

    @cached_property
    def preferences(self) -> dict[str, str]:
        text = self.headers.get("prefer", "")
        return {
            match[1].lower(): (match[2] or "").strip().strip('"') for match in _PREFERENCE.finditer(text) if match[1]
        }

    @cached_property
    def annotations(self) -> Annotations:
        return Annotations(self.preferences.get("odata.include-annotations", ""))

    @property
    def wants_row(self) -> bool:
        return self.preferences.get("return") == "representation"

    def condition(self, name: str) -> str | None:
        """Return `If-Match` or `If-None-Match`; the literal `null` that clients send is no condition."""
        value = self.headers.get(name)
        return None if value in {None, "", "null"} else value

    def page_size(self, limit: int) -> int:
        text = self.preferences.get("odata.maxpagesize")
        if text is None:
            return limit
        if not text.isdigit() or int(text) < 1:
            raise bad_request("The odata.maxpagesize preference must be a positive number.")
        return min(int(text), limit)

    def json(self) -> Any:
        """
        Return the body.

        Raises:
            DataverseFault: 400, it is not a JSON object.
        """
        try:
            value = orjson.loads(self.body or b"{}")
        except orjson.JSONDecodeError as reason:
            raise bad_request(f"Error identified in Payload provided by the user: {reason}", "0x80048D19") from reason
        if not isinstance(value, dict):
            raise bad_request("The request body must be a JSON object.", "0x80048D19")
        return value

    def derived(self, **changes: Any) -> Call:
        return replace(self, **changes)


class Annotations:
    """Which annotations a request asked for."""

    def __init__(self, text: str) -> None:
        self._patterns = [piece.strip() for piece in text.split(",") if piece.strip()]
        self._known: dict[str, bool] = {}
        self.any = bool(self._patterns)

    def wants(self, name: str) -> bool:
        known = self._known.get(name)
        if known is None:
            known = any(fnmatch.fnmatchcase(name, pattern) for pattern in self._patterns)
            self._known[name] = known
        return known


@dataclass(slots=True)
class Reply:
    """An answer: the body is already encoded."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def failed(self) -> bool:
        return self.status >= 400


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, {"Content-Type": JSON_TYPE, **named}, orjson.dumps(value))


def fault_reply(fault: DataverseFault, annotations: Annotations) -> Reply:
    """Write *fault* as the service does; annotations add the details that were asked for."""
    error: dict[str, Any] = {"code": fault.code, "message": fault.message}
    if annotations.any:
        details = {
            f"@{ERROR_DETAILS}": "0",
            "@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode": "0",
            "@Microsoft.PowerApps.CDS.HelpLink": "http://go.microsoft.com/fwlink/?LinkID=398563&error="
            f"Microsoft.Crm.CrmException%3a{fault.code}",
            "@Microsoft.PowerApps.CDS.TraceText": "",
            "@Microsoft.PowerApps.CDS.InnerError.Message": fault.message,
        }
        error |= {name: text for name, text in details.items() if annotations.wants(name[1:])}
    return Reply(fault.status, {"Content-Type": JSON_TYPE, **fault.headers}, orjson.dumps({"error": error}))
