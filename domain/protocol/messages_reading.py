"""
How a row of a message reads the situation: addressees, senders, languages and data in words.

Belongs here: readers shared by many rows. Does not belong here: what one message says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from domain.model.accounts import Account
from domain.model.calendar import local_day
from domain.model.cases import Flow, Value
from domain.model.country_names import COUNTRY_NAMES_ES
from domain.model.directory import Person
from domain.model.messages import Language
from domain.model.people import Role
from domain.model.terms import Term
from domain.protocol.catalogue import HELP_DESK_MAILBOX, USER_PORTAL_URL
from domain.protocol.engine_situation import Situation
from domain.protocol.engine_text import office_mailbox, region_mailbox, region_name
from domain.protocol.flows import FLOWS
from domain.protocol.permissions import office_of
from domain.protocol.terms import calendar_for, due, rule_of, term_rule
from domain.protocol.terms_in_situation import row_in
from domain.protocol.terms_settings import terms_in_force
from domain.protocol.terms_text import day_es, length_en, length_es

Parameter = str | int | bool | tuple[str, ...] | None
Reader = Callable[[Situation], Parameter]
Addressees = Callable[[Situation], Iterable[str | None]]

INSTITUTION_NAME: Final = "ProChile"
_SPANISH_SPEAKING: Final = frozenset(
    {"AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GQ", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV"}
    | {"UY", "VE"}
)
_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a message goes, and where answers to it go."""

    name: str
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """
    One row: a message, who gets it, in whose name, and what it is filled with.

    Attributes:
        message: NTF id.
        required: Parameters without which the message would not say what it must.
        automatic: Sent by the system itself.
        rules: Rule ids that say what it must say.
    """

    message: str
    to: Addressees
    parameters: Mapping[str, Reader]
    sender: Callable[[Situation], Sender]
    rules: tuple[str, ...]
    required: frozenset[str] = frozenset()
    cc: Addressees = lambda _: ()
    language: Callable[[Situation], Language] = lambda _: Language.ES
    automatic: bool = False


# Addresses


def addresses(found: Iterable[str | None]) -> tuple[str, ...]:
    """Those that are e-mail addresses, each once, in order."""
    kept: dict[str, str] = {}
    for address in found:
        if address is not None and "@" in address:
            kept.setdefault(address.strip().lower(), address.strip())
    return tuple(kept.values())


def email_of(account: Account | None) -> str | None:
    """Where the account is written to: its main contact, else its own address, else any active contact (DAT-07)."""
    if account is None:
        return None
    main = account.main_contact
    others = (contact.email for contact in account.contacts if contact.active)
    return next((found for found in (main and main.email, account.email, *others) if found), None)


def company(situation: Situation) -> tuple[str | None, ...]:
    """The company or institution of the case; a person who gave an address, when there is no account."""
    return (email_of(situation.account) or first_text(situation, "email", "company_email", "person_email"),)


def person_asking(situation: Situation) -> tuple[str | None, ...]:
    """The person who asks, by the address given; else their company's."""
    return (first_text(situation, "person_email", "email", "contact_email") or email_of(situation.account),)


def region(situation: Situation) -> tuple[str | None, ...]:
    """
    Generic mailbox of the regional office that answers (RTE-01, RTE-04).

    That of the office of the case when it is a regional one, else of the region named by the data or the account.
    """
    return (mailbox_of(regional_office(situation), situation),)


def commercial_office(situation: Situation) -> tuple[str | None, ...]:
    """Mailbox of the commercial office of the case; without one, its executives in the directory."""
    office = oficom(situation)
    if office is None:
        return ()
    mailbox = mailbox_of(office, situation)
    if mailbox is not None:
        return (mailbox,)
    return tuple(person.email for person in situation.directory.holders(Role.COMMERCIAL_EXECUTIVE, office=office))


def help_desk(_: Situation) -> tuple[str, ...]:
    """gestiondeclientes@ (RTE-03)."""
    return (HELP_DESK_MAILBOX,)


def regional_executive(situation: Situation) -> tuple[str | None, ...]:
    """The company's regional executive or who stands in; without one, the regional mailbox (AMB-14)."""
    person = executive_of(situation.account, situation)
    return (person.email,) if person is not None else region(situation)


