"""
The people and offices that a message is about: executives, who has the case, its offices and their mailboxes.

Belongs here: whom a situation names. Does not belong here: who gets the message (`addressees`) and in whose
name it goes (`senders`).
"""

from __future__ import annotations

from domain.model.accounts import Account
from domain.model.institution.directory import Person
from domain.model.institution.people import Role
from domain.protocol.access.permissions import office_of
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import office_mailbox, region_mailbox, region_name
from domain.protocol.flows.foreign.offices import MARKET
from domain.protocol.flows.national.capture_facts import REGION


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


def head_of(office: str | None, situation: Situation) -> Person | None:
    """Head of a regional office, or who stands in; None: the directory has nobody."""
    heads = [] if office is None else situation.directory.holders(Role.REGIONAL_HEAD, office=office)
    present = (situation.directory.standing_in(person.id, situation.today) for person in heads)
    return next((person for person in present if person is not None), None)


def regional_office(situation: Situation) -> str | None:
    """Code of the regional office of the case: its office, else by the region given, else the account's."""
    candidates = (
        situation.case.office if situation.case is not None else None,
        situation.office,
        f"OFIREG-{code}" if (code := situation.text(REGION.name)) else None,
        None if situation.account is None else office_of(situation.account),
        f"OFIREG-{situation.account.region}" if situation.account is not None and situation.account.region else None,
    )
    return next((office for office in candidates if office is not None and office.startswith("OFIREG-")), None)


def oficom(situation: Situation) -> str | None:
    """Code of the commercial office of the case: its own, else the account's, that of its market, or the actor's."""
    candidates = (
        situation.case.office if situation.case is not None else None,
        situation.office,
        situation.account.office if situation.account is not None else None,
        _market_office(situation),
        situation.actor.office,
    )
    return next((office for office in candidates if office is not None and office.startswith("OFICOM-")), None)


def reporting_oficom(situation: Situation) -> str | None:
    """Code of the commercial office that tells something of a company: that of whoever tells it. Source: USR-02."""
    told_by = situation.actor.office
    return told_by if told_by is not None and told_by.startswith("OFICOM-") else oficom(situation)


def _market_office(situation: Situation) -> str | None:
    """The first commercial office in the market of the case."""
    market = situation.text(MARKET.name)
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


def mailbox_of(office: str | None, situation: Situation) -> str | None:
    """Mailbox of an office, or None."""
    return None if office is None else office_mailbox(office, situation)
