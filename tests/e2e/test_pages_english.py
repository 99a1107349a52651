"""The portal in English: read from the door to the survey that is sent, with no Spanish sentence left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.support.system.browser import in_a_browser
from tests.support.system.company_on_pages import COMPANY, REGISTRATION
from tests.support.system.logging_in import Demonstration, demonstration
from tests.support.system.pages import NARROW, WIDE, Window, nothing_wrong, window

SPANISH: Final = re.compile(
    r"[áéíóúñ¿¡«»]|\b(?:el|la|los|las|de|del|que|en|por|para|con|su|sus|al|un|una|se|ya|lo|hay|fue|esta|este)\b"
)
NAMES: Final = (
    *(COMPANY, "Rosa Díaz Rojas", "Eva Soto Vidal", "Ana Rojas", "Colón 123", "Biobío"),
    *("Atención", "Español", "Ficha de Caracterización"),
)
"""What is a name stays: of people, places and this product, the other language, and a paper of the protocol."""
ANSWERS: Final = {
    "OFERTA": "ADAPTADO", "VENTAS": "2_O_MAS", "CAPACIDAD": "CON_TIEMPO", "DIFUSION": "ESPANOL",
    "PERSONAS": "PARCIAL", "ETAPA": "CRECIMIENTO",
}  # fmt: skip
Left = dict[str, list[str]]
"""What is not as it should be, by view."""
GONE: Final = "/portal?caso=Q2FzZTpuYWRh"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration without its past; each test has a person of its own."""
    with demonstration(tmp_path_factory.mktemp("english")) as house:
        yield house


def read(at: Window, name: str, left: Left) -> None:
    """All that stands there is English, else it is *left*; letters and regions stay as they are."""
    assert at.page.evaluate("document.documentElement.lang") == "en"
    said = at.page.evaluate(
        """() => {
          const spoken = [...document.querySelectorAll("[aria-label], [title], [placeholder]")];
          const heard = ["aria-label", "title", "placeholder"];
          const attributes = spoken.flatMap((each) => heard.map((name) => each.getAttribute(name) ?? ""));
          const names = [...document.querySelectorAll("pre.letter, summary.title, select[id$=region]")];
          const hidden = names.map((each) => [each, each.hidden]);
          for (const each of names) each.hidden = true;
          const text = document.body.innerText;
          for (const [each, was] of hidden) each.hidden = was;
          return [document.title, ...text.split("\\n"), ...attributes];
        }"""
    )
    for each in NAMES:
        said = [text.replace(each, "") for text in said]
    found = [text for text in said if SPANISH.search(text)] + at.barriers() + ["too wide"] * at.is_too_wide()
    if found:
        left[name] = found
    at.shot(f"portal-en-{name}")


def a_foreigner(browser: Browser, url: str, size: tuple[int, int] = NARROW) -> Window:
    """A browser that asks for English."""
    return window(browser, url, size, "en-US")


def declared(rosa: Window, left: Left) -> None:
    """From the door to a declared company, its mistakes on the way."""
    rosa.open("/portal", "main a.button")
    read(rosa, "puerta", left)
    rosa.page.goto(f"{rosa.url}/session/login?return_to=/portal")
    read(rosa, "ingreso", left)
    rosa.page.click("a.door:has-text('ClaveÚnica')")
    rosa.page.click("button:has-text('Rosa Díaz')")
    rosa.settled("#registrar-name")
    read(rosa, "registro", left)
    rosa.page.click("form button.main")
    rosa.page.wait_for_selector("[role=alert]")
    assert "Missing: Name of the company." in rosa.text("[role=alert]")
    read(rosa, "registro-incompleto", left)
    rosa.fill("registrar", {**REGISTRATION, "rut": "44.100.999-9"})
    rosa.page.click("form button.main")
    rosa.page.wait_for_selector("[role=alert]:has-text('44.100.999-9')")
    read(rosa, "registro-con-error", left)
    rosa.fill("registrar", REGISTRATION)
    rosa.page.click("form button.main")
    rosa.settled(".next")
    assert "Declared: ProChile has yet to confirm it" in rosa.text(".state.warn")
    read(rosa, "declarada", left)


def characterised_and_tested(rosa: Window, left: Left) -> None:
    """The contact, the ficha and the test, half-way and to its end."""
    rosa.page.click("a:has-text('Add a contact')")
    rosa.page.wait_for_selector("#contacto-name")
    read(rosa, "contacto", left)
    rosa.fill("contacto", {"name": "Paula Soto", "email": "paula@exportadora.example", "isMain": "true"})
    rosa.page.click("form button.main")
    rosa.settled(".list .title:has-text('Paula Soto')")
    rosa.take("completeFichaInCapture")
    read(rosa, "ficha", left)
    rosa.fill("f-complete_ficha", {"exports": "false", "region": "08"})
    assert "we have recorded" in rosa.send()
    read(rosa, "ficha-enviada", left)
    rosa.take("recordTestResultInCapture")
    rosa.fill("test", {"OFERTA": "ADAPTADO"})
    read(rosa, "test", left)
    rosa.page.click("button[name=later]")
    rosa.settled(".title:has-text('Half-way: 1 answers kept')")
    rosa.take("recordTestResultInCapture")
    rosa.settled("#test-OFERTA")
    rosa.fill("test", ANSWERS)
    rosa.send()
    rosa.settled(".title:has-text('Export potential: High')")
    read(rosa, "test-resultado", left)