def mailbox_of(office: str | None, situation: Situation) -> str | None:
    """Mailbox of an office, or None."""
    return None if office is None else office_mailbox(office, situation)


# People and offices


def executive_of(account: Account | None, situation: Situation) -> Person | None:
    """Regional executive of *account*, or who stands in on the day."""
    if account is None:
        return None
    return situation.directory.standing_in(account.regional_executive, situation.today)


def commercial_executive_of(account: Account | None, situation: Situation) -> Person | None:
    """Commercial executive of *account*, or who stands in on the day."""
    if account is None:
        return None
    return situation.directory.standing_in(account.commercial_executive, situation.today)


def in_charge(situation: Situation) -> Person | None:
    """Who has the case; else the company's regional executive; or who stands in."""
    case = situation.case
    assignee = situation.directory.standing_in(case.assignee if case else None, situation.today)
    return assignee or executive_of(situation.account, situation)


def regional_office(situation: Situation) -> str | None:
    """Code of the regional office of the case: its office, else by the region given, else the account's."""
    given = first_text(situation, "regional_office", "ofireg")
    if given is not None:
        return given
    candidates = (
        situation.case.office if situation.case is not None else None,
        situation.office,
        f"OFIREG-{code}" if (code := first_text(situation, "region")) else None,
        None if situation.account is None else office_of(situation.account),
        f"OFIREG-{situation.account.region}" if situation.account is not None and situation.account.region else None,
    )
    return next((office for office in candidates if office is not None and office.startswith("OFIREG-")), None)


def oficom(situation: Situation) -> str | None:
    """Code of the commercial office of the case: given, else of the case or the account, else the actor's."""
    given = first_text(situation, "oficom", "commercial_office")
    if given is not None:
        return given
    candidates = (
        situation.case.office if situation.case is not None else None,
        situation.office,
        situation.account.office if situation.account is not None else None,
        _market_office(situation),
        situation.actor.office,
    )
    return next((office for office in candidates if office is not None and office.startswith("OFICOM-")), None)


def _market_office(situation: Situation) -> str | None:
    """The first commercial office in the market of the case."""
    market = first_text(situation, "market")
    if market is None:
        return None
    found = (o.code for o in situation.config.offices.values() if o.country == market and o.code.startswith("OFICOM-"))
    return next(found, None)


def office_name(office: str | None, situation: Situation) -> str | None:
    """Name of an office as people call it."""
    if office is None:
        return None
    known = situation.config.offices.get(office)
    if known is not None:
        return known.name
    code = office.removeprefix("OFIREG-")
    return f"Oficina Regional de {region_name(code)}" if region_mailbox(code) else None


# Senders


def by_institution(situation: Situation) -> Sender:
    """The system, in ProChile's name; answers go to the region when there is one, else to the help desk."""
    return Sender(INSTITUTION_NAME, mailbox_of(regional_office(situation), situation) or HELP_DESK_MAILBOX)


def by_executive(situation: Situation) -> Sender:
    """The executive in charge, in person (FUP-05); else the office."""
    person = in_charge(situation)
    return Sender(f"{person.name}, {INSTITUTION_NAME}", person.email) if person is not None else by_region(situation)


def by_regional_executive(situation: Situation) -> Sender:
    """The company's regional executive, in person (FUP-05); else the regional office."""
    person = executive_of(situation.account, situation)
    return Sender(f"{person.name}, {INSTITUTION_NAME}", person.email) if person is not None else by_region(situation)


def by_region(situation: Situation) -> Sender:
    """The regional office."""
    return _by_office(regional_office(situation), situation)


def by_oficom(situation: Situation) -> Sender:
    """The commercial office; answers go to its mailbox, else to its executive."""
    sender = _by_office(oficom(situation), situation)
    return Sender(sender.name, sender.reply_to or next(iter(addresses(commercial_office(situation))), None))


def by_actor(situation: Situation) -> Sender:
    """Whoever reports the fact: the responsible of the point of contact; the system when it is the system."""
    actor = situation.actor
    person = situation.directory.person(actor.id)
    if person is not None:
        return Sender(f"{person.name}, {INSTITUTION_NAME}", person.email)
    if actor.role in {Role.SERVICE, Role.COMPANY}:
        return by_institution(situation)
    return Sender(f"{actor.name}, {INSTITUTION_NAME}", mailbox_of(actor.office, situation))


