"""The benchmarks still run: each on next to nothing, so that a figure can be had when it is wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import FOLDERS
from benchmarks.__main__ import names
from benchmarks.apparatus.row import Row
from benchmarks.apparatus.runner import run_all

ROOT = Path(__file__).resolve().parents[3]

TOLD = {
    "classes": ["classes with reasons, pages of 100"],
    "api": [
        "sqlite: page of 100 with five actions each",
        "postgresql: one account by id",
        "postgresql, 400: search of a trade, class CARTERA",
    ],
    "dashboard": ["sqlite: a desk's screen of four lists"],
    "dynamics": ["bulk upsert by 1,000, 32 at once, 0 ms", "first load of 10,000 accounts, peak memory"],
    "exports": ["sqlite: 1,000 rows as csv, memory added", "postgresql: 1,000 rows as xlsx, memory added"],
    "reading": ["sqlite: search by RUT, 20", "postgresql: search by RUT, 20"],
    "subscriptions": ["sqlite: memory that 40 subscribers add", "postgresql: places held after they were cut off"],
    "syncing": ["outbox drained, sqlite", "pull applied, changed records, postgresql"],
}
"""Figures with a bar."""


@pytest.mark.parametrize("name", names())
def test_a_benchmark_runs_and_tells_its_figures(name: str) -> None:
    """Through the door that `make bench` takes: a benchmark that fails there fails here."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--small", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert len(lines) > 4, "it told no figure"
    for what in TOLD.get(name, []):
        (line,) = [each for each in lines if each.startswith(what)]
        assert ">=" in line or "<=" in line


def test_every_benchmark_is_in_a_folder_of_its_subject() -> None:
    """One beside the folders would not run, and nobody would miss it."""
    written = [
        path for path in (ROOT / "benchmarks").rglob("*.py") if "async def run(data: " in path.read_text("utf-8")
    ]
    runs = {path.parent.relative_to(ROOT / "benchmarks").as_posix() for path in written}
    assert runs == set(FOLDERS)
    assert len(set(names())) == len(names())


def test_an_unknown_benchmark_is_refused() -> None:
    """With the names of those there are."""
    done = subprocess.run([sys.executable, "-m", "benchmarks", "nothing"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 2
    assert names()[:4] == ["classes", "api", "reading", "syncing"]
    assert f"there is no benchmark nothing; known: {', '.join(names())}" in done.stderr


def test_a_benchmark_that_fails_is_told_and_the_others_go_on(capfd: pytest.CaptureFixture[str]) -> None:
    """A traceback at the timers once hid every figure that came after it."""
    assert run_all(["no_such_module", "steps"], small=True) == 1

    told = capfd.readouterr().out
    assert "No module named 'benchmarks.answers.no_such_module'" in told
    assert told.index("FAILED") < told.index("next steps of cases")
    assert told.endswith("failed: no_such_module\n")


def test_a_row_tells_whether_its_bar_is_kept() -> None:
    """Least bars, most bars, and figures without one."""
    assert Row("page", 0.35, "of bare", 0.35).holds is True
    assert Row("page", 0.34, "of bare", 0.35).holds is False
    assert Row("tail", 3.1, "x p50", 3.0, most=True).holds is False
    assert Row("with classes", 0.2, "of bare").holds is None
    assert "<= 5" in str(Row("search", 5.1, "x by key", 5.0, most=True))
    assert "SHORT" in str(Row("search", 5.1, "x by key", 5.0, most=True))
