"""Files of many rows (issue 16, point 4)."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from api.exports.files import Workbook


def test_a_workbook_takes_no_more_memory_the_longer_it_gets(tmp_path: Path) -> None:
    """Written in constant memory: twenty times the rows take less than half a megabyte more."""

    def peak(pages: int) -> int:
        tracemalloc.start()
        book = Workbook(tmp_path / f"{pages}.xlsx", "Empresas", ["Empresa", "RUT", "n"])
        for page in range(pages):
            book.write([[f"Empresa {page}-{row}", "44.100.808-2", row] for row in range(100)])
        book.close([["Filas", str(pages * 100)]])
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(100) - peak(5) < 500_000
