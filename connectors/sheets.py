"""
Rows of a file that another system or a person made: `.csv` (comma or semicolon), `.jsonl` (one object a line), `.xlsx`.

A header names the columns; every row is told with its place. Belongs here: reading texts, row by row, without holding
the file. Does not belong here: what the columns mean.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree

SUFFIXES: Final = (".csv", ".jsonl", ".xlsx")
BROKEN_ES: Final = "no se pudo leer más: guárdelo en UTF-8, con una tabla bien formada, y vuelva a cargarlo."

Row = tuple[str, Mapping[str, object] | None]
"""The place of a row («línea 3», «fila 3») and its values by column; None: it is no row of the table."""

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_BYTES: Final = 2**30
"""Of a workbook, unpacked; a file that says more is no table that somebody made."""
_DATE_FORMATS: Final = frozenset({*range(14, 18), 22})
_DATE_CODE: Final = re.compile(r"[dmy]", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_FIRST_DAYS: Final = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


class BrokenFile(Exception):
    """It cannot be read any further."""


def rows_of(path: Path) -> Iterator[Row]:
    """
    The rows of the file, in its order.

    Raises:
        BrokenFile: It is not UTF-8, no workbook, or larger than any table.
        OSError: It is away.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            yield from _xlsx_rows(path)
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _csv_rows(file) if path.suffix.lower() == ".csv" else _json_rows(file)
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError) as wrong:
        raise BrokenFile(BROKEN_ES) from wrong


def _csv_rows(file: IO[str]) -> Iterator[Row]:
    header = file.readline()
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    reader = csv.reader(file, delimiter=delimiter)
    for cells in reader:
        if cells:
            fits = len(cells) <= len(names)
            yield f"línea {reader.line_num + 1}", dict(zip(names, cells, strict=False)) if fits else None


def _json_rows(file: IO[str]) -> Iterator[Row]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                found = None
            yield f"línea {number}", found if isinstance(found, dict) else None


def _xlsx_rows(path: Path) -> Iterator[Row]:
    with zipfile.ZipFile(path) as book:
        if sum(part.file_size for part in book.infolist()) > _MOST_BYTES:
            raise BrokenFile(BROKEN_ES)
        shared, dates, sheet, first_day = _shared(book), _date_styles(book), *_first_sheet(book)
        names: dict[int, str] = {}
        with book.open(sheet) as file:
            for _, element in ElementTree.iterparse(file):  # noqa: S314 - expat itself refuses entities that grow
                if element.tag != f"{_MAIN}row":
                    continue
                cells = {
                    _column(cell, place): _text(cell, shared, dates, first_day) for place, cell in enumerate(element)
                }
                number = element.get("r", "?")
                element.clear()
                if not names:
                    names = {place: text.strip() for place, text in cells.items() if text.strip()}
                elif any(cells.values()):
                    fits = all(place in names for place, text in cells.items() if text)
                    row = {name: cells.get(place, "") for place, name in names.items()}
                    yield f"fila {number}", row if fits else None


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return ["".join(part.text or "" for part in item.iter(f"{_MAIN}t")) for item in _tree(book, "xl/sharedStrings.xml")]


def _date_styles(book: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the styles that show a number as a day."""
    if "xl/styles.xml" not in book.namelist():
        return frozenset()
    tree = _tree(book, "xl/styles.xml")
    custom = {
        int(each.get("numFmtId", "0"))
        for each in tree.iter(f"{_MAIN}numFmt")
        if _DATE_CODE.search(_QUOTED.sub("", each.get("formatCode", "")))
    }
    styles = tree.find(f"{_MAIN}cellXfs")
    shown = [] if styles is None else [int(each.get("numFmtId", "0")) for each in styles]
    return frozenset(str(place) for place, number in enumerate(shown) if number in _DATE_FORMATS | custom)


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, date]:
    """Where the first sheet is, and the day from which its days are counted."""
    tree = _tree(book, "xl/workbook.xml")
    key = next(tree.iter(f"{_MAIN}sheet")).attrib[_REL]
    links = {each.get("Id"): each.get("Target", "") for each in _tree(book, "xl/_rels/workbook.xml.rels")}
    target = (links[key] or "").lstrip("/")
    settings = tree.find(f"{_MAIN}workbookPr")
    from_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    return target if target.startswith("xl/") else f"xl/{target}", _FIRST_DAYS[from_1904]


def _tree(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(name))  # noqa: S314 - expat itself refuses entities that grow


def _column(cell: ElementTree.Element, place: int) -> int:
    """Its column, from 0, as its reference says ("C7"); without one, its place."""
    letters = re.match(r"[A-Z]+", cell.get("r", ""))
    if letters is None:
        return place
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: ElementTree.Element, shared: list[str], dates: frozenset[str], first_day: date) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
    if kind == "s":
        return shared[int(value)] if value else ""
    if kind == "b":
        return {"1": "sí", "0": "no"}.get(value, "")
    if kind == "n" and value and cell.get("s") in dates:
        return (first_day + timedelta(days=int(float(value)))).isoformat()
    return value.removesuffix(".0") if kind == "n" else value
