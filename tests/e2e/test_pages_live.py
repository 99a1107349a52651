"""Pages change by themselves: what others do is there, and nothing of one's own is lost (issue 16, F-60)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute

from tests.support.system.browser import in_a_browser
from tests.support.system.logging_in import Demonstration, Visitor, demonstration
from tests.support.system.pages import Window, another_tab, nothing_wrong, window

pytestmark = pytest.mark.xdist_group("pages live")

OFFICE = "/escritorio?de=oficina"
COMPANIES = {
    "Frutas del Itata SpA": "44.100.999-2",
    "Bosques de Arauco SpA": "76.543.210-3",
    "Mieles de Laja SpA": "77.100.200-5",
    "Quesos de Yumbel SpA": "76.888.111-1",
    "Algas de Lebu SpA": "77.123.456-9",
}
ITATA, ARAUCO, LAJA, YUMBEL, LEBU = COMPANIES


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration without its past; each test has companies of its own."""
    with demonstration(tmp_path_factory.mktemp("live")) as house:
        yield house


def declares(rosa: Visitor, name: str) -> str:
    """Rosa declares a company of Biobío; the case that it opens."""
    told = rosa.do(
        "registerCompany",
        "case { id }",
        name=name,
        rut=COMPANIES[name],
        fields={"region": "08", "commune": "Concepción"},
    )
    case: str = told["case"]["id"]
    return case


def remember(at: Window) -> None:
    """A mark in the page: it is gone when the page is loaded anew."""
    at.page.evaluate("window.kept = true")


@in_a_browser
def test_a_list_has_what_others_do_without_being_asked(house: Demonstration, browser: Browser) -> None:
    """F-60: a new case is in the open list; it is said once; the focus stays; the page is not loaded anew."""
    rosa = house.visitor("claveunica", "Rosa Díaz")
    declares(rosa, ITATA)
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(ana):
        ana.open(OFFICE, f"li:has-text('{ITATA}')")
        remember(ana)
        ana.page.locator(f"li:has-text('{ITATA}') a.title").focus()
        declares(rosa, ARAUCO)
        ana.page.wait_for_selector(f"li:has-text('{ARAUCO}')")
        ana.page.wait_for_selector(".live:has-text('Actualizado a las')")
        assert ana.page.locator("[role=status]:visible").count() == 1
        focused = ana.page.evaluate("document.activeElement.closest('li').innerText")
        assert ITATA in focused
        assert ana.page.evaluate("window.kept")
        assert ana.barriers() == []


@in_a_browser
def test_what_is_typed_stays_when_the_case_changes_meanwhile(house: Demonstration, browser: Browser) -> None:
    """POL-07: she is told at once that something happened, keeps her words, and compares before they are sent."""
    rosa = house.visitor("claveunica", "Rosa Díaz")
    case = declares(rosa, LAJA)
    rosa.do("completeFichaInCapture", caseId=case, exports=True, region="08")
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(ana):
        ana.open(f"/escritorio?caso={case}", ".next")
        ana.take("recordContactAttemptInCapture")
        ana.fill("f-record_contact_attempt", {"pointOfContact": "TELEFONO"})
        beatriz = house.visitor("prochile", "Beatriz Soto")
        beatriz.do("recordContactAttemptInCapture", caseId=case, pointOfContact="CORREO")
        ana.page.wait_for_selector("form .state.warn:has-text('Algo pasó en este caso')")
        chosen = "document.querySelector(\"[id='f-record_contact_attempt-pointOfContact']\").value"
        assert ana.page.evaluate(chosen) == "TELEFONO"
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector("h3:has-text('Lo que pasó')")
        assert "Beatriz Soto" in ana.text(".sides")


@in_a_browser
def test_a_cut_line_is_told_and_what_was_missed_comes_after_it(house: Demonstration, browser: Browser) -> None:
    """F-60: while the socket is away the page says so; when it is back, what happened meanwhile is there."""
    rosa = house.visitor("claveunica", "Rosa Díaz")
    sockets: list[WebSocketRoute] = []
    shut: list[bool] = []

    def through(route: WebSocketRoute) -> None:
        if shut:
            route.close(code=1012)
        else:
            route.connect_to_server()
            sockets.append(route)

    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(ana):
        ana.page.route_web_socket("**/graphql", through)
        ana.open(OFFICE, "h2:has-text('Por hacer')")
        listening(ana.page, sockets)
        shut.append(True)
        sockets[0].close(code=1012)
        ana.page.wait_for_selector(".live:has-text('Sin avisos por ahora')")
        declares(rosa, YUMBEL)
        shut.clear()
        ana.page.wait_for_selector(f"li:has-text('{YUMBEL}')")
        ana.page.wait_for_selector(".live:has-text('Actualizado a las')")


def listening(page: Page, sockets: list[WebSocketRoute]) -> None:
    """Wait until it listens."""
    for _ in range(100):
        if sockets:
            return
        page.wait_for_timeout(50)
    raise AssertionError("no socket was opened")


@in_a_browser
def test_eight_tabs_stay_alive_together(house: Demonstration, browser: Browser) -> None:
    """Issue 16, point 5: eight tabs of one browser over HTTP/1.1, each of them told, each of them answered."""
    rosa = house.visitor("claveunica", "Rosa Díaz")
    first = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    tabs = [first, *(another_tab(first) for _ in range(7))]
    with nothing_wrong(*tabs):
        for tab in tabs:
            tab.open(OFFICE, "h2:has-text('Por hacer')")
            remember(tab)
        declares(rosa, LEBU)
        for tab in tabs:
            tab.page.bring_to_front()
            tab.page.wait_for_selector(f"li:has-text('{LEBU}')")
            assert tab.page.evaluate("window.kept")
