"""Cases of capture as its tests play them: the actors, and how far a case has come."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.institution.people import Actor, Role
from tests.support.builders import REGIONAL, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL

CAPTURE: Final = Flow.CAPTURE
RUN: Final = "12.345.678-5"


def a_new_company(desk: CaseDesk, **fields: object) -> Account:
    """Known by its RUT, not yet registered with Clave Única; of Biobío."""
    return desk.desk.put(an_account(registered_on=date(2024, 9, 1), **fields))


def who_represents(account: Account) -> Actor:
    """Its representative in the portal, with the proven RUN."""
    return Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account.id, run=RUN)


async def registered(desk: CaseDesk, account: Account) -> Case:
    """A case opened by the registration."""
    outcome = await desk.start(who_represents(account), CAPTURE, "register", account.id, representative_run=RUN)
    return outcome.case


async def notified(
    desk: CaseDesk, of: Account | None = None, *, exports: bool = True, level: str = "HIGH", region: str = "08"
) -> Case:
    """A case whose region has been told: by the ficha of an exporter, or by a test result."""
    account = of or a_new_company(desk)
    case = await registered(desk, account)
    case = (await desk.report(who_represents(account), case, "complete_ficha", exports=exports, region=region)).case
    if not exports:
        case = (await desk.report(PORTAL, case, "record_test_result", level=level)).case
    return case


def sent(desk: CaseDesk) -> list[tuple[str, tuple[str, ...]]]:
    """Messages so far, with their addressees."""
    return [(message.template, message.to) for message in desk.messages]


def actions_of(desk: CaseDesk, case: Case) -> list[str]:
    """Types of the actions of the case's company."""
    return [action.type for action in desk.desk.store.rows.actions.values() if action.account_id == case.account_id]


async def contacted(desk: CaseDesk) -> Case:
    """A case whose company was reached by its region."""
    case = await notified(desk)
    return (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
