"""Runs benchmarks one after the other and prints their rows; one that fails is told, and the others go on."""

from __future__ import annotations

import asyncio
import importlib
import traceback
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Protocol

from benchmarks import FOLDERS, ROOT

if TYPE_CHECKING:
    from benchmarks.apparatus.data_sets import DataSets
    from benchmarks.apparatus.row import Row


class Benchmark(Protocol):
    """A module of one of the folders."""

    def run(self, data: DataSets, *, small: bool) -> AsyncIterator[Row]:
        """Its rows, each as soon as it is measured."""


def run_alone(name: str, small: bool) -> int:
    """Run one benchmark in this process and print its rows; how many of them fall short."""

    from benchmarks.apparatus.data_sets import KEPT, opened_data_sets  # not in the process that only waits

    folder = next((each for each in FOLDERS if (ROOT / each / f"{name}.py").exists()), FOLDERS[0])
    benchmark: Benchmark = importlib.import_module(f"benchmarks.{folder}.{name}")

    async def rows() -> int:
        short = 0
        async with opened_data_sets(None if small else KEPT) as data:
            async for row in benchmark.run(data, small=small):
                print(f"  {row}", flush=True)
                short += row.holds is False
        return short

    return asyncio.run(rows())


def run_all(chosen: Sequence[str], *, small: bool) -> int:
    """Print the table, each benchmark in a process of its own, for memory is measured too; how many failed."""
    short, failed = 0, []
    for name in chosen:
        print(f"\n{name}", flush=True)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            try:
                short += process.submit(run_alone, name, small).result()
            except Exception:
                failed.append(name)
                print(f"  FAILED\n{traceback.format_exc()}", flush=True)
    print(f"\n{short} short" if short else "\nevery bar is kept")
    if failed:
        print(f"failed: {', '.join(failed)}")
    return len(failed)
