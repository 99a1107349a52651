"""The command `atencion`: start the processes, move data, print what an operator needs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn
import uvloop
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from starlette.routing import BaseRoute

from api.commands.access_docs import refresh as refresh_access
from api.commands.crm import StandIn, crm, stand_in_environment
from api.commands.flow_docs import refresh as refresh_flows
from api.commands.journeys import journeys
from api.commands.mail import mail
from api.commands.message_docs import refresh as refresh_messages
from api.commands.protocol_docs import refresh
from api.demo.activities import plan_examples
from api.demo.development import demo_tokens, development_routes, load_demo_journeys, serve_mock_control
from api.http.app import create_app, signed_tokens
from api.http.crm_notices import notice_routes, serve_notices
from api.settings import Mode, Settings
from api.wiring import Runtime, open_runtime, working
from domain.errors import ConfigurationError
from domain.model.institution.people import Actor, Role
from schema.build import schema_sdl

SDL: Final = Path(__file__).parents[2] / "schema" / "schema.graphql"

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
app.add_typer(crm, name="crm")
app.add_typer(journeys, name="journeys")
app.add_typer(mail, name="mail")
console = Console()
errors = Console(stderr=True)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except ConfigurationError as wrong:
        for problem in wrong.problems:
            errors.print(f"[red]✗[/] {problem}", highlight=False)
        raise typer.Exit(2) from None


def _settings(*, demo: bool = False, stand_in: bool = False) -> Settings:
    """The environment's settings; a demonstration or a rehearsal adds what a fresh machine lacks."""
    environment = dict(os.environ)
    if stand_in:
        environment = stand_in_environment(environment)
    if demo:
        environment.setdefault("ATENCION_MODE", Mode.DEVELOPMENT)
        environment.setdefault("ATENCION_DATABASE_URL", "sqlite:///.data/demo.db")
        environment.setdefault("ATENCION_MOCK_FILE", ".data/demo-crm.json")
        environment.setdefault("ATENCION_PULL_SECONDS", "1")
    with _explained():
        return Settings.from_env(environment)


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Development mode with worker and mock CRM in this process.")] = False,
    worker: Annotated[bool, typer.Option(help="Run the worker in this process too.")] = False,
    port: Annotated[int | None, typer.Option(help="Port to listen on; else ATENCION_PORT.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; else ATENCION_HOST.")] = None,
    stand_in: StandIn = False,
) -> None:
    """Serve the GraphQL API."""
    settings = _settings(demo=demo, stand_in=stand_in)
    settings = settings.listening(host or settings.host, port if port is not None else settings.port)
    both = worker or demo
    tokens = demo_tokens(signed_tokens(settings)) if settings.development else {}

    @contextlib.asynccontextmanager
    async def runtime() -> AsyncIterator[Runtime]:
        with _explained():
            async with open_runtime(settings, crm=both, worker=both) as opened, working(opened.loops):
                if demo:
                    await plan_examples(opened)
                    await load_demo_journeys(opened)
                yield opened

    def routes(runtime: Runtime) -> list[BaseRoute]:
        shown = development_routes(settings)(runtime) if both and settings.development else []
        return [*notice_routes(runtime), *shown]

    application = create_app(
        settings,
        runtime,
        signed_tokens(settings),
        development_tokens=tokens,
        routes=routes,
    )
    if settings.development:
        _print_tokens(settings, tokens)
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=10,
    )


def _print_tokens(settings: Settings, tokens: dict[str, str]) -> None:
    console.print(f"\n[bold]Atención[/] http://{settings.host}:{settings.port}/graphql  (GraphiQL en el navegador)\n")
    console.print("Tokens de desarrollo (Authorization: Bearer …), uno por rol:")
    for label, token in tokens.items():
        console.print(f"  [bold]{label}[/]", highlight=False)
        print(f"    {token}")


@app.command()
def worker(stand_in: StandIn = False) -> None:
    """Run the worker alone: send the outbox, pull changes, fire timers, send messages."""

    async def run() -> None:
        settings = _settings(stand_in=stand_in)
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

    with _explained():
        uvloop.run(run())


@app.command()
def sync(
    once: Annotated[bool, typer.Option("--once", help="Send and pull until nothing moves, then stop.")] = True,
) -> None:
    """Synchronise with the CRM once and say what was done."""
    del once

    async def run() -> None:
        async with open_runtime(_settings(), crm=True, worker=True) as runtime:
            assert runtime.worker is not None
            with _progress("Sincronizando con el CRM"):
                report = await runtime.worker.run_once()
            state = "al día" if report.caught_up else "aún con cambios por traer"
            console.print(f"Enviados: {report.pushed}. Recibidos: {report.pulled}. Estado: {state}.")

    with _explained():
        uvloop.run(run())


@app.command()
def migrate() -> None:
    """Bring the store's tables up to date; a second run changes nothing."""

    async def run() -> None:
        async with open_runtime(_settings(), crm=False, worker=False) as runtime:
            console.print(f"Al día: {runtime.database.url.render_as_string(hide_password=True)}")

    with _explained(), _progress("Actualizando las tablas"):
        uvloop.run(run())


@app.command()
def token(
    role: Annotated[Role, typer.Option(help="Role under which to act.", case_sensitive=False)],
    office: Annotated[str | None, typer.Option(help="Office code, for example OFIREG-08.")] = None,
    username: Annotated[str | None, typer.Option(help="Stable id of the person; else made from the role.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the person.")] = None,
    account: Annotated[str | None, typer.Option(help="For a company: the id (UUID) of its account.")] = None,
    run: Annotated[str | None, typer.Option(help="For a company: RUN proven by Clave Única.")] = None,
    days: Annotated[int, typer.Option(help="Days for which it is valid.", min=1, max=365)] = 30,
) -> None:
    """Print a token for an actor, signed with ATENCION_TOKEN_SECRET; ATENCION_MODE=development uses a public key."""
    settings = _settings()
    username = username or f"{role.value.lower()}.{(office or 'central').lower()}"
    actor = Actor(username, name or username, role, office, account_id=account, run=run)
    print(signed_tokens(settings).issue(actor, valid_for=timedelta(days=days)))


@app.command("export-schema")
def export_schema(path: Annotated[Path, typer.Argument(help="Where to write it.")] = SDL) -> None:
    """Write the GraphQL schema as SDL."""
    path.write_text(schema_sdl(), encoding="utf-8")
    console.print(f"Escrito: {path.name}")


@app.command("check-schema")
def check_schema() -> None:
    """Fail when the committed SDL is not the code's, or breaks the last release without saying so."""
    from api.commands.schema_check import problems_of_sdl

    problems = problems_of_sdl(SDL)
    for problem in problems:
        errors.print(f"[red]✗[/] {problem}", highlight=False)
    raise typer.Exit(1 if problems else 0)


@app.command("protocol-docs")
def protocol_docs() -> None:
    """Settle which rules are covered, and write the pages of docs that are made from tables anew."""
    console.print(refresh())
    refresh_flows()
    refresh_messages()
    refresh_access()


def _progress(text: str) -> Progress:
    progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=errors)
    progress.add_task(text)
    return progress
