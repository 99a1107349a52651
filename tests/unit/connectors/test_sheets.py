"""Tables of files row by row, as people and systems keep them (SYS-01)."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from connectors.sheets import BrokenFile, rows_of


def a_workbook(path: Path, *rows: list[object], **options: object) -> Path:
    """A sheet with these cells; days as days."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", **options}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_a_sheet_is_read_as_it_is_seen(tmp_path: Path) -> None:
    """Days as days, whole numbers without a fraction, yes and no in words; empty rows and what has no column apart."""
    path = a_workbook(
        tmp_path / "a.xlsx",
        ["nombre", "desde", "número", "activa"],
        ["Conservas & Cía", datetime(2024, 2, 29), 76012345, True],  # noqa: DTZ001 - a day of a sheet has no zone
        [],
        ["Otra", "2024-03-01", 1.5, False],
        ["Sobra", "", "", "", "una celda"],
    )
    assert list(rows_of(path)) == [
        ("fila 2", {"nombre": "Conservas & Cía", "desde": "2024-02-29", "número": "76012345", "activa": "sí"}),
        ("fila 4", {"nombre": "Otra", "desde": "2024-03-01", "número": "1.5", "activa": "no"}),
        ("fila 5", None),
    ]


def test_days_counted_from_1904_and_texts_in_the_cell_are_read_too(tmp_path: Path) -> None:
    """As other programs write them: another first day; no table of shared texts."""
    cells = [["on"], [datetime(2024, 2, 29)]]  # noqa: DTZ001 - a day of a sheet has no zone
    assert list(rows_of(a_workbook(tmp_path / "a.xlsx", *cells, date_1904=True))) == [("fila 2", {"on": "2024-02-29"})]
    inline = a_workbook(tmp_path / "b.xlsx", *cells, in_memory=True, constant_memory=True)
    assert list(rows_of(inline)) == [("fila 2", {"on": "2024-02-29"})]


def test_a_number_that_is_no_day_stays_a_number(tmp_path: Path) -> None:
    """A format with quoted or coloured letters is no date."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet, money = book.add_worksheet(), book.add_format({"num_format": '[Red]#,##0" dólares"'})
        sheet.write_row(0, 0, ["monto"])
        sheet.write_number(1, 0, 45_000, money)
    assert list(rows_of(tmp_path / "a.xlsx")) == [("fila 2", {"monto": "45000"})]


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a workbook", b"", b"nombre\n\xff\xfe"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_is_no_table_says_so(tmp_path: Path, content: bytes, suffix: str) -> None:
    """One error for all; an empty CSV has no rows."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    if (suffix, content[:2]) in {(".csv", b""), (".csv", b"PK")}:
        assert list(rows_of(path)) == []
        return
    with pytest.raises(BrokenFile, match="guárdelo en UTF-8"):
        list(rows_of(path))


def test_a_workbook_that_unpacks_to_more_than_any_table_is_refused(tmp_path: Path) -> None:
    """A small file that says it holds gigabytes is not unpacked."""
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(1_100):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**22
    with pytest.raises(BrokenFile):
        next(rows_of(path))
