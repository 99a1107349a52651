"""Cases of the tests of use cases, each as far as its name says."""

from __future__ import annotations

from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.institution.people import Actor, Role
from tests.support.builders import (
    an_account,
)
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL

RUN = "12.345.678-5"


async def notified(desk: CaseDesk, account: Account | None = None) -> Case:
    """An exporter of Biobío whose region was told on Friday 13 September 2024 at 17:00; due on Monday 23."""
    account = desk.desk.put(account or an_account())
    company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account.id, run=RUN)
    case = (await desk.start(company, Flow.CAPTURE, "register", account.id, representative_run=RUN)).case
    return (await desk.report(PORTAL, case, "complete_ficha", exports=True, region="08")).case
