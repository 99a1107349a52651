"""Profiles and journeys over GraphQL and from files, with a dry run (SYS-01 to SYS-05, AMB-45)."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter
from typer.testing import CliRunner

from api.commands.atencion import app
from api.commands.journeys import load_journeys
from connectors.journey_files import COLUMNS, JourneyFile
from domain.model.history.journeys import JourneyResult
from domain.model.institution.people import Role
from tests.api.conftest import Desk
from tests.support.personal_reads import a_reader, recorded_of

RECORD: Final = """mutation($e: [JourneyEventInput!]!, $d: Boolean!) {
  recordJourneyEvents(input: { events: $e, dryRun: $d }) { outcomes { result } userErrors { code } } }"""
JOURNEY: Final = """query($r: Rut!, $n: Int!, $a: String) { journey(rut: $r, first: $n, after: $a) {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { kind source sourceName externalId on title waitDays requestedService state rule } } }"""
PROFILE: Final = "query($r: Rut!) { profile(rut: $r) { rut kind name accountId emails joins { email state by } } }"
PROPOSALS: Final = "{ profileJoinProposals(first: 50) { nodes { email rut accountId many latestOn } } }"
NOBODY: Final = "{ eventsOfNobody(first: 50) { nodes { externalId email } } }"
DECIDE: Final = """mutation($i: DecideProfileJoinInput!) { decideProfileJoin(input: $i) {
  join { email state version reason } userErrors { code message rule } } }"""
CREATE: Final = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
  account { id } userErrors { message } } }"""
_RUTS: Final = iter(("77.910.001-4", "77.910.002-2", "77.910.003-0"))


async def a_company(api: Desk, email: str) -> tuple[str, str]:
    """RUT and id of a company of Biobío with that address."""
    rut = next(_RUTS)
    fields = {"rut": rut, "country": "CL", "region": "08", "email": email, "siiStarted": True}
    done = (await api.ask(CREATE, i={"name": f"Comercial {email}", "fields": fields}))["createAccount"]
    assert done["userErrors"] == []
    return rut, done["account"]["id"]


def told(key: str, **more: Any) -> dict[str, Any]:
    return {"source": "CENTRO_DE_AYUDA", "externalId": key, "on": "2026-05-04", "kind": "consulta", **more}


async def record(api: Desk, *events: dict[str, Any], dry: bool = False) -> list[str]:
    done = await api.acting_as(Role.SERVICE).ask(RECORD, e=list(events), d=dry)
    return [each["result"] for each in done["recordJourneyEvents"]["outcomes"]]


async def test_a_record_without_rut_is_proposed_joined_and_given_back(api: Desk) -> None:
    """SYS-03, AMB-45: proposed to the company that has the address; then in its journey; undone, of nobody again."""
    email, key = f"{uuid.uuid4().hex}@nueces.cl", uuid.uuid4().hex
    rut, account = await a_company(api, email)
    assert await record(api, told(key, email=email.upper())) == ["RECORDED"]
    proposal = {"email": email, "rut": rut, "accountId": account, "many": 1, "latestOn": "2026-05-04"}
    assert proposal in (await api.ask(PROPOSALS))["profileJoinProposals"]["nodes"]
    unnamed = {"externalId": key, "email": email}
    assert unnamed in (await api.ask(NOBODY))["eventsOfNobody"]["nodes"]

    done = (await api.ask(DECIDE, i={"email": email, "rut": rut, "state": "ACCEPTED"}))["decideProfileJoin"]
    assert done == {"join": {"email": email, "state": "ACCEPTED", "version": 1, "reason": ""}, "userErrors": []}
    assert proposal not in (await api.ask(PROPOSALS))["profileJoinProposals"]["nodes"]
    assert unnamed not in (await api.ask(NOBODY))["eventsOfNobody"]["nodes"]
    profile = (await api.ask(PROFILE, r=rut))["profile"]
    assert (profile["kind"], profile["accountId"], profile["emails"]) == ("COMPANY", account, [email])
    (step,) = (await api.ask(JOURNEY, r=rut, n=9))["journey"]["nodes"]
    assert step == {
        "kind": "RECORD", "source": "CENTRO_DE_AYUDA", "sourceName": "Centro de Ayuda", "on": "2026-05-04",
        "externalId": f"CENTRO_DE_AYUDA:{key}", "title": "consulta", "waitDays": None, "requestedService": None,
        "state": None, "rule": "PUB-06",
    }  # fmt: skip

    silent = (await api.ask(DECIDE, i={"email": email, "rut": rut, "state": "UNDONE"}))["decideProfileJoin"]
    assert (silent["join"], silent["userErrors"][0]["code"]) == (None, "MISSING_DATA")
    undo = {"email": email, "rut": rut, "state": "UNDONE", "reason": "Era su contador", "version": 1}
    assert (await api.ask(DECIDE, i=undo))["decideProfileJoin"]["join"]["state"] == "UNDONE"
    assert (await api.ask(JOURNEY, r=rut, n=9))["journey"]["totalCount"] == 0
    assert unnamed in (await api.ask(NOBODY))["eventsOfNobody"]["nodes"]


