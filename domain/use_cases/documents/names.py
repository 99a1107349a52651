"""A name under which a file can be kept anywhere ("nombre seguro")."""

from __future__ import annotations

import unicodedata
from typing import Final

_MOST: Final = 100
_RESERVED: Final = set('<>:"/\\|?*')
_SUFFIXES: Final = (".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx")
_NAMELESS: Final = "documento"


def safe_name(told: str) -> str:
    """
    The last step of the path that was told, without suffix, without what a system or a reader could take for something
    else (control and direction characters, reserved signs, dots around it); at most 100 characters; never empty.
    """
    last = unicodedata.normalize("NFC", told).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in last if each not in _RESERVED)
    plain = " ".join(plain.split()).strip(". ")
    lower = plain.lower()
    suffix = next((each for each in _SUFFIXES if lower.endswith(each)), "")
    return plain[: len(plain) - len(suffix)].strip(". ")[:_MOST].strip(". ") or _NAMELESS
