"""
In which language a request is answered: Spanish, or English for who asks for it (`Accept-Language: en`).

The product speaks Spanish, and every sentence is made in it. Its English stands in one place, `english.json`: sentences
with their {0} {1} and the words that go into them; the titles of the rules have theirs in the catalogue. What has no
English is told in Spanish, whole: half a sentence in each language helps nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from domain.model.institution.day_names import MONTHS_EN, MONTHS_ES, WEEKDAYS_EN, WEEKDAYS_ES
from domain.protocol.catalogue import RULES

SAID: Final[Mapping[str, bool]] = {"said": True}
"""Metadata of a field that the product says, in the language that was asked for (`schema.languages.answering`)."""


class Language(StrEnum):
    """The languages that an answer may be in."""

    SPANISH = "es"
    ENGLISH = "en"


_ASKED: Final[ContextVar[Language]] = ContextVar("language", default=Language.SPANISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Tell what is told meanwhile in *language*."""
    before = _ASKED.set(language)
    try:
        yield
    finally:
        _ASKED.reset(before)


def asked() -> Language:
    """The language that was asked for."""
    return _ASKED.get()


def told(text: str) -> str:
    """*text*, which is Spanish, in the language that was asked for; in Spanish where it has no English."""
    if _ASKED.get() is Language.SPANISH:
        return text
    return in_english(text) or text


def wanted(accepted: str | None) -> Language:
    """The language of an `Accept-Language`: English where it is weighed more than Spanish, else Spanish."""
    weights = {Language.SPANISH: 0.0, Language.ENGLISH: 0.0}
    for part in (accepted or "").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        for language in weights:
            if name.partition("-")[0] == language:
                weights[language] = max(weights[language], _number(weight))
    return Language.ENGLISH if weights[Language.ENGLISH] > weights[Language.SPANISH] else Language.SPANISH


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


@lru_cache(maxsize=10_000)
def in_english(text: str) -> str | None:
    """The English of a Spanish text that the product says; None: it has none."""
    word = _word(text)
    if word is not None:
        return word
    parts = _BETWEEN_SENTENCES.split(text)
    return _sentences(parts, whole=True) or _sentences(parts, whole=False)


def _sentences(parts: list[str], *, whole: bool) -> str | None:
    """The English of sentences, as many at once as are known together; *whole*: none is taken for a name inside one."""
    said: list[str] = []
    while parts:
        runs = ((end, _sentence(" ".join(parts[:end]), whole=whole)) for end in range(len(parts), 0, -1))
        end, english = next(((end, found) for end, found in runs if found is not None), (0, ""))
        if not end:
            return None
        said.append(english)
        parts = parts[end:]
    return " ".join(said)


