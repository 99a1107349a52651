"""
What happens in an office by the calendar, whatever its cases: the quarterly review, the reminder of whom to contact.

Belongs here: which there are. Does not belong here: timers of cases, terms and accounts (`cases.timers`).
"""

from __future__ import annotations

from typing import Final

from domain.model.timers import Timer
from domain.ports.casework import CaseReads
from domain.ports.reading import ReadModel
from domain.ports.store import UnitOfWork
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.follow_up.contact_reminders import (
    CONTACT_REMINDER_TIMER,
    plan_contact_reminders,
    remind_of_contacts,
)
from domain.use_cases.follow_up.quarter_review import QUARTER_REVIEW_TIMER, open_review, plan_reviews
from domain.use_cases.services import Services

OFFICE_TIMERS: Final = frozenset({QUARTER_REVIEW_TIMER, CONTACT_REMINDER_TIMER})
"""Kinds of timer that this module plays."""


async def plan_office_timers(services: Services) -> None:
    """Set what is not set; a worker does it when it starts, and whoever moves the clock. Source: EXT-04, FUP-02."""
    await plan_reviews(services)
    await plan_contact_reminders(services)


async def fire_office_timer(
    services: CaseServices, read: ReadModel, case_read: CaseReads, work: UnitOfWork, timer: Timer
) -> None:
    """What a timer of an office does, in the transaction that marks it as fired."""
    if timer.kind == QUARTER_REVIEW_TIMER:
        await open_review(services, read, case_read, work, timer)
    else:
        await remind_of_contacts(services, read, work, timer)
