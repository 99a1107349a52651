"""Declarations of representatives, each as far as its name says."""

from __future__ import annotations

from domain.model.accounts import Account
from domain.model.cases import Case
from domain.model.institution.people import Actor, Role
from domain.model.representations import Representation
from domain.use_cases.cases.open_and_report import CaseOutcome
from domain.use_cases.cases.register_company import RegisterCompany, register_company
from tests.support.builders import REGIONAL
from tests.support.cases.case_desk import CaseDesk

RUN = "12.345.678-5"


RUT = "76.012.345-5"


ROSA = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, run=RUN)


EVA = Actor("eva.soto", "Eva Soto", Role.COMPANY, run="11.111.111-1")


TOLD = RegisterCompany(RUT, "Miel del Sur SpA", {"region": "08", "email": "hola@miel.cl"})


async def declares(desk: CaseDesk, who: Actor = ROSA, told: RegisterCompany = TOLD) -> CaseOutcome:
    """A company registered in the portal."""
    return await register_company(desk.services, who, told)


async def files(desk: CaseDesk, case: Case, who: Actor = ROSA) -> Case:
    """The ficha of an exporter of Biobío."""
    return (await desk.report(who, case, "complete_ficha", exports=True, region="08")).case


async def interviews(desk: CaseDesk, case: Case, **more: bool) -> CaseOutcome:
    """By the regional executive of Biobío."""
    return await desk.report(REGIONAL, case, "record_interview", mode="INTERVIEW", result="Exporta miel.", **more)


def declared(desk: CaseDesk, case: Case) -> Representation:
    """The representation that was declared in a case."""
    return next(one for one in desk.desk.store.rows.representations.values() if one.case_id == case.id)


def accounts(desk: CaseDesk) -> list[Account]:
    """Every account there is."""
    return list(desk.desk.store.rows.accounts.values())
