"""Declared, confirmed and read again on both databases (AMB-54)."""

from __future__ import annotations

from dataclasses import replace

from domain.model.accounts import FactKind
from domain.model.cases import Case
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor, Role
from domain.model.representations import RepresentationState
from domain.model.rut import Rut
from domain.ports.reading import PageRequest
from domain.use_cases.cases.open_and_report import ReportFact, report_fact
from domain.use_cases.cases.register_company import RegisterCompany, register_company
from persistence.cases.reading import SqlCaseReads
from persistence.database import Database
from persistence.representations.repository import SqlRepresentationReads
from tests.support.builders import REGIONAL, RUT, an_account
from tests.support.cases.sql_desk import RUN, SqlDesk

ROSA = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, run=RUN)
EVA = Actor("eva.soto", "Eva Soto", Role.COMPANY, run="11.111.111-1")
UNKNOWN = "77.888.999-4"


async def declares(desk: SqlDesk, who: Actor, rut: str) -> tuple[Case, list[str]]:
    """Her case, and the statements that it took."""
    asked = RegisterCompany(rut, "Miel del Sur SpA", {"region": "08", "email": "hola@miel.cl"})
    with desk.database.watch() as seen:
        case = (await register_company(desk.services, who, asked)).case
    return case, [sql for sql, _ in seen]


async def test_a_known_and_an_unknown_company_take_the_same_statements(database: Database) -> None:
    """AMB-54, F-02: no account is looked for."""
    desk = SqlDesk(database)
    await desk.put(an_account())
    known = await declares(desk, ROSA, str(RUT))
    unknown = await declares(desk, EVA, UNKNOWN)
    assert known[1] == unknown[1]
    looked = [sql for sql in known[1] if "FROM account" in sql and "class_mark" not in sql]
    assert looked == []  # every write asks which accounts it marked: none


async def test_what_waited_is_in_the_account_once_its_person_is_confirmed(database: Database) -> None:
    """AMB-54: facts, actions, case and term; the other declaration still waits, with what it says."""
    desk, reads = SqlDesk(database), SqlRepresentationReads(database)
    account = await desk.put(an_account(region="08", office="OFIREG-08"))
    (case, _), (other, _) = await declares(desk, ROSA, str(RUT)), await declares(desk, EVA, str(RUT))
    ficha = ReportFact(case.id, "complete_ficha", {"exports": True, "region": "08"})
    await report_fact(desk.services, ROSA, ficha)
    interview = ReportFact(
        case.id,
        "record_interview",
        {"mode": "VISIT", "result": "Trajo el poder", "representation_confirmed": True},
        point_of_contact=PointOfContact.OFIREG,
    )
    done = await report_fact(desk.services, REGIONAL, interview)
    assert (done.case.account_id, done.case.state) == (account.id, "ENTREVISTADA")
    async with desk.services.core.transactions(REGIONAL) as work:
        stored = await work.accounts.get(account.id)
        actions = await work.actions.of_account(account.id)
        terms = await work.terms.of_account(account.id)
    assert {fact.kind for fact in stored.facts} >= {FactKind.REGISTRATION, FactKind.FICHA, FactKind.INTERVIEW}
    assert {action.type for action in actions} >= {"AVISO_REGION", "VISITA"}
    assert [term.rule_id for term in terms] == ["SLA-03"]
    first = PageRequest(first=9)
    every = await reads.page(first, rut=RUT, offices=frozenset({"OFIREG-08"}))
    assert [one.person for one in every.items] == ["eva.soto", "rosa.diaz"]
    waiting = await reads.page(first, states=frozenset({RepresentationState.DECLARED}))
    assert [one.case_id for one in waiting.items] == [other.id]
    assert not (await reads.page(first, rut=Rut.parse(UNKNOWN))).items
    assert not (await reads.page(first, offices=frozenset({"OFIREG-16"}))).items
    declared = await SqlCaseReads(database).declared_in([case, other])
    assert declared[case.id].draft is None
    assert declared[other.id] == waiting.items[0] == await reads.one(waiting.items[0].id)
    (light,) = await reads.of_person(Rut.parse(str(EVA.run)))
    assert light == replace(waiting.items[0], draft=None)
    assert await reads.of_person(Rut.parse(str(EVA.run)), drafts=True) == [waiting.items[0]]
