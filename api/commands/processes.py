"""What the commands do that start a process: imported when one of them is run."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from starlette.routing import BaseRoute

from api.commands.explained import errors, explained
from api.commands.start_up import StartUp
from api.demo.activities import plan_examples
from api.demo.development import demo_tokens, development_routes, load_demo_journeys, serve_mock_control
from api.http.app import create_app, signed_tokens
from api.http.crm_notices import notice_routes, serve_notices
from api.settings import Settings
from api.start_checks import require_reachable
from api.subscriptions.server import serve_application
from api.wiring import Runtime, open_runtime, working
from domain.errors import AttentionError
from domain.ports.classes import PeriodMaker
from sync.loops.periods import make_all

if TYPE_CHECKING:
    from api.demo.rehearsal import Rehearsal

console = Console()
_REHEARSAL: Final = Path(".data")


def serve(settings: Settings, watch: StartUp, *, demo: bool, worker: bool, past: bool) -> None:
    """Serve the API until stopped; with *worker*, or as a demonstration, the worker too."""
    with explained(), contextlib.ExitStack() as stack:
        told: tuple[str, ...] = ()
        if demo and settings.identity is None and (rehearsed := _rehearsed(stack, settings)) is not None:
            settings, told = rehearsed.settings, rehearsed.lines
        if past:
            prepare_past(settings)
            watch.passed("historia de la demostración")
        _serve(settings, watch, demo=demo, worker=worker, told=told)


def _rehearsed(stack: contextlib.ExitStack, settings: Settings) -> Rehearsal | None:
    """With the issuer of the extra `rehearsal`, where it is installed."""
    if importlib.util.find_spec("authlib") is None:
        console.print("Sin ensayo de ingreso: instale el extra `rehearsal` para «Entrar» con un clic.")
        return None
    from api.demo.rehearsal import rehearsal

    return stack.enter_context(rehearsal(settings, _REHEARSAL))


def _serve(settings: Settings, watch: StartUp, *, demo: bool, worker: bool, told: Sequence[str]) -> None:
    both = worker or demo
    signed = signed_tokens(settings) if settings.signed_tokens else None
    tokens = demo_tokens(signed) if settings.development and signed and not told else {}
    uvloop.run(require_reachable(settings))
    watch.passed("alcanzar la base de datos")

    @contextlib.asynccontextmanager
    async def runtime() -> AsyncIterator[Runtime]:
        with explained():
            async with open_runtime(settings, crm=both, worker=both) as opened, working(opened.loops):
                watch.passed("abrir base de datos y CRM" if both else "abrir base de datos")
                if demo:
                    await plan_examples(opened)
                    await load_demo_journeys(opened)
                    watch.passed("datos de ejemplo")
                print(watch.told(), file=sys.stderr, flush=True)
                yield opened

    def routes(runtime: Runtime) -> list[BaseRoute]:
        shown = development_routes(settings)(runtime) if both and settings.development else []
        return [*notice_routes(runtime), *shown]

    application = create_app(settings, runtime, signed, development_tokens=tokens, routes=routes)
    watch.passed("esquema GraphQL")
    if settings.development:
        _tell_how_to_come_in(settings, tokens, told)
    serve_application(application, settings.host, settings.port)


def _tell_how_to_come_in(settings: Settings, tokens: dict[str, str], told: Sequence[str]) -> None:
    console.print(f"\n[bold]Atención[/] {settings.public_url}/graphql  (GraphiQL en el navegador)\n")
    for line in told:
        print(line)
    if told:
        print("Para un programa: `ATENCION_MODE=development atencion token --role …` imprime un token.", flush=True)
        return
    console.print("Tokens de desarrollo (Authorization: Bearer …), uno por rol:")
    for label, token in tokens.items():
        console.print(f"  [bold]{label}[/]", highlight=False)
        print(f"    {token}")


def prepare_past(settings: Settings) -> None:
    """The history of the demonstration, the first time that it starts."""
    from api.demo.history.build import make_past, places_of

    places = places_of(settings)
    if places is not None:
        with explained(), _progress("Preparando catorce meses de historia para la demostración, una sola vez"):
            try:
                uvloop.run(make_past(settings, places))
            except AttentionError as failed:  # an invented past is no reason not to start
                places.clear()
                errors().print(f"Sin historia: {failed}")


def work(settings: Settings) -> None:
    """Run the worker alone, until stopped."""

    async def run() -> None:
        await require_reachable(settings)
        async with contextlib.AsyncExitStack() as stack:
            runtime = await stack.enter_async_context(open_runtime(settings, crm=True, worker=True))
            if settings.development and settings.mock_control_port:
                await stack.enter_async_context(serve_mock_control(runtime))
            await stack.enter_async_context(serve_notices(runtime))
            stopping = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stopping.set)
            async with working(runtime.loops):
                console.print("Trabajador en marcha; Ctrl+C lo detiene.")
                await stopping.wait()

    with explained():
        uvloop.run(run())


def synchronise(settings: Settings) -> None:
    """Send and pull until nothing moves."""

    async def run() -> None:
        async with open_runtime(settings, crm=True, worker=True) as runtime:
            assert runtime.worker is not None
            with _progress("Sincronizando con el CRM"):
                report = await runtime.worker.run_once()
                await make_all(runtime.periods)
            state = "al día" if report.caught_up else "aún con cambios por traer"
            console.print(f"Enviados: {report.pushed}. Recibidos: {report.pulled}. Estado: {state}.")

    with explained():
        uvloop.run(run())


def migrate(settings: Settings) -> None:
    """Bring the tables up to date."""

    async def run() -> None:
        async with open_runtime(settings, crm=False, worker=False) as runtime:
            console.print(f"Al día: {runtime.database.url.render_as_string(hide_password=True)}")

    with explained(), _progress("Actualizando las tablas"):
        uvloop.run(run())


def _progress(text: str) -> Progress:
    progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=errors())
    progress.add_task(text)
    return progress


classes = typer.Typer(
    no_args_is_help=True,
    help="The periods by which lists and figures find accounts by class; all of them can be made again.",
)


@classes.callback()
def _group() -> None:
    """Keeps the name of a command although there is one alone."""


@classes.command()
def remake() -> None:
    """Make all periods again beside those that lists read, then read the new ones. Interrupted, the worker goes on."""
    with explained():
        made = asyncio.run(_remake(Settings.from_env()))
    console.print(f"Listo: se leen los períodos de {made} cuentas, hechos de nuevo.")


async def _remake(settings: Settings) -> int:
    async with open_runtime(settings, crm=False, worker=False) as runtime:
        await runtime.periods.begin(again=True)
        return await _make_all(runtime.periods)


async def _make_all(maker: PeriodMaker) -> int:
    columns = (TextColumn("Derivando clases"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    accounts = 0
    with Progress(*columns, console=errors()) as shown:
        task = shown.add_task("", total=None)
        while True:
            done = await maker.make_some()
            far = await maker.progress()
            accounts = far.accounts or accounts
            shown.update(task, completed=far.made if far.making else accounts, total=accounts or None)
            if not far.making:
                return accounts
            if not done:  # a worker is at it
                await asyncio.sleep(1)
