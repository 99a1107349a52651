"""The browser that tests drive: Debian's Chromium, as the machine has it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")

in_a_browser: Final = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get update && apt-get install -y chromium"
)
"""`make test` needs no browser and says how to get one; `.ci/run` installs it, so that there none is skipped."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """One browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
