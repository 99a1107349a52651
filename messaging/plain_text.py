"""The plain text of an HTML message: paragraphs, lists, quotations and links, as a person would type them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset({"p", "div", "ul", "ol", "blockquote", "table", "h1", "h2", "h3"})
_HIDDEN: Final = frozenset({"head", "style", "script", "title"})


def plain_text(document: str) -> str:
    """
    The text of *document*: a blank line between paragraphs, "- " before list items, "> " before quotations, and
    each link's address after its words. Ends with one line break.
    """
    reader = _Reader()
    reader.feed(document)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._paragraphs: list[str] = []
        self._line: list[str] = []
        self._items: list[str] = []
        self._links: list[str] = []
        self._hidden = 0
        self._quoted = False

    def text(self) -> str:
        self._end_paragraph()
        return "\n\n".join(self._paragraphs) + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self._end_paragraph()
            self._quoted = self._quoted or tag == "blockquote"
        elif tag == "li":
            self._line = []
        elif tag == "br":
            self._line.append("\n")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden -= 1
        elif tag == "li":
            self._items.append(f"- {self._taken()}")
        elif tag == "a" and self._links:
            address = self._links.pop()
            if address:
                self._line.append(f": {address} ")
        elif tag in _BLOCKS:
            self._end_paragraph()
            if tag == "blockquote":
                self._quoted = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._line.append(data.replace("\n", " "))

    def _end_paragraph(self) -> None:
        words = "\n".join(self._items) if self._items else self._taken()
        self._items = []
        self._line = []
        if words:
            mark = "> " if self._quoted else ""
            self._paragraphs.append("\n".join(mark + line for line in words.split("\n")))

    def _taken(self) -> str:
        lines = "".join(self._line).split("\n")
        self._line = []
        return "\n".join(" ".join(line.split()) for line in lines).strip()
