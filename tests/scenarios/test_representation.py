"""The story of a company that registers: declared, seen by nobody else, confirmed in the interview (CAP-04, AMB-54)."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Final

from domain.model.institution.people import Actor, Role
from domain.model.rut import Rut
from domain.protocol.access.representation import RECEIPT
from tests.scenarios.conftest import Story, _check_digit

REGISTER: Final = """mutation R($i: RegisterCompanyInput!) { registerCompany(input: $i) {
  case { id flow state stateTitle isOpen accountId officeCode assignee { username } version
         representation { state receipt accountId declared { name fields { name value } contacts { name } } }
         timeline { fact effects reason } }
  event { fact effects reason }
  nextStep { step title text responsible dueOn mutations missing { name } }
  account { id name } openedCases { id } classChanges { on } isDuplicate userErrors { message rule } } }"""
_BY_THE_CLOCK: Final = ("FROM setting", "FROM holiday")
"""What the process reads now and then, whoever asks."""
_numbers = count(78_300_001)


def a_rut() -> str:
    """A RUT that no account has yet."""
    number = next(_numbers)
    return str(Rut.parse(f"{number}{_check_digit(number)}"))


def a_person(story: Story, name: str, run: str) -> Story:
    """Somebody who came with Clave Única, and nothing else."""
    return Story(replace(story.desk, actor=Actor(name, name, Role.COMPANY, run=run)))


async def test_every_declarant_gets_the_same_receipt_by_the_same_statements(story: Story) -> None:
    """AMB-54, F-02: of a RUT that ProChile knows, of one that it does not, and of one that somebody else declared."""
    await story.at("2026-05-18 10:00")
    account = await story.company("Quesos Uno SpA")
    known = (await story.ask("query($a: ID!) { account(by: { id: $a }) { rut } }", a=account))["account"]["rut"]
    unknown, answers, sent = a_rut(), [], []
    for name, run, rut in (
        ("marta.paz", "14.222.333-3", known),
        ("julia.rey", "13.222.333-5", unknown),
        ("olga.mar", "12.222.333-7", unknown),
    ):
        given = {"rut": rut, "name": "Miel del Ñuble SpA", "fields": {"region": "08", "email": "hola@miel.cl"}}
        with story.desk.runtime.database.watch() as seen:
            answers.append((await a_person(story, name, run).ask(REGISTER, i=given))["registerCompany"])
        sent.append([sql for sql, _ in seen if not any(table in sql for table in _BY_THE_CLOCK)])
    for answer in answers:
        del answer["case"]["id"]
    assert sent[0] == sent[1] == sent[2]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["userErrors"] == []
    assert answers[0]["case"]["representation"]["receipt"] == RECEIPT


async def test_she_registers_files_the_ficha_and_is_confirmed_in_the_interview(story: Story) -> None:
    """The story: she sees only what she gave; the region's executive confirms her; then she sees her file."""
    await story.at("2026-05-18 10:00")
    account = await story.company("Cecinas Chillán Viejo SpA")
    rut = (await story.ask("query($a: ID!) { account(by: { id: $a }) { rut } }", a=account))["account"]["rut"]
    rosa, eva = a_person(story, "rosa.diaz", "11.222.333-9"), a_person(story, "eva.soto", "10.222.333-0")
    given = {"rut": rut, "name": "Cecinas de Rosa", "fields": {"region": "08", "website": "https://cecinas.example.cl"}}
    done = (await rosa.ask(REGISTER, i=given))["registerCompany"]
    case = done["case"]["id"]
    assert (done["account"], done["case"]["accountId"]) == (None, None)
    assert done["case"]["representation"]["declared"]["name"] == "Cecinas de Rosa"
    await rosa.fact("completeFichaInCapture", caseId=case, exports=True, region="08")
    added = await rosa.ask(
        "mutation($i: AddContactInput!) { addContact(input: $i) {"
        " account { id } contact { name } userErrors { message } } }",
        i={"caseId": case, "contact": {"name": "Pedro Lara"}},
    )
    assert added["addContact"] == {"account": None, "contact": {"name": "Pedro Lara"}, "userErrors": []}

    mine = """query($r: Rut!, $c: ID!) {
      account(by: { rut: $r }) { id } case(id: $c) { id } cases(first: 9) { nodes { id } } }"""
    assert await rosa.ask(mine, r=rut, c=case) == {
        "account": None,
        "case": {"id": case},
        "cases": {"nodes": [{"id": case}]},
    }
    assert (await eva.ask(mine, r=rut, c=case))["case"] is None
    second = (await eva.ask(REGISTER, i=given))["registerCompany"]
    assert second["case"]["representation"]["receipt"] == done["case"]["representation"]["receipt"]
    facts = "query($a: ID!) { account(by: { id: $a }) { website contacts { name } facts { kind } } }"
    assert (await story.ask(facts, a=account))["account"] == {"website": None, "contacts": [], "facts": []}

    declarations = await story.ask(
        """query($r: Rut!) { representations(first: 9, filter: { rut: $r, states: [DECLARED] }) {
             nodes { id personName run caseId declared { facts { kind } } } } }""",
        r=rut,
    )
    assert [each["personName"] for each in declarations["representations"]["nodes"]] == ["eva.soto", "rosa.diaz"]
    told = {"mode": "INTERVIEW", "result": "Trajo el poder", "pointOfContact": "OFIREG"}
    await story.fact("recordInterviewInCapture", caseId=case, representationConfirmed=True, notes="Reservado", **told)

    seen = await rosa.ask(
        "query($r: Rut!) { account(by: { rut: $r }) { id name website contacts { name } terms { rule state } }"
        " viewer { accountId representations { state since confirmedBy reason } } }",
        r=rut,
    )
    assert (seen["account"]["id"], seen["viewer"]["accountId"]) == (account, account)
    assert (seen["account"]["name"], seen["account"]["website"]) == (
        "Cecinas Chillán Viejo SpA", "https://cecinas.example.cl",
    )  # fmt: skip
    assert seen["account"]["contacts"] == [{"name": "Pedro Lara"}]
    assert {"rule": "SLA-03", "state": "MET"} in seen["account"]["terms"]
    assert seen["viewer"]["representations"] == [
        {"state": "CONFIRMED", "since": "2026-05-18", "confirmedBy": story.desk.actor.id, "reason": None}
    ]
    assert (await eva.ask(mine, r=rut, c=case))["account"] is None

    ending = """mutation($i: EndRepresentationInput!) { endRepresentation(input: $i) {
      representation { state } userErrors { message } } }"""
    record = declarations["representations"]["nodes"][1]["id"]
    refused = await rosa.ask(ending, i={"representationId": record, "reason": "Yo"})
    assert refused["endRepresentation"]["userErrors"] != []
    ended = await story.ask(ending, i={"representationId": record, "reason": "Dejó la empresa"})
    assert ended["endRepresentation"] == {"representation": {"state": "ENDED"}, "userErrors": []}
    assert (await rosa.ask("query($r: Rut!) { account(by: { rut: $r }) { id } }", r=rut))["account"] is None


