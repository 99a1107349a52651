"""A survey in a real browser, with script turned off, as whoever gets the letter has it (MEA-04)."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

from tests.support.system.browser import chromium, in_a_browser
from tests.support.system.logging_in import Demonstration, demonstration
from tests.support.system.pages import NARROW, WIDE, nothing_wrong, window
from tests.support.system.processes import eventually

OPENED = "case { id }"


def link_in_a_letter(house: Demonstration, mail: Path) -> str:
    """The link that somebody without company got, who wrote to the Centro de Ayuda."""
    desk = house.visitor("prochile", "Bruno Ayala")
    opened = desk.do(
        "submitHelpFormInHelpCentre", OPENED,
        person="Luis Soto", email="luis@soto.example", query="¿Cómo exporto?", pointOfContact="FORM_CDA",
    )  # fmt: skip
    desk.do("askSurvey", "survey { state }", caseId=opened["case"]["id"])
    found: list[str] = []

    def arrived() -> bool:
        for file in mail.rglob("*.eml"):
            text = file.read_text(encoding="utf-8").replace("=\n", "").replace("=3D", "=")
            found.extend(re.findall(r'href="(http[^"]*/encuesta/[^"]*)"', text))
        return bool(found)

    eventually(arrived, "the letter left", within=30)
    return "/encuesta/" + found[0].partition("/encuesta/")[2]


@in_a_browser
def test_a_survey_is_answered_without_script_and_keeps_nobody_out(tmp_path: Path) -> None:
    """WCAG 2.2 AA by axe at both widths, before and after a mistake; the answer is taken with script turned off."""
    with demonstration(tmp_path) as house, chromium() as browser:
        path = link_in_a_letter(house, tmp_path / "mail")
        for size in (WIDE, NARROW):
            at = window(browser, house.url, size)
            with nothing_wrong(at):
                at.page.goto(house.url + path)
                assert (at.barriers(), at.is_too_wide()) == ([], False)
                at.shot(f"encuesta-{size[0]}")
        _mistaken(browser, house.url + path)
        _answered(browser, house.url + path)


def _mistaken(browser: Browser, link: str) -> None:
    at = window(browser, link.partition("/encuesta/")[0])
    at.page.goto(link)
    at.page.fill("textarea[name=comment]", "Falta la nota")
    at.page.click("button")
    assert "Elija una nota del 1 al 7." in at.text()
    assert at.page.input_value("textarea[name=comment]") == "Falta la nota"
    assert at.barriers() == []
    at.shot("encuesta-error")


def _answered(browser: Browser, link: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    page.get_by_label("6", exact=True).check()
    page.get_by_label(re.compile("¿Qué nos sugiere mejorar?")).fill("Tener horario de tarde")
    page.get_by_role("button", name="Enviar").click()
    assert page.inner_text("h1") == "Muchas gracias"
    page.goto(link)
    assert page.inner_text("h1") == "Ya la respondió"
    context.close()
