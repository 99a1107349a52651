"""Texts as the service takes them: which characters, and how it counts their length."""

from __future__ import annotations

import re
from typing import Final

_NOT_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def refused_character(text: str) -> str | None:
    """The first character that the service refuses, because XML 1.0 cannot hold it; None: there is none."""
    found = None if text.isprintable() else _NOT_XML.search(text)
    return found[0] if found else None


def utf16_units(text: str) -> int:
    """The length as the service counts it: a character beyond the basic plane, such as an emoji, counts twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def made_to_fit(text: str, units: int) -> str:
    """The text of a message in a column of so many units: what cannot be held is marked, what is too long is cut."""
    text = _NOT_XML.sub("\ufffd", text)
    if utf16_units(text) <= units:
        return text
    return text.encode("utf-16-le")[: 2 * (units - 1)].decode("utf-16-le", "ignore") + "…"
