"""Paging cookies: opaque to clients, percent-encoded XML inside percent-encoded XML as the service makes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from standin.errors import bad_request

_OUTER = re.compile(r'<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="(True|False)" />$')
_LAST = re.compile(r'last="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Cookie:
    """Where the next page starts: its number, and what the last one ended with (an id, or an offset)."""

    page: int
    last: str
    tracking: bool = False

    def text(self) -> str:
        return f'<cookie pagenumber="{self.page}" pagingcookie="{self.encoded_inner()}" istracking="{self.tracking}" />'

    def inner(self) -> str:
        return f'<cookie page="{self.page - 1}"><row last="{self.last}" /></cookie>'

    def encoded_inner(self) -> str:
        return quote(quote(self.inner(), safe=""), safe="")

    def skip_token(self) -> str:
        return quote(self.text(), safe="")


def read_skip_token(text: str) -> Cookie:
    """
    Read a `$skiptoken` back (already decoded once by the query string).

    Raises:
        DataverseFault: 400, somebody changed it.
    """
    match = _OUTER.match(text)
    last = _LAST.search(unquote(unquote(match[2]))) if match else None
    if match is None or last is None:
        raise bad_request("Malformed XML in the Paging Cookie", "0x80040203")
    return Cookie(int(match[1]), last[1], match[3] == "True")
