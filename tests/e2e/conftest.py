"""What the tests of the pages share: a browser, and the demonstration that it opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.system.browser import chromium
from tests.support.system.logging_in import Demonstration, demonstration


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Demonstration]:
    """The demonstration without its past; a module whose tests share one has its own."""
    with demonstration(tmp_path) as house:
        yield house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all; each person has a context of her own."""
    with chromium() as browser:
        yield browser
