"""What was typed survives what happens meanwhile: a merge, other rules, a taken case, a reload (issue 16, point 2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from tests.support.system.browser import in_a_browser
from tests.support.system.logging_in import Demonstration, Visitor, demonstration
from tests.support.system.pages import Window, another_tab, nothing_wrong, window

pytestmark = pytest.mark.xdist_group("pages typed")

FACTS = "query F($id: ID!) { case(id: $id) { timeline { fact } } }"
ATTEMPT = "recordContactAttemptInCapture"
FORM = "f-record_contact_attempt"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration without its past; each test has a company of its own."""
    with demonstration(tmp_path_factory.mktemp("typed")) as house:
        yield house


def declared(house: Demonstration, name: str, rut: str) -> str:
    """The case of a company of Biobío whose ficha is complete: somebody of the office contacts it next."""
    rosa = house.visitor("claveunica", "Rosa Díaz")
    told = rosa.do("registerCompany", "case { id }", name=name, rut=rut, fields={"region": "08", "commune": "Lota"})
    case: str = told["case"]["id"]
    rosa.do("completeFichaInCapture", caseId=case, exports=True, region="08")
    return case


def opened(house: Demonstration, browser: Browser, case: str) -> Window:
    """Ana has the form of an attempt of contact open."""
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    ana.open(f"/escritorio?caso={case}", ".next")
    ana.take(ATTEMPT)
    return ana


def facts_of(house: Demonstration, case: str) -> list[str]:
    """What happened in a case, as the API answers it to Ana."""
    told = house.visitor("prochile", "Ana Rojas").ask(FACTS, id=case)["case"]["timeline"]
    return [each["fact"] for each in told]


def account(visitor: Visitor, name: str, rut: str | None) -> dict[str, Any]:
    """A registered company of Biobío."""
    made = """mutation M($i: CreateAccountInput!) {
      createAccount(input: $i) { account { id version } userErrors { message } } }"""
    fields = {"country": "CL", "region": "08", **({"rut": rut} if rut else {})}
    told = visitor.ask(made, i={"name": name, "fields": fields})["createAccount"]
    assert told["userErrors"] == []
    return dict(told["account"])


@in_a_browser
def test_what_is_typed_goes_along_when_the_account_is_joined_to_another(house: Demonstration, browser: Browser) -> None:
    """CAP-04: she is told where the company goes on, takes her words there, and they are stored at that account."""
    visitor = house.visitor("prochile", "Ana Rojas")
    double = account(visitor, "Conservas Dobles", None)
    goes_on = account(visitor, "Conservas Dobles SpA", "76.543.210-3")
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(ana):
        ana.open(f"/escritorio?cuenta={double['id']}&datos=correccion", "#datos-website")
        ana.fill("datos", {"website": "https://dobles.example.cl", "address": "Pinto 8"})
        merge = """mutation M($i: MergeAccountsInput!) { mergeAccounts(input: $i) { userErrors { message } } }"""
        asked = {
            "survivorId": goes_on["id"],
            "survivorVersion": goes_on["version"],
            "absorbedId": double["id"],
            "absorbedVersion": double["version"],
            "reason": "Es la misma",
        }
        assert visitor.ask(merge, i=asked)["mergeAccounts"]["userErrors"] == []
        ana.page.wait_for_selector(".state.warn:has-text('Esta cuenta se unió a otra')")
        assert ana.page.input_value("#datos-website") == "https://dobles.example.cl"
        assert ana.barriers() == []
        ana.shot("escritorio-cuenta-unida-1440")
        ana.page.click("a:has-text('Ir a la que sigue')")
        ana.page.wait_for_selector("h1:has-text('Conservas Dobles SpA')")
        ana.settled("#datos-website")
        assert ana.page.input_value("#datos-website") == "https://dobles.example.cl"
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector("dd:has-text('https://dobles.example.cl')")
        told = visitor.ask("query A($id: ID!) { account(by: { id: $id }) { website address } }", id=goes_on["id"])
        assert told["account"] == {"website": "https://dobles.example.cl", "address": "Pinto 8"}


