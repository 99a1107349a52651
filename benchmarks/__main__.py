"""
`python -m benchmarks [names...] [--small]` runs the benchmarks, all or those named, and prints a table.

Each module here with a function `run` is one. `run` may be plain, a coroutine or an asynchronous iterator of rows; it
is given `data` (shared data sets, made once) and `small` where it takes them. `--small` runs each on next to nothing:
it shows that they still work, its figures mean nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import pkgutil
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Final

import benchmarks
from benchmarks import reading
from benchmarks.apparatus.data_sets import DataSets, opened_data_sets
from benchmarks.apparatus.row import Row
from persistence.database import Database
from tests.support.system.databases import KINDS

_FIRST: Final = ("classes", "api", "reading", "syncing")


def names() -> list[str]:
    """The benchmarks there are, in the order in which they run."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__"]
    runnable = [name for name in found if hasattr(importlib.import_module(f"benchmarks.{name}"), "run")]
    return sorted(runnable, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))


async def lines(name: str, data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """The rows of one benchmark, as they are there. A benchmark without a small form has none in a small run."""
    if name == "reading":
        async for row in _reading(data, small=small):
            yield row
        return
    run = importlib.import_module(f"benchmarks.{name}").run
    offered: dict[str, object] = {"data": data, "small": small}
    taken = inspect.signature(run).parameters
    if small and "small" not in taken:
        return
    given = run(**{key: value for key, value in offered.items() if key in taken})
    if inspect.isawaitable(given):
        given = await given
    if isinstance(given, AsyncIterator):
        async for row in given:
            yield row
    else:
        for row in given:
            yield row


async def _reading(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """`benchmarks.reading` on the shared data sets."""
    for kind in KINDS:
        database = await Database.open(await data.url(kind, 400 if small else 1_000_000, 1))
        try:
            for row in await reading.measure(database, kind):
                yield row
        finally:
            await database.close()


async def _print(chosen: Sequence[str], *, small: bool) -> int:
    """Print the table; how many bars were not kept."""
    short = 0
    with opened_data_sets() as data:
        for name in chosen:
            print(f"\n{name}", flush=True)
            async for line in lines(name, data, small=small):
                short += line.holds is False
                print(f"  {line}", flush=True)
    print(f"\n{short} short" if short else "\nevery bar is kept")
    return short


def main(arguments: Sequence[str]) -> int:
    """Run what the command line names. Falling short is told, not an error: figures depend on the machine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = names()
    parser.add_argument("names", nargs="*", help=f"Which: {', '.join(known)}; all when none is named.")
    parser.add_argument("--small", action="store_true", help="On next to nothing: do they still work?")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - set(known))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; known: {', '.join(known)}")
    asyncio.run(_print(given.names or known, small=given.small))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
