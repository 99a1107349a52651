"""History from tables: dry run, what was created, joined, proposed and refused, the report, and going on (issue 13)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter
from sqlalchemy import text
from typer.testing import CliRunner

from api.commands.atencion import app
from api.imports.history import ImportOrder, import_file
from api.settings import Settings
from connectors.sheets import rows_of
from domain.errors import ConfigurationError
from domain.use_cases.imports.import_rows import ImportResult
from domain.use_cases.imports.table import Table
from persistence.database import Database
from tests.api.conftest import SECRET

ONE_CREATED: Final = (
    "Creados: 1. Unidos a lo que había: 0. Completados: 0. Con otros datos: 0. Posibles duplicados: 0. Rechazados: 0."
)
MANAGER: Final = "david.moya"
CREATED, JOINED, FILLED, DIFFERENT, PROPOSED, REFUSED = ImportResult
ACCOUNTS: Final = (
    ["Razón social o nombre", "RUT", "country", "region", "correo electrónico", "sii_started", "create_anyway"],
    ["Nueces del Maipo SpA", "77.920.001-9", "CL", "13", "hola@nuecesmaipo.cl", "sí", ""],
    ["Nueces del Maipo Limitada", "", "CL", "13", "", "", ""],
    ["Nueces del Maipo Chico Ltda.", "", "CL", "13", "", "", "sí"],
    ["Otro nombre", "77920001-9", "CL", "13", "", "", ""],
    ["Sin dígito", "77.920.002-0", "CL", "13", "", "", ""],
    ["Lejos S.A.", "", "CL", "99", "", "", ""],
    ["Agroimport GmbH", "", "DE", "", "", "", ""],
    ["Tal vez", "", "CL", "13", "", "quizás", ""],
)


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    """A store of its own, with the people of the samples."""
    return Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'import.db'}",
            "ATENCION_TOKEN_SECRET": SECRET,
        }
    )


def a_sheet(path: Path, rows: Any) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


async def brought(house: Settings, file: Path, table: Table = Table.ACCOUNTS, **more: Any) -> list[int]:
    """How many were created, joined, proposed and refused."""
    report = await import_file(house, ImportOrder(table, file, MANAGER, **more), lambda _: None)
    return [report.counts[result] for result in (CREATED, JOINED, PROPOSED, REFUSED)]


async def beside(house: Settings, file: Path, **more: Any) -> list[int]:
    """How many were created, joined as they are, filled, and differ from what is here."""
    report = await import_file(house, ImportOrder(Table.ACCOUNTS, file, MANAGER, **more), lambda _: None)
    return [report.counts[result] for result in (CREATED, JOINED, FILLED, DIFFERENT)]


async def counted(house: Settings, *tables: str) -> list[int]:
    """Rows of these tables."""
    database = await Database.open(house.database_url)
    try:
        async with database.begin() as tx:
            return [int(await tx.scalar(text(f"SELECT count(*) FROM {each}")) or 0) for each in tables]
    finally:
        await database.close()


def told(path: Path) -> Iterator[tuple[str, str, str]]:
    """Place, result and reason of each row of a report."""
    for _, row in rows_of(path):
        assert row is not None
        yield str(row["Lugar"]), str(row["Resultado"]), str(row["Por qué"])


async def test_a_dry_run_judges_every_row_and_writes_nothing(house: Settings, tmp_path: Path) -> None:
    """
    DEF-07, AMB-63, EXT-01: of eight rows two would be created and two look like an account that is there; a wrong check
    digit, a region that is none, a company abroad and a word that is neither yes nor no are refused, each with why.
    """
    file, report = a_sheet(tmp_path / "cuentas.xlsx", ACCOUNTS), tmp_path / "informe.xlsx"
    await brought(house, a_sheet(tmp_path / "otra.xlsx", [["name", "rut"], ["Nueces del Maipo", ""]]))
    before = await counted(house, "account", "decision", "outbox_message", "idempotency")
    assert await brought(house, file, dry_run=True, report=report) == [2, 0, 2, 4]
    assert await counted(house, "account", "decision", "outbox_message", "idempotency") == before
    rows = list(told(report))
    assert [(place, result) for place, result, _ in rows] == [
        ("fila 2", "Puede ser un duplicado: una persona decide"),
        ("fila 3", "Puede ser un duplicado: una persona decide"),
        ("fila 4", "Creado"), ("fila 5", "Creado"),
        ("fila 6", "Rechazado, con el motivo"), ("fila 7", "Rechazado, con el motivo"),
        ("fila 8", "Rechazado, con el motivo"), ("fila 9", "Rechazado, con el motivo"),
    ]  # fmt: skip
    assert "no es un RUT válido" in rows[4][2]
    assert "no es el código de una región" in rows[5][2]
    assert "Corresponde a: " in rows[6][2]
    assert rows[7][2] == "«quizás» no es sí ni no."


async def test_a_dry_run_knows_what_the_rows_before_would_have_made(house: Settings, tmp_path: Path) -> None:
    """AMB-63: the same RUT in two rows is one account, as it will be."""
    file = a_sheet(tmp_path / "a.xlsx", [["name", "rut"], ["Una", "77.920.001-9"], ["Una", "77920001-9"]])
    assert await brought(house, file, dry_run=True) == [1, 1, 0, 0]
    assert await brought(house, file) == [1, 1, 0, 0]


HERE: Final = [
    ["name", "rut", "country", "email", "phone", "region"],
    ["Nueces del Maipo SpA", "77.920.001-9", "CL", "hola@nuecesmaipo.cl", "", "13"],
]
FILE: Final = [
    ["name", "rut", "country", "email", "phone", "website", "sii_started"],
    [
        "Nueces del Maipo SpA",
        "77.920.001-9",
        "CL",
        "hola@nuecesmaipo.cl",
        "+56 2 2345 6789",
        "www.nuecesmaipo.cl",
        "no",
    ],
]
OTHER: Final = [
    ["name", "rut", "email", "phone", "website"],
    ["Nueces del Maipo SpA", "77.920.001-9", "ventas@nuecesmaipo.cl", "", "www.nuecesmaipo.cl"],
]


async def test_an_account_that_is_there_gets_what_it_lacks_and_keeps_what_it_has(
    house: Settings, tmp_path: Path
) -> None:
    """AMB-63, POL-07: telephone, web site and a "no" are filled, with their decision and errand; twice is once."""
    await brought(house, a_sheet(tmp_path / "here.xlsx", HERE))
    file, report = a_sheet(tmp_path / "file.xlsx", FILE), tmp_path / "informe.xlsx"
    before = await counted(house, "decision", "outbox_message")
    assert await beside(house, file, dry_run=True) == [0, 0, 1, 0]
    assert await counted(house, "decision", "outbox_message") == before
    assert await beside(house, file, report=report) == [0, 0, 1, 0]
    ((_, result, why),) = told(report)
    assert result == "Ya estaba: se completó lo que le faltaba"
    assert why == ("Ya hay una cuenta con ese RUT. Se completó: teléfono, sitio web, inicio de actividades en el SII.")
    assert await columns(house, "phone", "website", "sii_started", "email", "region") == [
        "+56 2 2345 6789", "www.nuecesmaipo.cl", 0, "hola@nuecesmaipo.cl", "13",
    ]  # fmt: skip
    after = await counted(house, "decision", "outbox_message")
    assert (after[0] - before[0], after[1] > before[1]) == (1, True)
    assert await beside(house, file) == [0, 1, 0, 0]
    assert await counted(house, "decision", "outbox_message") == after


async def test_what_differs_stays_and_a_person_decides(house: Settings, tmp_path: Path) -> None:
    """AMB-63: the report tells both sides; what is lacking is filled beside it, and the dry run says the same."""
    await brought(house, a_sheet(tmp_path / "here.xlsx", HERE))
    file = a_sheet(tmp_path / "file.xlsx", OTHER)
    said = []
    for dry_run in (True, False):
        report = tmp_path / f"informe-{dry_run}.xlsx"
        assert await beside(house, file, dry_run=dry_run, report=report) == [0, 0, 0, 1]
        said.append(list(told(report)))
    assert said[0] == said[1]
    assert said[0][0][2] == (
        "Ya hay una cuenta con ese RUT. Se completó: sitio web. "
        "Correo electrónico: aquí «hola@nuecesmaipo.cl», en el archivo «ventas@nuecesmaipo.cl»."
    )
    assert await columns(house, "email", "website") == ["hola@nuecesmaipo.cl", "www.nuecesmaipo.cl"]


async def test_a_dry_run_fills_for_the_rows_to_come_what_the_rows_before_would_have(
    house: Settings, tmp_path: Path
) -> None:
    """AMB-63: created by the first row, filled by the second, the third brings nothing; as it then is."""
    rows = [
        ["name", "rut", "phone", "website"],
        ["Una SpA", "77.920.001-9", "", ""],
        ["Una SpA", "77.920.001-9", "+56 2 2345 6789", ""],
        ["Una SpA", "77920001-9", "+56 2 2345 6789", ""],
        ["Una SpA", "77.920.001-9", "+56 9 9999 9999", "www.una.cl"],
    ]
    file = a_sheet(tmp_path / "a.xlsx", rows)
    assert await beside(house, file, dry_run=True) == [1, 1, 1, 1]
    assert await beside(house, file) == [1, 1, 1, 1]


async def test_what_differs_of_a_person_is_not_told(house: Settings, tmp_path: Path) -> None:
    """DAT-03, POL-07: a report is no place for personal data that nobody reads in the record."""
    head = ["name", "rut", "person_type", "email"]
    await brought(house, a_sheet(tmp_path / "here.xlsx", [head, ["Rosa Díaz", "12.345.678-5", "NATURAL", "a@rosa.cl"]]))
    report = tmp_path / "informe.xlsx"
    file = a_sheet(tmp_path / "file.xlsx", [head, ["Rosa Díaz", "12.345.678-5", "NATURAL", "b@rosa.cl"]])
    assert await beside(house, file, report=report) == [0, 0, 0, 1]
    ((_, _, why),) = told(report)
    assert "a@rosa.cl" not in why
    assert "dato personal" in why


async def columns(house: Settings, *names: str) -> list[object]:
    """These columns of the only account."""
    database = await Database.open(house.database_url)
    try:
        async with database.begin() as tx:
            return list((await tx.execute(text(f"SELECT {', '.join(names)} FROM account"))).one())
    finally:
        await database.close()


async def test_what_comes_in_is_created_once_and_told_to_the_crm(house: Settings, tmp_path: Path) -> None:
    """AMB-63, POL-07: with its decision and its errand to the CRM; the same file again joins what is there."""
    file = a_sheet(tmp_path / "cuentas.xlsx", ACCOUNTS[:4])
    assert await brought(house, file) == [2, 0, 1, 0]
    accounts, decisions, errands = await counted(house, "account", "decision", "outbox_message")
    assert (accounts, decisions) == (2, 2)
    assert errands >= 2
    assert await brought(house, file) == [0, 2, 1, 0]
    assert await counted(house, "account", "decision", "outbox_message") == [accounts, decisions, errands]


async def test_what_was_cut_goes_on_where_it_was(house: Settings, tmp_path: Path) -> None:
    """Half of the file came in; the rest does, nothing twice."""
    rows = [["name", "rut"], ["Alerces SpA", "77.920.101-5"], ["Boldos Ltda.", ""], ["Canelos S.A.", ""]]

    def stop(read: int) -> None:
        if read == 2:
            raise KeyboardInterrupt

    file, report = a_sheet(tmp_path / "a.xlsx", rows), tmp_path / "informe.xlsx"
    with pytest.raises(KeyboardInterrupt):
        await import_file(house, ImportOrder(Table.ACCOUNTS, file, MANAGER, report=report), stop)
    assert [place for place, _, _ in told(report)] == ["fila 2", "fila 3"]
    assert await brought(house, file) == [1, 2, 0, 0]
    assert await counted(house, "account") == [3]


async def test_contacts_and_actions_go_to_the_account_with_their_rut(house: Settings, tmp_path: Path) -> None:
    """DAT-07, ATN-05, CHN-01: by the use cases that a person would call, each row judged by itself."""
    await brought(house, a_sheet(tmp_path / "a.xlsx", ACCOUNTS[:2]))
    contacts = a_sheet(
        tmp_path / "c.xlsx",
        [
            ["RUT de la cuenta", "nombre", "cargo", "correo electrónico", "contacto principal"],
            ["77920001-9", "Rosa Díaz", "Gerenta", "rosa@nuecesmaipo.cl", "sí"],
            ["77920001-9", "Sin correo válido", "", "rosa en nueces", ""],
            ["77.920.101-5", "De nadie", "", "", ""],
            ["", "Sin RUT", "", "", ""],
        ],
    )
    assert await brought(house, contacts, Table.CONTACTS) == [1, 0, 0, 3]
    assert await brought(house, contacts, Table.CONTACTS) == [0, 1, 0, 3]
    actions = tmp_path / "acciones.csv"
    actions.write_text(
        "rut;type;title;ended_on;point_of_contact\n"
        "77920001-9;FERIA;Feria de Anuga;2023-10-11;\n"
        "77920001-9;NADA;Otra;2023-10-11;\n"
        "77920001-9;FERIA;Sin día;;\n"
        "77920001-9;FERIA;Futura;2999-01-01;\n",
        encoding="utf-8",
    )
    report = tmp_path / "informe.xlsx"
    assert await brought(house, actions, Table.ACTIONS, report=report) == [1, 0, 0, 3]
    assert [why for _, _, why in told(report)][1:3] == [
        "El tipo de acción «NADA» no existe o no regía el 11-10-2023: elija uno del catálogo.", "Falta término.",
    ]  # fmt: skip
    assert await counted(house, "contact", "action") == [1, 1]


async def test_a_column_that_nobody_knows_is_told(house: Settings, tmp_path: Path) -> None:
    """A typing mistake in a heading loses no datum in silence."""
    file = a_sheet(tmp_path / "a.xlsx", [["name", "telefonno"], ["Boldos Ltda.", "+56 2 2345 6789"]])
    report = tmp_path / "informe.xlsx"
    assert await brought(house, file, report=report) == [0, 0, 0, 1]
    assert next(told(report))[2].startswith("Columna desconocida: «telefonno». Se conocen: name, trade_name, rut")


async def test_somebody_of_the_directory_brings_it_in(house: Settings, tmp_path: Path) -> None:
    """POL-07: every decision has its person."""
    file = a_sheet(tmp_path / "a.xlsx", ACCOUNTS[:2])
    with pytest.raises(ConfigurationError, match="«nadie» no está en el directorio"):
        await import_file(house, ImportOrder(Table.ACCOUNTS, file, "nadie"), lambda _: None)


def test_the_command_tells_what_a_person_has_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 0 when everything came in, 1 when a row waits for somebody, 2 for a file of another kind."""
    monkeypatch.setenv("ATENCION_MODE", "development")
    monkeypatch.setenv("ATENCION_DATABASE_URL", f"sqlite:///{tmp_path / 'import.db'}")
    good = a_sheet(tmp_path / "a.xlsx", ACCOUNTS[:2])
    (tmp_path / "b.pdf").touch()

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["import", *arguments, "--as", MANAGER])
        return done.exit_code, done.output

    assert run("accounts", str(good), "--dry-run") == (
        0,
        f"Ensayo: no se escribió nada.\n{ONE_CREATED}\n",
    )
    assert run("accounts", str(good))[0] == 0
    code, said = run("contacts", str(good))
    assert (code, "fila 2: Columna desconocida" in said) == (1, True)
    assert run("accounts", str(tmp_path / "b.pdf"))[0] == 2