async def test_a_company_that_nobody_knew_reaches_the_crm_when_its_person_is_confirmed(story: Story) -> None:
    """AMB-54, SYS-01: the account, its contact and its actions are told to the CRM in that transaction."""
    await story.at("2026-05-18 12:00")
    rosa, rut = a_person(story, "nora.pino", "9.222.333-7"), a_rut()
    given = {"rut": rut, "name": "Nueces de Nora", "fields": {"region": "08", "email": "nora@nueces.example.cl"}}
    case = (await rosa.ask(REGISTER, i=given))["registerCompany"]["case"]["id"]
    await rosa.fact("completeFichaInCapture", caseId=case, exports=True, region="08")
    asked = (
        "query($r: Rut!) { account(by: { rut: $r }) { id actions(first: 9) { nodes { type } } syncState { status } } }"
    )
    assert (await story.ask(asked, r=rut))["account"] is None
    await story.fact("confirmRepresentationInCapture", caseId=case)
    account = (await rosa.ask(asked.replace("syncState { status }", ""), r=rut))["account"]
    assert {node["type"] for node in account["actions"]["nodes"]} == {"AVISO_EMPRESA_EXPORTADORA", "AVISO_REGION"}
    worker = story.desk.runtime.worker
    assert worker is not None
    await worker.run_once()
    assert (await story.ask(asked, r=rut))["account"]["syncState"]["status"] == "IN_SYNC"
