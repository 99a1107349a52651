"""The data set, made once for all tests of access."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.access.houses import World, build
from tests.access.world import opened


@pytest.fixture(scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Two houses and one that nobody answers for."""
    async with opened(tmp_path_factory.mktemp("access")) as api:
        yield await build(api)
