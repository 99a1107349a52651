"""
Who gets each message, in whose name, in which language, and with what data ("avisos", section 5).

One row for each of the 33 messages, read by `compose`. Pure: nothing is sent and nothing is rendered here. The rows are
in `capture`, `public`, `user_companies` and `foreign`; how they read the situation in `addressees`, `senders`,
`language`, `data_in_words` and `terms`. Every datum of a row that a person must be told is `required`: without it the
template refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from domain.errors import UnknownRule
from domain.model.institution.directory import Person
from domain.model.messages import Language, MessageParameters
from domain.model.terms import Term
from domain.protocol.engine.situation import Situation
from domain.protocol.messages.addressees import addresses, company, person_asking, unproven
from domain.protocol.messages.capture import CAPTURE
from domain.protocol.messages.data_in_words import company_name, day_en
from domain.protocol.messages.foreign import FOREIGN, both_companies
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.links import SURVEY_LINK
from domain.protocol.messages.people import head_of, in_charge, mailbox_of
from domain.protocol.messages.public import PUBLIC
from domain.protocol.messages.rows import MessageKind, MessageRow
from domain.protocol.messages.senders import INSTITUTION_NAME, by_executive, by_institution
from domain.protocol.messages.terms import last_day_of
from domain.protocol.messages.user_companies import USER_COMPANIES
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import rule_of
from domain.protocol.terms.explanation import day_es

__all__ = [
    "ACKNOWLEDGEMENT",
    "CASE_NOTICE",
    "CHARGE_NOTICE",
    "ENQUIRY_NOTICE",
    "ESCALATION",
    "FOR_ATTENDED",
    "MESSAGES",
    "REMINDER",
    "SURVEY",
    "Composed",
    "compose",
    "compose_case_notice",
    "compose_charge_notice",
    "compose_enquiry_notice",
    "compose_survey",
    "compose_term_notice",
]

REMINDER: Final = "AVISO-POR-VENCER"
"""Template of the reminder before a term ends; not one of the 33 of section 5 (LIN-03)."""

ACKNOWLEDGEMENT: Final = "ACUSE-DE-RECIBO"
"""Template of what an address gets that only an outsider typed: once a day, without a word of theirs."""

ESCALATION: Final = "AVISO-VENCIDO"
"""Template of the notice that a term has ended without its fact (LIN-03)."""

CASE_NOTICE: Final = "AVISO-CASO"
"""Template of the notice that what is outside a case changed it, or asks its person to decide (AMB-68)."""

CHARGE_NOTICE: Final = "AVISO-A-CARGO"
"""Template of the notice that whoever attends a company has a conflict of interest with it (AMB-72)."""

ENQUIRY_NOTICE: Final = "AVISO-CONSULTA"
"""Template of the notice that an enquiry of their company was derived to an executive (PUB-04)."""

SURVEY: Final = "ENCUESTA"
"""Template of the letter that brings the link of a satisfaction survey (MEA-04)."""

MESSAGES: Final[Mapping[str, MessageRow]] = MappingProxyType(
    {row.id: row for row in sorted((*CAPTURE, *PUBLIC, *USER_COMPANIES, *FOREIGN), key=lambda row: row.id)}
)
"""The rows, by NTF id."""

_TO_ATTENDED: Final = frozenset({company, person_asking, both_companies})
"""Who is written to when that is whoever is attended: company, institution or person."""
FOR_ATTENDED: Final = frozenset({SURVEY, *(row.id for row in MESSAGES.values() if row.to in _TO_ATTENDED)})
"""
Templates of the letters that whoever is attended finds among their messages; one to ProChile's people or to another
body is not theirs to read, though it is about them. Source: COM-02, POL-07.
"""


@dataclass(frozen=True, slots=True)
class Composed:
    """
    A message ready for its template.

    Attributes:
        to, cc: E-mail addresses, without repetition; `to` may be empty when nobody's address is known: it is queued
            all the same, so that a person sees that it could not be delivered (AMB-01: nothing waits for a mail).
        parameters: What the template is filled with. Optional data that are not known are None; required ones that
            are not known are left out, so that rendering raises MissingData with all of them.
        sender_name: In whose name it goes.
        reply_to: Where the answer goes; None: nowhere in particular.
        automatic: The system sends it by itself, without anybody deciding.
        unproven: Addresses that it would go to but that only an outsider typed: they get the acknowledgement.
        links: Secret links that it carries, by name (`messages.links`); they are kept nowhere but in the letter.
    """

    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    language: Language = Language.ES
    parameters: MessageParameters = field(default_factory=dict)
    sender_name: str | None = None
    reply_to: str | None = None
    automatic: bool = False
    unproven: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)


def compose(ntf: str, situation: Situation) -> Composed:
    """
    Addressees, language, sender and parameters of the message *ntf* ("NTF-05") in *situation*.

    Args:
        situation: As the fact leaves it: the case's office, assignee and data are read from it. A term that the
            same fact starts need not be open yet: its last day is counted from `situation.at`.

    Raises:
        UnknownRule: There is no such message.

    Source: section 5, COM-01, AMB-01.
    """
    row = MESSAGES.get(ntf)
    if row is None:
        raise UnknownRule(f"El protocolo no tiene el mensaje «{ntf}».", rule=ntf)
    read = {name: reader(situation) for name, reader in row.parameters.items()}
    found = tuple(row.to(situation))
    to = addresses(found)
    cc = tuple(address for address in addresses(row.cc(situation)) if address.lower() not in _lower(to))
    sender = row.by(situation)
    return Composed(
        to=to,
        cc=cc,
        language=row.language(situation),
        parameters={name: value for name, value in read.items() if value is not None or name not in row.required},
        sender_name=sender.name,
        reply_to=sender.reply_to,
        automatic=row.kind is MessageKind.AUTOMATIC,
        unproven=unproven(found),
    )


def compose_term_notice(term: Term, situation: Situation, to: tuple[str, ...]) -> Composed:
    """
    Reminder (`REMINDER`) or escalation (`ESCALATION`) of a term, to the people given.

    Source: LIN-03.
    """
    rule = rule_of(term, terms_in_force(situation.config))
    day = last_day_of(term, term.rule_id, situation)
    person = in_charge(situation)
    case = situation.case
    return Composed(
        to=addresses(to),
        parameters={
            "company": company_name(situation),
            "term": rule.name_es,
            "due": None if day is None else day_es(day),
            "unit": term.unit,
            "executive": None if person is None else person.name,
            "case_number": None if case is None or not case.number else case.number,
        },
        sender_name=INSTITUTION_NAME,
        reply_to=by_institution(situation).reply_to,
        automatic=True,
    )


def compose_case_notice(situation: Situation, what: str) -> Composed:
    """
    The notice (`CASE_NOTICE`) of *what* happened to a case: to whoever has it, else the head of its office.

    Source: AMB-68, POL-05.
    """
    case = situation.case
    person = situation.directory.standing_in(None if case is None else case.assignee, situation.today)
    head = head_of(None if case is None else case.office, situation)
    known = person or head
    mailbox = mailbox_of(None if case is None else case.office, situation)
    return Composed(
        to=addresses((mailbox if known is None else known.email,)),
        parameters={
            "company": company_name(situation),
            "what": what,
            "executive": None if person is None else person.name,
            "case_number": None if case is None or not case.number else case.number,
        },
        sender_name=INSTITUTION_NAME,
        reply_to=by_institution(situation).reply_to,
        automatic=True,
    )


def compose_enquiry_notice(situation: Situation, matters: tuple[str, ...]) -> Composed:
    """
    The notice (`ENQUIRY_NOTICE`) that an enquiry about *matters*, in Spanish, awaits the executive who has the case.

    What the person wrote stays in the case.

    Source: PUB-04, POL-05.
    """
    notice = compose_case_notice(situation, "")
    kept = {name: value for name, value in notice.parameters.items() if name != "what"}
    return replace(notice, parameters={**kept, "matters": matters})


def compose_charge_notice(situation: Situation, what: str, to: Person | None) -> Composed:
    """
    The notice (`CHARGE_NOTICE`) that another has to be named to attend the company: to who chooses, else the office.

    Source: AMB-72, POL-07.
    """
    mailbox = mailbox_of(situation.office, situation)
    return Composed(
        to=addresses((mailbox if to is None else to.email,)),
        parameters={"company": company_name(situation), "what": what, "person": None if to is None else to.name},
        sender_name=INSTITUTION_NAME,
        reply_to=by_institution(situation).reply_to,
        automatic=True,
    )


def compose_survey(situation: Situation, link: str, expires_at: datetime) -> Composed:
    """
    The letter (`SURVEY`) that asks whoever was attended how it was, in the name of who has the case.

    Args:
        link: By which it is answered, for who gets the letter alone.
        expires_at: Until when, exclusive; told as the last whole day at the office of the case.

    Source: MEA-04, LIN-10.
    """
    found, sender = tuple(person_asking(situation)), by_executive(situation)
    language, zone = of_recipient(situation), situation.calendar.zone
    last_day = (expires_at.astimezone(zone) - timedelta(days=1)).date()
    person, case = in_charge(situation), situation.case
    return Composed(
        to=addresses(found),
        language=language,
        parameters={
            "company": company_name(situation),
            "case_number": None if case is None or not case.number else case.number,
            "until": day_en(last_day) if language is Language.EN else day_es(last_day),
            "executive": None if person is None else person.name,
        },
        sender_name=sender.name,
        reply_to=sender.reply_to,
        automatic=True,
        links={SURVEY_LINK: link},
    )


def _lower(found: tuple[str, ...]) -> frozenset[str]:
    return frozenset(address.lower() for address in found)
