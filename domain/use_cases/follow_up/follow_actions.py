"""
What verbs on accounts and actions do to the follow-up of results ("seguimiento"), in their own transaction.

So a company is followed up the same whether its activity was registered in a case, plainly, or in the CRM (FUP-04), and
its category assigned in the follow-up or on the account (ATN-01). How a follow-up goes on is told by its rows
(domain.protocol.flows.national.follow_up).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from domain.model.cases import Flow
from domain.model.history.actions import Action
from domain.model.institution.calendar import SANTIAGO, local_day, start_of_day
from domain.model.timers import Timer
from domain.protocol.follow_up.stages import WAITING_STATES, is_followed, oldest_end_asked
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.take_step import ReportFact, StartCase, report_in, start_in
from domain.use_cases.services import Services

FOLLOW_UP_OF_ACTION: Final = "follow_up_of_action"
"""Kind of the timer of an action that came from the CRM; its subject is "action:<id>"."""

_LAST_DAY: Final = "last_day"
"""Datum of a timer that waits for the last day of an activity."""

_NOT_ASKED_YET: Final = WAITING_STATES | {"SIN_CATEGORIA", "DIRECTO"}


async def open_follow_up(casework: Casework, action: Action) -> None:
    """
    Open the follow-up of an activity that the company accessed; see `is_followed`.

    Source: FUP-04, FUP-03, FUP-05.
    """
    if not is_followed(action, casework.services.core.configuration()):
        return
    await start_in(
        casework,
        StartCase(
            Flow.FOLLOW_UP,
            "open_follow_up",
            action.account_id,
            {"ended_on": action.ended_on, "activity": action.title, "action_type": action.type},
            channel=action.channel,
            point_of_contact=action.point_of_contact,
        ),
        by_rule=True,
    )


async def drop_follow_up(casework: Casework, action: Action) -> None:
    """
    End the follow-up of an action registered without a case that was annulled or corrected: nobody is asked about it.

    Source: FUP-04, ATN-05.
    """
    await _drop(casework, action.account_id, _about(action))


def follow_up_timers(services: Services, told: Iterable[tuple[Action | None, Action]]) -> list[Timer]:
    """
    The timers by which what the CRM says of actions reaches their follow-ups.

    They are set in the transaction that stores the actions, so that they are neither lost nor set twice. An action born
    in the CRM opens its follow-up at once, or on the day it ends. One whose stage 1 was due before it arrived opens
    none: the protocol has a single day for that message, and the activities of past years that a first load brings were
    followed up, or not, in the CRM. An action annulled there, or about another activity now, takes its follow-up back.

    Args:
        told: Each action as it was here (None: the CRM created it) and as it is.

    Source: FUP-04, FUP-05, LIN-11, SLA-17, ATN-05.
    """
    config, now = services.configuration(), services.clock.now()
    oldest = oldest_end_asked(local_day(now, SANTIAGO), config, services.book)
    timers: list[Timer] = []
    for before, after in told:
        old = before if before is not None and is_followed(before, config) else None
        if old is None:
            if after.ended_on < oldest or not is_followed(after, config):
                continue
            if start_of_day(after.ended_on, SANTIAGO) > now:
                timers.append(_on_its_last_day(services, after))
                continue
            payload = {}
        else:
            if _about(old) == _about(after) and is_followed(after, config):
                continue
            payload = {"ended_on": old.ended_on.isoformat(), "title": old.title, "type": old.type}
        subject, occurrence = f"action:{after.id}", "" if before is None else str(before.version + 1)
        timers.append(
            Timer(services.new_id(), FOLLOW_UP_OF_ACTION, subject, now, "FUP-04", occurrence, payload=payload)
        )
    return timers


async def follow_from_crm(casework: Casework, timer: Timer, action_id: str) -> None:
    """
    Do what `follow_up_timers` set: take the follow-up of the old activity back, and open that of the action as it is.

    A company that was already asked about an activity is not asked again because the CRM tells it otherwise. The timer
    of a last day that the action no longer has does nothing: the change that moved it set its own.

    Source: FUP-04, FUP-05, LIN-11.
    """
    action = await casework.work.actions.get(action_id)
    told = timer.payload
    if _LAST_DAY in told:
        if told[_LAST_DAY] != action.ended_on.isoformat():
            return
    elif told:
        about = (date.fromisoformat(told["ended_on"]), told["title"], told["type"])
        dropped = await _drop(casework, action.account_id, about, asked_too=action.annulment is not None)
        if not dropped and not await _is_to_open(casework, timer.subject, about[0]):
            return
    core = casework.services.core
    config = core.configuration()
    if not is_followed(action, config):
        return
    if start_of_day(action.ended_on, SANTIAGO) > casework.run.now:
        await casework.work.timers.set(_on_its_last_day(core, action))
    elif action.ended_on >= oldest_end_asked(local_day(timer.due_at, SANTIAGO), config, core.book):
        await open_follow_up(casework, action)


def _on_its_last_day(services: Services, action: Action) -> Timer:
    """Opens the follow-up when the activity ends; one for each action and day, however often the CRM changes it."""
    day = action.ended_on.isoformat()
    due_at = start_of_day(action.ended_on, SANTIAGO)
    subject, payload = f"action:{action.id}", {_LAST_DAY: day}
    return Timer(services.new_id(), FOLLOW_UP_OF_ACTION, subject, due_at, "FUP-04", day, payload=payload)


async def _is_to_open(casework: Casework, subject: str, last_day: date) -> bool:
    """Whether the timer of that last day still waits: then nobody was asked about the activity, and no case opened."""
    due_at = start_of_day(last_day, SANTIAGO)
    return await casework.work.timers.move(FOLLOW_UP_OF_ACTION, subject, due_at, last_day.isoformat())


async def _drop(casework: Casework, account_id: str, about: tuple[date, str, str], *, asked_too: bool = True) -> bool:
    """End the open follow-up of that activity, if there is one; unless *asked_too*, only before its first message."""
    for case in await casework.work.cases.of_account(account_id, Flow.FOLLOW_UP):
        told = tuple(case.data.get(name) for name in ("ended_on", "activity", "action_type"))
        if case.origin_case_id is None and told == about and (asked_too or case.state in _NOT_ASKED_YET):
            await report_in(casework, ReportFact(case.id, "drop_activity"), by_rule=True)
            return True
    return False


def _about(action: Action) -> tuple[date, str, str]:
    return action.ended_on, action.title, action.type
