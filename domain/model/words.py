"""Text as words that compare: without case, accents or punctuation ("Ñuñoa" is "nunoa")."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_RUT_LIKE: Final = re.compile(r"[0-9][0-9.]*(?:-[0-9kK]?)?")
_SPECIAL: Final = str.maketrans({".": None, "-": None})


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
