"""What the CRM has before its step was taken here: it happened, so it is kept, and whoever has the case is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.exchange.told import record_was
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.actions import Action, Annulment
from domain.model.history.reconsideration import reconsideration
from domain.model.institution.people import SYSTEM, Role
from domain.protocol.engine.following import pending_task
from domain.use_cases.cases.take_back import TakeBackFact, take_back_fact
from tests.support.builders import FAIR, MEETING, REGIONAL, an_account, an_action
from tests.support.cases.capture import sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import EXECUTIVE_EMAIL, INFORMATION, a_desk

DAY = date(2024, 9, 10)
USER = (an_action(date(2024, 3, 5)),)


async def selected(desk: CaseDesk, *actions: Action) -> Case:
    """A user company that was selected for a fair, and was not told all about it yet."""
    account = desk.desk.put(an_account(), *USER, *actions)
    data = {"activity": "Taller", "action_type": FAIR}
    return (await desk.start(REGIONAL, Flow.SERVICE, "select_for_service", account.id, **data)).case


async def told_by_the_crm(desk: CaseDesk, case: Case, action: Action, before: Action | None = None) -> list[CaseEvent]:
    """The CRM has the action; what the case has in its timeline once the worker has looked."""
    action = replace(action, account_id=case.account_id or "")
    desk.desk.put(desk.desk.store.rows.accounts[action.account_id], action)
    was = record_was(RecordKind.ACTION, action.id, before)
    async with desk.desk.store(SYSTEM) as work:
        await work.timers.gather(reconsideration(f"account:{action.account_id}", was, desk.desk.clock.at, action.id))
    await desk.fire_due()
    return [each for each in desk.timeline(case) if each.fact == "reconsider"]


async def test_an_activity_that_the_crm_has_before_its_information_is_kept_and_told() -> None:
    """ATN-04, AMB-68: it happened, so it is kept; whoever has the case is told what is left until it is done."""
    desk = a_desk()
    case = await selected(desk)
    told = len(sent(desk))

    (asked,) = await told_by_the_crm(desk, case, an_action(DAY, type=FAIR, title="Anuga"))

    assert asked.rules == ("ATN-04", "AMB-68")
    assert asked.data["task"] == (
        "Consta «Anuga», y en este caso falta lo que va antes: entregar la información completa de «Taller». "
        "Se conserva la acción; regístrelo, o anúlela si no se hizo."
    )
    assert sent(desk)[told:] == [("AVISO-CASO", (EXECUTIVE_EMAIL,))]
    after = desk.desk.store.rows.cases[case.id]
    assert (after.state, after.closed_at) == ("SELECCIONADA", None)
    assert pending_task(desk.timeline(case)) == asked
    await desk.report(REGIONAL, case, "deliver_information", **INFORMATION)
    assert pending_task(desk.timeline(case)) is None
    delivered = next(each for each in desk.timeline(case) if each.fact == "deliver_information")
    await take_back_fact(desk.services, REGIONAL, TakeBackFact(case.id, delivered.sequence, "Era otra empresa"))
    assert pending_task(desk.timeline(case)) == asked  # it is to be done again


@pytest.mark.parametrize("how", ["another type", "annulled", "before the selection", "only its title"])
async def test_an_action_that_no_case_waits_before_asks_nothing(how: str) -> None:
    """ATN-04: only what was registered too early is told, and once."""
    desk = a_desk()
    fair = an_action(date(2024, 3, 8), type=FAIR, title="Anuga")
    known = how in {"before the selection", "only its title"}
    case = await selected(desk, *((fair,) if known else ()))
    changed = {
        "another type": replace(fair, type=MEETING),
        "annulled": replace(fair, annulment=Annulment("ana", Role.REGIONAL_EXECUTIVE, desk.desk.clock.at, "No fue")),
        "before the selection": replace(an_action(DAY, type=FAIR, title="Anuga 2"), corrects=fair.id),
        "only its title": replace(fair, title="Anuga 2024"),
    }[how]

    assert await told_by_the_crm(desk, case, changed, fair if known else None) == []
