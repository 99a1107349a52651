"""
The data of a message, put in words ("datos del mensaje").

Belongs here: readers shared by many rows. Does not belong here: terms (`terms`) and what one message says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import Flow, Value
from domain.model.institution.calendar import local_day
from domain.model.messages import Language
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.protocol.catalogue import HELP_DESK_MAILBOX, USER_PORTAL_URL
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import region_mailbox, region_name
from domain.protocol.flows import FLOWS
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import executive_of, in_charge, mailbox_of, office_name, oficom, regional_office
from domain.protocol.messages.provenance import is_told_by_staff, plain_name, quotation
from domain.protocol.messages.rows import Parameter, Reader
from domain.protocol.terms.explanation import day_es

_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def datum(*names: str) -> Reader:
    """
    The first of these data that is given, in Spanish words; the names are synonyms in flows.

    What an outsider typed is not repeated: None.
    """
    return _read(names, lambda _: None)


def quoted(*names: str) -> Reader:
    """As `datum`, for letters that only ProChile reads: an outsider's words are quoted, with nothing to click."""
    return _read(names, quotation)


def _read(names: tuple[str, ...], of_outsider: Callable[[str], str | None]) -> Reader:
    def read(situation: Situation) -> Parameter:
        for name in names:
            value = situation.data.get(name)
            if value is not None:
                return in_words(situation, name, value, of_outsider)
        return None

    return read


def in_words(
    situation: Situation, name: str, value: Value, of_outsider: Callable[[str], str | None] = quotation
) -> Parameter:
    """
    A value as a person reads it: days written out, choices by their label, accounts by their name.

    Args:
        of_outsider: What becomes of words that somebody outside ProChile typed.
    """
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        local = value.astimezone(situation.calendar.zone)
        return f"{day_es(local.date())}, {local:%H:%M}"
    if isinstance(value, date):
        return day_es(value)
    if isinstance(value, tuple):
        said = (_said(situation, name, each, of_outsider) for each in value)
        return tuple(each for each in said if each is not None) or None
    return None if value is None else _said(situation, name, value, of_outsider)


def _said(situation: Situation, name: str, value: str, of_outsider: Callable[[str], str | None]) -> str | None:
    account = situation.accounts.get(value)
    if account is not None:
        return account.name
    label = _labels(None if situation.case is None else situation.case.flow, name).get(value)
    if label is not None:
        return label
    if "region" in name and region_mailbox(value) is not None:
        return region_name(value)
    if ("market" in name or "country" in name) and value in COUNTRY_NAMES_ES:
        return COUNTRY_NAMES_ES[value]
    return value if is_told_by_staff(situation, name) else of_outsider(value)


def _labels(flow: Flow | None, name: str) -> Mapping[str, str]:
    """Labels of the choices of that datum; where flows differ, those of *flow* count."""
    found: dict[str, str] = {}
    for rules in sorted(FLOWS.values(), key=lambda each: each.spec.flow is flow):
        for fact in rules.spec.facts:
            for brought in fact.data:
                if brought.name == name:
                    found |= brought.choices
    return found


def day_en(day: date) -> str:
    """The day written out in English: "23 September 2024"."""
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def day_for_recipient(*names: str) -> Reader:
    """The first of these data that is a day or instant, written out in the company's language (`of_recipient`)."""

    def read(situation: Situation) -> Parameter:
        for name in names:
            value = situation.data.get(name)
            if isinstance(value, datetime):
                value = local_day(value, situation.calendar.zone)
            if isinstance(value, date):
                return day_en(value) if of_recipient(situation) is Language.EN else day_es(value)
        return None

    return read


def company_name(situation: Situation) -> Parameter:
    """Name of the company or institution of the case; one that nobody of ProChile knows by it cannot be clicked on."""
    if situation.account is not None:
        name = situation.account.name
        return plain_name(name) if situation.waits else name
    told = situation.text("company")
    return told if told is None or is_told_by_staff(situation, "company") else plain_name(told)


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


def executive_name(situation: Situation) -> Parameter:
    """Name of the regional executive who signs."""
    person = executive_of(situation.account, situation) or in_charge(situation)
    return None if person is None else person.name


def portal(situation: Situation) -> Parameter:
    """Address of the user portal; a setting (RTE-02)."""
    setting = situation.config.tuning.get("user_portal_url")
    chosen = None if setting is None else setting.on(situation.today)
    return USER_PORTAL_URL if chosen is None else chosen.value


def help_desk_mailbox(_: Situation) -> Parameter:
    """Mailbox of the help casework."""
    return HELP_DESK_MAILBOX


def other_account(situation: Situation, *names: str) -> Account | None:
    """The account that one of these data names."""
    return next((a for name in names if (a := situation.accounts.get(situation.text(name) or ""))), None)
