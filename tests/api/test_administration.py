"""What an administrator decides from a terminal: with trace, refused in Spanish, without a restart (F-83)."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.commands.atencion import app

ADMINISTRATOR = ("--as", "sergio.valdes")
EXECUTIVE = ("--as", "ana.rojas")
FAIR = ("2027-03-05", "--name", "Fiesta local", "--source", "Ley 21.000", "--region", "08")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATENCION_MODE", "development")
    monkeypatch.setenv("ATENCION_DATABASE_URL", f"sqlite:///{tmp_path / 'admin.db'}")
    return tmp_path / "admin.db"


def said(*command: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, command)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def recorded(store: Path) -> list[tuple[str, str, str | None]]:
    """What was decided, by whom and why, oldest first."""
    with sqlite3.connect(store) as opened:
        return list(opened.execute('SELECT what, "by", reason FROM decision ORDER BY pk'))


def test_a_holiday_is_added_and_withdrawn_with_its_trace(store: Path) -> None:
    """AMB-56: on behalf of a person of the directory; the same again is told as such and recorded once."""
    assert said("holidays", "add", *FAIR, *ADMINISTRATOR) == "05-03-2027 Fiesta local: Agregado.\n"
    assert said("holidays", "add", *FAIR, *ADMINISTRATOR) == "05-03-2027 Fiesta local: Ya estaba.\n"
    withdrawn = ("2027-03-05", "--reason", "Era en abril", "--region", "08")
    assert said("holidays", "withdraw", *withdrawn, *ADMINISTRATOR) == "05-03-2027 Fiesta local: Retirado.\n"
    assert recorded(store) == [
        ("add_holiday", "sergio.valdes", "Ley 21.000"),
        ("withdraw_holiday", "sergio.valdes", "Era en abril"),
    ]


def test_who_may_not_is_refused_in_spanish_and_nothing_is_changed(store: Path) -> None:
    """SYS-03: an executive keeps no table, nobody who is not in the directory decides anything."""
    assert "administrador" in said("holidays", "add", *FAIR, *EXECUTIVE, code=1)
    assert "no está en el directorio" in said("holidays", "add", *FAIR, "--as", "nadie", code=2)
    assert "No se agregó aquí un feriado" in said(
        "holidays", "withdraw", "2027-03-06", "--reason", "x", *ADMINISTRATOR, code=1
    )
    said("webhooks", "create", "https://sistema.cl/avisos", *EXECUTIVE, code=1)
    assert recorded(store) == []


def test_a_webhook_goes_through_its_life(store: Path) -> None:
    """F-60: its secret is printed when it is made and when it is changed, and nowhere else."""
    address = "https://sistema.cl/avisos"
    made = said("webhooks", "create", address, "--kind", "CASE", *ADMINISTRATOR)
    key, secret = made.split()[0], made.split()[-1]
    assert made.splitlines()[0] == f"{key} ACTIVE {address}"
    assert secret.startswith("whsec_")
    assert said("webhooks", "list", *ADMINISTRATOR) == f"{key} ACTIVE {address}\n"
    rotated = said("webhooks", "rotate", key, *ADMINISTRATOR).split()[-1]
    assert rotated.startswith("whsec_")
    assert rotated != secret
    paused = said("webhooks", "pause", key, "--reason", "Migración", *ADMINISTRATOR)
    assert paused == f"{key} PAUSED {address} (Migración)\n"
    assert said("webhooks", "resume", key, *ADMINISTRATOR) == f"{key} ACTIVE {address}\n"
    said("webhooks", "end", key, "--reason", "Ya no se usa", *ADMINISTRATOR)
    assert "ya terminó" in said("webhooks", "resume", key, *ADMINISTRATOR, code=1)
    assert "No existe" in said("webhooks", "pause", "otro", "--reason", "x", *ADMINISTRATOR, code=1)
    decided = [(what, reason) for what, _, reason in recorded(store)]
    assert decided == [
        ("create_webhook", None), ("rotate_webhook_secret", None), ("pause_webhook", "Migración"),
        ("resume_webhook", None), ("end_webhook", "Ya no se usa"),
    ]  # fmt: skip
    with sqlite3.connect(store) as opened:
        assert json.loads(opened.execute("SELECT kinds FROM webhook").fetchone()[0]) == ["CASE"]


PERSON = ("--name", "Nora Díaz", "--email", "nora@prochile.example", "--reason", "Llega")


def test_a_person_comes_is_away_and_leaves(store: Path) -> None:
    """ROL-01: by the same use cases as the API; another process on the same store knows her at once when it starts."""
    executive = ("--role", "REGIONAL_EXECUTIVE", "--office", "OFIREG-08")
    assert said("directory", "save", "nora.diaz", *PERSON, *executive, *ADMINISTRATOR) == (
        "nora.diaz Nora Díaz REGIONAL_EXECUTIVE OFIREG-08\n"
    )
    days = ("--since", "2027-03-01", "--until", "2027-03-12")
    away = said("directory", "away", "nora.diaz", *days, "--substitute", "ana.rojas", *ADMINISTRATOR)
    assert away.splitlines()[1] == "  01-03-2027 – 12-03-2027 ana.rojas"
    assert "subroga a Nora" in said("directory", "remove", "ana.rojas", "--reason", "Jubila", *ADMINISTRATOR, code=1)
    said("directory", "back", "nora.diaz", "--since", "2027-03-01", "--reason", "No viaja", *ADMINISTRATOR)
    assert "administrador" in said("directory", "remove", "ana.rojas", "--reason", "x", "--as", "nora.diaz", code=1)
    said("directory", "remove", "nora.diaz", "--reason", "Se va", *ADMINISTRATOR)
    said("directory", "remove", "ana.rojas", "--reason", "x", "--as", "nora.diaz", code=2)
    assert recorded(store) == [
        ("save_person", "sergio.valdes", "Llega"),
        ("save_absence", "sergio.valdes", None),
        ("withdraw_absence", "sergio.valdes", "No viaja"),
        ("remove_person", "sergio.valdes", "Se va"),
    ]


def test_offices_telephones_bodies_and_topics_are_kept(store: Path) -> None:
    """SYS-04, CHN-04, ROL-03, MEA-05: without a restart and without a file."""
    lima = ("--kind", "OFICOM", "--country", "PE", "--zone", "America/Lima", "--reason", "Se abre")
    renamed = ("directory", "office", "OFICOM-PE-LIM", "--name", "Lima", *lima)
    assert said(*renamed, *ADMINISTRATOR) == "OFICOM-PE-LIM Lima oficom.lim@example.cl\n"
    assert said(*renamed, "--mailbox", "", *ADMINISTRATOR) == "OFICOM-PE-LIM Lima\n"
    number = ("+51 1 222 3344", "--office", "OFICOM-PE-LIM")
    assert said("directory", "telephone", *number, *ADMINISTRATOR).endswith("OFICOM-PE-LIM habilitado\n")
    body = ("--kind", "CHAMBER", "--name", "Cámara de Lima", "--contact", "camara.pe", "--market", "PE")
    assert said("directory", "body", "CAMARA-PE", *body, *ADMINISTRATOR) == "CAMARA-PE Cámara de Lima\n"
    said("directory", "remove-body", "CAMARA-PE", "--reason", "Cerró", *ADMINISTRATOR)
    said("topics", "save", "ARANCELES", "--name", "Aranceles", "--since", "2020-01-01", *ADMINISTRATOR)
    assert "ARANCELES Aranceles desde el 01-01-2020\n" in said("topics", "list", *ADMINISTRATOR)
    ended = ("--name", "Aranceles", "--since", "2020-01-01", "--until", "2020-12-31")
    said("topics", "save", "ARANCELES", *ended, *ADMINISTRATOR)
    assert "ARANCELES" not in said("topics", "list", *ADMINISTRATOR)
    identity = ("entra", "oid-9", "--person", "ana.rojas", "--reason", "x")
    assert "proveedor de identidad" in said("identities", "save", *identity, *ADMINISTRATOR, code=1)
    assert said("identities", "list", *ADMINISTRATOR) == ""
    assert len(recorded(store)) == 7


def test_what_a_command_leaves_out_stays_and_an_empty_word_takes_it_away(store: Path) -> None:
    """F-83: a new reason or address takes no sector away."""
    officer = ("--role", "SECTOR_OFFICER", "--office", "OFIREG-08")
    said("directory", "save", "nora.diaz", *PERSON, *officer, "--market", "PE", "--unit", "Sur", *ADMINISTRATOR)
    said("directory", "save", "nora.diaz", *PERSON, *officer, *ADMINISTRATOR)
    said("directory", "save", "nora.diaz", *PERSON, *officer, "--market", "", "--unit", "", *ADMINISTRATOR)
    with sqlite3.connect(store) as opened:
        ((entry,),) = opened.execute("SELECT entry FROM amendment WHERE key = 'nora.diaz'")
    assert {name: json.loads(entry).get(name) for name in ("markets", "unit")} == {"markets": [], "unit": None}
    assert [what for what, _, _ in recorded(store)] == ["save_person", "save_person"]
