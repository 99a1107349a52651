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
from dataclasses import dataclass
from typing import Any, Final

import benchmarks
from benchmarks import reading
from benchmarks.data_sets import DataSets, opened_data_sets
from persistence.database import Database
from tests.support.system.databases import KINDS

_FIRST: Final = ("classes", "api", "reading", "syncing")
_WIDTHS: Final = (74, 34, 10, 6)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `holds` is None where there is no bar."""

    what: str
    figure: str
    bar: str
    holds: bool | None
    detail: str = ""

    @classmethod
    def of(cls, row: Any) -> Line:
        """From a row of any benchmark."""
        if isinstance(row, reading.Row):
            figure = f"{row.ratio:,.1f} x by key, p50 {row.p50:.3f} ms"
            return cls(row.name, figure, _bar(row.bar, most=True), None if row.bar is None else row.ratio <= row.bar)
        most = getattr(row, "most", False)
        if hasattr(row, "ours"):
            figure = f"{row.ours:,.0f} {row.unit}" + (f", {row.ratio:.2f} x theirs" if row.theirs else "")
            detail = getattr(row, "detail", "")
            return cls(row.name, figure, _bar(row.bar, most=most or not row.theirs), row.holds, detail)
        holds = None if row.bar is None else (row.measured <= row.bar if most else row.measured >= row.bar)
        shown = f"{row.measured:,.2f}" if row.measured < 100 else f"{row.measured:,.0f}"
        return cls(row.name, f"{shown} {row.unit}", _bar(row.bar, most=most), holds, getattr(row, "detail", ""))

    def __str__(self) -> str:
        verdict = "" if self.holds is None else "pass" if self.holds else "SHORT"
        cells = zip((self.what, self.figure, self.bar, verdict), _WIDTHS, strict=True)
        return " ".join(f"{text:<{width}}" for text, width in cells) + f" {self.detail}"


def _bar(bar: float | None, *, most: bool) -> str:
    return "" if bar is None else f"{'<=' if most else '>='} {bar:,g}"


def names() -> list[str]:
    """The benchmarks there are, in the order in which they run."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__"]
    runnable = [name for name in found if hasattr(importlib.import_module(f"benchmarks.{name}"), "run")]
    return sorted(runnable, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))


async def lines(name: str, data: DataSets, *, small: bool) -> AsyncIterator[Line]:
    """The lines of one benchmark, as they are there. A benchmark without a small form has none in a small run."""
    if name == "reading":
        async for row in _reading(data, small=small):
            yield Line.of(row)
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
            yield Line.of(row)
    else:
        for row in given:
            yield Line.of(row)


async def _reading(data: DataSets, *, small: bool) -> AsyncIterator[reading.Row]:
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
