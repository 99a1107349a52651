"""
The protocol's story through the pages alone: a representative, an executive, a head and an analyst, each in a browser
of her own (issue 16, proof). What they read is compared with what the API answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route

from tests.support.system.browser import in_a_browser
from tests.support.system.company_on_pages import COMPANY, REGISTRATION, characterised, found_by, registered
from tests.support.system.logging_in import Demonstration
from tests.support.system.pages import NARROW, Window, another_tab, nothing_wrong, window


def told_of_paula(rosa: Window) -> None:
    """She tells whom to talk to, while what she declares waits in the case (AMB-54)."""
    rosa.page.click("a:has-text('Agregar un contacto')")
    rosa.page.wait_for_selector("#contacto-name")
    rosa.fill("contacto", {"name": "Paula Soto", "email": "paula@exportadora.example.cl", "isMain": "true"})
    rosa.page.click("form button.main")
    rosa.settled(".list .title:has-text('Paula Soto')")


def answered_by(rosa: Window) -> None:
    """She answers the survey of her company on its own page, and comes back to what she said (MEA-04)."""
    opinion = "section:has(h2:text-is('Su opinión'))"
    assert "1 encuesta le espera" in rosa.text(opinion)
    rosa.shot("portal-encuesta-390")
    with rosa.page.expect_popup() as opened:
        rosa.page.click(f"{opinion} a.button")
    opened.value.check("input[name='score'][value='6']")
    opened.value.click("button")
    opened.value.wait_for_selector("text=Muchas gracias")
    opened.value.close()
    rosa.open("/portal", f"{opinion} .tag.green")
    assert "nota 6 de 7" in rosa.text(opinion)


def case_of(house: Demonstration) -> dict[str, Any]:
    """The only capture case of the office, as the API tells it to Ana."""
    asked = """{ cases(first: 5, filter: { flows: [CAPTURE], offices: ["OFIREG-08"] }) {
      nodes { id stateTitle accountId nextStep { title text dueOn } timeline { fact data { name value } } } } }"""
    (case,) = house.visitor("prochile", "Ana Rojas").ask(asked)["cases"]["nodes"]
    found: dict[str, Any] = case
    return found


def told_journey(house: Demonstration) -> list[str]:
    """What happened to the company, newest first, as the API tells it to Ana (SYS-05)."""
    asked = """query J($rut: Rut!) { journey(rut: $rut, last: 30) { nodes { title } } }"""
    nodes = house.visitor("prochile", "Ana Rojas").ask(asked, rut=REGISTRATION["rut"])["journey"]["nodes"]
    return [node["title"] for node in reversed(nodes)]


@in_a_browser
def test_a_company_comes_into_the_portfolio_through_the_pages_alone(house: Demonstration, browser: Browser) -> None:
    """CAP-04, CAP-05, CAP-07, AMB-54: register, ficha, contact, interview, validation; then the board counts it."""
    rosa = window(browser, house.url, NARROW).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    luis = window(browser, house.url).enter("ProChile", "Luis Carrasco", "/tablero")
    amanda = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(rosa, ana, luis, amanda):
        registered(rosa)
        assert "Declarada" in rosa.text(".state.warn")
        rosa.shot("portal-declarada-390")
        assert (rosa.barriers(), rosa.is_too_wide()) == ([], False)
        told_of_paula(rosa)
        characterised(rosa)
        rosa.settled(".next")
        step = case_of(house)["nextStep"]
        assert step["dueOn"] is not None

        found_by(ana)
        assert step["title"] in ana.text(".next h2")
        assert ana.barriers() == []
        ana.shot("escritorio-caso-1440")
        ana.take("recordContactInCapture")
        ana.fill("f-record_contact", {"contactKind": "SPOKEN", "pointOfContact": "TELEFONO"})
        assert ana.barriers() == []
        ana.shot("escritorio-formulario-1440")
        ana.send()
        ana.settled(".next")
        ana.take("recordInterviewInCapture")
        ana.fill(
            "f-record_interview",
            {
                "mode": "INTERVIEW",
                "result": "Trajo el poder",
                "representationConfirmed": "true",
                "pointOfContact": "OFIREG",
            },
        )
        ana.send()
        ana.settled(".next")
        ana.take("validateInCapture")
        ana.send()
        ana.settled(".timeline")
        assert ana.page.locator(".timeline > li").count() == len(case_of(house)["timeline"])
        ana.page.click(f"header a:has-text('{COMPANY}')")
        ana.settled("h2:has-text('Clases y por qué')")
        assert "Empresa cartera" in ana.text(".head .tags")
        assert "Paula Soto" in ana.text()
        ana.page.wait_for_selector("h3:has-text('Es empresa cartera')")
        assert ana.page.locator(".tag.green:has-text('Se cumple')").count() == 4
        ana.page.wait_for_selector("section:has(h2:text-is('Su trayectoria')) ol")
        journey = ana.page.locator("section:has(h2:text-is('Su trayectoria')) li strong").all_inner_texts()
        assert journey == told_journey(house)
        ana.shot("escritorio-empresa-1440")
        assert ana.barriers() == []
        ana.page.click("section:has(h2:text-is('Casos')) a.title")
        ana.page.click("button:has-text('Enviar la encuesta')")
        ana.page.wait_for_selector("section:has(h2:text-is('Encuesta de satisfacción')) .title:text-is('Enviada')")

        rosa.open("/portal", "h2:has-text('Sus datos en ProChile')")
        assert "Confirmada" in rosa.text(".state.good")
        assert "Su empresa es de la cartera de ProChile" in rosa.text()
        answered_by(rosa)
        rosa.page.click("a:has-text('Corregir los datos')")
        rosa.page.wait_for_selector("#datos-website")
        rosa.page.fill("#datos-website", "https://exportadora.example.cl")
        rosa.page.click("form button.main")
        rosa.settled("dd:has-text('https://exportadora.example.cl')")
        rosa.shot("portal-empresa-390")
        assert (rosa.barriers(), rosa.is_too_wide()) == ([], False)

        luis.open("/tablero?vista=cumplimiento&medida=CASES", "table.bars")
        luis.page.click("tr:has-text('Captación de empresas nacionales') a")
        luis.settled("h2:has-text('los registros')")
        assert "1 de 1 registros" in luis.text()
        amanda.open("/tablero?vista=clases", "table")
        portfolio = amanda.page.locator("tr:has-text('Empresa cartera') td").all_inner_texts()
        asked = "{ accounts(first: 1, filter: { classes: [CARTERA] }) { totalCount } }"
        counted = house.visitor("prochile", "Amanda Silva").ask(asked)["accounts"]["totalCount"]
        assert portfolio[2] == str(counted)


@in_a_browser
def test_what_was_typed_survives_a_reload_a_refusal_and_the_end_of_the_session(
    house: Demonstration, browser: Browser
) -> None:
    """Issue 16, point 2: nothing typed is lost, and nobody else who logs in to the tab finds it."""
    rosa = window(browser, house.url).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    rosa.open("/portal", "form")
    typed = {**REGISTRATION, "rut": "44.100.999-9"}  # the check digit is 2
    rosa.fill("registrar", typed)
    rosa.page.reload()
    rosa.settled("form")
    assert rosa.page.input_value("#registrar-name") == COMPANY
    assert "Recuperamos lo que había escrito" in rosa.text()

    rosa.page.click("form button.main")
    rosa.page.wait_for_selector("[role=alert]")
    assert "44.100.999-9" in rosa.text("[role=alert]")
    assert rosa.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert rosa.page.input_value("#registrar-address") == "Colón 123"
    assert rosa.barriers() == []
    rosa.shot("portal-error-1440")

    other = another_tab(rosa)
    other.open("/portal", "form")
    other.page.click("#log-out")
    other.page.wait_for_selector("a.door")
    rosa.page.fill("#registrar-rut", "44.100.999-2")
    rosa.page.click("form button.main")
    rosa.page.wait_for_selector(".state.bad:has-text('Su sesión terminó')")
    assert rosa.page.input_value("#registrar-name") == COMPANY

    rosa.enter("ClaveÚnica", "Eva Soto", "/portal")
    rosa.settled("form")
    assert rosa.page.input_value("#registrar-name") == ""
    rosa.page.click("#log-out")
    rosa.page.wait_for_selector("a.door")
    rosa.enter("ClaveÚnica", "Rosa Díaz", "/portal")
    rosa.settled("form")
    assert rosa.page.input_value("#registrar-rut") == "44.100.999-2"
    rosa.page.click("form button.main")
    rosa.settled(".next")
    assert case_of(house)["stateTitle"] == "Falta la ficha"


@in_a_browser
def test_two_people_who_answer_the_same_case_see_each_other(house: Demonstration, browser: Browser) -> None:
    """POL-07: the second is shown both sides, and what she wrote happens only when she says so."""
    rosa = window(browser, house.url).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    registered(rosa)
    characterised(rosa)
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    beatriz = window(browser, house.url).enter("ProChile", "Beatriz Soto", "/escritorio")
    for at in (ana, beatriz):
        found_by(at)
        at.take("recordContactAttemptInCapture")
    ana.fill("f-record_contact_attempt", {"pointOfContact": "TELEFONO"})
    ana.send()
    beatriz.fill("f-record_contact_attempt", {"pointOfContact": "CORREO"})
    beatriz.page.click("form button.main[type=submit]")
    beatriz.page.wait_for_selector("strong:has-text('El caso cambió mientras usted escribía')")
    sides = beatriz.text(".sides")
    assert "Ana Rojas" in sides
    assert "Correo directo a autoridades o ejecutivos" in sides
    beatriz.shot("escritorio-conflicto-1440")
    assert beatriz.barriers() == []
    attempts = [event for event in case_of(house)["timeline"] if event["fact"] == "record_contact_attempt"]
    assert len(attempts) == 1
    beatriz.page.click("button:has-text('Registrar lo mío de todos modos')")
    beatriz.page.wait_for_selector(".state.good")
    attempts = [event for event in case_of(house)["timeline"] if event["fact"] == "record_contact_attempt"]
    assert len(attempts) == 2


@in_a_browser
def test_cases_are_handed_over_in_one_act(house: Demonstration, browser: Browser) -> None:
    """Issue 16, point 2: those picked, all or none, with one reason, by the keyboard; a reload loses nothing."""
    rosa = window(browser, house.url).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    registered(rosa)
    characterised(rosa)
    luis = window(browser, house.url).enter("ProChile", "Luis Carrasco", "/escritorio")
    luis.open("/escritorio?de=oficina", ".list")
    luis.page.focus(f"li:has-text('{COMPANY}') input[type=checkbox]")
    luis.page.keyboard.press("Space")
    luis.page.focus("button:has-text('Entregar a otra persona u oficina')")
    luis.page.keyboard.press("Enter")
    luis.page.click("button:has-text('Entregar 1')")
    luis.page.wait_for_selector(".errors:has-text('el motivo queda en cada caso')")
    luis.page.fill("#hand-person", "ana.rojas")
    luis.page.fill("#hand-reason", "Beatriz está con licencia")
    luis.page.reload()
    luis.page.wait_for_selector("button:has-text('Entregar 1')")
    assert luis.page.input_value("#hand-person") == "ana.rojas"
    assert luis.page.input_value("#hand-reason") == "Beatriz está con licencia"
    assert luis.barriers() == []
    luis.shot("escritorio-entrega-1440")
    luis.page.click("button:has-text('Entregar 1')")
    luis.page.wait_for_selector("p:has-text('A cargo: Ana Rojas')")


@in_a_browser
def test_a_company_is_found_though_a_letter_is_wrong(house: Demonstration, browser: Browser) -> None:
    """Issue 16, point 2: what is called almost so is offered, and said to be that; a wrong RUT offers nothing."""
    name = "Bodega Los Aromos SpA"
    made = "mutation M($i: CreateAccountInput!) { createAccount(input: $i) { userErrors { message } } }"
    ana = house.visitor("prochile", "Ana Rojas")
    given = {"name": name, "fields": {"rut": "77.654.321-7", "country": "CL", "region": "08"}}
    assert ana.ask(made, i=given)["createAccount"]["userErrors"] == []
    at = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(at):
        for typed in ("Bodegas los aromoz", "bodega aromas", "Los Aromos Ltda", "Comercial Bodega Los Arromos"):
            at.open(f"/escritorio?buscar={typed}", "main table")
            assert "Ninguna empresa se llama así" in at.text()
            assert at.page.locator("tbody th").first.inner_text() == name, typed
        assert at.barriers() == []
        at.open("/escritorio?buscar=77.654.321-1", ".state")
        assert "No hay coincidencias" in at.text()


@in_a_browser
def test_a_document_goes_from_the_company_to_the_executive(
    house: Demonstration, browser: Browser, tmp_path: Path
) -> None:
    """POL-07, F-80: Rosa adds it in the portal; Ana's open case has it at once, and she saves the same bytes."""
    paper = tmp_path / "Poder.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + b"x" * 5_000 + b"\n%%EOF\n")
    rosa = window(browser, house.url, NARROW).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(rosa, ana):
        registered(rosa)
        characterised(rosa)
        rosa.open("/portal", "h2:has-text('Documentos')")
        found_by(ana)
        rosa.page.click("summary:has-text('Agregar un documento')")
        rosa.page.set_input_files("#doc-file", paper)
        rosa.page.select_option("#doc-purpose", "REPRESENTATION")
        assert rosa.barriers() == []
        rosa.page.click("button:has-text('Agregar')")
        rosa.page.wait_for_selector("button:has-text('Poder.pdf')")
        rosa.shot("portal-documento-390")
        assert rosa.is_too_wide() is False

        ana.page.wait_for_selector("button:has-text('Poder.pdf')")
        with ana.page.expect_download() as downloading:
            ana.page.click("button:has-text('Poder.pdf')")
        assert downloading.value.path().read_bytes() == paper.read_bytes()
        assert downloading.value.suggested_filename == "Poder.pdf"
        ana.shot("escritorio-documento-1440")
        assert ana.barriers() == []

    wrong = tmp_path / "Programa.pdf"
    wrong.write_bytes(b"MZ" + b"\0" * 500)
    rosa.page.set_input_files("#doc-file", wrong)
    rosa.page.click("button:has-text('Agregar')")
    rosa.page.wait_for_selector("form [role=alert]")
    assert "PDF" in rosa.text("form [role=alert]")


@in_a_browser
def test_a_slower_answer_to_an_earlier_search_hides_no_newer_one(house: Demonstration, browser: Browser) -> None:
    """Whoever corrects her search while the first is under way reads what she asked for last."""
    at = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "zzzz" in (route.request.post_data or "") and not held:
            held.append(route)
        else:
            route.continue_()

    with nothing_wrong(at):
        at.open("/escritorio?vista=empresas", "main table")
        at.page.route("**/graphql", hold)
        for asked in ("zzzz", "viña"):
            at.page.fill("#search", asked)
            at.page.press("#search", "Enter")
        at.page.wait_for_selector(".say:has-text('«viña»')")
        held[0].continue_()
        at.page.wait_for_timeout(500)
        assert "«viña»" in at.text(".say")
        assert at.page.locator("main .wait").count() == 0
