"""
Who gets a message ("destinatarios"): readers shared by many rows.

Belongs here: addresses. Does not belong here: which message goes to whom.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.model.accounts import Account
from domain.model.institution.people import Role
from domain.model.words import is_address
from domain.protocol.catalogue import HELP_DESK_MAILBOX
from domain.protocol.engine.situation import Situation
from domain.protocol.messages.people import executive_of, mailbox_of, oficom, regional_office
from domain.protocol.messages.provenance import given_address
from domain.protocol.messages.rows import Addressee, Unproven


def addresses(found: Iterable[Addressee]) -> tuple[str, ...]:
    """Those that are e-mail addresses to write to, each once, in order."""
    return _once(each for each in found if isinstance(each, str))


def unproven(found: Iterable[Addressee]) -> tuple[str, ...]:
    """Those that only an outsider typed, each once, in order."""
    return _once(each.address for each in found if isinstance(each, Unproven))


def _once(found: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for address in found:
        if is_address(address.strip()):
            kept.setdefault(address.strip().lower(), address.strip())
    return tuple(kept.values())


def email_of(account: Account | None) -> str | None:
    """
    Where the account is written to: its main contact, else its own address, else any active contact (DAT-07).

    What the CRM has in place of an address is kept there, and nobody is written to at it.
    """
    if account is None:
        return None
    main = account.main_contact
    others = (contact.email for contact in account.contacts if contact.active)
    return next(
        (each for each in (main and main.email, account.email, *others) if each and is_address(each.strip())), None
    )


def written_to(situation: Situation) -> Addressee:
    """Where the account of the case is written to; unproven while a company only declared itself (AMB-54)."""
    address = email_of(situation.account)
    return Unproven(address) if address is not None and situation.waits else address


def company(situation: Situation) -> tuple[Addressee, ...]:
    """The company or institution of the case; a person who gave an address, when there is no account."""
    return (written_to(situation) or given_address(situation),)


def person_asking(situation: Situation) -> tuple[Addressee, ...]:
    """The person who asks, by the address given when it is proven; else their company's."""
    given = given_address(situation)
    return (given,) if isinstance(given, str) else (written_to(situation) or given,)


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
