"""What every connector of a system that is not the CRM promises (`domain.ports.journeys.JourneySource`)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from connectors.journey_files import COLUMNS, JourneyFile
from domain.model.accounts import PersonType
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.ports.journeys import JourneySource, UnreadableRecord

Row = Mapping[str, str]
Given = Callable[[Sequence[Row]], JourneySource]
"""The source, with these records in its system."""

ROW: Row = {
    "source": "CERTO",
    "external_id": "C-77",
    "on": "2024-09-12",
    "kind": "certificado",
    "person_type": "LEGAL",
    "rut": "76.012.345-5",
    "requested_service": "Certificado de origen, Año 2024",
    "delivered_service": "",
    "state": "emitido",
    "email": "contacto@conservas.cl",
}


def _csv(path: Path, rows: Sequence[Row], delimiter: str, encoding: str) -> JourneySource:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return JourneyFile(path)


def _jsonl(path: Path, rows: Sequence[Row]) -> JourneySource:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return JourneyFile(path)


def _xlsx(path: Path, rows: Sequence[Row]) -> JourneySource:
    """As people keep them: with a sheet of notes behind, and days as days."""
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Registros"), book.add_format({"num_format": "dd-mm-yyyy"})
        book.add_worksheet("Notas").write(0, 0, "nada")
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(rows, start=1):
            for place, name in enumerate(COLUMNS):
                text = row.get(name, "")
                try:
                    sheet.write_datetime(number, place, datetime.fromisoformat(text), day)
                except ValueError:
                    sheet.write_string(number, place, text)
    return JourneyFile(path)


MAKERS: Mapping[str, Callable[[Path, Sequence[Row]], JourneySource]] = {
    "csv with commas": lambda folder, rows: _csv(folder / "a.csv", rows, ",", "utf-8"),
    "csv of a Chilean spreadsheet": lambda folder, rows: _csv(folder / "a.CSV", rows, ";", "utf-8-sig"),
    "a sheet": lambda folder, rows: _xlsx(folder / "a.xlsx", rows),
    "json lines": lambda folder, rows: _jsonl(folder / "a.jsonl", rows),
}


@pytest.fixture(params=list(MAKERS))
def given(request: pytest.FixtureRequest, tmp_path: Path) -> Given:
    """Each implementation in turn."""
    make = MAKERS[request.param]
    return lambda rows: make(tmp_path, rows)


async def _told(source: JourneySource) -> list[JourneyRecord | UnreadableRecord]:
    return [found async for _, found in source.records()]


async def test_a_record_is_told_whole(given: Given) -> None:
    """SYS-01, SYS-02: system, external id, date, kind, person type, key, services, state."""
    assert await _told(given([ROW])) == [
        JourneyRecord(
            source=SourceSystem.CERTO,
            external_id="C-77",
            on=date(2024, 9, 12),
            kind="certificado",
            person_type=PersonType.LEGAL,
            rut="76.012.345-5",
            requested_service="Certificado de origen, Año 2024",
            delivered_service=None,
            state="emitido",
            email="contacto@conservas.cl",
        )
    ]


async def test_records_are_told_in_their_order_and_again_alike(given: Given) -> None:
    """SYS-01: a second reading tells the same; what nobody filled in is not told."""
    bare = dict.fromkeys(ROW, "") | {name: ROW[name] for name in COLUMNS[:4]}
    source = given([{**bare, "external_id": f"C-{n}"} for n in range(3)])
    first = await _told(source)
    assert [found.external_id for found in first if isinstance(found, JourneyRecord)] == ["C-0", "C-1", "C-2"]
    assert await _told(source) == first
    assert isinstance(first[0], JourneyRecord)
    assert (first[0].rut, first[0].person_type, first[0].state) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("on", "12-09-2024", "no es una fecha"),
        ("source", "FACEBOOK", "CENTRO_DE_AYUDA"),
        ("person_type", "EMPRESA", "NATURAL, LEGAL"),
        ("external_id", "", "external_id"),
        ("kind", " ", "kind"),
    ],
)
async def test_a_record_that_cannot_be_read_is_told_as_such_and_the_next_one_follows(
    given: Given, name: str, value: str, says: str
) -> None:
    """SYS-01: one wrong line holds nothing up, and its reason is told."""
    wrong, right = await _told(given([{**ROW, name: value}, ROW]))
    assert isinstance(wrong, UnreadableRecord)
    assert says in wrong.problem
    assert isinstance(right, JourneyRecord)


async def test_no_records_are_no_failure_and_an_absent_source_is(given: Given, tmp_path: Path) -> None:
    """SYS-01: a quiet day."""
    assert await _told(given([])) == []
    with pytest.raises(OSError, match="away"):
        await _told(JourneyFile(tmp_path / "away.csv"))


async def test_a_file_of_one_system_need_not_say_it_and_may_not_say_another(tmp_path: Path) -> None:
    """SYS-01: lines that are no record are told with their place."""
    path = tmp_path / "certo.jsonl"
    own = {"external_id": "C-1", "on": "2024-09-12", "kind": "certificado"}
    other = {**own, "source": "TRANSPARENCIA"}
    lines = [
        json.dumps(own),
        "",
        "{",
        '["lista"]',
        json.dumps(other),
        json.dumps({**own, "teléfono": "2"}),
        json.dumps({**own, "kind": ["a"]}),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    told = [each async for each in JourneyFile(path, SourceSystem.CERTO).records()]

    assert [place for place, _ in told] == ["línea 1", "línea 3", "línea 4", "línea 5", "línea 6", "línea 7"]
    assert isinstance(told[0][1], JourneyRecord)
    assert told[0][1].source is SourceSystem.CERTO
    problems = [found.problem for _, found in told[1:] if isinstance(found, UnreadableRecord)]
    assert len(problems) == 5
    assert "es de TRANSPARENCIA" in problems[2]
    assert "teléfono" in problems[3]


async def test_a_file_in_another_encoding_is_told_as_unreadable(tmp_path: Path) -> None:
    """SYS-01: not guessed, and no trace of a program's fault."""
    path = tmp_path / "a.csv"
    path.write_bytes("source,external_id,on,kind\nCERTO,C-1,2024-09-12,certificación\n".encode("latin-1"))
    ((place, found),) = [each async for each in JourneyFile(path).records()]
    assert place == "archivo"
    assert isinstance(found, UnreadableRecord)
    assert "UTF-8" in found.problem


async def test_a_line_with_more_cells_than_the_header_is_told_as_unreadable(tmp_path: Path) -> None:
    """SYS-01: a comma that nobody quoted does not shift the columns in silence."""
    path = tmp_path / "a.csv"
    path.write_text("source,external_id,on,kind\nCERTO,C-1,2024-09-12,certificado, segundo\n", encoding="utf-8")
    ((place, found),) = [each async for each in JourneyFile(path).records()]
    assert place == "línea 2"
    assert isinstance(found, UnreadableRecord)
