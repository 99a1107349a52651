"""`make soak`: a long soak over both databases and both connectors; prints what was done and what was compared."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.soak.sides import SIDES
from tests.soak.soak import Soak, Tally
from tests.support.system.databases import KINDS, Databases, postgres_server

_COLUMNS = (
    "connector", "database", "rounds", "kills", "cuts", "throttled", "down", "expired", "frozen", "edits", "changes",
    "actions", "timers", "seconds",
)  # fmt: skip


def cells(tally: Tally) -> Sequence[object]:
    """One line of the table."""

    def struck(word: str) -> int:
        return sum(times for name, times in tally.struck.items() if word in name)

    done = tally.compared
    return (
        tally.connector, tally.database, tally.rounds, tally.kills.total(), struck("cut") + struck("failed"),
        struck("throttled"), struck("down"), struck("expired"), tally.frozen, tally.edits, done["changes"],
        done["actions"], done["timers"], round(tally.seconds),
    )  # fmt: skip


async def soak(rounds: int, seed: int) -> int:
    """Soak each database with each connector in turn; 1 when something does not hold."""
    bad = total = 0
    print(f"SEED={seed} ROUNDS={rounds}", flush=True)
    print("  ".join(f"{name:>11}" for name in _COLUMNS), flush=True)
    with postgres_server(f"soak-{os.getpid()}") as postgres:
        for number, (connector, kind) in enumerate((c, k) for c in SIDES for k in KINDS):
            with tempfile.TemporaryDirectory() as folder:
                share = rounds // 4 + (number < rounds % 4)
                one = Soak(connector, kind, share, seed + number)
                tally = await one.run(Databases(Path(folder), postgres), Path(folder))
            print("  ".join(f"{cell!s:>11}" for cell in cells(tally)), flush=True)
            print("".join(f"    {problem}\n" for problem in tally.problems), end="", flush=True)
            bad += bool(tally.problems)
            total += tally.rounds
    print(f"{total} rounds; compared: phones, addresses, actions, creations, order, conflicts, timers; {bad} red")
    return 1 if bad else 0


def main(arguments: list[str]) -> int:
    """Rounds and seed may be set."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    given = parser.parse_args(arguments)
    return asyncio.run(soak(given.rounds, given.seed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