@in_a_browser
def test_a_form_whose_rules_change_while_it_is_open_is_drawn_anew_with_its_values(
    house: Demonstration, browser: Browser
) -> None:
    """
    LIN-05: another edition asks for one more datum, and not for another one any more; its ready document has another
    id. The old form is refused, the new one has what she typed, and what is not asked any more is not sent.
    """
    case = declared(house, "Bosques de Reglas SpA", "77.100.200-5")
    ana = opened(house, browser, case)
    sent: list[dict[str, Any]] = []
    edition: list[str] = []

    def another_edition(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        if "DeskFlows" in asked.get("query", "") and edition:
            answer = route.fetch()
            told = answer.json()
            for flow in told["data"]["flows"]:
                for fact in flow["facts"]:
                    if fact["mutation"] == ATTEMPT:
                        notes = {"name": "newlyAsked", "path": ["newlyAsked"], "kind": "TEXT", "label": "Dato nuevo",
                                 "help": None, "required": True, "rule": "LIN-05", "choices": []}  # fmt: skip
                        fact["data"] = [each for each in fact["data"] if each["name"] == "pointOfContact"] + [notes]
                        fact["documentId"] = edition[0]
            route.fulfill(response=answer, json=told)
        elif "documentId" in asked:
            sent.append(asked)
            if edition and asked["documentId"] != edition[0]:
                unknown = {"message": "?", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
                route.fulfill(status=200, json={"errors": [unknown]})
            else:
                route.fulfill(status=200, json={"errors": [{"message": "?", "extensions": {"code": "FORBIDDEN"}}]})
        else:
            route.continue_()

    with nothing_wrong(ana):
        ana.page.route("**/graphql", another_edition)
        ana.fill(FORM, {"pointOfContact": "TELEFONO"})
        others = ana.page.locator("form textarea, form input[type=text]")
        assert others.count() > 0, "another datum that the new edition leaves out"
        others.first.fill("Nadie contestó")
        edition.append("another-edition")
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector("[role=alert]:has-text('Las reglas cambiaron')")
        ana.page.wait_for_selector(f"[id='{FORM}-newlyAsked']")
        ana.page.wait_for_selector(".state.warn:has-text('Lo que se pide aquí cambió')")
        chosen = f"document.querySelector(\"[id='{FORM}-pointOfContact']\").value"
        assert ana.page.evaluate(chosen) == "TELEFONO"
        assert ana.barriers() == []
        ana.shot("escritorio-otras-reglas-1440")
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector(".errors:has-text('Falta: Dato nuevo.')")
        ana.fill(FORM, {"newlyAsked": "Sí"})
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector("[role=alert]:has-text('No se envió')")
    assert [each["documentId"] for each in sent][-1] == "another-edition"
    assert "Nadie contestó" in json.dumps(sent[0], ensure_ascii=False)
    assert sent[-1]["variables"]["input"]["newlyAsked"] == "Sí"
    assert "Nadie contestó" not in json.dumps(sent[-1], ensure_ascii=False)


@in_a_browser
def test_what_is_typed_survives_a_case_that_is_given_to_somebody_else(house: Demonstration, browser: Browser) -> None:
    """POL-07: the head hands the case over; the words stay, both sides are shown, and she decides."""
    case = declared(house, "Quesos de la Toma SpA", "76.888.111-1")
    ana = opened(house, browser, case)
    with nothing_wrong(ana):
        ana.fill(FORM, {"pointOfContact": "TELEFONO"})
        luis = house.visitor("prochile", "Luis Carrasco")
        given = """mutation M($i: HandOverCasesInput!) { handOverCases(input: $i) { userErrors { message } } }"""
        asked = {"to": "person:beatriz.soto", "reason": "Reparto de la semana", "caseIds": [case]}
        assert luis.ask(given, i=asked)["handOverCases"]["userErrors"] == []
        ana.page.wait_for_selector("dd:has-text('Beatriz Soto')")
        chosen = f"document.querySelector(\"[id='{FORM}-pointOfContact']\").value"
        assert ana.page.evaluate(chosen) == "TELEFONO"
        ana.page.click("form button.main[type=submit]")
        ana.page.wait_for_selector("h3:has-text('Lo que usted escribió')")
        assert "Luis Carrasco" in ana.text(".sides")
        ana.page.click("button:has-text('Registrar lo mío de todos modos')")
        ana.page.wait_for_selector(".state.good[role=status]")
        facts = facts_of(house, case)
        assert facts.count("record_contact_attempt") == 1


@in_a_browser
def test_a_form_of_the_desk_survives_the_end_of_the_session(house: Demonstration, browser: Browser) -> None:
    """Issue 16, point 2: logged out in another tab, she logs in again and her words are there, once they are sent."""
    case = declared(house, "Algas de Sesión SpA", "77.123.456-9")
    ana = opened(house, browser, case)
    ana.fill(FORM, {"pointOfContact": "TELEFONO"})
    other = another_tab(ana)
    other.open("/escritorio", "main h1")
    other.page.click("#log-out")
    other.page.wait_for_selector("a.door")
    ana.page.click("form button.main[type=submit]")
    ana.page.wait_for_selector("form .state.bad:has-text('Su sesión terminó')")
    assert ana.barriers() == []
    ana.shot("escritorio-sin-sesion-1440")
    ana.enter("ProChile", "Ana Rojas", "/escritorio")
    ana.open(f"/escritorio?caso={case}&paso={ATTEMPT}", f"[id='{FORM}-pointOfContact']")
    chosen = f"document.querySelector(\"[id='{FORM}-pointOfContact']\").value"
    assert ana.page.evaluate(chosen) == "TELEFONO"
    ana.send()
    facts = facts_of(house, case)
    assert facts.count("record_contact_attempt") == 1


@in_a_browser
def test_why_a_fact_is_taken_back_survives_a_reload(house: Demonstration, browser: Browser) -> None:
    """AMB-70: the reason is kept in the tab until it is sent, like every other text, and is gone then."""
    visitor = house.visitor("prochile", "Ana Rojas")
    told = {"person": "Luz Vera", "query": "¿Cómo exporto miel?", "pointOfContact": "OFIREG"}
    case = visitor.do("submitHelpFormInHelpCentre", "case { id }", **told)["case"]["id"]
    reason = "Ya había otra igual"
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/escritorio")
    with nothing_wrong(ana):
        ana.open(f"/escritorio?caso={case}", ".timeline")
        ana.page.click("button:has-text('Lo registré por error')")
        ana.page.click("form button:has-text('Retirar')")
        ana.page.wait_for_selector("form [role=alert]:has-text('Diga por qué')")
        ana.page.fill(".timeline textarea", reason)
        ana.page.reload()
        ana.settled(".timeline textarea")
        assert ana.page.input_value(".timeline textarea") == reason
        assert ana.barriers() == []
        ana.page.click("form button:has-text('Retirar')")
        ana.page.wait_for_selector(".timeline .state")
        assert reason in ana.text(".timeline .state")
        asked = "query C($id: ID!) { case(id: $id) { timeline { takenBack { reason } } } }"
        events = visitor.ask(asked, id=case)["case"]["timeline"]
        assert [each["takenBack"]["reason"] for each in events if each["takenBack"]] == [reason]
        ana.page.reload()
        ana.settled(".timeline .state.warn")
        assert ana.page.locator(".timeline textarea").count() == 0
