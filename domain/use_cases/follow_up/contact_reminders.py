"""
Executives are reminded of whom to contact by a timer for each office, which sets that of the next week or month.

One timer for each office and period whatever happens, so several workers, a restart or a crash neither double a letter
nor lose one. What is said is worked out when it leaves; one that is late waits for office hours, and makes way when the
next one is due: a worker that stood still for a month sends one letter, not four.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from domain.model.accounts import Account
from domain.model.classes import Classes, Origin
from domain.model.institution.calendar import local_day
from domain.model.institution.people import SYSTEM
from domain.model.timers import Timer
from domain.ports.reading import AccountQuery, PageRequest, ReadModel
from domain.ports.store import UnitOfWork
from domain.protocol.access.conflict_of_interest import standing_of
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.contact_frequency import contact_gap
from domain.protocol.follow_up.contact_reminder import (
    CONTACT_REMINDER,
    ReminderPeriod,
    Turn,
    compose_contact_reminder,
    next_reminder,
    reminder_period,
)
from domain.protocol.terms.notice_hours import NoticeHours, calendar_of_notices, office_hours
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.follow_up.list_letters import ListLetter, send_list
from domain.use_cases.services import Services

CONTACT_REMINDER_TIMER: Final = "contact_reminder"
"""Kind of the timer; its subject is "office:<code>", its occurrence the period and its first day."""

_ELSEWHERE: Final = ""
"""Stands for the companies of no office, or of one that the configuration does not have."""
_PAGE: Final = 100
_ABROAD: Final = frozenset({Origin.EXTRANJERA, Origin.CHILENA_EXTERIOR})

Whose = tuple[str | None, str | None]
"""Executive and office."""


async def plan_contact_reminders(services: Services) -> None:
    """
    Set the timer of each office that has none: nothing where no period is configured, nor what was set before.

    A worker does it when it starts.

    Source: FUP-02, EXT-03, INS-02, AMB-64.
    """
    async with services.transactions(SYSTEM) as work:
        for office in (*sorted(services.configuration().offices), _ELSEWHERE):
            await _set_next(services, work, office)


async def remind_of_contacts(services: CaseServices, read: ReadModel, work: UnitOfWork, timer: Timer) -> None:
    """
    Send the executives of the office their lists, once, and set the next timer.

    Args:
        work: Opened on behalf of `SYSTEM`; the caller marks the timer as fired in it, so that both happen once.

    Source: FUP-02, EXT-03, INS-02, AMB-64.
    """
    core = services.core
    office, now = timer.subject.partition(":")[2], core.clock.now()
    name, _, first = timer.occurrence.partition(">")[0].partition(":")
    hours = _hours(core, office)
    period = _period(core, hours)
    if period is None or period.value != name:
        await _set_next(core, work, office)  # the institution chose otherwise meanwhile
        return
    leaves_at = hours.open_from(now)
    if leaves_at >= next_reminder(period, hours, now).leaves_at:
        await _set_next(core, work, office)  # it is too late for this one
    elif leaves_at > now:
        occurrence = f"{name}:{first}>{leaves_at.isoformat()}"
        await work.timers.set(Timer(core.new_id(), timer.kind, timer.subject, leaves_at, "FUP-02", occurrence))
    else:
        await _send_lists(services, read, work, office, f"{name}:{first}")
        await _set_next(core, work, office)


async def _set_next(services: Services, work: UnitOfWork, office: str) -> None:
    """The next one of the office; a worker that sets it twice sets it once."""
    hours = _hours(services, office)
    period = _period(services, hours)
    if period is not None:
        planned = next_reminder(period, hours, services.clock.now())
        occurrence = f"{period.value}:{planned.first_on.isoformat()}"
        subject, due_at = f"office:{office}", planned.leaves_at
        await work.timers.set(Timer(services.new_id(), CONTACT_REMINDER_TIMER, subject, due_at, "FUP-02", occurrence))


async def _send_lists(services: CaseServices, read: ReadModel, work: UnitOfWork, office: str, occurrence: str) -> None:
    core = services.core
    config, today = core.configuration(), local_day(core.clock.now(), _hours(core, office).calendar.zone)
    by_whom: dict[Whose, list[Turn]] = {}
    async for account, turn, classes in _late(core, read, office, today):
        by_whom.setdefault((_in_charge(account, classes, today), account.office), []).append(turn)
    for (executive, whose), turns in by_whom.items():
        composed = compose_contact_reminder(executive, whose, turns, services.directory(), config, today)
        letter = ListLetter(
            CONTACT_REMINDER,
            CONTACT_REMINDER_TIMER,
            cause=f"{occurrence}:{whose or '-'}:{executive or '-'}",
            rule="FUP-02",
            unsent_es=f"El recordatorio de contacto ({executive or whose or 'sin ejecutivo/a ni oficina'}) no salió: "
            "no hay correo.",
            inputs={"companies": str(len(turns))},
        )
        await send_list(services, work, letter, composed)


async def _late(
    services: Services, read: ReadModel, office: str, today: date
) -> AsyncIterator[tuple[Account, Turn, Classes]]:
    """Active accounts of the office whose interval has passed. Five statements for each hundred without contact."""
    config = services.configuration()
    every: Mapping[str, int] = dated.value if (dated := config.contact_every_days.on(today)) is not None else {}
    if not every:
        return
    query = AccountQuery(
        classes_on=today,
        offices=frozenset({office} if office else ()),
        outside_offices=frozenset() if office else frozenset(config.offices),
        active=True,
        no_contact_since=today - timedelta(days=min(every.values())),
    )
    async for keys in _pages(read, query):
        for key, (account, actions) in (await read.whole(keys)).items():
            classes = classify(account, actions, today, config)
            gap = contact_gap(key, account.registered_on, classes, actions, config, today)
            if gap.is_late:
                yield account, Turn(account.name, gap), classes


async def _pages(read: ReadModel, query: AccountQuery) -> AsyncIterator[Sequence[str]]:
    after: str | None = None
    while True:
        page = await read.accounts(query, PageRequest(first=_PAGE, after=after))
        if page.items:
            yield [row.id for row in page.items]
        if not page.has_next:
            return
        after = page.cursors[-1]


def _in_charge(account: Account, classes: Classes, today: date) -> str | None:
    """
    The commercial executive of a company abroad, else the regional one; with a conflict of interest, nobody.

    Source: FUP-02, EXT-03, AMB-72.
    """
    abroad = classes.origin.value in _ABROAD
    executive = account.commercial_executive if abroad else account.regional_executive
    return None if standing_of(account, executive, today) is not None else executive


def _hours(services: Services, office: str) -> NoticeHours:
    config = services.configuration()
    calendar = calendar_of_notices(services.book, config, office or None)
    return office_hours(config, local_day(services.clock.now(), calendar.zone), calendar)


def _period(services: Services, hours: NoticeHours) -> ReminderPeriod | None:
    return reminder_period(services.configuration(), local_day(services.clock.now(), hours.calendar.zone))
