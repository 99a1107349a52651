"""What people decide and count on their pages: conflicts of interest, joins by e-mail, the funnel (issue 16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.system.browser import in_a_browser
from tests.support.system.company_on_pages import characterised, registered
from tests.support.system.logging_in import Demonstration, demonstration
from tests.support.system.pages import NARROW, nothing_wrong, window

pytestmark = pytest.mark.xdist_group("pages decisions")

ACCOUNT = """{ account(by: { rut: "44.100.808-2" }) { id rut conflictsOfInterest { username stands until reason } } }"""
PROPOSALS = "{ profileJoinProposals(first: 9) { nodes { email rut many } } }"
FUNNEL = """query F($until: Date!) {
  stages: measure(name: CAPTURE_STAGES, since: "2025-01-01", until: $until, by: [STAGE]) {
    rows { n groups { code name } parts { part count } } } clock { today } }"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration without its past."""
    with demonstration(tmp_path_factory.mktemp("decisions")) as house:
        yield house


@in_a_browser
def test_a_conflict_of_interest_is_declared_and_ended_at_the_desk(house: Demonstration, browser: Browser) -> None:
    """POL-07, AMB-72: with its reason, which is asked for; what the file reads is what the API answers."""
    visitor = house.visitor("prochile", "Ana Rojas")
    card = "section:has(h2:text-is('Conflicto de interés'))"
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(ana):
        ana.open(f"/escritorio?cuenta={visitor.ask(ACCOUNT)['account']['id']}", card)
        ana.page.click("a:has-text('Declarar un conflicto de interés')")
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector("[role=alert]:has-text('Por qué tiene un conflicto de interés')")
        assert visitor.ask(ACCOUNT)["account"]["conflictsOfInterest"] == []
        ana.fill("interes", {"reason": "Mi hermana trabaja ahí"})
        ana.page.reload()
        ana.settled("#interes-reason")
        assert ana.page.input_value("#interes-reason") == "Mi hermana trabaja ahí"
        assert ana.barriers() == []
        ana.shot("escritorio-conflicto-de-interes-formulario-1440")
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector(f"{card} .title:has-text('Usted lo declaró')")
        (declared,) = visitor.ask(ACCOUNT)["account"]["conflictsOfInterest"]
        assert (declared["username"], declared["stands"]) == ("ana.rojas", True)
        assert declared["reason"] in ana.text(card)
        ana.shot("escritorio-conflicto-de-interes-1440")
        assert ana.barriers() == []
        luis = window(browser, house.url).enter("ProChile", "Luis Carrasco", "/escritorio")
        luis.open("/escritorio?de=oficina", "section:has(h2:text-is('Nombrar a otra persona'))")
        asked = luis.text("section:has(h2:text-is('Nombrar a otra persona'))")
        assert ("Conservas Caleta Escondida SpA" in asked, "Ana Rojas" in asked) == (True, True)
        luis.shot("escritorio-nombrar-a-otra-persona-1440")
        assert luis.barriers() == []

        ana.page.click("a:has-text('Registrar su término')")
        ana.fill("interes", {"reason": "Ya no trabaja ahí"})
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector(f"{card} p:has-text('termina el')")
        (ended,) = visitor.ask(ACCOUNT)["account"]["conflictsOfInterest"]
        assert ended["until"] is not None


@in_a_browser
def test_a_join_by_e_mail_is_accepted_and_undone_at_the_desk(house: Demonstration, browser: Browser) -> None:
    """AMB-45, SYS-03: decided with a click, undone with a reason, and the list is what the API tells."""
    visitor = house.visitor("prochile", "Sergio Valdés")
    before = visitor.ask(PROPOSALS)["profileJoinProposals"]["nodes"]
    sergio = window(browser, house.url).enter("ProChile", "Sergio Valdés", "/escritorio")
    with nothing_wrong(sergio):
        sergio.open("/escritorio?vista=uniones", "h2:has-text('Uniones por correo')")
        titles = sergio.page.locator("main .list .title").all_inner_texts()
        assert titles == [each["email"] for each in before]
        sergio.shot("escritorio-uniones-1440")
        assert sergio.barriers() == []
        assert before, "the example journeys bring addresses"
        sergio.page.locator("button:has-text('Son de esta cuenta')").first.click()
        sergio.page.wait_for_selector(f".state.good:has-text('{before[0]['email']}')")
        left = [each["email"] for each in visitor.ask(PROPOSALS)["profileJoinProposals"]["nodes"]]
        assert before[0]["email"] not in left
        sergio.page.click("summary:has-text('Me equivoqué')")
        sergio.page.click("button:has-text('Deshacer')")
        sergio.page.wait_for_selector("[role=alert]:has-text('el motivo queda')")
        sergio.page.fill("#undo-reason", "Era de otra empresa")
        sergio.page.click("button:has-text('Deshacer')")
        sergio.page.wait_for_selector("[role=status]:has-text('Se deshizo')")
        assert visitor.ask(PROPOSALS)["profileJoinProposals"]["nodes"] == before


@in_a_browser
def test_the_funnel_reads_as_the_api_counts_it_and_opens_its_records(house: Demonstration, browser: Browser) -> None:
    """MEA-09: each stage with how many came to it; a stage opens as many records as its n."""
    rosa = window(browser, house.url, NARROW).enter("ClaveÚnica", "Rosa Díaz", "/portal")
    registered(rosa)
    characterised(rosa)
    analyst = house.visitor("prochile", "Amanda Silva")
    today = analyst.ask("{ clock { today } }")["clock"]["today"]
    rows = [row for row in analyst.ask(FUNNEL, until=today)["stages"]["rows"] if row["n"] and row["groups"][0]["code"]]
    amanda = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(amanda):
        amanda.open("/tablero?vista=embudo&desde=2025-01-01", "table.bars")
        read: dict[str, Any] = {}
        for each in amanda.page.locator("table.bars tbody tr").all():
            cells = each.locator("td.num").all_inner_texts()
            read[each.locator("th").inner_text()] = cells[0]
        assert read == {row["groups"][0]["name"]: str(row["n"]) for row in rows}
        assert "en alguna etapa" in amanda.text(".say")
        amanda.shot("tablero-embudo-1440")
        assert amanda.barriers() == []
        amanda.page.locator("table.bars tbody th a").first.click()
        amanda.settled("h2:has-text('los registros')")
        assert f"{rows[0]['n']} de {rows[0]['n']} registros" in amanda.text()
        amanda.open("/tablero?vista=convocatorias&desde=2025-01-01", "h2:has-text('Convocatorias')")
        amanda.shot("tablero-convocatorias-vacio-1440")
        assert amanda.barriers() == []
