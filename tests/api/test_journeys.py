"""The six systems and their events over GraphQL and from the command line (SYS-01, SYS-02)."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from api.commands.atencion import app
from api.commands.journeys import load_journeys
from api.demo.development import DEMO_JOURNEYS, load_demo_journeys
from connectors.journey_files import JourneyFile
from domain.model.history.journeys import JourneyResult
from domain.model.institution.people import Role
from tests.api.conftest import Desk

RUT = "44.200.005-0"
RECORD = """mutation($e: [JourneyEventInput!]!) { recordJourneyEvents(input: { events: $e }) {
  outcomes { source externalId result version accountId userErrors { code message field rule } }
  userErrors { code rule } } }"""
EVENTS = """query($r: Rut!, $n: Int!, $a: String) { account(by: { rut: $r }) { id journeyEvents(first: $n, after: $a) {
  nodes { source sourceName externalId on kind personType rut requestedService deliveredService state version }
  pageInfo { hasNextPage endCursor } } } }"""


def _integrator(api: Desk) -> Desk:
    return api.acting_as(Role.SERVICE)


def _told(external_id: str, **more: Any) -> dict[str, Any]:
    return {"source": "CERTO", "externalId": external_id, "on": "2026-05-04", "kind": "certificado de origen", **more}


async def _record(desk: Desk, *events: dict[str, Any]) -> list[dict[str, Any]]:
    found = (await desk.ask(RECORD, e=list(events)))["recordJourneyEvents"]
    assert found["userErrors"] == []
    outcomes: list[dict[str, Any]] = found["outcomes"]
    return outcomes


async def test_the_six_systems_are_told(api: Desk) -> None:
    """SYS-01: a closed list; two of them tell no contents (AMB-45)."""
    found = (await api.ask("{ sourceSystems { code name public enters contents rule } }"))["sourceSystems"]
    assert [row["code"] for row in found] == [
        "CRM",
        "CENTRO_DE_AYUDA",
        "ATENCION_CIUDADANA",
        "LEY_DE_LOBBY",
        "TRANSPARENCIA",
        "CERTO",
    ]
    assert [row["code"] for row in found if not row["enters"]] == ["CRM"]
    assert [row["code"] for row in found if not row["contents"]] == ["LEY_DE_LOBBY", "TRANSPARENCIA"]
    assert all(row["name"] and row["public"] for row in found)


async def test_an_event_is_found_at_the_account_with_its_rut(api: Desk) -> None:
    """SYS-01, SYS-02, AMB-45: the account is found by RUT; the event keeps source and external id."""
    id_ = uuid.uuid4().hex
    told = _told(
        id_,
        rut="44200005-0",
        personType="LEGAL",
        requestedService="Certificado",
        deliveredService="Emitido",
        state="ok",
    )
    (outcome,) = await _record(_integrator(api), told)
    account = (await api.ask(EVENTS, r=RUT, n=100))["account"]

    assert (outcome["result"], outcome["version"], outcome["accountId"]) == ("RECORDED", 1, account["id"])
    (event,) = [each for each in account["journeyEvents"]["nodes"] if each["externalId"] == id_]
    assert event == {
        "source": "CERTO",
        "sourceName": "CERTO (certificación de origen)",
        "externalId": id_,
        "on": "2026-05-04",
        "kind": "certificado de origen",
        "personType": "LEGAL",
        "rut": RUT,
        "requestedService": "Certificado",
        "deliveredService": "Emitido",
        "state": "ok",
        "version": 1,
    }


async def test_told_again_it_changes_nothing_and_told_otherwise_it_is_a_new_version(api: Desk) -> None:
    """SYS-01: the key is the system and its id; what is shown is what the system says now."""
    integrator, id_ = _integrator(api), uuid.uuid4().hex
    told = _told(id_, rut=RUT, state="recibida")
    changed = {**told, "state": "emitido"}
    outcomes = await _record(integrator, told, told, changed)
    again = await _record(integrator, changed)

    assert [(each["result"], each["version"]) for each in (*outcomes, *again)] == [
        ("RECORDED", 1),
        ("UNCHANGED", 1),
        ("NEW_VERSION", 2),
        ("UNCHANGED", 2),
    ]
    nodes = (await api.ask(EVENTS, r=RUT, n=100))["account"]["journeyEvents"]["nodes"]
    assert [(each["state"], each["version"]) for each in nodes if each["externalId"] == id_] == [("emitido", 2)]


async def test_each_record_has_its_own_outcome(api: Desk) -> None:
    """SYS-01: a wrong one holds nothing up; its error names field and rule."""
    ids = [uuid.uuid4().hex for _ in range(4)]
    wrong = _told(ids[0], rut="44.200.005-1")
    of_crm = {**_told(ids[1]), "source": "CRM"}
    contents = {**_told(ids[2], requestedService="Reunión"), "source": "LEY_DE_LOBBY"}
    right = _told(ids[3])
    outcomes = await _record(_integrator(api), wrong, of_crm, contents, right)

    assert [each["result"] for each in outcomes] == ["REFUSED", "REFUSED", "REFUSED", "RECORDED"]
    assert [[error["field"] for error in each["userErrors"]] for each in outcomes] == [
        [["rut"]],
        [["source"]],
        [["requestedService"]],
        [],
    ]
    assert outcomes[3]["accountId"] is None


async def test_only_systems_and_the_administrator_tell_events(api: Desk) -> None:
    """SYS-01: staff read them; too many at once are refused whole."""
    for role in (Role.REGIONAL_EXECUTIVE, Role.HELP_CENTRE, Role.COMPANY, Role.ANALYST):
        found = (await api.acting_as(role, "CENTRAL").ask(RECORD, e=[_told("x")]))["recordJourneyEvents"]
        assert found["outcomes"] == []
        assert [error["code"] for error in found["userErrors"]] == ["NOT_AUTHORISED"]
    many = [_told(f"m{n}") for n in range(501)]
    found = (await _integrator(api).ask(RECORD, e=many))["recordJourneyEvents"]
    assert (found["outcomes"], found["userErrors"][0]["code"]) == ([], "INVALID_VALUE")


async def test_events_are_read_page_by_page_latest_day_first(api: Desk) -> None:
    """SYS-01: by cursor, like every list."""
    rut = "44.200.006-9"
    told = [_told(f"p{n}", rut=rut) | {"on": f"2026-01-{n:02}"} for n in range(1, 6)]
    await _record(_integrator(api), *told)
    seen, after = [], None
    for _ in range(3):
        page = (await api.ask(EVENTS, r=rut, n=2, a=after))["account"]["journeyEvents"]
        seen += [event["externalId"] for event in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == ["p5", "p4", "p3", "p2", "p1"]
    assert not page["pageInfo"]["hasNextPage"]


async def test_the_run_of_a_person_is_a_read_of_personal_data(api: Desk) -> None:
    """POL-07, SYS-01: the event names a person; asking for its kind alone does not."""
    await _record(_integrator(api), _told("natural", rut=RUT, personType="NATURAL"))
    reader = api.acting_as(Role.SECTOR_HEAD, "CENTRAL")
    administrator = api.acting_as(Role.ADMINISTRATOR, "CENTRAL")
    document = "query($r: Rut!) { account(by: { rut: $r }) { journeyEvents(first: 50) { nodes { %s } } } }"
    count = "query($by: String) { readsOfPersonalData(first: 100, by: $by) { nodes { kinds } } }"
    await reader.ask(document % "kind source", r=RUT)
    before = (await administrator.ask(count, by=reader.actor.id))["readsOfPersonalData"]["nodes"]
    await reader.ask(document % "rut", r=RUT)
    after = (await administrator.ask(count, by=reader.actor.id))["readsOfPersonalData"]["nodes"]
    assert (len(after) - len(before), after[0]) == (1, {"kinds": ["RUN"]})


async def test_a_file_is_loaded_in_batches_with_a_plain_report(api: Desk, tmp_path: Path) -> None:
    """SYS-01: more than one batch; a second load changes nothing; refusals name their line."""
    path = tmp_path / "certo.csv"
    rows = [f"CERTO,L-{n},2026-02-0{n % 9 + 1},certificado,{RUT if n == 0 else ''}" for n in range(1_203)]
    rows[700] = "CERTO,L-700,2026-02-01,certificado,1-1"
    rows[701] = "CERTO,L-701,ayer,certificado,"
    path.write_text("\n".join(["source,external_id,on,kind,rut", *rows]), encoding="utf-8")

    first = await load_journeys(api.runtime.services, JourneyFile(path))
    second = await load_journeys(api.runtime.services, JourneyFile(path))

    assert first.results == {JourneyResult.RECORDED: 1_201, JourneyResult.REFUSED: 2}
    assert second.results == {JourneyResult.UNCHANGED: 1_201, JourneyResult.REFUSED: 2}
    assert first.linked == 1
    assert first.refusals[1].startswith("línea 702: «1-1» no es un RUT válido")
    assert first.refusals[0].startswith("línea 703: «ayer» no es una fecha")
    assert first.lines()[0] == "Registrados: 1.201. Con versión nueva: 0. Ya estaban: 0. Rechazados: 2."


async def test_the_demonstration_has_events_of_each_of_the_five_systems(api: Desk) -> None:
    """SYS-01: the example data load without a refusal, and once."""
    await load_demo_journeys(api.runtime)
    report = await load_journeys(api.runtime.services, JourneyFile(DEMO_JOURNEYS))
    assert report.results == {JourneyResult.UNCHANGED: 9}
    nodes = (await api.ask(EVENTS, r="44.100.808-2", n=9))["account"]["journeyEvents"]["nodes"]
    assert [node["source"] for node in nodes] == ["LEY_DE_LOBBY", "CERTO", "CENTRO_DE_AYUDA"]


def test_the_command_loads_a_file_and_tells_what_it_refused(tmp_path: Path) -> None:
    """SYS-01: exit code 0 when everything entered, 1 when something was refused, 2 for a file of another kind."""
    environment = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'j.db'}",
    }
    good, bad, other = tmp_path / "good.jsonl", tmp_path / "bad.csv", tmp_path / "a.pdf"
    good.write_text('{"external_id": "C-1", "on": "2024-09-12", "kind": "certificado"}\n', encoding="utf-8")
    bad.write_text("source;external_id;on;kind\nCRM;C-2;2024-09-12;cuenta\n", encoding="utf-8")
    other.touch()

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["journeys", "load", *arguments], env=environment)
        return done.exit_code, done.output

    assert run(str(good), "--system", "certo") == (
        0,
        "Registrados: 1. Con versión nueva: 0. Ya estaban: 0. Rechazados: 0.\nDe una cuenta conocida: 0.\n",
    )
    code, said = run(str(bad))
    assert code == 1
    assert "línea 2: Los registros del CRM llegan por su propia conexión" in " ".join(said.split())
    assert run(str(other))[0] == 2
