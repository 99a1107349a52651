"""
The two kinds of file: CSV, which leaves as it is written, and XLSX, written to a temporary file in constant memory.

No cell becomes a formula, whatever somebody has typed into a name: in CSV a text that a spreadsheet would compute gets
an apostrophe before it, in XLSX a text is written as a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

Cell = str | float | None
_COMPUTED: Final = re.compile(r"^[\s\x00]*[=+\-@\t\r|%]")
SEPARATOR: Final = ";"
"""What a spreadsheet set up for Chile takes for the end of a cell; a comma is its decimal sign."""
START: Final = "\ufeff"
"""By which a spreadsheet knows that the letters are UTF-8."""
_LONGEST_CELL: Final = 32_767


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """These rows as they stand in a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=SEPARATOR)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: Cell) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell).replace(".", ",")
    return f"'{cell}" if _COMPUTED.match(cell) else cell


class Workbook:
    """An XLSX file that is written row by row; `close` makes it whole. It blocks: call it off the event loop."""

    def __init__(self, path: Path, title: str, headings: Sequence[str]) -> None:
        """Begin it, with its headings in bold and in sight."""
        self._book: Any = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
        )
        self._sheet: Any = self._book.add_worksheet(title)
        self._sheet.set_column(0, len(headings) - 1, 22)
        self._sheet.freeze_panes(1, 0)
        bold = self._book.add_format({"bold": True, "bottom": 1})
        for column, heading in enumerate(headings):
            self._sheet.write_string(0, column, heading, bold)
        self._row = 1

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows."""
        for row in rows:
            _write_row(self._sheet, self._row, row)
            self._row += 1

    def close(self, told: Iterable[Sequence[Cell]]) -> None:
        """End it with a second sheet that tells how it was made."""
        sheet: Any = self._book.add_worksheet("Cómo se hizo")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 70)
        for number, row in enumerate(told):
            _write_row(sheet, number, row)
        self._book.close()


def _write_row(sheet: Any, number: int, row: Sequence[Cell]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell[:_LONGEST_CELL])
        elif cell is not None:
            sheet.write_number(number, column, cell)
