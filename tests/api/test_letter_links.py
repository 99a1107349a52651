"""Links of letters over HTTP: they outlive a change of key, and every use is told in the log (F-04, FUP-06)."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from api.settings import Settings
from domain.errors import ConfigurationError
from domain.protocol.follow_up.opt_out import OPT_OUT_PATH, OptOut
from tests.api.conftest import SECRET, api_of

OLD: Final = "una-clave-antigua-de-mas-de-treinta-y-dos-letras"
NEW: Final = "una-clave-nueva-de-mas-de-treinta-y-dos-letras"
REFUSED: Final = OptOut("m-1", "a-1", "STAGE_1", "c-1")


async def _path(folder: Path, **environment: str) -> str:
    """The link that an installation with these settings would write now."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{folder / 'links.db'}", **environment) as desk:
        links = desk.runtime.casework.opt_out
        return links.link(REFUSED, desk.runtime.clock.now()).removeprefix(links.public_url)


async def _status(folder: Path, path: str, **environment: str) -> int:
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{folder / 'links.db'}", **environment) as desk:
        return (await desk.client.get(path)).status_code


async def test_a_link_outlives_a_change_of_key(tmp_path: Path) -> None:
    """The newest key signs, the others are accepted while they are named; without any, the key of tokens serves."""
    old = await _path(tmp_path, ATENCION_LINK_SECRETS=OLD)
    new = await _path(tmp_path, ATENCION_LINK_SECRETS=f"{NEW}, {OLD}")
    unset = await _path(tmp_path)

    both, newest = {"ATENCION_LINK_SECRETS": f"{NEW},{OLD}"}, {"ATENCION_LINK_SECRETS": NEW}
    assert [await _status(tmp_path, path, **both) for path in (old, new, unset)] == [200, 200, 400]
    assert [await _status(tmp_path, path, **newest) for path in (old, new, unset)] == [400, 200, 400]
    moved = {"ATENCION_LINK_SECRETS": f"{NEW},{SECRET}"}
    assert await _status(tmp_path, unset, **moved) == 200


async def test_following_a_link_is_told_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One line for what was refused and why; never the link itself."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'links.db'}") as desk:
        links = desk.runtime.casework.opt_out
        made = desk.runtime.clock.now()
        path = links.link(REFUSED, made).removeprefix(links.public_url)
        late = links.link(REFUSED, made - timedelta(days=365)).removeprefix(links.public_url)
        with caplog.at_level(logging.INFO, "atencion.api.public"):
            asked = [await desk.client.post(each) for each in (path, late, f"{OPT_OUT_PATH}x")]

    assert [each.status_code for each in asked] == [404, 410, 400]
    told = [
        (record.getMessage(), vars(record)["reason"]) for record in caplog.records if record.name.endswith("public")
    ]
    assert told == [
        ("a link was refused", "RecordNotFound"),
        ("a link was refused", "ExpiredLink"),
        ("a link was refused", "InvalidValue"),
    ]


def test_a_short_key_is_refused_at_start() -> None:
    """A key that can be guessed signs for everybody."""
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_env(
            {"ATENCION_TOKEN_SECRET": SECRET, "ATENCION_LINK_SECRETS": f"{OLD},corta", "ATENCION_LINK_DAYS": "0"}
        )

    assert [problem.split(":")[0].split("=")[0] for problem in refused.value.problems] == [
        "ATENCION_LINK_SECRETS",
        "ATENCION_LINK_DAYS",
    ]
