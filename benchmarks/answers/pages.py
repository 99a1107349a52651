"""
The pages as Chromium measures them with the demonstration's data: when something is read, and how long a click takes.

Each figure is the worst of its page's views, each the median of several visits; beside it stands the same for a page
that is one line of text. Without Chromium nothing is measured, and that is said.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Page

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from tests.support.system.browser import CHROMIUM, chromium
from tests.support.system.logging_in import demonstration
from tests.support.system.pages import Window, window

_VISITS: Final = 5
_FIRST_PAINT: Final = 1_000
"""Milliseconds (issue 16, point 5)."""
_INTERACTION: Final = 100
_BARE: Final = "data:text/html,<h1>Una línea</h1>"

_PAINTED: Final = """() => new Promise((told) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") told(entry.startTime);
}).observe({ type: "paint", buffered: true }))"""
_LISTENED: Final = """() => { window.longest = 0; new PerformanceObserver((list) => {
  const acts = list.getEntries().filter((entry) => entry.interactionId);
  window.longest = Math.max(window.longest, ...acts.map((entry) => entry.duration));
}).observe({ type: "event", durationThreshold: 16 }); }"""

_PEOPLE: Final = {
    "tablero": ("ProChile", "Amanda Silva", ("/tablero", "/tablero?vista=cumplimiento", "/tablero?vista=clases")),
    "escritorio": ("ProChile", "Ana Rojas", ("/escritorio?de=oficina", "/escritorio?vista=empresas")),
    "portal": ("ClaveÚnica", "Rosa Díaz", ("/portal",)),
}
"""Who looks at which views of each page."""


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Three pages, each by whom it is for."""
    del data
    if CHROMIUM is None:
        for page in _PEOPLE:
            yield Row(f"{page}: not measured, there is no Chromium here", 0, "ms")
        return
    for row in await asyncio.to_thread(_measured, 1 if small else _VISITS, past=not small):
        yield row


def _measured(visits: int, *, past: bool) -> list[Row]:
    rows = []
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder), past=past) as house,
        chromium() as browser,
    ):
        bare = window(browser, house.url)
        base = median(_first_paint(bare.page, _BARE) for _ in range(visits))
        for name, (door, who, views) in _PEOPLE.items():
            at = window(browser, house.url).enter(door, who, views[0])
            painted = max(median(_first_paint(at.page, house.url + view) for _ in range(visits)) for view in views)
            beside = f"a bare page: {base:,.0f} ms"
            rows.append(Row(f"{name}: first contentful paint", painted, "ms", _FIRST_PAINT, most=True, detail=beside))
            longest = max(median(_interaction(at, view) for _ in range(visits)) for view in views)
            rows.append(Row(f"{name}: longest interaction", longest, "ms", _INTERACTION, most=True))
    return rows


def _first_paint(page: Page, address: str) -> float:
    """Milliseconds from the navigation to the first text on the screen."""
    page.goto(address)
    return float(page.evaluate(_PAINTED))


def _interaction(at: Window, view: str) -> float:
    """
    Milliseconds from the longest of some clicks and keys to the frame after it, as the browser counts an interaction.

    What is faster than it reports, 16 ms, counts as 0.
    """
    at.open(view, "main h1")
    at.page.evaluate(_LISTENED)
    for link in at.page.locator("nav.tabs a, main nav a").all()[:3]:
        if link.is_visible():
            link.click()
    fields = at.page.locator("main input[type=text], main input[type=search]").all()
    for field in [each for each in fields if each.is_visible()][:2]:
        field.press_sequentially("viña", delay=30)
    at.page.wait_for_timeout(200)
    return float(at.page.evaluate("window.longest"))
