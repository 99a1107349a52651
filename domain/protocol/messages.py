"""
Who gets a message, in whose name and with what in it ("a quién, en nombre de quién, con qué datos"; section 5).

Belongs here: addressees and parameters, from a situation. Does not belong here: the words, which live in templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.errors import UnknownRule
from domain.model.messages import Language, MessageParameters
from domain.model.terms import Term
from domain.protocol.catalogue import HELP_DESK_MAILBOX, USER_PORTAL_URL
from domain.protocol.engine_situation import Situation
from domain.protocol.engine_text import office_mailbox, region_name
from domain.protocol.terms import calendar_for, due, rule_of
from domain.protocol.terms_settings import terms_in_force
from domain.protocol.terms_text import day_es

REMINDER: Final = "AVISO-POR-VENCER"
"""Template of the reminder before a term ends; not one of the 33 of section 5 (LIN-03)."""

ESCALATION: Final = "AVISO-VENCIDO"
"""Template of the notice that a term has ended without its fact (LIN-03)."""


@dataclass(frozen=True, slots=True)
class Composed:
    """
    A message before its words.

    Attributes:
        to, cc: Addresses; an empty `to` means that nobody's address is known: it is not sent, and that is recorded.
        sender_name: In whose name it goes; None: ProChile.
    """

    to: tuple[str, ...]
    language: Language = Language.ES
    parameters: MessageParameters = field(default_factory=dict)
    cc: tuple[str, ...] = ()
    sender_name: str | None = None
    reply_to: str | None = None


Addressee = Callable[[Situation], tuple[str, ...]]


def company_addresses(situation: Situation) -> tuple[str, ...]:
    """The company: its main contact, else its own address."""
    account = situation.account
    if account is None:
        return ()
    contact = account.main_contact
    address = (contact.email if contact is not None else None) or account.email
    return () if address is None else (address,)


def office_addresses(situation: Situation) -> tuple[str, ...]:
    """The generic mailbox of the responsible office (RTE-01, RTE-04)."""
    mailbox = office_mailbox(situation.office, situation)
    return () if mailbox is None else (mailbox,)


def person_addresses(situation: Situation) -> tuple[str, ...]:
    """The person who came, when they left an address."""
    address = situation.text("email")
    return () if address is None else (address,)


def help_desk(_: Situation) -> tuple[str, ...]:
    """Gestión de clientes (RTE-03)."""
    return (HELP_DESK_MAILBOX,)


_TO: Final[Mapping[str, Addressee]] = {
    "NTF-01": company_addresses,
    "NTF-02": company_addresses,
    "NTF-03": office_addresses,
    "NTF-04": company_addresses,
    "NTF-05": company_addresses,
    "NTF-06": office_addresses,
    "NTF-07": office_addresses,
    "NTF-08": help_desk,
    "NTF-09": person_addresses,
    "NTF-10": person_addresses,
    "NTF-11": person_addresses,
}


def compose(ntf: str, situation: Situation) -> Composed:
    """
    Addressees and parameters of a message, from the situation after the fact that causes it.

    Raises:
        UnknownRule: No row composes that message.
    """
    to = _TO.get(ntf)
    if to is None:
        raise UnknownRule(f"Nadie ha dicho a quién va el mensaje {ntf}.", rule="POL-06")
    return Composed(to(situation), parameters=common_parameters(situation))


def compose_term_notice(term: Term, situation: Situation, to: tuple[str, ...]) -> Composed:
    """Reminder or escalation of a term to the people given (LIN-03)."""
    parameters = {**common_parameters(situation), **_term_parameters(term, situation)}
    return Composed(to, parameters=parameters)


def common_parameters(situation: Situation) -> dict[str, str | int | bool | tuple[str, ...] | None]:
    """What every template may name; dates written out in words."""
    account, case = situation.account, situation.case
    assignee = situation.directory.standing_in(case.assignee if case else None, situation.today)
    region = situation.text("region") or (None if account is None else account.region)
    found: dict[str, str | int | bool | tuple[str, ...] | None] = {
        "company": None if account is None else account.name,
        "person": situation.text("person"),
        "region": region_name(region),
        "mailbox": office_mailbox(situation.office, situation),
        "executive": None if assignee is None else assignee.name,
        "portal": USER_PORTAL_URL,
        "help_desk": HELP_DESK_MAILBOX,
        "case_number": None if case is None else case.number,
        "today": day_es(situation.today),
        "due": None,
    }
    term = max(situation.open_terms, key=lambda each: each.started_at, default=None)
    if term is not None:
        found |= _term_parameters(term, situation)
    return found


def _term_parameters(term: Term, situation: Situation) -> dict[str, str | int | bool | tuple[str, ...] | None]:
    row = rule_of(term, terms_in_force(situation.config))
    ends = due(row, term.started_at, calendar_for(row, term.office, situation.book), term.given_date)
    return {
        "due": None if ends.due_on is None else day_es(ends.due_on),
        "term": row.name_es,
        "unit": term.unit,
    }
