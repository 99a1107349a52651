"""
Cases follow the facts, played over HTTP with the demo clock, with the mock CRM and with Dynamics on the stand-in: a
region edited in the CRM, an executive who leaves with eleven open cases, a holiday declared late, accounts joined and
separated, a fact taken back (F-21, F-23, F-24, F-44, F-78, F-84).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from domain.model.institution.people import Role
from domain.model.rut import Rut
from tests.support.fact_inputs import fact_input
from tests.support.system.crm_sides import CONNECTORS, Crm, served
from tests.support.system.processes import Api, eventually, token

pytestmark = pytest.mark.xdist_group("cases follow the facts")

CASE: str = """query($id: ID!) { case(id: $id) { number state isOpen officeCode assignee { username } accountId
  timeline { fact rules reason effects data { name value } } } }"""
ACCOUNT: str = "query($id: ID!) { account(by: { id: $id }) { id version officeCode mergedIntoId active } }"
TERMS: str = """query($a: ID!) { account(by: { id: $a }) { terms { rule state dueOn text } }
  decisions(accountId: $a, first: 20) { nodes { what reason outcome } } }"""


class Stage:
    """The API as whoever acts, the CRM behind its back, and a clock that is put by hand."""

    def __init__(self, api: Api, crm: Crm) -> None:
        self.api = api
        self.crm = crm
        self.head = api.acting_as(token(Role.REGIONAL_HEAD, "OFIREG-08", "luis.carrasco"))
        self.portal = api.acting_as(token(Role.SERVICE, username="portal"))
        self.administrator = api.acting_as(token(Role.ADMINISTRATOR, "CENTRAL", "admin"))
        self._number = 78_100_000

    def at(self, instant: str) -> None:
        """Put the clock at that instant; the worker fires what is due by then."""
        self.api.ask(
            "mutation($i: SetClockInput!) { setClock(input: $i) { userErrors { message } } }", i={"now": instant}
        )

    def company(self, name: str, *, rut: bool = True, assigned: bool = True, **fields: Any) -> str:
        """A company of Biobío, with Ana Rojas where one is *assigned*; its global id."""
        self._number += 1
        given = {"country": "CL", "region": "08", "siiStarted": True, **fields}
        if rut:
            given["rut"] = str(Rut.parse(f"{self._number}{check_digit(self._number)}"))
        create = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
          account { id version } userErrors { message } } }"""
        made = self.api.do(create, i={"name": name, "fields": given})["account"]
        if not assigned:
            return str(made["id"])
        assign = "mutation($i: AssignExecutiveInput!) { assignExecutive(input: $i) { userErrors { message } } }"
        person = {"kind": "REGIONAL", "person": "ana.rojas", "reason": "Conoce el rubro"}
        self.head.do(assign, i={"accountId": made["id"], "version": made["version"], **person})
        return str(made["id"])

    def fact(self, by: Api, mutation: str, **data: Any) -> dict[str, Any]:
        """Report a fact that must be accepted; its case."""
        document = (
            f"mutation($i: {mutation[0].upper()}{mutation[1:]}Input!) {{ {mutation}(input: $i) {{"
            " case { id number state version officeCode assignee { username } } userErrors { message } } }"
        )
        case: dict[str, Any] = by.do(document, i=fact_input(mutation, data))["case"]
        return case

    def case(self, case_id: str) -> dict[str, Any]:
        """A case as it is now."""
        found: dict[str, Any] = self.api.ask(CASE, id=case_id)["case"]
        return found

    def account(self, account_id: str) -> dict[str, Any]:
        """An account as it is now."""
        found: dict[str, Any] = self.api.ask(ACCOUNT, id=account_id)["account"]
        return found

    def in_step(self, *account_ids: str) -> None:
        """Wait until the CRM has everything of these accounts."""
        state = "query($id: ID!) { account(by: { id: $id }) { syncState { status } } }"
        for account_id in account_ids:
            eventually(
                lambda key=account_id: self.api.ask(state, id=key)["account"]["syncState"]["status"] == "IN_SYNC",  # type: ignore[misc]
                "the CRM is in step",
            )