async def test_a_journey_goes_on_page_by_page(api: Desk) -> None:
    """SYS-05: oldest first, each with its wait; of Transparencia no contents."""
    rut, _ = await a_company(api, f"{uuid.uuid4().hex}@higos.cl")
    days = ("2026-05-04", "2026-05-20", "2026-06-01")
    for number, day in enumerate(days):
        source = ("CERTO", "TRANSPARENCIA", "CENTRO_DE_AYUDA")[number]
        assert await record(api, told(uuid.uuid4().hex, rut=rut, source=source, on=day)) == ["RECORDED"]
    found, after = [], None
    while True:
        page = (await api.ask(JOURNEY, r=rut, n=2, a=after))["journey"]
        found += [(each["on"], each["source"], each["waitDays"]) for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == [(days[0], "CERTO", None), (days[1], "TRANSPARENCIA", 16), (days[2], "CENTRO_DE_AYUDA", 12)]
    assert page["totalCount"] == 3


@pytest.mark.parametrize("actor", [Role.COMPANY, Role.SERVICE])
async def test_a_journey_is_for_staff(api: Desk, actor: Role) -> None:
    """ROL-01, POL-07: neither a company nor another system reads them."""
    asked = await api.acting_as(actor).answer(JOURNEY, r="44.200.005-0", n=1)
    assert asked["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_dry_run_tells_what_would_come_and_records_nothing(api: Desk, tmp_path: Path) -> None:
    """SYS-01: by the API and from a sheet; then the sheet is loaded, and loaded again."""
    key = uuid.uuid4().hex
    assert await record(api, told(key), told("", kind="x"), dry=True) == ["RECORDED", "REFUSED"]
    assert await record(api, told(key), dry=True) == ["RECORDED"]
    path = tmp_path / "registros.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, ["CERTO", key, "2026-05-04", "certificado"])
        sheet.write_row(2, 0, ["CERTO", f"{key}-2", "2026-05-04", ""])
    counted: list[int] = []
    told_so = [
        await load_journeys(
            api.runtime.services, JourneyFile(path), dry_run=dry, progress=lambda r: counted.append(r.results.total())
        )
        for dry in (True, True, False, False)
    ]
    results = [report.results for report in told_so]
    assert [(each[JourneyResult.RECORDED], each[JourneyResult.UNCHANGED]) for each in results] == [
        (1, 0), (1, 0), (1, 0), (0, 1),
    ]  # fmt: skip
    assert told_so[0].refusals == ["fila 3: falta kind."]
    assert counted == [2, 2, 2, 2]


def test_the_command_says_that_it_was_a_dry_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SYS-01: an operator sees at once that nothing was recorded; the second time it is still new."""
    monkeypatch.setenv("ATENCION_DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    monkeypatch.setenv("ATENCION_TOKEN_SECRET", "clave-de-pruebas-de-treinta-y-dos-caracteres")
    (tmp_path / "a.csv").write_text("source,external_id,on,kind\nCERTO,1,2024-05-04,certificado\n", encoding="utf-8")
    asked = ["journeys", "load", str(tmp_path / "a.csv")]
    dry, done, again = [CliRunner().invoke(app, [*asked, *more]) for more in (["--dry-run"], [], [])]
    assert [each.exit_code for each in (dry, done, again)] == [0, 0, 0]
    assert ("Ensayo: no se registró nada." in dry.output, "Registrados: 1." in dry.output) == (True, True)
    assert ("Ensayo" in done.output, "Registrados: 1." in done.output, "Ya estaban: 1." in again.output) == (
        False, True, True,
    )  # fmt: skip


async def test_a_look_at_a_persons_profile_and_journey_is_recorded(api: Desk) -> None:
    """POL-07: of a natural person her RUN, through each of the two queries; of a company without addresses nothing."""
    run, reader = "12.345.678-5", a_reader(api)
    assert await record(api, told(uuid.uuid4().hex, rut=run, personType="NATURAL")) == ["RECORDED"]
    for rut in (run, "44.200.003-4"):
        assert (await reader.ask(PROFILE, r=rut))["profile"] is not None
        await reader.ask(JOURNEY, r=rut, n=1)
    shown = [(entry["field"], entry["kinds"]) for entry in await recorded_of(api, reader)]
    assert sorted(shown) == [("journey", ["RUN"]), ("profile", ["NAME", "RUN"])]
