"""Every view without a network, and when our side fails: what happened, what to do, and on again (issue 16)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.e2e.test_pages_board import VIEWS
from tests.support.system.browser import in_a_browser
from tests.support.system.logging_in import Demonstration, demonstration
from tests.support.system.pages import NARROW, WIDE, Window, window

pytestmark = pytest.mark.xdist_group("pages states")

ACCOUNT = '{ account(by: { rut: "44.100.808-2" }) { id } }'
DESK = ("", "?de=oficina", "?de=reemplazo", "?vista=empresas", "?buscar=vi%C3%B1a", "?vista=conflictos", "?cuenta={id}")
KINDS = {
    "offline": "Sin conexión",
    "broken": "No se pudo cargar",
    "wait": "Espere un momento",
    "refused": "Esto no está disponible para usted",
}
FRAME = "BoardFrame"
"""What the board asks before every view: here it is answered, and what the view asks is not."""
AGAIN = "main .state.bad button:has-text('Intentar otra vez')"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration without its past."""
    with demonstration(tmp_path_factory.mktemp("states")) as house:
        yield house


def answer(route: Route, kind: str) -> None:
    """What the API answers when it cannot."""
    errors = {
        "broken": (500, {"message": "?", "extensions": {"code": "INTERNAL"}}),
        "wait": (429, {"message": "?", "extensions": {"code": "RATE_LIMITED", "retryAfter": 3}}),
        "refused": (403, {"message": "No es para su rol.", "extensions": {"code": "FORBIDDEN"}}),
    }
    if kind == "offline":
        return route.abort()
    status, error = errors[kind]
    return route.fulfill(status=status, json={"errors": [error]})


def told(at: Window, path: str, kind: str) -> None:
    """The view says what happened and what to do; it is drawn when trying again works."""

    def failing(route: Route) -> None:
        if FRAME in (route.request.post_data or ""):
            route.continue_()
        else:
            answer(route, kind)

    at.page.route("**/graphql", failing)
    at.page.goto(at.url + path)
    at.page.wait_for_selector(f"main .state.bad[role=alert]:has-text('{KINDS[kind]}')")
    at.page.wait_for_selector(".wait", state="detached")
    name = "".join(each if each.isalnum() else "-" for each in path.strip("/"))
    at.shot(f"{name}-{kind}-{at.page.viewport_size['width'] if at.page.viewport_size else 0}")
    assert (path, kind, at.barriers(), at.is_too_wide()) == (path, kind, [], False)
    at.page.unroute("**/graphql")
    if kind == "refused":
        assert at.page.locator(AGAIN).count() == 0
        return
    for _ in range(40):  # what is drawn first may need others, which failed too
        if at.page.locator("main .state.bad[role=alert], main .wait").count() == 0:
            break
        at.page.locator(AGAIN).evaluate_all("buttons => buttons.forEach((each) => each.click())")
        at.page.wait_for_timeout(250)
    at.settled("main .card, main .numbers")
    assert at.page.locator("main .state.bad[role=alert]").count() == 0, path


@in_a_browser
@pytest.mark.parametrize("kind", KINDS)
def test_every_view_of_the_board_says_what_failed_and_goes_on(
    house: Demonstration, browser: Browser, kind: str
) -> None:
    """Without an answer nothing stands as if it were one, and a click asks again."""
    for size in (WIDE, NARROW) if kind == "offline" else (WIDE,):
        at = window(browser, house.url, size).enter("ProChile", "Amanda Silva", "/tablero")
        for view in VIEWS:
            told(at, f"/tablero?vista={view}", kind)


@in_a_browser
@pytest.mark.parametrize("kind", KINDS)
def test_every_view_of_the_desk_says_what_failed_and_goes_on(house: Demonstration, browser: Browser, kind: str) -> None:
    """Lists, a company, conflicts."""
    company = house.visitor("prochile", "Ana Rojas").ask(ACCOUNT)["account"]["id"]
    for size in (WIDE, NARROW) if kind == "offline" else (WIDE,):
        at = window(browser, house.url, size).enter("ProChile", "Ana Rojas", "/escritorio")
        for view in DESK:
            told(at, f"/escritorio{view.format(id=company)}", kind)
