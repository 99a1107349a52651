"""The data set, made once for all tests of access."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.access.houses import World
from tests.access.making import build
from tests.access.world import opened


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/access --only shareSuggestion`: while a mutation or query is being written, that one alone."""
    parser.addoption(
        "--only", default="", help="Names of queries and mutations, with commas; the others are not asked."
    )


@pytest.fixture(scope="session")
def only(request: pytest.FixtureRequest) -> frozenset[str]:
    """The fields that are asked; empty: all."""
    return frozenset(filter(None, request.config.getoption("--only", "").split(",")))


@pytest.fixture(scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Two houses and one that nobody answers for."""
    async with opened(tmp_path_factory.mktemp("access")) as api:
        yield await build(api)
