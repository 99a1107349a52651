"""The benchmarks still run: each on next to nothing, so that a figure can be had when it is wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.apparatus.row import Row

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("classes", ["classes with reasons, pages of 100"]),
        (
            "api",
            [
                "sqlite: page of 100 with five actions each",
                "postgresql: one account by id",
                "postgresql, 400: search of a trade, class CARTERA",
            ],
        ),
        ("timers", []),
        ("messages", []),
        ("steps", []),
        ("reading", ["sqlite: search by RUT, 20", "postgresql: search by RUT, 20"]),
        ("syncing", ["outbox drained, sqlite", "pull applied, changed records, postgresql"]),
    ],
)
def test_a_benchmark_runs_and_tells_its_figures(name: str, told: list[str]) -> None:
    """Issue 2, section 5: `make bench` prints them side by side."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--small"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert len(lines) > 3, "it told no figure"
    for what in told:
        (line,) = [each for each in lines if each.startswith(what)]
        assert ">=" in line or "<=" in line


def test_an_unknown_benchmark_is_refused() -> None:
    """With the names of those there are."""
    done = subprocess.run([sys.executable, "-m", "benchmarks", "nothing"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 2
    assert "there is no benchmark nothing; known: classes, api, reading, syncing" in done.stderr


def test_a_row_tells_whether_its_bar_is_kept() -> None:
    """Least bars, most bars, and figures without one."""
    assert Row("page", 0.35, "of bare", 0.35).holds is True
    assert Row("page", 0.34, "of bare", 0.35).holds is False
    assert Row("tail", 3.1, "x p50", 3.0, most=True).holds is False
    assert Row("with classes", 0.2, "of bare").holds is None
    assert "<= 5" in str(Row("search", 5.1, "x by key", 5.0, most=True))
    assert "SHORT" in str(Row("search", 5.1, "x by key", 5.0, most=True))
