"""The self-diagnosis through the pages: begun by the company, finished with its executive (issue 16, point 3)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.support.system.browser import in_a_browser
from tests.support.system.company_on_pages import found_by, registered
from tests.support.system.logging_in import Demonstration
from tests.support.system.pages import NARROW, Window, nothing_wrong, window

FIRST = {"OFERTA": "ADAPTADO", "VENTAS": "2_O_MAS", "CAPACIDAD": "CON_TIEMPO"}
REST = {"DIFUSION": "ESPANOL", "PERSONAS": "PARCIAL", "ETAPA": "CRECIMIENTO"}
CARD = "section:has(h2:text-is('Test de Autodiagnóstico'))"


def told(house: Demonstration) -> dict[str, Any]:
    """The case and its test, as the API tells them to Ana."""
    asked = """{ cases(first: 5, filter: { flows: [CAPTURE], offices: ["OFIREG-08"] }) { nodes { state
      selfDiagnoses { finished score level answers { name value } savedByPerson { name } } } } }"""
    (case,) = house.visitor("prochile", "Ana Rojas").ask(asked)["cases"]["nodes"]
    found: dict[str, Any] = case
    return found


def at_the_test(rosa: Window) -> None:
    """Registered, and declared in the ficha that she does not export."""
    registered(rosa)
    rosa.take("completeFichaInCapture")
    rosa.fill("f-complete_ficha", {"exports": "false", "region": "08"})
    rosa.send()
    rosa.settled(".next h2:has-text('Test')")


@in_a_browser
def test_the_test_is_begun_in_the_portal_and_finished_at_the_desk(house: Demonstration, browser: Browser) -> None:
    """CAP-06, DEF-12, F-82: what is answered survives a reload and another day; 70 points are a high potential."""
    rosa = window(browser, house.url, NARROW).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(rosa, ana):
        at_the_test(rosa)
        rosa.take("recordTestResultInCapture")
        assert "son una muestra" in rosa.text("form")
        rosa.fill("test", FIRST)
        rosa.page.reload()
        rosa.settled("form h2")
        assert rosa.page.is_checked("[id='test-OFERTA'] input[value='ADAPTADO']")
        rosa.shot("portal-test-390")
        assert (rosa.barriers(), rosa.is_too_wide()) == ([], False)

        rosa.page.click("button:has-text('Terminar y ver el resultado')")
        rosa.page.wait_for_selector("[role=alert]")
        assert rosa.page.locator("[role=alert] li").count() == len(REST)
        assert rosa.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        rosa.shot("portal-test-incompleto-390")
        assert rosa.barriers() == []

        rosa.page.click("button:has-text('Guardar y seguir después')")
        rosa.settled(f"{CARD} .title:has-text('3 respuestas guardadas')")
        assert {each["name"]: each["value"] for each in told(house)["selfDiagnoses"][0]["answers"]} == FIRST
        rosa.shot("portal-test-guardado-390")
        assert (rosa.barriers(), rosa.is_too_wide()) == ([], False)

        found_by(ana)
        ana.page.click("a:has-text('Seguir respondiendo')")
        ana.settled("form h2")
        assert ana.page.is_checked("[id='test-VENTAS'] input[value='2_O_MAS']")
        ana.fill("test", REST)
        ana.shot("escritorio-test-1440")
        assert ana.barriers() == []
        ana.page.click("button:has-text('Terminar y ver el resultado')")
        ana.settled(f"{CARD} .title:has-text('Alta')")
        case = told(house)
        (test,) = case["selfDiagnoses"]
        assert (case["state"], test["score"], test["level"]) == ("NOTIFICADA_REGION", 70, "HIGH")
        card = ana.text(CARD)
        assert f"{test['score']} puntos" in card
        assert test["savedByPerson"]["name"] in card
        ana.shot("escritorio-test-resultado-1440")
        assert ana.barriers() == []

        rosa.open("/portal", f"{CARD} .title:has-text('Alta')")
        assert "ProChile tiene el próximo paso" in rosa.text()
        rosa.shot("portal-test-resultado-390")
        assert (rosa.barriers(), rosa.is_too_wide()) == ([], False)


@in_a_browser
def test_the_desk_asks_the_tax_registry_and_shows_both_sides(house: Demonstration, browser: Browser) -> None:
    """DEF-02, DAT-04: each row reads as the API answers it, and what was declared is as it was."""
    asked = """{ account(by: { rut: "44.100.808-2" }) { id version name
      taxAnswers { source comparison { label declared told agreement } } } }"""
    visitor = house.visitor("prochile", "Ana Rojas")
    before = visitor.ask(asked)["account"]
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    card = "section:has(h2:text-is('Registro tributario'))"
    with nothing_wrong(ana):
        ana.open(f"/escritorio?cuenta={before['id']}", card)
        assert "Todavía no se ha consultado" in ana.text(card)
        ana.page.click("button:has-text('Consultar el registro')")
        ana.page.wait_for_selector(f"{card} table")
        now = visitor.ask(asked)["account"]
        assert now["version"] == before["version"]
        (answer,) = now["taxAnswers"]
        assert answer["source"] in ana.text(card)
        rows = ana.page.locator(f"{card} tbody tr").all()
        read = [[each.inner_text() for each in row.locator("th, td").all()][:3] for row in rows]
        told = [
            [each["label"], each["declared"] or "sin dato", each["told"] or "sin dato"] for each in answer["comparison"]
        ]
        assert read == told
        ana.shot("escritorio-registro-tributario-1440")
        assert ana.barriers() == []
