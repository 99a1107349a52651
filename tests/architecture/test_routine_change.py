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
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "tests.support.a_term_changed", *places]

    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert " passed" in ran.stdout