def accepted_by(house: Demonstration) -> str:
    """Ana confirms who represents the company, validates it and asks how it was attended; the case."""
    ana = house.visitor("prochile", "Ana Rojas")
    found = ana.ask('{ cases(first: 5, filter: { flows: [CAPTURE], offices: ["OFIREG-08"] }) { nodes { id } } }')
    (case,) = [each["id"] for each in found["cases"]["nodes"]]
    ana.do("recordContactInCapture", caseId=case, contactKind="SPOKEN", pointOfContact="TELEFONO")
    ana.do(
        "recordInterviewInCapture", caseId=case, mode="INTERVIEW", result="Trajo el poder", pointOfContact="OFIREG",
        representationConfirmed=True,
    )  # fmt: skip
    ana.do("validateInCapture", caseId=case, pointOfContact="OFIREG")
    ana.do("askSurvey", "survey { state }", caseId=case)
    return str(case)


def every_form(rosa: Window, left: Left) -> None:
    """What a company may begin by itself, and each of the forms that open."""
    rosa.open("/portal", "a[data-stay]")
    begins = [link.get_attribute("href") for link in rosa.page.locator("a[data-stay]").all()]
    assert len(begins) == 4
    card = "section:has(a[data-stay]) .buttons ~ .buttons a.main"
    for begin in begins:
        rosa.open(str(begin), "section:has(a[data-stay][aria-current=true]) .buttons ~ p")
        assert rosa.page.locator(card).count() == (0 if "REQUEST" in str(begin) else 1)
        read(rosa, f"iniciar-{str(begin).rpartition('=')[2]}", left)
        for form in [str(link.get_attribute("href")) for link in rosa.page.locator(card).all()]:
            rosa.open(form, "main form h2")
            read(rosa, f"formulario-{form.rpartition('paso=')[2].partition('&')[0]}", left)
            rosa.page.click("main form button.main")
            rosa.page.wait_for_selector("main form [role=alert]")
            read(rosa, f"formulario-{form.rpartition('paso=')[2].partition('&')[0]}-incompleto", left)


def answered(rosa: Window, left: Left) -> None:
    """The survey by its link, with a mistake, sent, and as it is afterwards."""
    rosa.open("/portal", "a.button:has-text('Answer the survey')")
    with rosa.page.expect_popup() as opened:
        rosa.page.click("a.button:has-text('Answer the survey')")
    survey = Window(opened.value, rosa.url)
    survey.settled("h1:has-text('Your opinion of our service')")
    read(survey, "encuesta", left)
    survey.page.click("button")
    survey.page.wait_for_selector("[role=alert]")
    read(survey, "encuesta-con-error", left)
    survey.page.check("input[name='score'][value='6']")
    survey.page.click("button")
    survey.page.wait_for_selector("h1:has-text('Thank you')")
    read(survey, "encuesta-enviada", left)
    survey.page.goto(survey.page.url)
    survey.page.wait_for_selector("h1:has-text('Already answered')")
    read(survey, "encuesta-respondida", left)
    survey.page.close()
    rosa.open("/portal", ".tag.green:has-text('Thank you')")
    assert "score 6 of 7" in rosa.text()


@in_a_browser
def test_a_foreign_company_reads_english_from_the_door_to_the_survey_it_sends(
    house: Demonstration, browser: Browser
) -> None:
    """Section 5, issue 16 point 3: every view of the portal, its mistakes too; nothing but names is Spanish."""
    rosa, left = a_foreigner(browser, house.url), Left()
    with nothing_wrong(rosa):
        declared(rosa, left)
        characterised_and_tested(rosa, left)
        case = accepted_by(house)
        rosa.open("/portal", "h2:has-text('Your data at ProChile')")
        assert "Confirmed" in rosa.text(".state.good")
        read(rosa, "empresa", left)
        rosa.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        read(rosa, "empresa-1440", left)
        every_form(rosa, left)
        for address, awaited in (
            ("/portal?datos=correccion", "form h2"),
            (f"/portal?caso={case}", ".timeline"),
            (GONE, "strong:has-text('We cannot find that request')"),
        ):
            rosa.open(address, awaited)
            read(rosa, f"vista-{address.rpartition('?')[2][:6]}", left)
        answered(rosa, left)
    assert left == {}


@in_a_browser
def test_the_language_is_chosen_in_the_page_and_what_is_typed_stays(house: Demonstration, browser: Browser) -> None:
    """Nothing is loaded anew; the choice holds for the next page and the log-in, and a link may bring it."""
    eva = window(browser, house.url).enter("ClaveÚnica", "Eva Soto", "/portal")
    with nothing_wrong(eva):
        eva.open("/portal", "#registrar-name")
        assert eva.page.evaluate("document.documentElement.lang") == "es"
        eva.page.evaluate("window.kept = true")
        eva.page.fill("#registrar-name", "Northern Foods")
        eva.page.click("form button.main")
        eva.page.wait_for_selector("[role=alert]:has-text('Falta: RUT de la empresa.')")
        eva.page.click("#language")
        eva.page.wait_for_selector("h2:has-text('Register your company')")
        eva.page.wait_for_selector("#log-out:has-text('Log out')")
        eva.page.wait_for_selector("option:has-text('Wines and spirits')", state="attached")
        assert eva.page.input_value("#registrar-name") == "Northern Foods"
        assert eva.page.evaluate("window.kept")
        left = Left()
        read(eva, "cambio-de-idioma", left)
        assert left == {}
        eva.open("/portal", "h2:has-text('Register your company')")
        assert eva.page.input_value("#registrar-name") == "Northern Foods"
        eva.page.click("#language")
        eva.page.wait_for_selector("h2:has-text('Registre su empresa')")
        assert eva.text(".skip") == "Saltar al contenido"
        eva.open("/portal?idioma=en", "h2:has-text('Register your company')")
        eva.page.goto(f"{house.url}/session/login?return_to=/portal")
        assert eva.text("h1") == "Log in"
        eva.open("/portal", "h2:has-text('Register your company')")
