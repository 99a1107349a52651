"""`atencion check` tries the issuers of the identity file as it tries database, CRM and mail (issue 14, point 5)."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from subprocess import PIPE
from sys import executable

from tests.identity.conftest import House


async def check(house: House, folder: Path) -> tuple[int, str, str]:
    """Exit code, what it found good, and what it found wrong."""
    settings = {
        "ATENCION_MODE": "development",
        "ATENCION_CONNECTOR": "mock",
        "ATENCION_SAMPLES": "true",
        "ATENCION_TOKEN_SECRET": "x" * 32,
        "ATENCION_PUBLIC_URL": "http://127.0.0.1:8000",
        "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'atencion.db'}",
        "ATENCION_IDENTITY": str(house.file),
        "ATENCION_IDENTITY_SECRETS": "entra=a,otra=b,claveunica=c",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ATENCION_")}
    tried = await asyncio.create_subprocess_exec(
        executable, "-m", "api", "check", env={**inherited, **settings}, stdout=PIPE, stderr=PIPE
    )
    out, err = await tried.communicate()
    return tried.returncode or 0, out.decode(), err.decode()


async def test_each_issuer_is_asked_for_its_keys(house: House, tmp_path: Path) -> None:
    """One line each; nothing is wrong."""
    code, found, wrong = await check(house, tmp_path)
    assert (code, wrong) == (0, "")
    assert found.splitlines() == ["✓ settings", "✓ database", "✓ crm", "✓ mail", "✓ issuer entra", "✓ issuer otra"]


async def test_an_issuer_that_does_not_answer_is_named_and_the_others_are_tried(house: House, tmp_path: Path) -> None:
    """Its name and what came back; exit code 1, and no traceback."""
    house.entra.away = True
    code, found, wrong = await check(house, tmp_path)
    assert code == 1
    assert "issuer entra: " in wrong
    assert "Traceback" not in wrong
    assert "✓ issuer otra" in found
