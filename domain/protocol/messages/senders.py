"""
In whose name a message goes, and where answers to it go ("remitente"; FUP-05).

Belongs here: senders shared by many rows. Does not belong here: which message goes in whose name.
"""

from __future__ import annotations

from typing import Final

from domain.model.institution.people import Role
from domain.protocol.catalogue import HELP_DESK_MAILBOX
from domain.protocol.engine.situation import Situation
from domain.protocol.messages.addressees import addresses, commercial_office, email_of
from domain.protocol.messages.people import (
    executive_of,
    in_charge,
    mailbox_of,
    office_name,
    oficom,
    regional_office,
    reporting_oficom,
)
from domain.protocol.messages.rows import Sender

INSTITUTION_NAME: Final = "ProChile"


def by_institution(situation: Situation) -> Sender:
    """The system, in ProChile's name; answers go to the region when there is one, else to the help casework."""
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


def by_reporting_oficom(situation: Situation) -> Sender:
    """The commercial office that tells something of a company; answers go to whoever told it. Source: USR-02."""
    sender, person = _by_office(reporting_oficom(situation), situation), situation.directory.person(situation.actor.id)
    return Sender(sender.name, sender.reply_to or (None if person is None else person.email))


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
    if account is None or situation.waits:
        return Sender(INSTITUTION_NAME)
    return Sender(account.name, email_of(account))


def _by_office(office: str | None, situation: Situation) -> Sender:
    name = office_name(office, situation)
    return Sender(f"{INSTITUTION_NAME}, {name}" if name else INSTITUTION_NAME, mailbox_of(office, situation))
