"""
Text: how long what a person writes may be, and as words that compare, without case, accents or punctuation ("Ñuñoa"
is "nunoa").
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_LINE: Final = 400
LONGEST_PROSE: Final = 4_000
"""Most characters of a name, a title or another text of a line, and of a reason, a note or what is in sentences."""
MOST_TEXTS: Final = 100
"""Of a list of texts."""

LONGEST_ADDRESS: Final = 254
_OF_NO_ADDRESS: Final = r"\s\x00-\x1f\x7f@,;:<>()\"\\"
_ADDRESS: Final = re.compile(rf"[^{_OF_NO_ADDRESS}]+@[^{_OF_NO_ADDRESS}.]+(\.[^{_OF_NO_ADDRESS}.]+)+")
_WORD: Final = re.compile(r"[^\W_]+")
_RUT_LIKE: Final = re.compile(r"[0-9][0-9.]*(?:-[0-9kK]?)?")
_SPECIAL: Final = str.maketrans({".": None, "-": None})


def is_address(text: str) -> bool:
    """
    Whether it has the shape of one e-mail address, without spaces around it; not that somebody reads it.

    Source: DEF-03, DAT-07.
    """
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def fold(text: str) -> str:
    """Lower case without accents; other characters stay."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())  # "𝕬" is "A" only when apart
    return "".join(character for character in apart if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """Folded words of letters and digits, in order; what looks like a RUT is one word without dots and hyphen."""
    found: list[str] = []
    for chunk in text.split():
        if _RUT_LIKE.fullmatch(chunk):
            found.append(chunk.translate(_SPECIAL).lower())
        else:
            found += _WORD.findall(fold(chunk))
    return found
