"""
`python -m benchmarks [names...] [--small]` runs the benchmarks, all or those named, and prints a table.

Falling short of a bar is told, not an error: figures depend on the machine. A benchmark that fails is told, the others
go on, and the exit code is 1. `--small` runs each on next to nothing: it shows that they still work, its figures mean
nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from benchmarks import FOLDERS, ROOT

_FIRST: Final = ("classes", "api", "reading", "syncing")


def names() -> list[str]:
    """The benchmarks there are, in the order in which they run."""
    found = [module.stem for folder in FOLDERS for module in (ROOT / folder).glob("[a-z]*.py")]
    return sorted(found, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))


def main(arguments: Sequence[str]) -> int:
    """Run what the command line names; 1 when a benchmark failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = names()
    parser.add_argument("names", nargs="*", help=f"Which: {', '.join(known)}; all when none is named.")
    parser.add_argument("--small", action="store_true", help="On next to nothing: do they still work?")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - set(known))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; known: {', '.join(known)}")
    from benchmarks.apparatus.runner import run_all  # a mistyped name is told at once

    return min(1, run_all(given.names or known, small=given.small))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
