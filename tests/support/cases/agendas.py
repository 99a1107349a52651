"""Business agendas brought to where a test begins: asked for, confirmed, missed (AGD-01..AGD-07)."""

from __future__ import annotations

from datetime import date

from domain.model.accounts import Account
from domain.model.cases import Case, Flow, Value
from tests.support.builders import COMMERCIAL, REGIONAL
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import (
    move,
    of_company,
)

AGENDA = Flow.AGENDA
MEETINGS = ("Importadora Li", "Cadena Hema")
CONFIRMED: dict[str, Value] = {
    "agenda_starts_on": date(2024, 11, 4),
    "agenda_ends_on": date(2024, 11, 6),
    "meetings": MEETINGS,
}


async def requested(desk: CaseDesk, account: Account, **data: Value) -> Case:
    asked: dict[str, Value] = {"market": "CN", "mode": "IN_PERSON", "matter": "Conservas", **data}
    return (await desk.start(of_company(account), AGENDA, "request_agenda", account.id, **asked)).case


async def in_oficom(desk: CaseDesk, account: Account) -> Case:
    case = await requested(desk, account)
    return (await desk.report(REGIONAL, case, "send_to_oficom")).case


async def confirmed(desk: CaseDesk, account: Account) -> Case:
    case = await in_oficom(desk, account)
    return (await desk.report(COMMERCIAL, case, "confirm_agenda", **CONFIRMED)).case


async def absent(desk: CaseDesk, account: Account) -> Case:
    case = await confirmed(desk, account)
    move(desk, "2024-11-05 10:00")
    return (await desk.report(COMMERCIAL, case, "record_absence", absence="No viajó")).case
