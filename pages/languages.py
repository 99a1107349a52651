"""
In which language a page comes, and the English of its words: one vocabulary, which the browser reads too.

A page that has English is in English for whoever chose it (by its link, then by a cookie), and for whoever's browser
asks for it more than for Spanish. The page itself may change it while somebody reads (`static/shared/language.js`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.requests import Request

VOCABULARY: Final = Path(__file__).parent / "static" / "shared" / "english.js"
"""Spanish and English beside each other, as a module whose object is JSON."""

COOKIE: Final = "atencion_language"
PARAMETER: Final = "idioma"

Preferred = Callable[[str | None], str]
"""The language of an `Accept-Language`, "es" or "en": decided as the API does."""


class Language(StrEnum):
    """What a page may speak, as `<html lang>` says it."""

    SPANISH = "es"
    ENGLISH = "en"


@cache
def english() -> Mapping[str, str]:
    """The English of each Spanish text of the pages, with {0} {1} … for what it holds."""
    text = VOCABULARY.read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text[text.index("= {") + 2 : text.rindex("}") + 1])
    return MappingProxyType(found)


def in_language(text: str, language: Language) -> str:
    """*text*, which is Spanish and stands in the vocabulary, in *language*."""
    return text if language is Language.SPANISH else english()[text]


def language_of(request: Request, preferred: Preferred) -> tuple[Language, bool]:
    """The language for whoever asks, and whether this very request chooses it."""
    named, kept = request.query_params.get(PARAMETER), request.cookies.get(COOKIE)
    if named in set(Language):
        return Language(named), True
    if kept in set(Language):
        return Language(kept), False
    return Language(preferred(request.headers.get("accept-language"))), False