def check_digit(number: int) -> str:
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(str(number))))
    return {10: "K", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def key_of(global_id: str) -> str:
    return base64.b64decode(global_id).decode().partition(":")[2]


def facts_of(case: dict[str, Any]) -> list[str]:
    return [event["fact"] for event in case["timeline"]]


@pytest.fixture(scope="module", params=CONNECTORS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Each connector in turn; Thursday 12 September 2024, 11:00."""
    with served(request.param, tmp_path_factory.mktemp("follow")) as (api, crm):
        played = Stage(api, crm)
        played.at("2024-09-12T11:00:00-03:00")
        yield played


def test_a_region_edited_in_the_crm_takes_the_capture_along(stage: Stage) -> None:
    """F-21, AMB-68: a colleague writes Arica; account, case and term go there, the CRM hears of it, Arica is told."""
    account = stage.company("Conservas Punta Norte SpA")
    case = stage.fact(stage.portal, "registerInCapture", accountId=account, representativeRun="12.345.678-5")
    case = stage.fact(stage.portal, "completeFichaInCapture", caseId=case["id"], exports=True, region="08")
    assert (case["state"], case["officeCode"]) == ("NOTIFICADA_REGION", "OFIREG-08")
    stage.in_step(account)

    stage.crm.edit("account", key_of(account), region="15")

    moved = eventually(lambda: stage.case(case["id"])["officeCode"] == "OFIREG-15" and stage.case(case["id"]), "moved")
    handed = moved["timeline"][-1]
    assert (handed["fact"], handed["rules"]) == ("hand_over", ["POL-05", "RTE-04", "AMB-68"])
    assert facts_of(moved).count("hand_over") == 1
    assert stage.account(account)["officeCode"] == "OFIREG-15"
    stage.in_step(account)
    assert stage.crm.record("account", key_of(account))["office"] == "OFIREG-15"
    sent = "query($a: ID!) { messages(first: 20, filter: { accountId: $a }) { nodes { template } } }"
    templates = [each["template"] for each in stage.api.ask(sent, a=account)["messages"]["nodes"]]
    assert templates.count("NTF-06") == 2


def test_an_executive_who_leaves_hands_eleven_cases_over_in_one_act(stage: Stage) -> None:
    """F-84, POL-05: one act, one reason; each case keeps its record; nobody of another office may do it."""
    cases = []
    for number in range(11):
        account = stage.company(f"Quesos Antuco {number} SpA")
        register = "mutation($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }"
        day = {"startedOn": "2024-06-03", "endedOn": "2024-06-03", "type": "FERIA", "title": "Feria"}
        stage.api.do(register, i={"accountId": account, **day})
        case = stage.fact(
            stage.portal, "receiveRequestInRequest", accountId=account, wants="ADVICE", matter="Vender en Corea",
            purpose="DIVERSIFY",
        )  # fmt: skip
        assert case["assignee"] == {"username": "ana.rojas"}
        cases.append(case["id"])
    hand_over = """mutation($i: HandOverCasesInput!) { handOverCases(input: $i) {
      cases { id assignee { username } timeline { fact reason } } userErrors { code message } } }"""
    act = {
        "fromPerson": "ana.rojas",
        "to": "person:valentina.lara",
        "reason": "Ana deja ProChile",
        "clientKey": "ana-1",
    }
    stranger = stage.api.acting_as(token(Role.REGIONAL_HEAD, "OFIREG-15", "otra.jefa"))
    (refused,) = stranger.ask(hand_over, i={**act, "clientKey": "otra"})["handOverCases"]["userErrors"]
    assert refused["code"] == "NOT_AUTHORISED"

    done = stage.head.do(hand_over, i=act)

    mine = [case for case in done["cases"] if case["id"] in cases]
    assert len(mine) == 11
    for case in mine:
        assert case["assignee"] == {"username": "valentina.lara"}
        assert case["timeline"][-1] == {"fact": "hand_over", "reason": "Ana deja ProChile"}
    again = stage.head.do(hand_over, i=act)  # the answer was lost: nothing is done twice
    assert [case["timeline"] for case in again["cases"]] == [case["timeline"] for case in done["cases"]]


def test_a_holiday_declared_late_moves_a_notes_defence(stage: Stage) -> None:
    """
    F-23, AMB-56, BEH-04: received by the post on Friday 22 November 2024, notified on Wednesday 27; five business days
    end on 4 December. On the 2nd a law makes the 3rd a holiday: the 5th; the note is confirmed after it, not before. It
    was entered for the 4th first, by mistake: taken back, the defence ends on the 4th again (AMB-70).
    """
    account = stage.company("Arándanos Ñuble SpA")
    stage.at("2024-10-01T10:00:00-03:00")
    register = "mutation($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }"
    day = {"startedOn": "2024-06-03", "endedOn": "2024-06-03", "type": "FERIA", "title": "Feria"}
    stage.api.do(register, i={"accountId": account, **day})
    oficom = stage.api.acting_as(token(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA", "wei.lagos"))
    agenda = stage.fact(
        stage.api, "requestAgendaInAgenda", accountId=account, market="CN", mode="VIRTUAL", pointOfContact="OFIREG"
    )["id"]
    stage.fact(stage.api, "sendToOficomInAgenda", caseId=agenda)
    stage.fact(
        oficom, "confirmAgendaInAgenda", caseId=agenda, agendaStartsOn="2024-11-18", agendaEndsOn="2024-11-19",
        meetings=["Importadora Uno"],
    )  # fmt: skip
    company = stage.api.acting_as(token(Role.COMPANY, username="rosa", account_id=key_of(account), run="12.345.678-5"))
    stage.fact(company, "acceptCommitmentInAgenda", caseId=agenda)
    stage.at("2024-11-20T10:00:00-03:00")
    stage.fact(oficom, "recordAbsenceInAgenda", caseId=agenda, absence="No se conectó")
    stage.fact(
        stage.api, "decideForceMajeureInAgenda", caseId=agenda, foreignToWill=False, unforeseeable=False,
        unavoidable=False, evidence="Lo olvidó",
    )  # fmt: skip
    noted = "query($a: ID!) { cases(first: 5, filter: { accountId: $a, flows: [BEHAVIOUR_NOTE] }) { nodes { id } } }"
    note = stage.api.ask(noted, a=account)["cases"]["nodes"][0]["id"]
    stage.fact(stage.api, "leaveNoteInBehaviourNote", caseId=note, notes="No se conectó a la agenda")
    stage.fact(
        stage.api, "sendCertifiedLetterInBehaviourNote", caseId=note, letterNumber="CL-1", letterSentOn="2024-11-20"
    )
    stage.at("2024-11-22T12:00:00-03:00")
    stage.fact(stage.api, "recordPostReceptionInBehaviourNote", caseId=note, postReceivedOn="2024-11-22")
    assert defence(stage, account)["dueOn"] == "2024-12-04"

    stage.at("2024-12-02T10:00:00-03:00")
    holiday = (
        "mutation($i: AddHolidayInput!) { addHoliday(input: $i) { movedTerms { dueAfter } userErrors { message } } }"
    )
    mistaken = {"on": "2024-12-04", "name": "Feriado", "source": "Ley de ejemplo"}
    stage.administrator.do(holiday, i=mistaken)
    assert defence(stage, account)["dueOn"] == "2024-12-05"
    withdraw = "mutation($i: WithdrawHolidayInput!) { withdrawHoliday(input: $i) { userErrors { message } } }"
    stage.administrator.do(withdraw, i={"on": "2024-12-04", "reason": "La ley dice el 3"})
    assert defence(stage, account)["dueOn"] == "2024-12-04"
    done = stage.administrator.do(holiday, i={"on": "2024-12-03", "name": "Feriado", "source": "Ley de ejemplo"})
    assert {"dueAfter": "2024-12-05"} in done["movedTerms"]

    assert defence(stage, account)["dueOn"] == "2024-12-05"
    told = stage.api.ask(TERMS, a=account)["decisions"]["nodes"]
    assert any(each["what"] == "recompute_term" for each in told)
    stage.at("2024-12-05T12:00:00-03:00")
    assert stage.case(note)["state"] == "EN_PLAZO"
    stage.at("2024-12-06T12:00:00-03:00")
    eventually(lambda: stage.case(note)["state"] != "EN_PLAZO", "the defence has ended")
    assert facts_of(stage.case(note)).count("end_defence_term") == 1


def defence(stage: Stage, account: str) -> dict[str, Any]:
    """The defence term of the company's note."""
    terms = stage.api.ask(TERMS, a=account)["account"]["terms"]
    found: dict[str, Any] = next(term for term in terms if term["rule"] == "SLA-09")
    return found


def test_accounts_with_open_cases_are_joined_and_separated(stage: Stage) -> None:
    """F-24, AMB-74: two captures become one with both timelines; separated, both go on where they were."""
    first = stage.company("Miel del Laja SpA")
    second = stage.company("Miel Laja", rut=False)
    opened = {
        key: stage.fact(stage.api, "receiveContactInCapture", accountId=key, pointOfContact="OFIREG")["id"]
        for key in (first, second)
    }
    stage.in_step(first, second)
    merge = "mutation($i: MergeAccountsInput!) { mergeAccounts(input: $i) { userErrors { message } } }"
    both = {
        "survivorId": first,
        "survivorVersion": stage.account(first)["version"],
        "absorbedId": second,
        "absorbedVersion": stage.account(second)["version"],
    }
    stage.api.do(merge, i={**both, "reason": "El mismo dueño"})

    kept, ended = stage.case(opened[first]), stage.case(opened[second])
    assert (kept["state"], ended["state"]) == ("CONTACTO", "UNIDA_A_OTRO_CASO")
    told = next(event for event in kept["timeline"] if event["fact"] == "join_case")
    assert "Registrar el primer contacto." in told["effects"][1]
    assert stage.account(second)["mergedIntoId"] == first

    stage.in_step(first, second)
    separate = "mutation($i: SeparateAccountsInput!) { separateAccounts(input: $i) { userErrors { message } } }"
    versions = {
        "absorbedId": second,
        "absorbedVersion": stage.account(second)["version"],
        "survivorVersion": stage.account(first)["version"],
    }
    stage.api.do(separate, i={**versions, "reason": "Son de dueños distintos"})

    back = stage.account(second)
    assert (back["mergedIntoId"], back["active"]) == (None, True)
    again = stage.case(opened[second])
    assert (again["state"], again["isOpen"], again["accountId"]) == ("CONTACTO", True, second)
    assert stage.case(opened[first])["state"] == "CONTACTO"
    stage.in_step(second)
    assert stage.crm.record("account", key_of(second))["active"] is True


TAKE_BACK: str = """mutation T($i: TakeBackFactInput!) { takeBackFact(input: $i) {
  case { state isOpen } isDuplicate userErrors { message } } }"""


def test_a_fact_taken_back_is_annulled_in_the_crm(stage: Stage) -> None:
    """F-78, AMB-70: an agenda asked for on the wrong company; the right one that follows is another action."""
    account = stage.company("Conservas del Golfo SpA")
    register = "mutation($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }"
    day = {"startedOn": "2024-06-03", "endedOn": "2024-06-03", "type": "FERIA", "title": "Feria"}
    stage.api.do(register, i={"accountId": account, **day})
    asked: dict[str, Any] = {"accountId": account, "market": "CN", "mode": "VIRTUAL", "pointOfContact": "OFIREG"}
    case = stage.fact(stage.api, "requestAgendaInAgenda", **asked)

    def asked_for() -> list[dict[str, Any]]:
        return [each for each in stage.crm.actions_of(key_of(account)) if each["type"] == "AGENDA_SOLICITADA"]

    eventually(lambda: [each["annulled_on"] for each in asked_for()] == [None], "the CRM has the action")
    back = {"caseId": case["id"], "sequence": 1, "reason": "La pidió otra empresa"}
    done = stage.api.do(TAKE_BACK, i=back)
    assert (done["case"]["state"], done["case"]["isOpen"]) == ("RETIRADO", False)
    eventually(lambda: asked_for()[0]["annulled_on"] is not None, "the CRM knows that it is annulled")

    stage.fact(stage.api, "requestAgendaInAgenda", **asked)
    eventually(lambda: len(asked_for()) == 2, "the right one is another")


def test_a_term_that_comes_to_magallanes_ends_by_its_clock_and_moves_with_its_own_holiday(stage: Stage) -> None:
    """
    AMB-52, AMB-56, AMB-68: in June Punta Arenas is an hour ahead of Concepción. A ficha of Monday 9 June 2025: three
    business days end with Thursday the 12th at 23:59:59, at risk from the 11th. A colleague writes Magallanes into the
    CRM. On the 10th the 12th is declared a holiday there alone: now it ends with Friday the 13th, and is at risk from
    the 11th as before, which is the business day before; in Biobío nothing moves.
    """
    stage.at("2025-06-09T11:00:00-04:00")
    cases = {}
    for name in ("Centollas del Estrecho SpA", "Maderas del Biobío SpA"):
        account = stage.company(name)
        case = stage.fact(stage.portal, "registerInCapture", accountId=account, representativeRun="12.345.678-5")
        stage.fact(stage.portal, "completeFichaInCapture", caseId=case["id"], exports=True, region="08")
        cases[account] = case["id"]
    south, north = cases
    stage.in_step(south, north)
    stage.crm.edit("account", key_of(south), region="12")
    eventually(lambda: stage.case(cases[south])["officeCode"] == "OFIREG-12", "it moved to Magallanes")
    terms = "query($a: ID!) { account(by: { id: $a }) { terms { rule state dueOn dueAt } } }"

    def term(account: str) -> tuple[Any, ...]:
        (found,) = stage.api.ask(terms, a=account)["account"]["terms"]
        assert found["rule"] == "SLA-03"
        return found["state"], found["dueOn"], found["dueAt"]

    assert term(south) == ("RUNNING", "2025-06-12", "2025-06-13T02:59:59.999999Z")
    assert term(north) == ("RUNNING", "2025-06-12", "2025-06-13T03:59:59.999999Z")
    stage.at("2025-06-10T10:00:00-04:00")
    holiday = (
        "mutation($i: AddHolidayInput!) { addHoliday(input: $i) { movedTerms { dueAfter } userErrors { message } } }"
    )
    stage.administrator.do(
        holiday, i={"on": "2025-06-12", "name": "Feriado", "source": "Ley de ejemplo", "region": "12"}
    )
    assert term(south) == ("RUNNING", "2025-06-13", "2025-06-14T02:59:59.999999Z")
    assert term(north) == ("RUNNING", "2025-06-12", "2025-06-13T03:59:59.999999Z")
    sent = "query($a: ID!) { messages(first: 20, filter: { accountId: $a }) { nodes { template } } }"

    def reminded(account: str) -> bool:
        templates = [each["template"] for each in stage.api.ask(sent, a=account)["messages"]["nodes"]]
        return "AVISO-POR-VENCER" in templates

    for instant, states in (
        ("2025-06-11T02:55:00Z", ("RUNNING", "RUNNING")),
        ("2025-06-11T03:00:00Z", ("AT_RISK", "RUNNING")),
        ("2025-06-11T04:00:00Z", ("AT_RISK", "AT_RISK")),
    ):
        stage.at(instant)
        assert (term(south)[0], term(north)[0]) == states, instant
    stage.at("2025-06-11T12:00:00Z")  # 09:00 in Punta Arenas, 08:00 in Concepción
    eventually(lambda: reminded(south), "Magallanes is reminded at nine o'clock of its own")
    assert not reminded(north)
    stage.at("2025-06-11T13:00:00Z")
    eventually(lambda: reminded(north), "Biobío an hour later")
    for instant, states in (
        ("2025-06-13T04:00:00Z", ("AT_RISK", "OVERDUE")),
        ("2025-06-14T03:00:00Z", ("OVERDUE", "OVERDUE")),
    ):
        stage.at(instant)
        assert (term(south)[0], term(north)[0]) == states, instant


def test_a_contact_is_of_the_day_and_the_month_of_its_office(stage: Stage) -> None:
    """
    AMB-52, MEA-02: at 02:30 of 1 May 2026 in Greenwich it is 30 April in Punta Arenas (23:30) and Concepción (22:30);
    an hour later it is 1 May in Punta Arenas alone.
    """
    stage.at("2026-04-29T11:00:00-04:00")
    instants = ("2026-05-01T02:30:00Z", "2026-05-01T03:30:00Z")
    cases = {}
    for place in product(instants, ("12", "08")):
        name = f"Lanas {len(cases)} SpA"
        account = stage.company(name, region=place[1], assigned=False)
        case = stage.fact(stage.portal, "registerInCapture", accountId=account, representativeRun="12.345.678-5")
        stage.fact(stage.portal, "completeFichaInCapture", caseId=case["id"], exports=True, region=place[1])
        cases[place] = case["id"]
    analyst = stage.api.acting_as(token(Role.ANALYST, "CENTRAL", "analista"))
    asked = """query($since: Date!, $until: Date!) {
      measure(name: CONTACTS, since: $since, until: $until, by: [OFFICE]) { rows { groups { code } n } } }"""

    def contacts(since: str, until: str) -> dict[str, int]:
        rows = analyst.ask(asked, since=since, until=until)["measure"]["rows"]
        offices = {row["groups"][0]["code"]: row["n"] for row in rows}
        return {region: offices.get(f"OFIREG-{region}", 0) for region in ("12", "08")}

    april, may = ("2026-04-30", "2026-04-30"), ("2026-05-01", "2026-05-31")
    in_april, in_may = contacts(*april), contacts(*may)  # what the CRM tells of those days
    for (instant, region), case in cases.items():
        stage.at(instant)
        there = stage.api.acting_as(token(Role.REGIONAL_HEAD, f"OFIREG-{region}", f"jefatura.{region}"))
        stage.fact(
            there, "recordContactInCapture", caseId=case, contactKind="SPOKEN", companyAnswered=True,
            pointOfContact="TELEFONO",
        )  # fmt: skip
    assert contacts(*april) == {"12": in_april["12"] + 1, "08": in_april["08"] + 2}
    assert contacts(*may) == {"12": in_may["12"] + 1, "08": in_may["08"]}
