"""The board in a real browser: what a head and an analyst read is what the API answers (issue 16)."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from api.http.examples import EXAMPLES
from api.http.graphql_ide import Example
from tests.support.system.browser import in_a_browser
from tests.support.system.logging_in import Demonstration, demonstration
from tests.support.system.pages import NARROW, Window, another_tab, nothing_wrong, window

pytestmark = pytest.mark.xdist_group("pages board")

VIEWS = (
    "semana",
    "cumplimiento",
    "embudo",
    "convocatorias",
    "clases",
    "viaje",
    "seguimiento",
    "mejora",
    "borrador",
    "crm",
)
MEASURE = """query M($name: MeasureName!, $since: Date!, $until: Date!, $by: [MeasureDimension!]) {
  clock { today }
  measure(name: $name, since: $since, until: $until, by: $by) {
    total { figure n parts { part count } } rows { figure n groups { code name } }
  }
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration with its past."""
    with demonstration(tmp_path_factory.mktemp("board"), past=True) as house:
        yield house


def asked(house: Demonstration, **variables: Any) -> dict[str, Any]:
    """What the API answers the analyst about fourteen months up to today."""
    analyst = house.visitor("prochile", "Amanda Silva")
    today = analyst.ask("{ clock { today } }")["clock"]["today"]
    found: dict[str, Any] = analyst.ask(MEASURE, **{"since": "2025-01-01", "until": today, "by": [], **variables})
    return found


@in_a_browser
def test_a_mark_opens_as_many_records_as_its_n_and_a_record_its_company(house: Demonstration, browser: Browser) -> None:
    """MEA-13: the figure of a channel, its records, and the company of one of them, all by links that can be kept."""
    answer = asked(house, name="TERM_COMPLIANCE", by=["CHANNEL"])
    rows = {row["groups"][0]["code"]: row for row in answer["measure"]["rows"]}
    digital = rows["DIGITAL"]
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open("/tablero?vista=cumplimiento&desde=2025-01-01", "table.bars")
        row = at.page.locator("tr", has_text="Canal digital").first
        share = f"{round(100 * digital['figure'])} %"
        assert row.inner_text().split("\t")[-2:] == [share, str(digital["n"])]
        row.locator("a").click()
        at.settled("h2:has-text('los registros')")
        assert f"{min(digital['n'], 50)} de {digital['n']} registros" in at.text()
        assert at.page.locator("tbody tr").count() == min(digital["n"], 50)
        kept = at.page.url
        at.page.goto(kept)
        at.settled("h2:has-text('los registros')")
        assert f"La cifra: {share}" in at.text()
        company = at.page.locator("td a[href*='cuenta=']").first
        company.wait_for()
        name = company.inner_text()
        company.click()
        at.page.wait_for_selector(f"h1:has-text('{name}')")


@in_a_browser
def test_a_figure_can_be_kept_as_a_file(house: Demonstration, browser: Browser) -> None:
    """Issue 16, point 4: «CSV» under a plot hands over the same rows, with filters, n and instant inside."""
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open("/tablero?vista=cumplimiento&medida=CONTACTS", "table.bars")
        card = at.page.locator("section.card", has=at.page.locator("h2:text-is('Por canal')"))
        shown = [line.split("\t") for line in card.locator("tbody tr").all_inner_texts()]
        with at.page.expect_download() as downloading:
            card.locator("button:text-is('CSV')").click()
        path = downloading.value.path()
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
        end = rows.index([])
        told = {row[0]: row[1].partition(",")[0] for row in rows[1:end]}
        assert told == {line[0].strip(): line[-1].replace(".", "") for line in shown}
        assert dict(rows[end + 1 :])["Filas"] == f"{len(shown)} de {len(shown)}"  # type: ignore[arg-type]
        assert downloading.value.suggested_filename.startswith("medida-")
        with at.page.expect_download() as downloading:
            card.locator("button:text-is('Excel')").click()
        assert zipfile.ZipFile(downloading.value.path()).testzip() is None
        assert downloading.value.suggested_filename.endswith(".xlsx")


@in_a_browser
def test_the_week_counts_what_is_overdue_as_the_api_does(house: Demonstration, browser: Browser) -> None:
    """LIN-03: overdue by office, and the list behind the figure is as long as it."""
    head = window(browser, house.url).enter("ProChile", "Luis Carrasco", "/tablero")
    today = date.fromisoformat(asked(house, name="BREACHES")["clock"]["today"])
    sunday = today + timedelta(days=6 - today.weekday())
    found = asked(house, name="BREACHES", since=f"{today.year - 2}-{today.month:02}-01", until=sunday.isoformat())
    parts = {part["part"]: part["count"] for part in found["measure"]["total"]["parts"]}
    with nothing_wrong(head):
        head.open("/tablero", ".numbers")
        figure = head.page.locator(".numbers li.red b").inner_text()
        assert figure == str(parts["OVERDUE"])
        head.page.click(".numbers li.red a")
        head.settled("h2:has-text('los registros')")
        assert head.page.locator("tbody tr").count() == parts["OVERDUE"]
        assert set(head.page.locator("tbody .tag").all_inner_texts()) == {"Vencido"}
        head.page.click("a:has-text('Volver al tablero')")
        head.settled(".numbers")
        assert "al=" not in head.page.url
        for link in range(head.page.locator(".numbers a").count()):
            many = head.page.locator(".numbers a b").nth(link).inner_text()
            head.page.locator(".numbers a").nth(link).click()
            head.settled("h2:has-text('los registros')")
            assert f"de {many} registros" in head.text()
            assert head.page.locator("tbody tr").count() == min(int(many.replace(".", "")), 50)
            head.page.click("a:has-text('Volver al tablero')")
            head.settled(".numbers")


@in_a_browser
def test_a_measure_is_compared_and_narrowed_by_the_size_of_companies(house: Demonstration, browser: Browser) -> None:
    """POL-01: by size as the API answers it; one size alone stands in the address; a size opens as many as its n."""
    answer = asked(house, name="CASES", by=["SIZE"])
    rows = [row for row in answer["measure"]["rows"] if row["groups"][0]["code"]]
    largest = max(rows, key=lambda row: row["n"])
    size = largest["groups"][0]
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open("/tablero?vista=cumplimiento&medida=CASES&desde=2025-01-01", "table.bars")
        at.page.click("nav a:has-text('por tamaño de la empresa')")
        card = at.page.locator("section.card", has=at.page.locator("h2:text-is('Por tamaño de la empresa')"))
        card.locator("tbody tr").first.wait_for()
        read = {
            line.split("\t")[0].strip(): line.split("\t")[-1] for line in card.locator("tbody tr").all_inner_texts()
        }
        told = {
            row["groups"][0]["name"]: f"{row['n']:,}".replace(",", ".") for row in answer["measure"]["rows"] if row["n"]
        }
        assert read == told
        at.page.select_option("#f-por", "SIZE")
        at.page.wait_for_selector(f"#f-solo option:has-text('{size['name']}')", state="attached")
        at.page.select_option("#f-solo", f"SIZE:{size['code']}")
        at.page.wait_for_selector("a:has-text('Quitar filtros')")
        at.settled(f".say strong:text-is('{told[size['name']]}')")
        assert "solo=SIZE" in at.page.url
        assert at.barriers() == []
        card.locator("tbody a").first.click()
        at.settled("h2:has-text('los registros')")
        assert f"de {told[size['name']]} registros" in at.text()


@in_a_browser
def test_what_a_view_does_not_show_does_not_narrow_it(house: Demonstration, browser: Browser) -> None:
    """Filters stand in sight: a channel chosen in one view is none of a view without that filter."""
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open("/tablero?vista=cumplimiento&medida=CONTACTS&canal=DIGITAL", "table.bars")
        channels = at.page.locator("section.card", has=at.page.locator("h2:text-is('Por canal')")).locator("tbody tr")
        assert channels.count() == 1
        at.page.click("nav.tabs a:has-text('Seguimiento')")
        at.settled("h2:text-is('Contactos por canal')")
        at.page.wait_for_selector("table.bars")
        assert at.page.locator("table.bars tbody tr").count() == 3
        at.open("/tablero?vista=cumplimiento&medida=SUGGESTIONS&solo=AGE:HASTA_7", "main .state.warn")
        assert "no se separa por antigüedad: ese filtro no se aplica" in at.text()


@in_a_browser
def test_satisfaction_stands_beside_its_target(house: Demonstration, browser: Browser) -> None:
    """POL-08: the target that is configured, in words, and whether the period reaches it."""
    wanted = """query T($until: Date!) { measure(name: SATISFACTION, since: "2025-01-01", until: $until) {
      target total { meetsTarget } } }"""
    analyst = house.visitor("prochile", "Amanda Silva")
    today = analyst.ask("{ clock { today } }")["clock"]["today"]
    told = analyst.ask(wanted, until=today)["measure"]
    assert told["target"] is not None
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open("/tablero?vista=seguimiento&desde=2025-01-01", ".plot text:has-text('meta')")
        target = f"la meta de {told['target']:.1f}".replace(".", ",")
        assert at.text(".say + p .tag") == f"{'Alcanza' if told['total']['meetsTarget'] else 'Bajo'} {target}"
        at.page.locator("summary:has-text('Cómo se contó')").first.click()
        assert "Meta configurada" in at.text("details[open]")


@in_a_browser
def test_the_plan_of_improvement_is_told_by_unit_as_the_api_counts_it(house: Demonstration, browser: Browser) -> None:
    """LIN-12: each unit with its actions by how they stand; what waits for one is beside it."""
    asked = """{ clock { today } improvementPlan(year: 2026) { total counts { unit state count } }
      improvementActions(first: 50, filter: { year: 2026 }) { nodes { what } }
      awaitingImprovement(first: 25) { nodes { what } } }"""
    told = house.visitor("prochile", "Amanda Silva").ask(asked)
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open("/tablero?vista=mejora&año=2026", "h2:has-text('Las acciones')")
        counted = sum(int(cell) for cell in at.page.locator("table.bars td.num").all_inner_texts())
        assert counted == told["improvementPlan"]["total"] > 0
        listed = at.page.locator("section:has(h2:text-is('Las acciones')) tbody th").all_inner_texts()
        assert [line.split("\n")[0] for line in listed] == [
            each["what"] for each in told["improvementActions"]["nodes"]
        ]
        waiting = at.page.locator("section:has(h2:text-is('Esperan una acción')) .title").all_inner_texts()
        assert waiting == [each["what"] for each in told["awaitingImprovement"]["nodes"]]


@in_a_browser
def test_an_analyst_sees_what_another_term_would_have_meant(house: Demonstration, browser: Browser) -> None:
    """Issue 13, point 5: the busiest term in one day: as it was, as it would be, and which terms would change."""
    asked = """query S($since: Date!, $until: Date!, $rule: String!) {
      simulate(changes: [{ rule: $rule, quantity: 1 }], since: $since, until: $until) {
        finished total changes rows { before { figure } after { figure } } } }"""
    amanda = house.visitor("prochile", "Amanda Silva")
    period = {"since": "2025-11-01", "until": amanda.ask("{ clock { today } }")["clock"]["today"]}
    rows = asked_by_rule(house, period["since"])
    rule = max(rows, key=lambda row: row["n"])["groups"][0]["code"]
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open(f"/tablero?vista=borrador&desde={period['since']}", "#if-rule")
        at.page.select_option("#if-rule", rule)
        at.page.fill("#if-days", "1")
        at.page.click("button:has-text('Ver qué pasaría')")
        at.page.wait_for_selector("caption:has-text('por oficina')")
        told = amanda.ask(asked, rule=rule, **period)["simulate"]
        assert told["finished"]
        assert told["changes"] > 0
        (row,) = told["rows"]
        sides = [f"{round(100 * row[side]['figure'])} %" for side in ("before", "after")]
        assert at.page.locator(".say strong").all_inner_texts() == sides
        many = "plazo se juzgaría" if told["changes"] == 1 else "plazos se juzgarían"
        assert f"{told['changes']} {many} de otra manera, de {told['total']}" in at.text()
        assert at.page.locator("section tbody tr:has(.tag)").count() == min(told["changes"], 50)
        assert at.barriers() == []
        at.shot("tablero-borrador-hecho-1440")


def asked_by_rule(house: Demonstration, since: str) -> list[dict[str, Any]]:
    """How each term is met, as the API answers the analyst."""
    rows: list[dict[str, Any]] = asked(house, name="TERM_COMPLIANCE", by=["RULE"], since=since)["measure"]["rows"]
    return rows


@in_a_browser
@pytest.mark.parametrize("size", [(1440, 900), NARROW], ids=["wide", "narrow"])
def test_nobody_is_kept_out_of_the_board(house: Demonstration, browser: Browser, size: tuple[int, int]) -> None:
    """WCAG 2.2 AA by axe, at both widths, in every view and list; nothing is scrolled sideways."""
    at = window(browser, house.url, size).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        for view in VIEWS:
            at.open(f"/tablero?vista={view}", "main .card, main .numbers")
            at.shot(f"tablero-{view}-{size[0]}")
            assert (view, at.barriers(), at.is_too_wide()) == (view, [], False)


@in_a_browser
def test_the_journey_tells_first_what_breaks_most_terms(house: Demonstration, browser: Browser) -> None:
    """MEA-13: the steps as the API puts them, and behind a number of broken terms as many records."""
    review = """query R($since: Date!, $until: Date!) { journeyReview(since: $since, until: $until) {
      steps { step { name } breaches { figure } wait { n } satisfaction { n } } } }"""
    analyst = house.visitor("prochile", "Amanda Silva")
    today = analyst.ask("{ clock { today } }")["clock"]["today"]
    steps = analyst.ask(review, since="2025-01-01", until=today)["journeyReview"]["steps"]
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    with nothing_wrong(at):
        at.open(f"/tablero?vista=viaje&desde=2025-01-01&hasta={today}", "main .card table")
        assert at.page.locator("main tbody th").all_inner_texts() == [each["step"]["name"] for each in steps]
        broken = int(steps[0]["breaches"]["figure"])
        assert broken >= int(steps[1]["breaches"]["figure"])
        assert any(each["wait"]["n"] for each in steps)
        assert any(each["satisfaction"]["n"] for each in steps)
        at.page.locator("main tbody tr").first.locator("td a").first.click()
        at.settled("h2:has-text('los registros')")
        assert at.page.locator("tbody tr").count() == broken > 0


@in_a_browser
def test_the_board_is_for_who_may_read_figures(house: Demonstration, browser: Browser) -> None:
    """POL-04: an executive is led to her own page; nobody's session is asked for one."""
    ana = window(browser, house.url).enter("ProChile", "Ana Rojas", "/tablero")
    nobody = window(browser, house.url)
    with nothing_wrong(ana, nobody):
        ana.open("/tablero")
        assert "Esta página no es para su rol" in ana.text()
        assert ana.page.locator("main a[href='/escritorio']").count() == 1
        nobody.open("/tablero")
        assert nobody.page.locator("main .button").all_inner_texts() == [
            "Funcionarias y funcionarios de ProChile",
            "Empresas, con ClaveÚnica",
        ]
        assert nobody.barriers() == []


@in_a_browser
def test_the_first_page_says_in_one_screen_what_this_is(house: Demonstration, browser: Browser) -> None:
    """F-69: whoever opens the address reads what it is and where to go on, without logging in."""
    for size in ((1440, 900), NARROW):
        at: Window = window(browser, house.url, size)
        with nothing_wrong(at):
            at.open("/")
            at.page.wait_for_selector("main >> text=Entrar")
            assert at.page.locator(".doors h2").all_inner_texts() == ["Escritorio", "Tablero", "Portal de empresas"]
            at.shot(f"inicio-{size[0]}")
            assert (at.barriers(), at.is_too_wide()) == ([], False)


@in_a_browser
def test_without_a_network_the_page_says_what_to_do(house: Demonstration, browser: Browser) -> None:
    """Issue 16, point 5: offline is told, and trying again works when the network is back."""
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    at.open("/tablero", ".numbers")
    at.page.context.set_offline(True)
    at.page.click("nav.tabs a:has-text('Clases')")
    at.page.wait_for_selector("main .state.bad:has-text('Sin conexión')")
    at.shot("tablero-sin-conexion")
    at.page.context.set_offline(False)
    at.settled("h2:has-text('Clases en el tiempo')")
    at.page.wait_for_selector("table")


@in_a_browser
def test_eight_tabs_of_one_browser_work_at_once(house: Demonstration, browser: Browser) -> None:
    """Issue 16, point 5: HTTP/1.1 gives a browser six connections, and no page keeps one to itself."""
    first = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    tabs = [another_tab(first) for _ in range(8)]
    with nothing_wrong(*tabs):
        for tab in tabs:
            tab.page.goto(f"{house.url}/tablero?vista=cumplimiento", wait_until="commit")
        for tab in tabs:
            tab.settled("table.bars")


@in_a_browser
def test_paper_says_how_each_figure_was_counted(house: Demonstration, browser: Browser) -> None:
    """MEA-13: what is folded on the screen is printed; filters and buttons are not."""
    at = window(browser, house.url).enter("ProChile", "Amanda Silva", "/tablero")
    at.open("/tablero?vista=cumplimiento&medida=CASES", "table.bars")
    at.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    at.page.emulate_media(media="print")
    assert at.page.locator("details.how p", has_text="Calculado el").first.is_visible()
    assert at.page.locator("details.how table").first.is_visible()
    assert not at.page.locator("form.filters").is_visible()
    assert at.page.locator(".bar nav a:visible, .download:visible, button:visible").count() == 0


def empty_places(answer: Any, place: str) -> Iterator[str]:
    """Where an answer tells nothing at all: an empty list, or an object of which every field is none."""
    if isinstance(answer, dict):
        if all(each is None for each in answer.values()):
            yield place
        for name, each in answer.items():
            yield from empty_places(each, f"{place}.{name}")
    elif answer == []:
        yield place


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_of_graphiql_answers_something_to_whom_it_names(house: Demonstration, example: Example) -> None:
    """F-69: what a newcomer runs first shows data of the demonstration, with the identity that the example names."""
    found = house.visitor("prochile", example.who).ask(example.document, **example.variables)
    assert list(empty_places(found, "data")) == []
    assert all(each is not None for each in found.values())
