"""The texts that stand in a module of the pages: what a person would read, and what is said with its English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_NAME: Final = re.compile(r"[\w$]+$")
_BEFORE_A_PATTERN: Final = re.compile(r"(?:^|[(,=:\[!&|?{};]|return|=>)\s*$")
_PLACE: Final = "\x00"


@dataclass(frozen=True, slots=True)
class Text:
    """
    A text of a module.

    Attributes:
        tag: What stands before a template (`html`, `t`); "": nothing, or it is a plain text in quotes.
        text: With `\\0` for each thing that goes into it.
    """

    tag: str
    text: str


def texts_of(source: str) -> Iterator[Text]:
    """Every text of a module, those inside others too; comments and patterns are none."""
    yield from _Reader(source).block("")


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def block(self, end: str) -> Iterator[Text]:
        """The texts up to the brace that ends it; "": to the end of the module."""
        source, deep = self._source, 0
        while self._at < len(source):
            sign, pair = source[self._at], source[self._at : self._at + 2]
            if pair == "//":
                self._at = _end(source, "\n", self._at)
            elif pair == "/*":
                self._at = _end(source, "*/", self._at)
            elif sign == "/" and _BEFORE_A_PATTERN.search(source[max(0, self._at - 12) : self._at]):
                self._pattern()
            elif sign in "\"'":
                yield Text("", self._quoted(sign))
            elif sign == "`":
                yield from self._template()
            elif sign == end and deep == 0:
                self._at += 1
                return
            else:
                deep += {"{": 1, "}": -1}.get(sign, 0) if end else 0
                self._at += 1

    def _pattern(self) -> None:
        self._at += 1
        inside = False
        while inside or self._source[self._at] != "/":
            sign = self._source[self._at]
            inside = sign == "[" or (inside and sign != "]")
            self._at += 2 if sign == "\\" else 1
        self._at += 1

    def _quoted(self, mark: str) -> str:
        start = self._at = self._at + 1
        while self._source[self._at] != mark:
            self._at += 2 if self._source[self._at] == "\\" else 1
        self._at += 1
        return self._source[start : self._at - 1]

    def _template(self) -> Iterator[Text]:
        tag = _NAME.search(self._source[max(0, self._at - 20) : self._at])
        self._at += 1
        text = ""
        while (sign := self._source[self._at]) != "`":
            if self._source.startswith("${", self._at):
                self._at += 2
                yield from self.block("}")
                text += _PLACE
            else:
                step = 2 if sign == "\\" else 1
                text += self._source[self._at : self._at + step]
                self._at += step
        self._at += 1
        yield Text(tag[0] if tag and tag[0] != "return" else "", text)


def _end(source: str, sign: str, start: int) -> int:
    found = source.find(sign, start)
    return len(source) if found < 0 else found + len(sign)


def said_in(source: str) -> Iterator[str]:
    """What is told in the language of the page, as it stands in the vocabulary: with {0} {1} … for what it holds."""
    for each in texts_of(source):
        if each.tag == "t":
            count = iter(range(each.text.count(_PLACE)))
            yield re.sub(_PLACE, lambda _: f"{{{next(count)}}}", each.text)  # noqa: B023


_TAG: Final = re.compile(r"<[^<>]*>", re.DOTALL)
_SPOKEN: Final = re.compile(r"\b(?:aria-label|title|placeholder|alt|button|later|heading)=(?:\"([^\"]*)\"|'([^']*)')")
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_SENTENCE: Final = re.compile(
    r"[áéíóúñ¿¡«]|^[A-Z][a-z]+(?:$|[ .,:])|\b(?:el|la|los|las|de|que|en|por|para|con|su|del|al|una?|se|no|y|ya)\b "
)
_DOCUMENT: Final = re.compile(r"\s*(?:query|mutation|subscription) ")


def unsaid_in(source: str) -> Iterator[str]:
    """What a person would read, and stands there in one language only."""
    for each in texts_of(source):
        if each.tag == "html":
            spoken = [first or second for first, second in _SPOKEN.findall(each.text)]
            yield from (text.strip() for text in [*spoken, *_TAG.split(each.text)] if _WORD.search(text))
        elif each.tag == "" and _SENTENCE.search(each.text) and not _DOCUMENT.match(each.text):
            yield each.text
