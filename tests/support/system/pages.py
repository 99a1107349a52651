"""Somebody at a page: a browser window of her own, in which everything wrong is remembered."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

AXE: Final = Path(__file__).parents[1] / "axe" / "axe.min.js"
SHOTS: Final = Path(__file__).parents[3] / "build" / "screenshots"
"""Screenshots of each state, to be looked at; git ignores them."""

WIDE: Final = (1440, 900)
NARROW: Final = (390, 844)
_RULES: Final = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
})"""


@dataclass(slots=True)
class Window:
    """
    A page of a person, and what went wrong in it.

    Attributes:
        wrong: Errors of the console and of scripts, and requests to other hosts.
    """

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def enter(self, door: str, who: str, path: str) -> Window:
        """«Entrar» by that door as that person, back at *path*."""
        self.page.goto(f"{self.url}/session/login?return_to={path}")
        self.page.click(f"a.door:has-text('{door}')")
        self.page.click(f"button:has-text('{who}')")
        self.page.wait_for_selector(f"#session:has-text('{who}')")
        return self

    def open(self, path: str, awaited: str = "main h1") -> None:
        """Go there, and wait until it is drawn."""
        self.page.goto(self.url + path)
        self.settled(awaited)

    def settled(self, awaited: str = "main h1") -> None:
        """Wait until it is there and nothing is waited for any more."""
        self.page.wait_for_selector(awaited)
        self.page.wait_for_selector(".wait", state="detached")

    def text(self, selector: str = "main") -> str:
        """What a person reads there."""
        return self.page.inner_text(selector)

    def take(self, mutation: str) -> None:
        """Press the button of a step, by its mutation, which opens its form."""
        self.page.click(f".next a.button[href*='paso={mutation}']")
        self.page.wait_for_selector("main form h2")

    def fill(self, form: str, values: Mapping[str, str]) -> None:
        """Type into the fields of the form of a fact; a choice is named by its value."""
        for name, value in values.items():
            place = self.page.locator(f"[id='{form}-{name}']")
            kind = place.evaluate("element => element.tagName")
            if kind == "FIELDSET":
                place.locator(f"input[value='{value}']").check()
            elif kind == "SELECT":
                place.select_option(value)
            else:
                place.fill(value)

    def send(self) -> str:
        """Press «Registrar»; what the page says of it."""
        self.page.click("form button.main[type=submit]")
        self.settled(".state.good[role=status]")
        return self.text(".state.good[role=status]")

    def barriers(self) -> list[str]:
        """What axe finds on the page as it stands: rule and element."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(_RULES)
        return [f"{each['id']}: {node['target']}" for each in found["violations"] for node in each["nodes"]]

    def is_too_wide(self) -> bool:
        """Whether the page must be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def shot(self, name: str) -> None:
        """A screenshot to be looked at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def window(browser: Browser, url: str, size: tuple[int, int] = WIDE, locale: str = "es-CL") -> Window:
    """A browser of somebody's own, which asks for the language of *locale*."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=locale, timezone_id="America/Santiago"
    )
    return _watched(context, url)


def another_tab(of: Window) -> Window:
    """A tab in the same browser: the same session."""
    return _watched(of.page.context, of.url)


def _watched(context: BrowserContext, url: str) -> Window:
    made = Window(context.new_page(), url)
    host = url.rpartition(":")[0]

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and "401 (Unauthorized)" not in message.text:
            made.wrong.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((host, "data:", "blob:")):
            made.wrong.append(request.url)

    made.page.on("console", console)
    made.page.on("pageerror", lambda error: made.wrong.append(str(error)))
    made.page.on("request", asked)
    return made


@contextlib.contextmanager
def nothing_wrong(*windows: Window) -> Iterator[None]:
    """At the end no window has an error, or asked another host."""
    yield
    assert [each.wrong for each in windows] == [[] for _ in windows]
