"""The pages as they are served: with their files, under a policy that lets nothing else in (design 9)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from pages.serving import ASSETS, PAGES, POLICY
from tests.api.conftest import Desk, api_of


@pytest.fixture(scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """The API in production."""
    database = tmp_path_factory.mktemp("pages") / "pages.db"
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{database}") as desk:
        yield desk


@pytest.mark.parametrize("path", [page.path for page in PAGES])
async def test_a_page_loads_its_own_files_and_nothing_else(desk: Desk, path: str) -> None:
    """Strict CSP, no script or style inside the page, and every file it names is there."""
    page = await desk.client.get(path)
    assert (page.status_code, page.headers["content-security-policy"]) == (200, POLICY)
    assert "style=" not in page.text
    assert re.findall(r"<script(?![^>]*src=)", page.text) == []
    assert "<style" not in page.text
    named = re.findall(r'(?:src|href)="(/(?:pages|session/assets)/[^"]+)"', page.text)
    assert len(named) > 5
    assert {name: (await desk.client.get(name)).status_code for name in named} == dict.fromkeys(named, 200)


async def test_only_what_a_browser_needs_is_served(desk: Desk) -> None:
    """Licences, type declarations and what lies outside the folder are no pages."""
    for name in ("vendor/LICENSE", "vendor/preact.d.ts", "vendor/README.md", "../serving.py", "%2e%2e/serving.py"):
        assert (await desk.client.get(f"{ASSETS}/{name}")).status_code == 404