def by_company(situation: Situation) -> Sender:
    """The company itself, through ProChile."""
    account = situation.account
    return Sender(INSTITUTION_NAME if account is None else account.name, email_of(account))


def _by_office(office: str | None, situation: Situation) -> Sender:
    name = office_name(office, situation)
    return Sender(f"{INSTITUTION_NAME}, {name}" if name else INSTITUTION_NAME, mailbox_of(office, situation))


# Languages


def of_recipient(situation: Situation) -> Language:
    """
    The language given; else English for a company established where Spanish is not spoken; else Spanish.

    Section 5: messages to foreign companies go in Spanish or English.
    """
    given = first_text(situation, "language")
    if given is not None and given.lower() in {"es", "en"}:
        return Language(given.lower())
    country = situation.account.country if situation.account is not None else first_text(situation, "country")
    return Language.ES if country is None or country in _SPANISH_SPEAKING else Language.EN


# Data in words


def first_text(situation: Situation, *names: str) -> str | None:
    """The first of these data that is a text."""
    return next((text for name in names if (text := situation.text(name))), None)


def datum(*names: str) -> Reader:
    """The first of these data that is given, in Spanish words; the names are synonyms in flows."""

    def read(situation: Situation) -> Parameter:
        for name in names:
            value = situation.data.get(name)
            if value is not None:
                return in_words(situation, name, value)
        return None

    return read


def in_words(situation: Situation, name: str, value: Value) -> Parameter:
    """A value as a person reads it: days written out, choices by their label, accounts by their name."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        local = value.astimezone(situation.calendar.zone)
        return f"{day_es(local.date())}, {local:%H:%M}"
    if isinstance(value, date):
        return day_es(value)
    if isinstance(value, tuple):
        return tuple(_said(situation, name, each) for each in value)
    return None if value is None else _said(situation, name, value)


def _said(situation: Situation, name: str, value: str) -> str:
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
    return value


@cache
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


def last_day(*rules: str) -> Reader:
    """
    Last day of the term of the first of these rules that runs; none runs: of the first, as begun with this fact.

    None: the term has no last day (not configured).
    """

    def read(situation: Situation) -> Parameter:
        found = next((term for rule in rules for term in situation.open_terms if term.rule_id == rule), None)
        day = last_day_of(found, rules[0], situation)
        return None if day is None else day_es(day)

    return read


def running_last_day(*rules: str) -> Reader:
    """As `last_day`, but only of a term that runs; None: none does."""

    def read(situation: Situation) -> Parameter:
        found = next((term for rule in rules for term in situation.open_terms if term.rule_id == rule), None)
        day = None if found is None else last_day_of(found, found.rule_id, situation)
        return None if day is None else day_es(day)

    return read


def term_length(rule: str) -> Reader:
    """How long the term of this rule is, in the recipient's language (`of_recipient`): "3 días hábiles"."""

    def read(situation: Situation) -> Parameter:
        row = row_in(rule, situation)
        return length_en(row) if of_recipient(situation) is Language.EN else length_es(row)

    return read


def last_day_of(term: Term | None, rule_id: str, situation: Situation) -> date | None:
    """Last day of a running term, or of one of this rule begun now at the responsible office."""
    table = terms_in_force(situation.config)
    if term is not None:
        rule = rule_of(term, table)
        return due(rule, term.started_at, calendar_for(rule, term.office, situation.book), term.given_date).due_on
    rule = term_rule(rule_id, situation.today, table)
    office = regional_office(situation) or situation.office
    return due(rule, situation.at, calendar_for(rule, office, situation.book)).due_on


def company_name(situation: Situation) -> Parameter:
    """Name of the company or institution of the case."""
    return situation.account.name if situation.account is not None else first_text(situation, "company")


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
    """Mailbox of the help desk."""
    return HELP_DESK_MAILBOX


def account_id(situation: Situation) -> Parameter:
    """Id of the account, for links; never shown."""
    return None if situation.account is None else situation.account.id


def case_id(situation: Situation) -> Parameter:
    """Id of the case, for links; never shown."""
    return situation.case.id if situation.case is not None else situation.case_id or None


def other_account(situation: Situation, *names: str) -> Account | None:
    """The account that one of these data names."""
    return next((a for name in names if (a := situation.accounts.get(situation.text(name) or ""))), None)
