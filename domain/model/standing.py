"""
How an account stood in what has no date of its own ("situación anterior"): the memory that past days are read from.

Belongs here: what a day's classes and figures read of undated data, as it was. Does not belong here: personal data
(only whether a datum was there is kept, never the datum) and how classes are derived (domain.protocol.classes).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from domain.model.account_fields import names
from domain.model.history.former_names import renamed

if TYPE_CHECKING:
    from domain.model.accounts import Account

MAIN_CONTACT: Final = "main_contact"
"""Among the data an account can have: an active main contact with a name and an e-mail or telephone (DAT-07)."""

DATA: Final = (*names(lambda field: field.name != "active"), MAIN_CONTACT)
"""What may be asked of an account, so that it is remembered whether it had it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What classes, eligibility and figures read of an account's undated data up to a day, inclusive.

    Attributes:
        until: Last day on which it stood so, in the agency's zone; the day after, something of it changed.
        present: Names in `DATA` of what it had; an answer "no" is a datum.
        purposes, tax_category: Values of those fields; of days before they were remembered only `present` is known.
        region, company_size, office: What figures are compared by; of none it says who somebody is.
        others: As the fields of `Account` of these names.

    Source: AMB-69.
    """

    until: date
    present: frozenset[str]
    is_institution: bool
    country: str
    active: bool
    sector: str | None
    sii_started: bool | None
    sii_started_on: date | None
    chilean_capital: bool | None
    led_by_chileans: bool | None
    sells_national: bool | None
    purposes: frozenset[str] = frozenset()
    tax_category: str | None = None
    region: str | None = None
    company_size: str | None = None
    office: str | None = None

    def has(self, name: str) -> bool:
        """Whether it had that datum."""
        return name in self.present


def stood(account: Account, until: date) -> Standing:
    """How the account stands now, as it will be remembered."""
    return Standing(
        until=until,
        present=frozenset(name for name in DATA if account.has(name)),
        is_institution=account.is_institution,
        country=account.country,
        active=account.active,
        sector=account.sector,
        sii_started=account.sii_started,
        sii_started_on=account.sii_started_on,
        chilean_capital=account.chilean_capital,
        led_by_chileans=account.led_by_chileans,
        sells_national=account.sells_national,
        purposes=frozenset(purpose.value for purpose in account.purposes),
        tax_category=None if account.tax_category is None else account.tax_category.value,
        region=account.region,
        company_size=account.company_size,
        office=account.office,
    )


def remembering(before: Account, after: Account, today: date) -> Account:
    """
    *after*, which remembers how *before* stood until yesterday, when classes or figures read something else of it now;
    and the names that *before* had and it no longer has.

    What changed again on the same day is not remembered: a day is read as it ended. Of the days before the account
    was known here nothing is remembered: they are read as it stood at the first (`known_since`).

    Args:
        today: Day of the change, in the agency's zone.

    Source: AMB-69, POL-07.
    """
    return replace(after, standings=_standings(before, after, today), former_names=renamed(before, after, today))


def _standings(before: Account, after: Account, today: date) -> tuple[Standing, ...]:
    yesterday = today - timedelta(days=1)
    kept = before.standings
    last = kept[-1].until if kept else None
    is_new = before.known_since is None or before.known_since > yesterday
    if is_new or (last is not None and last >= yesterday) or stood(before, yesterday) == stood(after, yesterday):
        return kept
    return (*kept, stood(before, yesterday))


def standing_on(account: Account, on: date) -> Account | Standing:
    """How it stood on a day: what is remembered of it, or the account as it is now."""
    return next((each for each in account.standings if on <= each.until), account)
