"""What keeps a command from its work, told line by line instead of as a traceback."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import typer

from domain.errors import ConfigurationError, StoreUnavailable

if TYPE_CHECKING:
    from rich.console import Console


@lru_cache(maxsize=1)
def errors() -> Console:
    """Where problems are told; made when the first one is."""
    from rich.console import Console

    return Console(stderr=True)


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Tell what raises inside, and end the command: with 2 for wrong settings, with 3 when the database is away."""
    try:
        yield
    except ConfigurationError as wrong:
        tell(wrong.problems)
        raise typer.Exit(2) from None
    except StoreUnavailable as away:
        tell([f"ATENCION_DATABASE_URL: la base de datos no responde ({away.reason})."])
        raise typer.Exit(3) from None


def tell(problems: Sequence[str]) -> None:
    """One line each."""
    for problem in problems:
        errors().print("[red]✗[/] ", end="")
        errors().print(problem, highlight=False, markup=False, soft_wrap=True)
