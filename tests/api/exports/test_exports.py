"""Lists and figures as files: what the API answers, to whom it answers it, and no formula (issue 16, point 4)."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx2
import pytest
from graphql import InlineFragmentNode, build_schema, parse

from api.exports import reading, routes
from api.exports.columns import ExportList
from api.exports.files import csv_text
from api.exports.lists import LISTS
from domain.model.institution.people import Role
from tests.api.conftest import Desk

SDL = Path(__file__).parents[3] / "schema" / "schema.graphql"
_COMPANY = """{ accounts(first: 1, filter: { classes: [CARTERA], offices: ["OFIREG-08"] }) {
  nodes { id name rut office { name } } } }"""
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


async def file_of(desk: Desk, wanted: str, kind: str = "csv", **variables: Any) -> httpx2.Response:
    """The answer to whoever asks for that file."""
    return await desk.client.post(
        "/export",
        json={"list": wanted, "format": kind, "variables": variables},
        headers={"authorization": f"Bearer {desk.token}"},
    )


def table(answer: httpx2.Response) -> tuple[list[str], list[list[str]], dict[str, str]]:
    """Headings, rows, and how it was made."""
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    end = rows.index([])
    return rows[0], rows[1:end], dict(rows[end + 1 :])  # type: ignore[arg-type]


def sheet(content: bytes, number: int) -> list[list[str]]:
    """The texts and numbers of a sheet of an XLSX file."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    assert root.findall(f".//{SHEET}f") == []
    return [["".join(cell.itertext()) for cell in row.iter(f"{SHEET}c")] for row in root.iter(f"{SHEET}row")]


