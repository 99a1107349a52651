"""
The data of a message, put in words ("datos del mensaje").

Belongs here: readers shared by many rows. Does not belong here: terms (`terms`) and what one message says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from domain.model.cases import ValueKind
from domain.model.institution.day_names import MONTHS_EN
from domain.model.institution.tuning import tuned
from domain.model.messages import Language
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.protocol.catalogue import HELP_DESK_MAILBOX, USER_PORTAL_URL
from domain.protocol.engine.rows import Datum
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import region_name
from domain.protocol.flows.national.capture_facts import COMPANY_NAME
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import (
    executive_of,
    in_charge,
    mailbox_of,
    office_name,
    oficom,
    regional_office,
    reporting_oficom,
)
from domain.protocol.messages.provenance import is_told_by_staff, plain_name, quotation
from domain.protocol.messages.rows import Parameter
from domain.protocol.terms.explanation import day_es


@dataclass(frozen=True, slots=True)
class FromCase:
    """
    Reads the first of these data of flows that is given, in Spanish words.

    Attributes:
        of_outsider: What becomes of words that somebody outside ProChile typed.
    """

    data: tuple[Datum, ...]
    of_outsider: Callable[[str], str | None]

    def __call__(self, situation: Situation) -> Parameter:
        """Days written out, choices by their label, accounts, countries and regions by their name."""
        given = next((each for each in self.data if situation.data.get(each.name) is not None), None)
        return None if given is None else self._in_words(given, situation)

    def _in_words(self, datum: Datum, situation: Situation) -> Parameter:
        value = situation.data[datum.name]
        if isinstance(value, tuple):
            return tuple(each for one in value if (each := self._said(datum, one, situation)) is not None) or None
        if isinstance(value, datetime):
            local = value.astimezone(situation.calendar.zone)
            return f"{day_es(local.date())}, {local:%H:%M}"
        if isinstance(value, date):
            return day_es(value)
        return self._said(datum, value, situation) if isinstance(value, str) else value

    def _said(self, datum: Datum, value: str, situation: Situation) -> str | None:
        match datum.kind:
            case ValueKind.CHOICE:
                return datum.choices.get(value)
            case ValueKind.COUNTRY:
                return COUNTRY_NAMES_ES.get(value)
            case ValueKind.REGIONS:
                return region_name(value)
            case ValueKind.ACCOUNT | ValueKind.ACCOUNTS:
                account = situation.accounts.get(value)
                return None if account is None else account.name
            case _:
                return value if is_told_by_staff(situation, datum.name) else self.of_outsider(value)


def datum(*data: Datum) -> FromCase:
    """The first of these data that is given, in Spanish words. What an outsider typed is not repeated: None."""
    return FromCase(data, lambda _: None)


def quoted(*data: Datum) -> FromCase:
    """As `datum`, for letters that only ProChile reads: an outsider's words are quoted, with nothing to click."""
    return FromCase(data, quotation)


def day_en(day: date) -> str:
    """The day written out in English: "23 September 2024"."""
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class DayForRecipient:
    """Reads a day of the case, written out in the company's language (`of_recipient`)."""

    datum: Datum

    @property
    def data(self) -> tuple[Datum, ...]:
        """What it reads, as `FromCase.data`."""
        return (self.datum,)

    def __call__(self, situation: Situation) -> Parameter:
        """None: it is not given."""
        day = situation.day(self.datum.name)
        if day is None:
            return None
        return day_en(day) if of_recipient(situation) is Language.EN else day_es(day)


def company_name(situation: Situation) -> Parameter:
    """Name of the company or institution of the case; one that nobody of ProChile knows by it cannot be clicked on."""
    if situation.account is not None:
        name = situation.account.name
        return plain_name(name) if situation.waits else name
    told = situation.text(COMPANY_NAME.name)
    return told if told is None or is_told_by_staff(situation, COMPANY_NAME.name) else plain_name(told)


def company_rut(situation: Situation) -> Parameter:
    """Its RUT, as people write it."""
    account = situation.account
    return None if account is None or account.rut is None else str(account.rut)


def region_es(situation: Situation) -> Parameter:
    """Name of the region of the responsible office."""
    office = regional_office(situation)
    return None if office is None else region_name(office.removeprefix("OFIREG-"))


def regional_office_name(situation: Situation) -> Parameter:
    """Name of the responsible regional office."""
    return office_name(regional_office(situation), situation)


def regional_mailbox(situation: Situation) -> Parameter:
    """Its mailbox."""
    return mailbox_of(regional_office(situation), situation)


def oficom_name(situation: Situation) -> Parameter:
    """Name of the commercial office of the case."""
    return office_name(oficom(situation), situation)


def reporting_oficom_name(situation: Situation) -> Parameter:
    """Name of the commercial office that tells something of a company."""
    return office_name(reporting_oficom(situation), situation)


def executive_name(situation: Situation) -> Parameter:
    """Name of the company's regional executive, or of who stands in."""
    person = executive_of(situation.account, situation)
    return None if person is None else person.name


def name_in_charge(situation: Situation) -> Parameter:
    """Name of whoever has the case; it signs what goes `by_executive`, so that who signs gets the answer."""
    person = in_charge(situation)
    return None if person is None else person.name


def portal(situation: Situation) -> Parameter:
    """Address of the user portal; a setting (RTE-02)."""
    return tuned(situation.config, "user_portal_url", situation.today) or USER_PORTAL_URL


def help_desk_mailbox(_: Situation) -> Parameter:
    """Mailbox of the help casework."""
    return HELP_DESK_MAILBOX
