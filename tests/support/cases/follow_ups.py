"""Follow-ups for tests: one that is open, and time that passes."""

from __future__ import annotations

from datetime import date

from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from tests.support.builders import REGIONAL
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import move

FOLLOW_UP = Flow.FOLLOW_UP


async def followed(desk: CaseDesk, account: Account, ended_on: date, activity: str = "Foodex") -> Case:
    """A follow-up opened on the day after the activity, at ten."""
    move(desk, f"{ended_on.isoformat()} 18:00")
    return (
        await desk.start(REGIONAL, FOLLOW_UP, "open_follow_up", account.id, ended_on=ended_on, activity=activity)
    ).case


async def at(desk: CaseDesk, instant: str) -> None:
    """Put the clock there, and let the worker fire what is due, until nothing is."""
    move(desk, instant)
    while await desk.fire_due():
        pass
