"""Actions that come from the CRM are followed up like those registered here, once (FUP-04, FUP-05, LIN-11, SLA-17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.accounts import Account
from domain.model.cases import Flow
from domain.model.history.actions import Action, Annulment
from domain.model.institution.calendar import SANTIAGO
from domain.model.institution.people import SYSTEM
from domain.use_cases.follow_up.follow_actions import follow_up_timers
from tests.support.builders import FAIR, LOG, MEETING, REGIONAL, an_action
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import a_desk, a_user, in_category, move, templates

FOLLOW_UP = Flow.FOLLOW_UP


async def arrives(desk: CaseDesk, account: Account, before: Action | None, after: Action) -> Action:
    """The CRM tells of an action: it is stored with its timer, and the worker fires what is due."""
    after = replace(after, account_id=account.id)
    timers = follow_up_timers(desk.desk.services, [(before, after)])
    desk.desk.put(account, after)
    async with desk.desk.store(SYSTEM) as work:
        for timer in timers:
            await work.timers.set(timer)
    await desk.fire_due()
    return after


def states(desk: CaseDesk) -> list[str]:
    """Of every follow-up."""
    return [case.state for case in desk.cases(FOLLOW_UP)]


def due(desk: CaseDesk) -> list[str]:
    """The local instants at which something is still to happen."""
    return [f"{timer.due_at.astimezone(SANTIAGO):%Y-%m-%d %H:%M}" for timer in desk.timers]


@pytest.mark.parametrize("type_", [MEETING, LOG, "DESCONOCIDO"])
async def test_what_is_no_activity_of_the_company_opens_nothing(type_: str) -> None:
    """FUP-04: a meeting, a log entry and a type that the catalogue does not have are not followed up."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    await arrives(desk, account, None, an_action(date(2024, 9, 10), type=type_))
    assert (states(desk), desk.timers) == ([], [])


@pytest.mark.parametrize(
    ("ended_on", "opened"),
    [
        (date(2024, 8, 13), ["EN_ESPERA"]),  # stage 1 is today, 13 September
        (date(2024, 8, 12), []),  # it was yesterday
        (date(2023, 5, 4), []),  # history of the first load
    ],
)
async def test_nobody_is_asked_about_what_was_due_before_it_arrived(ended_on: date, opened: list[str]) -> None:
    """FUP-05, SLA-17: the message has one day, a month after the end; it is not sent when the CRM tells of it later."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    await arrives(desk, account, None, an_action(ended_on))
    assert states(desk) == opened


async def test_an_activity_that_the_crm_registers_ahead_is_followed_up_from_the_day_it_ends() -> None:
    """FUP-04: planned for 20 September, put off to the 25th: opened on the 25th, asked on 25 October."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    planned = await arrives(desk, account, None, an_action(date(2024, 9, 20)))
    assert (states(desk), due(desk)) == ([], ["2024-09-20 00:00"])
    put_off = replace(planned, ended_on=date(2024, 9, 25))
    await arrives(desk, account, planned, put_off)
    move(desk, "2024-09-20 09:00")
    await desk.fire_due()
    assert (states(desk), due(desk)) == ([], ["2024-09-25 00:00"])
    move(desk, "2024-09-25 00:00")
    await desk.fire_due()
    assert (states(desk), due(desk)) == (["EN_ESPERA"], ["2024-10-25 09:00"])


async def test_an_activity_that_the_crm_brings_forward_is_followed_up_at_once() -> None:
    """FUP-04, SLA-17: registered for 20 December, held on 10 September: asked on 10 October, and only then."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    planned = await arrives(desk, account, None, an_action(date(2024, 12, 20)))
    await arrives(desk, account, planned, replace(planned, ended_on=date(2024, 9, 10), version=2))
    assert (states(desk), sorted(due(desk))) == (["EN_ESPERA"], ["2024-10-10 09:00", "2024-12-20 00:00"])
    move(desk, "2024-12-20 09:00")
    await desk.fire_due()
    assert (len(states(desk)), templates(desk)) == (1, ["NTF-29"])


async def test_an_activity_to_come_that_the_crm_takes_back_and_gives_again_is_followed_up_once() -> None:
    """FUP-04, FUP-05: a fair, a meeting, a fair again, put off and back: one follow-up, on its last day."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    fair = await arrives(desk, account, None, an_action(date(2024, 9, 20)))
    meeting = await arrives(desk, account, fair, replace(fair, type=MEETING, version=2))
    again = await arrives(desk, account, meeting, replace(meeting, type=FAIR, version=3))
    put_off = await arrives(desk, account, again, replace(again, ended_on=date(2024, 9, 25), version=4))
    await arrives(desk, account, put_off, replace(put_off, ended_on=date(2024, 9, 20), version=5))
    for day in ("2024-09-20 00:00", "2024-09-25 00:00"):
        move(desk, day)
        await desk.fire_due()
    assert (states(desk), due(desk)) == (["EN_ESPERA"], ["2024-10-20 09:00"])


async def test_what_the_crm_tells_otherwise_moves_the_message_and_annulled_there_is_not_asked_about() -> None:
    """FUP-04, SLA-17, ATN-05: ended on the 11th and not the 10th of September: asked on 11 October; then annulled."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    first = await arrives(desk, account, None, an_action(date(2024, 9, 10)))
    assert due(desk) == ["2024-10-10 09:00"]
    noted = await arrives(desk, account, first, replace(first, notes="Con pabellón", version=2))
    moved = await arrives(desk, account, noted, replace(noted, ended_on=date(2024, 9, 11), version=3))
    assert (states(desk), due(desk)) == (["CERRADO", "EN_ESPERA"], ["2024-10-11 09:00"])
    annulled = Annulment(REGIONAL.id, REGIONAL.role, desk.desk.clock.now(), "No participó")
    await arrives(desk, account, moved, replace(moved, annulment=annulled, version=4))
    assert (states(desk), desk.timers) == (["CERRADO", "CERRADO"], [])


async def test_a_company_that_was_asked_is_not_asked_again_when_the_crm_changes_the_activity() -> None:
    """FUP-05: one message for each activity, whatever its title or day become later."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    first = await arrives(desk, account, None, an_action(date(2024, 9, 10)))
    move(desk, "2024-10-10 09:00")
    await desk.fire_due()
    assert templates(desk) == ["NTF-29"]
    await arrives(desk, account, first, replace(first, ended_on=date(2024, 9, 30), version=2))
    move(desk, "2024-11-05 09:00")
    await desk.fire_due()
    assert (states(desk), templates(desk)) == (["SIN_FECHA"], ["NTF-29"])


async def test_an_action_that_becomes_an_activity_is_followed_up_from_then() -> None:
    """FUP-04: registered in the CRM as a meeting, corrected there to be a fair."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    meeting = await arrives(desk, account, None, an_action(date(2024, 9, 10), type=MEETING))
    assert states(desk) == []
    await arrives(desk, account, meeting, replace(meeting, type=FAIR, version=2))
    assert (states(desk), due(desk)) == (["EN_ESPERA"], ["2024-10-10 09:00"])
