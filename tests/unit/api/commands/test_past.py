"""A demonstration whose past cannot be made starts without one, says so, and leaves nothing half made (F-65)."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.commands.processes import prepare_past
from api.demo.history import build
from api.demo.history.past import History
from api.settings import Settings
from domain.errors import StoreUnavailable


def test_a_past_that_cannot_be_made_keeps_nobody_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The store gives up while it is played: why is told, and the next start may try again."""

    async def gives_up(_: History) -> None:
        raise StoreUnavailable("La base de datos no responde.", 2.0, "busy")

    monkeypatch.setattr(History, "play", gives_up)
    settings = Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}",
            "ATENCION_MOCK_FILE": str(tmp_path / "crm.json"),
            "ATENCION_MOCK_COMPANIES": "3",
            "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
        }
    )
    prepare_past(settings)

    assert "Sin historia: La base de datos no responde" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []
    assert build.places_of(settings) is not None
