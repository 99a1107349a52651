"""A routine change of a term is one row and turns no test red (LIN-05)."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.test_docs import ROOT


def test_one_more_day_for_new_exporters_from_2027_turns_no_test_of_the_protocol_red() -> None:
    """
    SLA-03 is 4 business days from 2027-01-01 (`tests.support.a_term_changed`): tests ask on a day, texts name the term.

    It runs the tests of terms, texts, messages and flows once more, in a process that has the row.
    """
    places = [f"tests/unit/domain/{name}" for name in ("terms", "catalogue", "messages", "flows", "engine")]
    assert " passed" in _with_the_row("-n", "0", "tests/architecture/test_proving.py", *places)


def test_the_changed_term_is_proved_by_the_tests_there_are() -> None:
    """LIN-05: `make prove` asks a claim for the new row and for its number, and finds one."""
    prove = ("-p", "no:xdist", "-p", "tests.support.proving.plugin", "--prove", "--prove-only", "SLA-03 from 2027")
    assert "2 changes" in _with_the_row(*prove, "tests/unit/domain/terms")


def _with_the_row(*arguments: str) -> str:
    """What pytest tells, with these arguments, in a process that has the row."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.a_term_changed", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    return ran.stdout
