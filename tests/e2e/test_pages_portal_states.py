"""What the portal says without network, when the server fails and when the session ends: what to do, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Route

from tests.support.system.browser import in_a_browser
from tests.support.system.company_on_pages import REGISTRATION, registered
from tests.support.system.logging_in import Demonstration, demonstration
from tests.support.system.pages import NARROW, Window, another_tab, window

pytestmark = pytest.mark.xdist_group("pages portal states")

OFFLINE: Final = "No hay conexión con Atención. Revise su red; lo que escribió sigue aquí."
BROKEN: Final = "Algo falló de nuestro lado"
OVER: Final = "Su sesión terminó. Vuelva a entrar: lo que escribió sigue en esta pestaña."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration without its past."""
    with demonstration(tmp_path_factory.mktemp("states")) as house:
        yield house


def failing(route: Route) -> None:
    """The server has a fault."""
    route.fulfill(status=500, content_type="application/json", body='{"errors": [{"message": "x"}]}')


def kept(at: Window, place: str, typed: str, send: str) -> None:
    """Sent without network and to a server that fails: it is said, it can be sent again, and what was typed stays."""
    at.page.fill(place, typed)
    at.page.context.set_offline(True)
    at.page.wait_for_selector("#notice:has-text('Sin conexión. Puede seguir leyendo')")
    at.page.click(send)
    at.page.wait_for_selector(f"main [role=alert]:has-text('{OFFLINE}')")
    assert (at.page.input_value(place), at.barriers(), at.is_too_wide()) == (typed, [], False)
    at.shot(f"portal-sin-conexion-{place[1:]}")
    at.page.context.set_offline(False)
    at.page.wait_for_selector("#notice", state="hidden")
    at.page.route("**/graphql", failing)
    at.page.click(send)
    at.page.wait_for_selector(f"main [role=alert]:has-text('{BROKEN}')")
    assert (at.page.input_value(place), at.barriers()) == (typed, [])
    at.page.unroute("**/graphql")
    assert at.page.is_enabled(send)


def mended(at: Window, address: str, awaited: str) -> None:
    """A view that cannot be loaded says so with a way on, and is there when it can."""
    for answer, told in (
        (failing, "No se pudo cargar"),
        (lambda route: route.abort("internetdisconnected"), "Sin conexión"),
    ):
        block: Callable[[Route], None] = answer
        at.page.route("**/graphql", block)
        at.page.goto(at.url + address)
        at.page.wait_for_selector(f"main .state.bad[role=alert] strong:has-text('{told}')")
        assert [each for each in at.barriers() if not each.startswith("page-has-heading-one")] == []
        at.shot(f"portal-estado-{told.split(maxsplit=1)[0]}")
        at.page.unroute("**/graphql")
        at.page.click("main .state.bad button:has-text('Intentar otra vez')")
        at.settled(awaited)


@in_a_browser
def test_each_view_says_what_to_do_and_keeps_what_was_typed(house: Demonstration, browser: Browser) -> None:
    """Issue 16, points 2 and 5: registration, contact and documents; without network, at a fault, after the end."""
    rosa = window(browser, house.url, NARROW).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    mended(rosa, "/portal", "#registrar-name")
    rosa.fill("registrar", REGISTRATION)
    kept(rosa, "#registrar-name", "Conservas del Sur", "form button.main")
    registered(rosa)
    assert "Todavía no hay mensajes. Cuando ProChile le escriba" in rosa.text()
    mended(rosa, "/portal", ".next")
    rosa.open("/portal?datos=contacto", "#contacto-name")
    kept(rosa, "#contacto-name", "Paula Soto", "form button.main")
    rosa.open("/portal", ".next")
    rosa.page.click("details.how summary")
    rosa.page.set_input_files("#doc-file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    kept(rosa, "#doc-note", "El poder", "details.how form button")

    rosa.open("/portal?datos=contacto", "#contacto-name")
    rosa.page.fill("#contacto-name", "Paula Soto")
    other = another_tab(rosa)
    other.open("/portal", ".next")
    other.page.click("#log-out")
    other.page.wait_for_selector("a.door")
    rosa.page.click("form button.main")
    rosa.page.wait_for_selector(f"form [role=alert]:has-text('{OVER}')")
    assert (rosa.page.input_value("#contacto-name"), rosa.barriers()) == ("Paula Soto", [])
    rosa.shot("portal-sesion-terminada")
    rosa.enter("ClaveÚnica", "Rosa Díaz", "/portal?datos=contacto")
    rosa.settled("form h2")
    assert rosa.page.input_value("#contacto-name") == "Paula Soto"
