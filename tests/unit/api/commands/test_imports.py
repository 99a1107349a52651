"""A command waits for no module of what it does not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("api.commands.atencion", {"rich", "strawberry", "sqlalchemy", "jwt", "standin"}),
        ("api.commands.processes", {"msal", "requests", "connectors.dynamics365.connector", "alembic", "standin"}),
    ],
)
def test_a_command_does_not_import_what_it_may_never_need(module: str, unneeded: set[str]) -> None:
    """Help and a token in a blink; a process with the mock does not load the client of Dynamics (F-68)."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert unneeded & set(done.stdout.split()) == set()
