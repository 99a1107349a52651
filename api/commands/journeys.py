"""`atencion journeys`: bring in what the systems that are not the CRM tell (SYS-01)."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from api.settings import Settings
from api.wiring import open_runtime
from connectors.journey_files import JourneyFile
from connectors.sheets import SUFFIXES
from domain.errors import ConfigurationError
from domain.model.history.journeys import JourneyRecord, JourneyResult, SourceSystem
from domain.model.institution.people import SYSTEM
from domain.ports.journeys import JourneySource, UnreadableRecord
from domain.use_cases.actions.record_journeys import MOST_OF_A_FILE, record_journeys
from domain.use_cases.services import Services

journeys = typer.Typer(no_args_is_help=True, help=__doc__, rich_markup_mode=None)
console = Console()
errors = Console(stderr=True)

_SHOWN: Final = 20
_OBJECTS_OF_A_BATCH: Final = 500_000
_RESULT_ES: Final = {
    JourneyResult.RECORDED: "Registrados",
    JourneyResult.NEW_VERSION: "Con versión nueva",
    JourneyResult.UNCHANGED: "Ya estaban",
    JourneyResult.REFUSED: "Rechazados",
}


@dataclass(slots=True)
class LoadReport:
    """
    What came of a load.

    Attributes:
        linked: Records that name an account, of those not refused.
        refusals: Place and reason of the first ones.
    """

    results: Counter[JourneyResult] = field(default_factory=Counter)
    linked: int = 0
    refusals: list[str] = field(default_factory=list)

    def refused(self, place: str, reason: str) -> None:
        """One record did not enter."""
        self.results[JourneyResult.REFUSED] += 1
        if len(self.refusals) < _SHOWN:
            self.refusals.append(f"{place}: {reason}")

    def lines(self) -> list[str]:
        """The report as an operator reads it."""
        counts = [f"{label}: {self.results[result]:,}.".replace(",", ".") for result, label in _RESULT_ES.items()]
        unshown = self.results[JourneyResult.REFUSED] - len(self.refusals)
        more = [f"… y {unshown} más."] if unshown else []
        return [" ".join(counts), f"De una cuenta conocida: {self.linked}.", *self.refusals, *more]


async def load_journeys(
    services: Services,
    source: JourneySource,
    *,
    dry_run: bool = False,
    progress: Callable[[LoadReport], None] = lambda _: None,
) -> LoadReport:
    """
    Record everything that *source* tells, some thousands at a time; a second load changes nothing (SYS-01).

    Each batch is a transaction: what was cut in between goes on where it was by loading it again.

    Args:
        dry_run: Nothing is written; the report tells what would come of each. A record that the source tells twice
            is then told twice as new.
        progress: Called after each batch with what came of all so far.
    """
    report = LoadReport()
    with _few_collections():
        async for batch in _batches(source, report):
            outcomes = await record_journeys(
                services, SYSTEM, [record for _, record in batch], dry_run=dry_run, most=MOST_OF_A_FILE
            )
            for (place, _), outcome in zip(batch, outcomes, strict=True):
                if outcome.refusal is not None:
                    report.refused(place, outcome.refusal.message)
                    continue
                report.results[outcome.result] += 1
                report.linked += outcome.account_id is not None
            progress(report)
    return report


@contextlib.contextmanager
def _few_collections() -> Iterator[None]:
    """What a batch makes goes with it, without cycles: to look for some at every 700 objects takes a third longer."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_OF_A_BATCH)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


async def _batches(source: JourneySource, report: LoadReport) -> AsyncIterator[list[tuple[str, JourneyRecord]]]:
    batch: list[tuple[str, JourneyRecord]] = []
    async for place, found in source.records():
        if isinstance(found, UnreadableRecord):
            report.refused(place, found.problem)
            continue
        batch.append((place, found))
        if len(batch) == MOST_OF_A_FILE:
            yield batch
            batch = []
    if batch:
        yield batch


@journeys.command()
def load(
    file: Annotated[
        Path, typer.Argument(help="A .csv, .jsonl or .xlsx that a system exported.", exists=True, dir_okay=False)
    ],
    system: Annotated[
        SourceSystem | None,
        typer.Option(help="The system that the file is of; else each record says it.", case_sensitive=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would come of it, and write nothing.")] = False,
) -> None:
    """
    Record the events of a file; what is there already stays as it is. Ends with 1 when a record was refused.

    It may be interrupted: what was told until then stays, and loading the file again goes on from there.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"se espera un archivo {', '.join(SUFFIXES)}.", param_hint="file")

    async def run() -> LoadReport:
        async with open_runtime(Settings.from_env(), crm=False, worker=False) as runtime:
            with console.status("Leyendo…") as status:

                def progress(report: LoadReport) -> None:
                    status.update(f"{report.results.total():,} registros…".replace(",", "."))

                source = JourneyFile(file, system)
                return await load_journeys(runtime.services, source, dry_run=dry_run, progress=progress)

    try:
        report = asyncio.run(run())
    except ConfigurationError as wrong:
        for problem in wrong.problems:
            errors.print(f"[red]✗[/] {problem}", highlight=False)
        raise typer.Exit(2) from None
    if dry_run:
        console.print("Ensayo: no se registró nada.", highlight=False, markup=False)
    for line in report.lines():
        console.print(line, highlight=False, markup=False)
    raise typer.Exit(1 if report.results[JourneyResult.REFUSED] else 0)