async def test_a_file_has_every_row_that_the_list_has_over_its_pages(
    api: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The portfolio, as the query counts it, in pages of seven; the file says how many of how many, and by whom."""
    monkeypatch.setattr(reading, "PAGE", 7)
    found = await api.ask(
        "{ accounts(first: 100, order: NAME, filter: { classes: [CARTERA] }) { totalCount nodes { name } } }"
    )
    headings, rows, told = table(await file_of(api, "empresas", filter={"classes": ["CARTERA"]}))
    assert headings[:3] == ["Empresa", "Nombre de fantasía", "RUT"]
    assert len(rows) == found["accounts"]["totalCount"] > 7
    assert [row[0] for row in rows[:50]] == [node["name"] for node in found["accounts"]["nodes"][:50]]
    assert {row[headings.index("Cartera")] for row in rows} == {"Sí"}
    assert told["Filas"] == f"{len(rows)} de {len(rows)}"
    assert told["Filtros"] == '{"filter":{"classes":["CARTERA"]}}'
    assert told["Por"] == "Ana Rojas"
    assert told["Generado"][:4].isdecimal()


async def test_a_list_is_counted_once_however_many_pages_its_file_takes(
    api: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """16.4: counting a hundred thousand takes as long as several pages of them; the file still says how many."""
    monkeypatch.setattr(reading, "PAGE", 7)
    with api.runtime.database.watch() as seen:
        _, rows, told = table(await file_of(api, "empresas"))
    assert len(rows) > 14
    assert told["Filas"] == f"{len(rows)} de {len(rows)}"
    assert len([sql for sql, _ in seen if "count(" in sql and "FROM account" in sql]) == 1


@pytest.mark.parametrize("name", sorted(name for name, wanted in LISTS.items() if wanted.paged))
def test_the_pages_after_the_first_are_asked_for_alike(name: str) -> None:
    """Nothing but the total is left out of them."""
    wanted = LISTS[name]
    (whole,), (later,) = (parse(text).definitions for text in (wanted.document, wanted.uncounted))
    asked, again = ({*fields_of(each.selection_set)} for each in (whole, later))  # type: ignore[attr-defined]
    assert asked - again == {(*wanted.place, "totalCount")}


async def test_a_spreadsheet_has_the_same_cells_and_tells_how_it_was_made(api: Desk) -> None:
    """CSV and XLSX are of the same rows; the second sheet has filters, instant and n."""
    asked = {"filter": {"classes": ["EXTRANJERA"]}}
    headings, rows, told = table(await file_of(api, "empresas", **asked))
    answer = await file_of(api, "empresas", "xlsx", **asked)
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    written = sheet(answer.content, 1)
    assert written[0] == headings
    assert [row[0] for row in written[1:]] == [row[0] for row in rows]
    assert dict(sheet(answer.content, 2))["Filas"] == told["Filas"]  # type: ignore[arg-type]


async def test_a_file_is_for_whoever_may_read_the_list(api: Desk) -> None:
    """POL-04: figures are a permission; a company gets what it represents and no more; a stranger nothing."""
    period = {"name": "CASES", "since": "2026-01-01", "until": "2026-06-15", "by": ["FLOW"]}
    refused = await file_of(api, "medida", **period)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    headings, _, _ = table(await file_of(api.acting_as(Role.ANALYST, "CENTRAL-DDE"), "medida", **period))
    assert headings == ["Grupo", "Cifra", "n", "Pocos registros", "No se muestra"]
    _, rows, told = table(await file_of(api.acting_as(Role.COMPANY), "empresas"))
    assert (rows, told["Filas"]) == ([], "0 de 0")
    stranger = await api.client.post("/export", json={"list": "empresas", "format": "csv"})
    assert (stranger.status_code, stranger.json()["errors"][0]["extensions"]["code"]) == (401, "TOKEN_MISSING")


async def test_who_has_a_file_made_is_recorded_as_who_reads_the_list(api: Desk) -> None:
    """POL-07: the data of natural persons in a file are in the record of reads."""
    reads = '{ readsOfPersonalData(first: 20, by: "api.client_management") { nodes { operation field } } }'
    desk = api.acting_as(Role.CLIENT_MANAGEMENT, "CENTRAL-CLIENTES")
    _, rows, _ = table(await file_of(desk, "empresas"))
    assert rows
    found = await api.acting_as(Role.ADMINISTRATOR, "CENTRAL").ask(reads)
    assert {(node["operation"], node["field"]) for node in found["readsOfPersonalData"]["nodes"]} == {
        ("ExportAccounts", "accounts")
    }


async def test_a_list_that_is_too_long_is_cut_and_says_so(api: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cuts say "N de M"."""
    monkeypatch.setattr(reading, "PAGE", 5)
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    total = (await api.ask("{ accounts(first: 1) { totalCount } }"))["accounts"]["totalCount"]
    _, rows, told = table(await file_of(api, "empresas"))
    assert (len(rows), told["Filas"]) == (10, f"10 de {total}; está incompleta: hay más")


@pytest.mark.parametrize(
    "sent", [{"list": "todo", "format": "csv"}, {"list": "casos", "format": "pdf"}, {"format": "csv"}, [1]]
)
async def test_what_asks_for_no_file_is_told_what_to_ask(api: Desk, sent: object) -> None:
    """Bad input gets a clear error in Spanish."""
    answer = await api.client.post("/export", json=sent, headers={"authorization": f"Bearer {api.token}"})
    assert answer.status_code == 400
    assert "Pida una lista («list»: " in answer.json()["errors"][0]["message"]


def test_every_list_of_the_api_can_be_had_as_a_file() -> None:
    """Issue 16, point 4: whoever adds a list that is read page by page adds its file."""
    schema = build_schema(SDL.read_text(encoding="utf-8"))
    lists = {name for name, field in schema.type_map["Query"].fields.items() if str(field.type).endswith("Connection!")}
    read = {
        field.name.value
        for wanted in LISTS.values()
        for definition in parse(wanted.document).definitions
        for field in definition.selection_set.selections
    }
    assert lists - read == set()


_ASKING_MORE = {"medida", "registros", "cambios", "recorrido", "clases", "simulacion", "simulacion_plazos"}
"""Whose variables must be given."""


def fields_of(selected: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a document's answer has something, by the names that it answers with."""
    for each in selected.selections if selected is not None else ():
        if isinstance(each, InlineFragmentNode):
            yield from fields_of(each.selection_set, at)
        else:
            here = (*at, (each.alias or each.name).value)
            yield here
            yield from fields_of(each.selection_set, here)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_column_is_in_what_its_list_asks(name: str) -> None:
    """A cell is empty when a record has nothing there, and never because nobody asked."""
    wanted = LISTS[name]
    (operation,) = parse(wanted.document).definitions
    asked = {*fields_of(operation.selection_set)}  # type: ignore[attr-defined]
    place = (*wanted.place, *(("nodes",) if wanted.paged else ()))
    columns = {(*place, *path) for column in wanted.columns for path in (column.path, *column.others)}
    assert columns | {wanted.finished or place} <= asked


@pytest.mark.parametrize("name", sorted(set(LISTS) - _ASKING_MORE))
async def test_a_file_has_as_many_rows_as_its_list(api: Desk, name: str) -> None:
    """Each list as the administrator reads it: every column is there, and "N de N"."""
    desk = api.acting_as(Role.ADMINISTRATOR, "CENTRAL")
    headings, rows, told = table(await file_of(desk, name))
    assert headings == [column.heading for column in LISTS[name].columns]
    assert told["Filas"] == f"{len(rows)} de {len(rows)}"
    assert all(len(row) == len(headings) for row in rows)


async def test_the_records_behind_a_figure_are_a_file(api: Desk) -> None:
    """MEA-13: as many rows as the figure's n; of a part as many as it tells."""
    opened = """mutation { submitHelpFormInHelpCentre(input: {
      person: "Luz Vera", query: "¿Cómo exporto miel?", circumstances: { pointOfContact: OFIREG }
    }) { userErrors { message } } }"""
    assert (await api.ask(opened))["submitHelpFormInHelpCentre"]["userErrors"] == []
    period = {"name": "CASES", "since": "2025-01-01", "until": "2026-12-31"}
    asked = "query Q($name: MeasureName!, $since: Date!, $until: Date!) { measure(name: $name, since: $since, "
    asked += "until: $until) { total { n parts { part count } } } }"
    desk = api.acting_as(Role.ANALYST, "CENTRAL-DDE")
    total = (await desk.ask(asked, **period))["measure"]["total"]
    _, rows, _ = table(await file_of(desk, "registros", **period))
    assert len(rows) == total["n"] > 0
    _, rows, told = table(await file_of(desk, "registros", **period, parts=["OPEN"]))
    assert {part["part"]: part["count"] for part in total["parts"]}["OPEN"] == len(rows) > 0
    assert {row[1] for row in rows} == {"Abiertos"}
    (luz,) = [row for row in rows if row[5] == "Luz Vera"]
    assert (luz[2], luz[3], luz[9], luz[10][:4]) == ("Consulta al Centro de Ayuda", "", "", "Q2Fz")
    assert luz[6].isdecimal()
    assert told["Filtros"].endswith('"parts":["OPEN"]}')
    _, rows, _ = table(await file_of(desk, "registros", **period, parts=["NADA"]))
    assert rows == []


async def a_request(api: Desk) -> tuple[dict[str, Any], int]:
    """A company of the portfolio, and the number of a case in which it asks for something: SLA-07 runs."""
    (account,) = (await api.ask(_COMPANY))["accounts"]["nodes"]
    asked = {"accountId": account["id"], "wants": "ADVICE", "matter": "Vender en Corea", "purpose": "DIVERSIFY"}
    opened = "mutation($i: ReceiveRequestInRequestInput!) { receiveRequestInRequest(input: $i) { case { number }"
    done = await api.acting_as(Role.SERVICE).ask(f"{opened} userErrors {{ message }} }} }}", i=asked)
    assert done["receiveRequestInRequest"]["userErrors"] == []
    return account, done["receiveRequestInRequest"]["case"]["number"]


async def test_a_record_behind_a_figure_is_told_with_its_company_its_executive_and_its_office(api: Desk) -> None:
    """MEA-13, 16.4: a person finds names where a system finds the id; what is counted by company is told so too."""
    account, number = await a_request(api)
    desk = api.acting_as(Role.ANALYST, "CENTRAL-DDE")
    period = {"since": "2025-01-01", "until": "2026-12-31"}
    headings, rows, _ = table(await file_of(desk, "registros", name="STARTED_TERMS", **period))
    (term,) = [dict(zip(headings, row, strict=True)) for row in rows if row[headings.index("Caso")] == str(number)]
    assert (term["Empresa"], term["RUT"]) == (account["name"], account["rut"])
    assert term["Oficina"] == account["office"]["name"]
    assert term["A cargo"]
    assert term["Qué es"] == "Atender la nueva solicitud de la empresa usuaria"


async def test_classes_over_time_are_a_file(api: Desk) -> None:
    """AMB-69: a row for each day and class, as many as the figures that the query tells."""
    period = {"since": "2026-01-01", "until": "2026-04-30"}
    asked = """query Q($since: Date!, $until: Date!) { classesOverTime(since: $since, until: $until, axis: CATEGORY) {
      days { on figures { name accounts } } } }"""
    desk = api.acting_as(Role.ANALYST, "CENTRAL-DDE")
    days = (await desk.ask(asked, **period))["classesOverTime"]["days"]
    headings, rows, told = table(await file_of(desk, "clases", **period, axis="CATEGORY"))
    assert headings == ["Día", "Clase", "Cuentas registradas"]
    assert rows == [[day["on"], each["name"], str(each["accounts"])] for day in days for each in day["figures"]]
    assert told["Filas"] == f"{len(rows)} de {len(rows)}"


async def test_a_simulation_is_a_file_when_it_has_ended(api: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """LIN-05: however often it must be asked; figures by group, and the terms that the draft judges otherwise."""
    account, number = await a_request(api)
    draft = {"changes": [{"rule": "SLA-07", "exempt": True}], "since": "2025-01-01", "until": "2026-12-31"}
    desk = api.acting_as(Role.ANALYST, "CENTRAL-DDE")
    asked = """query Q($changes: [DraftTermInput!]!, $since: Date!, $until: Date!) {
      simulate(changes: $changes, since: $since, until: $until) { finished changes
        rows(by: [OFFICE]) { before { groups { name } } } } }"""
    times: list[bool] = []
    whole = ExportList.is_finished
    monkeypatch.setattr(
        ExportList, "is_finished", lambda wanted, data: times.append(whole(wanted, data)) or len(times) == 3
    )
    headings, rows, told = table(await file_of(desk, "simulacion", **draft))
    assert len(times) == 3
    monkeypatch.undo()
    shown = (await desk.ask(asked, **draft))["simulate"]
    assert [row[0] for row in rows] == [each["before"]["groups"][0]["name"] for each in shown["rows"]]
    assert headings[1:5] == ["Como fue", "n", "Con el borrador", "n con el borrador"]
    headings, rows, told = table(await file_of(desk, "simulacion_plazos", **draft))
    (moved,) = [dict(zip(headings, row, strict=True)) for row in rows if row[headings.index("Caso")] == str(number)]
    assert (moved["Regla"], moved["Empresa"], moved["Vencería"]) == ("SLA-07", account["name"], "")
    assert told["Filas"] == f"{shown['changes']} de {shown['changes']}"
    refused = await file_of(api, "simulacion", **draft)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")


async def test_a_list_that_is_cut_where_it_is_made_says_that_there_may_be_more(
    api: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cuts say "N de M": M is not told where nobody counts."""
    short = LISTS["clases"]
    monkeypatch.setattr(routes, "LISTS", {"corta": short})
    desk = api.acting_as(Role.ANALYST, "CENTRAL-DDE")
    period = {"since": "2026-01-01", "until": "2026-01-31", "axis": "CATEGORY"}
    rows = len(table(await file_of(desk, "corta", **period))[1])
    monkeypatch.setattr(routes, "LISTS", {"corta": replace(short, most=rows)})
    _, _, told = table(await file_of(desk, "corta", **period))
    assert told["Filas"] == f"{rows} de más; está incompleta: hay más"


async def test_what_changed_of_an_account_is_a_file(api: Desk) -> None:
    """POL-07: before and after, in words."""
    change = """mutation($i: UpdateAccountInput!) { updateAccount(input: $i) { userErrors { message } } }"""
    found = await api.ask("{ accounts(first: 1) { nodes { id version phone } } }")
    (account,) = found["accounts"]["nodes"]
    given = {"accountId": account["id"], "version": account["version"], "fields": {"phone": "+56 41 255 0000"}}
    assert (await api.ask(change, i=given))["updateAccount"]["userErrors"] == []
    _, rows, _ = table(await file_of(api.acting_as(Role.ADMINISTRATOR, "CENTRAL"), "cambios", accountId=account["id"]))
    assert rows[0][5:] == ["teléfono", f"'{account['phone']}", "'+56 41 255 0000"]


async def test_whoever_waits_for_a_spreadsheet_is_told_how_far_it_is(
    api: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line for each page, then the name and size, then the file, whole."""
    monkeypatch.setattr(reading, "PAGE", 7)
    total = (await api.ask("{ accounts(first: 1) { totalCount } }"))["accounts"]["totalCount"]
    answer = await api.client.post(
        "/export",
        json={"list": "empresas", "format": "xlsx", "progress": True},
        headers={"authorization": f"Bearer {api.token}"},
    )
    pages = -(-total // 7)
    *lines, content = answer.content.split(b"\n", pages + 1)
    *told, last = [json.loads(line) for line in lines]
    assert told == [{"rows": min(7 * (page + 1), total), "of": total} for page in range(pages)]
    assert last["bytes"] == len(content)
    assert last["file"].startswith("empresas-")
    assert len(sheet(content, 1)) == total + 1


def test_no_text_becomes_a_formula_and_a_number_stays_one() -> None:
    """What somebody typed into a name is computed by no spreadsheet; decimals are Chile's."""
    typed = ['=HYPERLINK("x")', "+56 41 255", "-1", "@SUM(A1)", "\t=1", " =1", "Viña; Sur", "5-3", None, 0.35, 7]
    (row,) = list(csv.reader(io.StringIO(csv_text([typed])), delimiter=";"))
    assert row == [
        '\'=HYPERLINK("x")',
        "'+56 41 255",
        "'-1",
        "'@SUM(A1)",
        "'\t=1",
        "' =1",
        "Viña; Sur",
        "5-3",
        "",
        "0,35",
        "7",
    ]
