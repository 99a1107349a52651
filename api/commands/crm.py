"""`atencion crm`: connect a Dynamics 365 environment, or rehearse it on a stand-in on this machine."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
import uvloop
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.commands.stand_in import ORGANISATION, STAND_IN_PORT, STAND_IN_TOKEN, StandIn, stand_in_environment
from api.connecting import connect
from api.demo.dirty_crm import dirty_crm, fill
from api.settings import Settings
from api.wiring import open_runtime
from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.environment.provisioning import provision_apply, provision_plan
from connectors.dynamics365.records.load import record_counts, upload
from connectors.mock.dataset import believable_records
from domain.errors import ConfigurationError, CrmError
from domain.exchange.merge import DELETED_FIELD
from domain.model.exchange.check_report import Level
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.exchange.field_words import field_in_words
from domain.model.exchange.waiting import Waiting
from domain.ports.crm import CrmConnector
from persistence.sync.local_records import SqlLocalRecords
from sync.check import check as check_connector
from sync.compare import ComparisonReport, Found, compare
from sync.pull import Puller
from sync.settings import SyncSettings

crm = typer.Typer(no_args_is_help=True, help=__doc__, rich_markup_mode=None)
console = Console()
errors = Console(stderr=True)

_SEED_EVERY_SECONDS: Final = 1.0

_MARKS: Final = {
    Level.FINE: "[green]✓[/]",
    Level.NOTE: "[yellow]•[/]",
    Level.UNKNOWN: "[yellow]?[/]",
    Level.WRONG: "[red]✗[/]",
}


def settings_for(stand_in: bool) -> Settings:
    """Settings of a command; wrong ones are told and end it."""
    environment = dict(os.environ)
    try:
        return Settings.from_env(stand_in_environment(environment) if stand_in else environment)
    except ConfigurationError as wrong:
        raise _stopped(wrong) from None


def _stopped(wrong: ConfigurationError) -> typer.Exit:
    for problem in wrong.problems:
        errors.print(f"[red]✗[/] {escape(problem)}", highlight=False)
    return typer.Exit(2)


@asynccontextmanager
async def _dynamics(settings: Settings) -> AsyncIterator[Dynamics365Connector]:
    async with _crm(settings) as connector:
        if not isinstance(connector, Dynamics365Connector):
            raise _stopped(ConfigurationError(["ATENCION_CONNECTOR: este comando es del conector dynamics365."]))
        yield connector


@asynccontextmanager
async def _crm(settings: Settings) -> AsyncIterator[CrmConnector]:
    """The configured connector, open; a CRM that says no ends the command with its sentence."""
    try:
        connector = connect(settings)
    except ConfigurationError as wrong:
        raise _stopped(wrong) from None
    try:
        async with connector:
            yield connector
    except CrmError as failure:
        errors.print(f"[red]✗[/] {failure.operation}: {escape(str(failure))}", highlight=False)
        raise typer.Exit(1) from None


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
    )


@crm.command()
def check(stand_in: StandIn = False) -> None:
    """Say whether the connector works: who it is, and how the live tables differ from the mapping, with the remedy."""

    async def run() -> bool:
        async with _crm(settings_for(stand_in)) as connector:
            report = await check_connector(connector)
        for line in report.lines:
            console.print(f"{_MARKS[line.level]} [bold]{line.subject}[/] {escape(line.said)}", highlight=False)
            if line.remedy:
                console.print(f"    → {escape(line.remedy)}", highlight=False)
        return report.ok

    raise typer.Exit(0 if uvloop.run(run()) else 1)


@crm.command()
def provision(
    apply: Annotated[bool, typer.Option("--apply/--plan", help="Create what is missing, or only say it.")] = False,
    stand_in: StandIn = False,
) -> None:
    """Create the tables, columns, choices and keys that the mapping needs and the environment lacks; never deletes."""

    async def run() -> bool:
        async with _dynamics(settings_for(stand_in)) as connector:
            tables = {kind: mapping.table for kind, mapping in connector.mappings.items()}
            if not apply:
                plan = await provision_plan(connector.client, connector.document, tables)
                for line in plan.lines or ["Nada que crear: el entorno tiene todo lo que la correspondencia pide."]:
                    console.print(f"• {escape(line)}", highlight=False)
                return not plan.unmet
            with _bar() as bar:
                task = bar.add_task("Preparando el entorno", total=None)
                report = await provision_apply(
                    connector.client,
                    connector.document,
                    tables,
                    progress=lambda done, all_, said: bar.update(
                        task, completed=done, total=all_, description=said[:70]
                    ),
                )
        console.print(
            f"Creado: {len(report.done)}. Ya estaba: {len(report.already_there)}. "
            f"Claves activas: {', '.join(report.keys_active) or 'ninguna'}."
        )
        for finding in report.unmet:
            console.print(f"[red]✗[/] {escape(finding.said)} {escape(finding.remedy)}", highlight=False)
        return not report.unmet

    raise typer.Exit(0 if uvloop.run(run()) else 1)


@crm.command()
def load(stand_in: StandIn = False) -> None:
    """Bring everything the CRM has; interrupted, the same command goes on from the last page."""

    async def run() -> None:
        settings = settings_for(stand_in)
        async with open_runtime(settings, crm=True, worker=False) as runtime:
            connector = runtime.connector
            assert connector is not None
            puller = Puller(runtime.sync_store, connector, runtime.policy, SyncSettings(pull_page=5000))
            local = SqlLocalRecords(runtime.database)
            totals = await record_counts(connector) if isinstance(connector, Dynamics365Connector) else {}
            with _bar() as bar:
                for kind in connector.capabilities.kinds:
                    task = bar.add_task(f"Carga de {kind.value}", total=totals.get(kind))
                    reading = asyncio.create_task(_pull(puller, kind))
                    while not reading.done():
                        bar.update(task, completed=await local.count(kind))
                        await asyncio.wait([reading], timeout=0.5)
                    await reading
                    bar.update(task, completed=await local.count(kind))
            for kind in connector.capabilities.kinds:
                console.print(f"{kind.value}: {await local.count(kind)} registros")
            _show_decisions(await local.decisions())

    try:
        uvloop.run(run())
    except ConfigurationError as wrong:
        raise _stopped(wrong) from None


async def _pull(puller: Puller, kind: RecordKind) -> None:
    """Until caught up; a pause that the CRM asks for is kept, and what stops it is told."""
    told = None
    while True:
        done = await puller.pull(kind)
        if done.caught_up:
            return
        if done.error is not None and done.error != told:
            told = done.error
            errors.print(f"[red]✗[/] {kind.value}: {escape(told)}", highlight=False)
        if done.lasting:
            raise typer.Exit(1)
        await asyncio.sleep(max(done.wait_seconds, 0.2))


@crm.command("compare")
def compare_sides(
    every: Annotated[int, typer.Option(help="Compare the fields of every n-th record.", min=1)] = 1,
    sample: Annotated[int, typer.Option(help="Records of ours to look up in the CRM.", min=1)] = 1000,
    stand_in: StandIn = False,
) -> None:
    """Compare counts and fields on both sides, both ways, without changing anything."""

    async def run() -> bool:
        settings = settings_for(stand_in)
        async with (
            open_runtime(settings, crm=False, worker=False) as runtime,
            _crm(settings) as connector,
        ):
            with _bar() as bar:
                task = bar.add_task("Comparando", total=None)
                report = await compare(
                    connector,
                    SqlLocalRecords(runtime.database),
                    every=every,
                    sample=sample,
                    progress=lambda kind, done: bar.update(
                        task, completed=done, description=f"Comparando {kind.value}"
                    ),
                )
        _show(report)
        return report.same

    raise typer.Exit(0 if uvloop.run(run()) else 1)


def _show(report: ComparisonReport) -> None:
    said = (
        "aquí",
        "CRM",
        "comparados",
        "retenidos",
        "solo en CRM",
        "solo aquí",
        "difieren",
        "en conflicto",
        "por enviar",
    )
    table = Table("", *(kind.kind.value for kind in report.kinds))  # a kind is a column: it fits a narrow screen
    counted = []
    for kind in report.kinds:
        numbers = (kind.here, kind.crm, kind.compared, kind.held_back, kind.only_in_crm_total, kind.only_here_total)
        found = (kind.differences.total, kind.disputed.total, kind.on_their_way.total + kind.coming)
        counted.append((*numbers, *found))
    for named, *each in zip(said, *counted, strict=True):
        table.add_row(str(named), *map(str, each))
    console.print(table)
    for kind in report.kinds:
        _show_fields(kind.kind, kind.differences, "difiere")
    _show_decisions(report.decisions)
    if report.waiting:
        console.print(f"Esperan a una persona o su turno: {report.waiting}.")
    console.print("Sin diferencias." if report.same else "[red]Hay diferencias.[/]")


def _show_decisions(decisions: Sequence[Waiting]) -> None:
    """Everything that waits for a person, each once: which record, both sides, why, and what to do."""
    if decisions:
        console.print(f"Decide una persona: {len(decisions)}.")
    for one in decisions:
        sides = f" {_sides(one.kind, one.field, one.here, one.crm)}." if one.field else " no entró."
        line = f"  {one.kind.value} {one.key} «{one.name}»{sides} {one.why} → {one.remedy}"
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _sides(kind: RecordKind, field: str, here: Scalar, there: Scalar) -> str:
    """Both sides of a field, in words: a person reads it."""
    if field == DELETED_FIELD:
        return "aquí se conserva, en el CRM no está"
    return f"{field_in_words(kind, field)}: aquí {_in_words(here)}, en el CRM {_in_words(there)}"


def _in_words(value: Scalar) -> str:
    if value is None or value == "":
        return "no hay dato"
    if isinstance(value, bool):
        return "sí" if value else "no"
    return f"«{value}»"


def _show_fields(kind: RecordKind, found: Found, said: str) -> None:
    for one in found.some[:10]:
        line = f"  {kind.value} {one.key} {said}: {_sides(kind, one.field, one.here, one.crm)}"
        console.print(line, highlight=False, markup=False)


@crm.command("stand-in")
def stand_in_server(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = STAND_IN_PORT,
    data: Annotated[bool, typer.Option(help="Fill it with the example data once it is provisioned.")] = True,
    state: Annotated[Path | None, typer.Option(help="SQLite file that keeps its state; else memory only.")] = None,
    throttle: Annotated[bool, typer.Option(help="Limit requests as the service does.")] = True,
    dirty: Annotated[bool, typer.Option(help="Fill it with 2,000 accounts as years of use leave them.")] = False,
    seed: Annotated[int, typer.Option(help="Another one, other dirty data.")] = 1,
) -> None:
    """Start a stand-in Dataverse on this machine; as soon as it is provisioned it holds the example companies."""
    try:
        from standin import Address, StandInConfig, run_standin
    except ModuleNotFoundError as missing:
        raise _stopped(
            ConfigurationError([f"Falta {missing.name}: instale «prochile-atencion[rehearsal]» para ensayar."])
        ) from None
    defaults = StandInConfig()
    application = defaults.organizations[0].users[0].application_id or ""
    console.print(f"Dataverse de ensayo en http://127.0.0.1:{port}/org/{ORGANISATION}  (Ctrl+C lo detiene)")
    if data:
        threading.Thread(target=_seed, args=(port, seed if dirty else None), daemon=True).start()
    run_standin(
        StandInConfig(
            state_file=state,
            limits=defaults.limits if throttle else None,
            static_tokens=((STAND_IN_TOKEN, application),),
        ),
        address=Address(port=port),
    )


def _seed(port: int, dirty: int | None) -> None:
    """Wait until somebody has provisioned the stand-in, then put data in it, once: the examples, or dirty ones."""
    settings = Settings.from_env(stand_in_environment({}, port))

    async def once() -> bool:
        connector = connect(settings)
        assert isinstance(connector, Dynamics365Connector)
        async with connector:
            tables = {kind: mapping.table for kind, mapping in connector.mappings.items()}
            plan = await provision_plan(connector.client, connector.document, tables)
            if plan.steps:
                return False
            if any((await record_counts(connector)).values()):
                return True
            if dirty is None:
                await _put_examples(connector)
            else:
                await _put_dirty(connector, dirty)
        return True

    while True:
        time.sleep(_SEED_EVERY_SECONDS)
        try:
            if uvloop.run(once()):
                return
        except (CrmError, ConfigurationError):
            continue


async def _put_examples(connector: Dynamics365Connector) -> None:
    records = list(believable_records(datetime.now(ZoneInfo("America/Santiago")).date()))
    for kind in connector.capabilities.kinds:
        mine = [record for record in records if record.kind is kind]
        async for done in upload(connector, kind, mine):
            for refused in (each for each in done if not each.stored):
                errors.print(f"[red]✗[/] {kind.value} {refused.key}: {escape(refused.reason or '')}", highlight=False)
    console.print(f"Datos de ejemplo cargados: {len(records)} registros.")


async def _put_dirty(connector: Dynamics365Connector, seed: int) -> None:
    dirty = dirty_crm(connector, seed=seed)
    await fill(connector, dirty)
    console.print(f"Datos sucios cargados. Después de la carga, una persona decide {len(dirty.decisions)} cosas.")
