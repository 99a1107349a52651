"""Bring in a file of accounts, contacts or actions; what came of each row, as an operator reads it and as a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from api.exports.files import Workbook
from api.people import person_of
from api.settings import Settings
from api.wiring import open_runtime
from connectors.sheets import BrokenFile, rows_of
from domain.use_cases.imports.import_rows import Importing, ImportResult, RowOutcome
from domain.use_cases.imports.table import Table

_SHOWN: Final = 20
_COUNTED_ES: Final = {
    ImportResult.CREATED: "Creados",
    ImportResult.JOINED: "Unidos a lo que había",
    ImportResult.FILLED: "Completados",
    ImportResult.DIFFERENT: "Con otros datos",
    ImportResult.PROPOSED: "Posibles duplicados",
    ImportResult.REFUSED: "Rechazados",
}
_TO_LOOK_AT: Final = frozenset({ImportResult.DIFFERENT, ImportResult.PROPOSED, ImportResult.REFUSED})
_HEADINGS: Final = ("Lugar", "Qué", "Resultado", "Por qué", "Registro")


@dataclass(slots=True)
class ImportReport:
    """
    What came of a file.

    Attributes:
        shown: The first rows that somebody has to look at.
    """

    counts: Counter[ImportResult] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def add(self, outcome: RowOutcome) -> None:
        """One row more."""
        self.counts[outcome.result] += 1
        if outcome.result in _TO_LOOK_AT and len(self.shown) < _SHOWN:
            self.shown.append(f"{outcome.place}: {outcome.why}")

    @property
    def is_clean(self) -> bool:
        """Nobody has to look at anything."""
        return not any(self.counts[result] for result in _TO_LOOK_AT)

    def lines(self) -> list[str]:
        """As an operator reads it."""
        counted = " ".join(f"{es}: {self.counts[result]:,}.".replace(",", ".") for result, es in _COUNTED_ES.items())
        unshown = sum(self.counts[result] for result in _TO_LOOK_AT) - len(self.shown)
        return [counted, *self.shown, *([f"… y {unshown} más, en el informe."] if unshown else [])]


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """
    What to bring in.

    Attributes:
        person: Id, in the directory, of whoever brings it in: each row is judged by what they may do.
        report: Where the sheet with what came of each row is written; None: nowhere.
    """

    table: Table
    file: Path
    person: str
    dry_run: bool = False
    report: Path | None = None


async def import_file(settings: Settings, order: ImportOrder, progress: Callable[[int], None]) -> ImportReport:
    """
    Bring in the file of *order*, row by row: each in a transaction of its own, with its errand to the CRM.

    Args:
        progress: Called after each row with how many were read.

    Raises:
        ConfigurationError: A setting is wrong, or nobody of the directory is called so.
    """
    async with open_runtime(settings, crm=False, worker=False) as runtime:
        importing = Importing(
            runtime.casework, runtime.read, person_of(runtime, order.person), order.table, order.dry_run
        )
        report = ImportReport()
        book = None if order.report is None else Workbook(order.report, "Filas", _HEADINGS)
        try:
            for place, row in _rows(order.file):
                outcome = (
                    RowOutcome(place, ImportResult.REFUSED, why=row)
                    if isinstance(row, str)
                    else await importing.row(place, row)
                )
                report.add(outcome)
                if book is not None:
                    book.write([_cells(outcome)])
                progress(report.counts.total())
        finally:  # what was cut is told as far as it came
            if book is not None:
                book.close(_told(order, report))
        return report


def _rows(file: Path) -> Iterator[tuple[str, dict[str, object] | str | None]]:
    try:
        for place, row in rows_of(file):
            yield place, None if row is None else dict(row)
    except BrokenFile as broken:
        yield "archivo", str(broken)


def _cells(outcome: RowOutcome) -> tuple[str | None, ...]:
    return (outcome.place, outcome.what, outcome.result.es.rstrip("."), outcome.why, outcome.record_id)


def _told(order: ImportOrder, report: ImportReport) -> list[tuple[str, str]]:
    kind = "Ensayo: no se escribió nada" if order.dry_run else "Importación"
    return [
        ("Archivo", order.file.name), ("Tabla", order.table.value), ("Por", order.person), ("Modo", kind),
        *((es, str(report.counts[result])) for result, es in _COUNTED_ES.items()),
    ]  # fmt: skip
