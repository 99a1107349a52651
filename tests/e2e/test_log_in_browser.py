"""«Entrar» in a real browser: an executive, a company's person, the warning, and a front end of another site."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

from tests.support.system.browser import chromium, in_a_browser
from tests.support.system.logging_in import demonstration
from tests.support.system.processes import ROOT


@contextlib.contextmanager
def another_site() -> Iterator[str]:
    """The front end of docs/examples, as a team would serve it: `localhost` is another site than 127.0.0.1."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    handler = functools.partial(Quiet, directory=ROOT / "docs" / "examples")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def enter(page: Page, door: str, who: str) -> None:
    """By that door, and click on that person at the issuer."""
    page.click(f"a.door:has-text('{door}')")
    page.click(f"button:has-text('{who}')")


def is_blocked(message: ConsoleMessage) -> bool:
    """An error, but for the 401 of whoever has not come in yet."""
    return message.type == "error" and "401 (Unauthorized)" not in message.text


@in_a_browser
def test_an_executive_and_a_representative_log_in_are_warned_and_come_back(tmp_path: Path) -> None:
    """Issue 14: run a query, see the warning, stay by one act, leave, come back to the page; nothing is blocked."""
    blocked: list[str] = []
    with demonstration(tmp_path, ATENCION_SESSION_IDLE_SECONDS="40") as house, chromium() as browser:
        page = browser.new_page()
        page.on("console", lambda message: blocked.append(message.text) if is_blocked(message) else None)
        page.on("pageerror", lambda error: blocked.append(str(error)))
        here = f"{house.url}/graphql?desde=la-cartera"
        page.goto(here)
        page.click("#log-in")
        enter(page, "ProChile", "Ana Rojas")
        page.wait_for_selector("#session:has-text('Ana Rojas')")
        assert page.url == here
        page.click(".graphiql-execute-button")
        page.wait_for_selector(".result-window :text('REGIONAL_EXECUTIVE')")

        page.wait_for_selector("#session-warning:has-text('Su sesión termina')", timeout=60_000)
        page.click("#session-warning button")
        page.wait_for_selector("#session-warning", state="detached")
        page.click("#log-out")
        page.wait_for_selector("a.door")
        page.goto(here)
        page.wait_for_selector("#log-in")
        page.click("#log-in")
        enter(page, "ClaveÚnica", "Rosa Díaz")
        page.wait_for_selector("#session:has-text('Rosa Díaz')")
        assert page.url == here
        page.click(".graphiql-execute-button")
        page.wait_for_selector(".result-window :text('COMPANY')")
    assert blocked == []


@in_a_browser
def test_a_front_end_of_another_site_asks_with_a_token(tmp_path: Path) -> None:
    """docs/examples/front-end.html, from another site: the window logs her in, hands the token over and closes."""
    with (
        another_site() as front,
        demonstration(tmp_path, ATENCION_ALLOWED_ORIGINS=front) as house,
        chromium() as browser,
    ):
        page = browser.new_page()
        page.goto(f"{front}/front-end.html?api={house.url}")
        with page.expect_popup() as opened:
            page.click("#log-in")
        enter(opened.value, "ClaveÚnica", "Eva Soto")
        page.wait_for_selector("#who:has-text('Ingresó Eva Soto Vidal (COMPANY)')")
        assert opened.value.is_closed()

        foreign = browser.new_page()
        foreign.goto(f"{front.replace('localhost', '127.0.0.1')}/front-end.html?api={house.url}")
        with foreign.expect_popup() as refused:
            foreign.click("#log-in")
        refused.value.wait_for_selector("text=FORBIDDEN")
