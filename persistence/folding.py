"""Text as search and order see it: without case, accents or punctuation ("Ñuñoa" is "nunoa")."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from domain.model.accounts import Account

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


def name_key(name: str) -> str:
    """What lists of accounts are ordered by."""
    return " ".join(words(name))


def search_text(account: Account) -> str:
    """Every word an account can be found by, once, each between spaces: names, RUT, e-mail, sector."""
    told = (account.name, account.trade_name, account.rut and account.rut.compact, account.email, account.sector)
    unique = dict.fromkeys(word for text in told if text for word in words(text))
    return f" {' '.join(unique)} "


def search_words(asked: str) -> tuple[str, ...]:
    """The words of a question, longest first, without those that another one begins with."""
    by_length = sorted(set(words(asked)), key=lambda word: (-len(word), word))
    kept: list[str] = []
    for word in by_length:
        if not any(longer.startswith(word) for longer in kept):
            kept.append(word)
    return tuple(kept)