_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?]) (?=[A-ZÁÉÍÓÚÑ«¿])")
_PLACE: Final = re.compile(r"\{\d\}")
_TERM: Final = re.compile(r"\{SLA-\d\d\}")
_LETTERS: Final = re.compile(r"[a-záéíóúñ]", re.IGNORECASE)
_FEW: Final = 4
"""A sentence with no more letters of its own fits nearly anything: then all it holds has English, or is a number."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """What stands in `english.json`: "sentences" and "words", from Spanish to English."""
    found: dict[str, dict[str, str]] = json.loads(
        (files("schema.languages") / "english.json").read_text(encoding="utf-8")
    )
    return found


@cache
def _words() -> Mapping[str, str]:
    both = {**_rule_titles(), **catalogue()["words"]}
    return {spanish.casefold(): english for spanish, english in both.items()}


@cache
def _rule_titles() -> Mapping[str, str]:
    """The titles of the rules in both languages, with {0} for the term that one names (LIN-05)."""
    return {_TERM.sub("{0}", row.title_es): _TERM.sub("{0}", row.title) for row in RULES.values()}


@cache
def _patterns() -> list[tuple[list[str], re.Pattern[str], str, bool]]:
    """
    Sentences with places in them, those with most words of their own first: what is their own, as they are read, their
    English, and whether each fits nearly anything.
    """
    found = []
    for spanish, english in {**_rule_titles(), **catalogue()["sentences"]}.items():
        literal = _PLACE.split(spanish)
        if len(literal) > 1:
            pattern = re.compile("(.+?)".join(re.escape(part) for part in literal), re.DOTALL)
            own = len(_LETTERS.findall("".join(literal)))
            found.append((own, [part for part in literal if part], pattern, english))
    found.sort(key=lambda each: -each[0])
    return [(literal, pattern, english, own <= _FEW) for own, literal, pattern, english in found]


def _sentence(text: str, *, whole: bool = False) -> str | None:
    found = _said(text, whole=whole)
    return None if found is None else found[0]


def _said(text: str, *, whole: bool = False) -> tuple[str, bool] | None:
    """
    The English of a sentence, and whether all that it holds has its own; None: it has none.

    A sentence all of which is known goes before one with more words of its own and a name in it.
    """
    exact = catalogue()["sentences"].get(text)
    if exact is not None:
        return exact, True
    word = _words().get(text[:-1].casefold()) if text.endswith(".") else None
    if word is not None:
        return f"{word}.", True
    longest: tuple[str, bool] | None = None
    for literal, pattern, english, fits_all in _patterns():
        if not all(part in text for part in literal):
            continue  # sooner said than by matching
        match = pattern.fullmatch(text)
        if match is None:
            continue
        inside = [_inside(each) for each in match.groups()]
        if fits_all and any(each is None for each in inside):
            continue
        names = [given for each, given in zip(inside, match.groups(), strict=True) if each is None]
        if whole and any(_BETWEEN_SENTENCES.search(given) for given in names):
            continue
        filled = [each[0] if each else given for each, given in zip(inside, match.groups(), strict=True)]
        found = english.format(*filled), all(each is not None and each[1] for each in inside)
        if found[1]:
            return found
        longest = longest or found
    return longest


def _word(text: str) -> str | None:
    """A word, title or label, with a small letter where the Spanish has one; a list of them; one with its role."""
    english = _words().get(text.casefold())
    if english is not None:
        small = text[:1].islower() and not _PROPER.match(english)
        return english[:1].lower() + english[1:] if small else english
    if text.startswith("«") and text.endswith("»"):
        inner = _word(text[1:-1])
        return None if inner is None else f"“{inner}”"
    if text.endswith(")") and " (" in text:
        outer, _, inner = text[:-1].rpartition(" (")
        both = _word(outer) or (outer if _NAME.fullmatch(outer) else None), _word(inner)
        return None if None in both else f"{both[0]} ({both[1]})"
    if ", " in text:
        parts = [_word(part) for part in text.split(", ")]
        return None if None in parts else ", ".join(part for part in parts if part)
    return _month(text)


_PROPER: Final = re.compile(r"[A-Z][A-Z]|[A-Z]\w* [A-Z]")
"""What begins as an abbreviation or a name of several words, and keeps its capital."""
_NAME: Final = re.compile(r"[A-ZÁÉÍÓÚÑ]\w+( [A-ZÁÉÍÓÚÑ]\w+){1,3}")
"""The name of a person, beside what they are."""
_DAY: Final = re.compile(r"(\w+) (\d{1,2}) de (\w+)(?: de (\d{4}))?")
_MONTH: Final = re.compile(r"(\w+) de (\d{4})")
_DAYS: Final = dict(zip(WEEKDAYS_ES, WEEKDAYS_EN, strict=True))
_MONTHS: Final = dict(zip(MONTHS_ES, MONTHS_EN, strict=True))


def _day(text: str) -> str | None:
    """A day written out: "lunes 23 de septiembre de 2024" is "Monday 23 September 2024"."""
    match = _DAY.fullmatch(text)
    if match is None or match[1] not in _DAYS or match[3] not in _MONTHS:
        return None
    return f"{_DAYS[match[1]]} {match[2]} {_MONTHS[match[3]]}{f' {match[4]}' if match[4] else ''}"


def _month(text: str) -> str | None:
    """A month of a year: "enero de 2026" is "January 2026"."""
    match = _MONTH.fullmatch(text)
    return f"{_MONTHS[match[1]]} {match[2]}" if match is not None and match[1] in _MONTHS else None


def _inside(text: str) -> tuple[str, bool] | None:
    """The English of what a sentence holds, as `_said`; None: it is a name or somebody's own words."""
    word = text if text.isdigit() else _word(text) or _day(text)
    if word is not None:
        return word, True
    found = _said(text)
    if found is None and text[:1].islower():  # a sentence that goes on after a label
        found = _said(text[0].upper() + text[1:])
        return found and (found[0][0].lower() + found[0][1:], found[1])
    return found
