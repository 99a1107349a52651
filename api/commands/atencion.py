"""The command `atencion`: start the processes, move data, print what an operator needs."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from api.commands.deferred import DeferredGroups
from api.commands.explained import explained, tell
from api.commands.stand_in import StandIn, stand_in_environment
from api.commands.start_up import StartUp, collecting_later
from domain.model.institution.people import Actor, Role
from domain.use_cases.imports.table import Table

SDL: Final = Path(__file__).parents[2] / "schema" / "schema.graphql"

# Each command imports what it needs when it is run: a token or a page of help must not wait for the whole product.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=__doc__,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help drawn by rich costs more processor time than all the rest of it
    context_settings={"terminal_width": 120},
    cls=DeferredGroups,
)


def _environment(*, demo: bool = False, stand_in: bool = False) -> dict[str, str]:
    """The environment; a demonstration or a rehearsal adds what a fresh machine lacks."""
    environment = dict(os.environ)
    if stand_in:
        environment = stand_in_environment(environment)
    if demo:
        environment.setdefault("ATENCION_MODE", "development")
        environment.setdefault("ATENCION_DATABASE_URL", "sqlite:///.data/demo.db")
        environment.setdefault("ATENCION_MOCK_FILE", ".data/demo-crm.json")
        environment.setdefault("ATENCION_PULL_SECONDS", "1")
        environment.setdefault("ATENCION_TAX_REGISTRY", "rehearsal")
    return environment


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Development mode with worker and mock CRM in this process.")] = False,
    worker: Annotated[bool, typer.Option(help="Run the worker in this process too.")] = False,
    port: Annotated[int | None, typer.Option(help="Port to listen on; else ATENCION_PORT.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; else ATENCION_HOST.")] = None,
    stand_in: StandIn = False,
    past: Annotated[bool, typer.Option(help="With --demo: play fourteen months of invented cases first, once.")] = True,
) -> None:
    """Serve the GraphQL API."""
    watch = StartUp()
    with collecting_later():
        from api.commands import processes
        from api.start_checks import checked

        watch.passed("importar")
        with explained():
            settings = checked(_environment(demo=demo, stand_in=stand_in))
        watch.passed("revisar ajustes")
        settings = settings.listening(host or settings.host, port if port is not None else settings.port)
        processes.serve(settings, watch, demo=demo, worker=worker, past=demo and past)


@app.command()
def worker(stand_in: StandIn = False) -> None:
    """Run the worker alone: send the outbox, pull changes, fire timers, send messages."""
    from api.commands import processes
    from api.start_checks import checked

    with explained():
        settings = checked(_environment(stand_in=stand_in))
    processes.work(settings)


@app.command()
def sync(
    once: Annotated[bool, typer.Option("--once", help="Send and pull until nothing moves, then stop.")] = True,
) -> None:
    """Synchronise with the CRM once and say what was done."""
    from api.commands import processes
    from api.start_checks import checked

    del once
    with explained():
        settings = checked(_environment())
    processes.synchronise(settings)


@app.command()
def check() -> None:
    """Say whether this installation can start, without starting: settings, database, CRM, mail, issuers."""
    from api.commands.installation import check_installation

    raise typer.Exit(0 if check_installation(_environment()) else 1)


@app.command()
def migrate() -> None:
    """Bring the store's tables up to date; a second run changes nothing."""
    from api.commands import processes
    from api.settings import Settings

    with explained():
        settings = Settings.from_env(_environment())
    processes.migrate(settings)


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
    from api.identity.token_requests import checked_account, checked_office
    from api.identity.tokens import SignedTokens
    from api.settings import Settings

    with explained():
        settings = Settings.from_env(_environment())
        office, account = checked_office(office, settings.configuration), checked_account(account)
    username = username or f"{role.value.lower()}.{(office or 'central').lower()}"
    actor = Actor(username, name or username, role, office, account_id=account, run=run)
    print(SignedTokens(settings.token_secret).issue(actor, valid_for=timedelta(days=days)))


@app.command("import")
def import_history(
    table: Annotated[Table, typer.Argument(help="What its rows are.", case_sensitive=False)],
    file: Annotated[Path, typer.Argument(help="A .csv, .jsonl or .xlsx.", exists=True, dir_okay=False)],
    person: Annotated[str, typer.Option("--as", help="Id, in the directory, of whoever brings it in.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge every row, and write nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write what came of each row to this .xlsx.")] = None,
) -> None:
    """
    Bring in accounts, contacts or actions from a table. Ends with 1 when a person has to look at a row.

    It may be interrupted: what came in stays, and importing the same file again goes on from there.
    """
    import asyncio

    from rich.console import Console

    from api.imports.history import ImportOrder, import_file
    from api.settings import Settings
    from connectors.sheets import SUFFIXES

    if file.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"se espera un archivo {', '.join(SUFFIXES)}.", param_hint="file")
    console, order = Console(), ImportOrder(table, file, person, dry_run, report)
    with explained(), console.status("Leyendo…") as status:
        done = asyncio.run(
            import_file(Settings.from_env(_environment()), order, lambda many: status.update(f"{many} filas…"))
        )
    for line in (*(["Ensayo: no se escribió nada."] if dry_run else []), *done.lines()):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(0 if done.is_clean else 1)


@app.command("export-schema")
def export_schema(path: Annotated[Path, typer.Argument(help="Where to write it.")] = SDL) -> None:
    """Write the GraphQL schema as SDL, and its Spanish words for the pages."""
    from pages.words import WORDS, words_module
    from schema.build import schema_sdl

    path.write_text(schema_sdl(), encoding="utf-8")
    if path == SDL:
        WORDS.write_text(words_module(schema_sdl()), encoding="utf-8")
    print(f"Escrito: {path.name}")


@app.command("check-schema")
def check_schema() -> None:
    """Fail when the committed SDL is not the code's, or breaks the last release without saying so."""
    from api.commands.schema_check import problems_of_sdl

    problems = problems_of_sdl(SDL)
    tell(problems)
    raise typer.Exit(1 if problems else 0)


@app.command("protocol-docs")
def protocol_docs() -> None:
    """Write the pages of docs that are made from tables anew."""
    from api.commands.docs.access_docs import refresh as refresh_access
    from api.commands.docs.api_docs import refresh as refresh_api
    from api.commands.docs.flow_docs import refresh as refresh_flows
    from api.commands.docs.message_docs import refresh as refresh_messages
    from api.commands.docs.protocol_docs import refresh

    refresh()
    refresh_flows()
    refresh_messages()
    refresh_access()
    refresh_api()
