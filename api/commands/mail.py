"""`atencion mail`: what the mailbox of automatic messages tells."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.settings import Settings
from api.wiring import open_runtime
from domain.errors import ConfigurationError
from messaging.bounces import Bounce, read_bounces
from persistence.background.messages import SqlMailStore

mail = typer.Typer(no_args_is_help=True, help=__doc__, rich_markup_mode=None)
console = Console()
errors = Console(stderr=True)
_STDIN = "-"


@mail.callback()
def _group() -> None:
    """Keeps the name of a command although there is one alone."""


@mail.command()
def bounces(
    notifications: Annotated[
        list[str], typer.Argument(help="Files with one notification each (RFC 3464), folders of such files, or -.")
    ],
) -> None:
    """Record letters that came back, so that a person sees to which address; repeating it changes nothing."""
    try:
        found = [bounce for content in map(_read, _files(notifications)) for bounce in read_bounces(content)]
        recorded = asyncio.run(_record(Settings.from_env(), found))
    except OSError as unread:
        errors.print(f"[red]✗[/] No se pudo leer {unread.filename}: {unread.strerror}", highlight=False)
        raise typer.Exit(2) from None
    except ConfigurationError as wrong:
        for problem in wrong.problems:
            errors.print(f"[red]✗[/] {problem}", highlight=False)
        raise typer.Exit(2) from None
    console.print(f"Registradas: {recorded}. Ajenas o ya conocidas: {len(found) - recorded}.")


def _files(given: list[str]) -> list[str]:
    return [
        str(file)
        for name in given
        for file in (sorted(each for each in Path(name).iterdir() if each.is_file()) if Path(name).is_dir() else [name])
    ]


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == _STDIN else Path(name).read_bytes()


async def _record(settings: Settings, found: list[Bounce]) -> int:
    async with open_runtime(settings, crm=False, worker=False) as runtime:
        store = SqlMailStore(runtime.database, runtime.clock)
        return sum([await store.bounced(each.message_id, each.address, each.why) for each in found])
