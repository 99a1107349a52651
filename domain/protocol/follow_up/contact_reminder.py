"""
The reminder of whose turn it is to be contacted ("recordatorio de contacto periódico"): when it leaves, what it says.

It leaves on the first business day of each week or month, as the institution chooses (`tuning`: contact_reminders,
"weekly" or "monthly"; not configured, nobody is reminded). Who is late is told by `contact_frequency`: without an
interval nobody is. Not one of the 33 messages of section 5, which has none for it.

Source: FUP-02, EXT-03, INS-02, AMB-64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.model.institution.calendar import add_months, local_day
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.institution.tuning import tuned
from domain.protocol.follow_up.contact_frequency import ContactGap, by_turn
from domain.protocol.messages.compose import Composed
from domain.protocol.messages.senders import INSTITUTION_NAME
from domain.protocol.terms.explanation import day_es
from domain.protocol.terms.notice_hours import NoticeHours

CONTACT_REMINDER: Final = "AVISO-CONTACTO-PERIODICO"
"""Template of the reminder."""

MOST_TOLD: Final = 30
"""Companies named in one letter; how many more there are is told."""

_ONE_DAY: Final = timedelta(days=1)


class ReminderPeriod(StrEnum):
    """How often."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"

    def first_on(self, day: date) -> date:
        """First day of the week (a Monday) or month that holds *day*."""
        return day - day.weekday() * _ONE_DAY if self is ReminderPeriod.WEEKLY else day.replace(day=1)

    def after(self, first_on: date) -> date:
        """First day of the next one."""
        return first_on + 7 * _ONE_DAY if self is ReminderPeriod.WEEKLY else add_months(first_on, 1)


@dataclass(frozen=True, slots=True)
class Planned:
    """
    One reminder of one office.

    Attributes:
        first_on: First day of the week or month that it is of.
        leaves_at: UTC instant: the hour of its first business day.
    """

    first_on: date
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A company whose turn it is, with how long it has waited."""

    name: str
    gap: ContactGap


def reminder_period(config: ProtocolConfiguration, on: date) -> ReminderPeriod | None:
    """As configured on that day; None: nobody is reminded. Source: AMB-64."""
    chosen = tuned(config, "contact_reminders", on)
    return None if chosen is None else ReminderPeriod(chosen)


def next_reminder(period: ReminderPeriod, hours: NoticeHours, now: datetime) -> Planned:
    """The first that leaves after *now*; a week without a business day has none."""
    first_on = period.first_on(local_day(now, hours.calendar.zone))
    while True:
        following = period.after(first_on)
        planned = Planned(first_on, hours.on_first_business_day(first_on))
        if now < planned.leaves_at and local_day(planned.leaves_at, hours.calendar.zone) < following:
            return planned
        first_on = following


def compose_contact_reminder(
    executive: str | None,
    office: str | None,
    turns: Sequence[Turn],
    directory: Directory,
    config: ProtocolConfiguration,
    on: date,
) -> Composed:
    """
    The letter to an executive, or who stands in; to the office's mailbox where nobody has the companies.

    Portfolio companies go first, then who has waited longest. Without an address it goes to nobody.

    Source: FUP-02, EXT-03, INS-02.
    """
    by_id = {turn.gap.account_id: turn for turn in turns}
    ordered = [by_id[gap.account_id] for gap in by_turn(turn.gap for turn in turns)]
    person = directory.standing_in(executive, on)
    known = config.offices.get(office or "")
    mailbox = None if known is None else known.mailbox
    to = mailbox if person is None else person.email
    return Composed(
        to=() if to is None else (to,),
        parameters={
            "executive": None if person is None else person.name,
            "companies": tuple(map(_turn_es, ordered[:MOST_TOLD])),
            "more": max(0, len(ordered) - MOST_TOLD),
        },
        sender_name=INSTITUTION_NAME,
        reply_to=mailbox,
        automatic=True,
    )


def _turn_es(turn: Turn) -> str:
    gap = turn.gap
    portfolio = " (cartera)" if gap.is_portfolio else ""
    since = "sin contactos registrados" if gap.last_on is None else f"último contacto el {day_es(gap.last_on)}"
    return f"{turn.name}{portfolio}: {since}, hace {gap.days} días; corresponde cada {gap.every_days}."
