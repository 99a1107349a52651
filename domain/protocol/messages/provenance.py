"""
Whose words a datum is, and which addresses may be written to: nobody has ProChile write to whom they please.

Belongs here: who said what. Does not belong here: who gets a message (`addressees`).
"""

from __future__ import annotations

from domain.model.accounts import Account
from domain.model.institution.people import PORTAL_ROLES
from domain.protocol.engine.situation import Situation
from domain.protocol.messages.rows import Parameter, Reader


def is_sent_by_staff(situation: Situation) -> bool:
    """Whether one of ProChile's people causes the message: not a company, another system or the passing of time."""
    return situation.actor.role not in PORTAL_ROLES


def is_told_by_staff(situation: Situation, name: str) -> bool:
    """Whether that datum of the case is as one of ProChile's people told it."""
    if name in situation.given:
        return is_sent_by_staff(situation)
    told = next((event for event in reversed(situation.timeline) if name in event.data), None)
    return told is not None and told.role not in PORTAL_ROLES


def holds(account: Account | None, address: str) -> bool:
    """Whether the account, or a contact of it that is active, has this address."""
    if account is None:
        return False
    known = (account.email, *(contact.email for contact in account.contacts if contact.active))
    return address.strip().lower() in {each.strip().lower() for each in known if each}


def given_address(situation: Situation, *names: str) -> str | None:
    """
    The address in the first of these data that has one, when it may be written to.

    It may when somebody of ProChile sends the message or told the address, or the account holds it; one that only an
    outsider typed may be anybody's.
    """
    name = next((each for each in names if situation.text(each)), None)
    address = None if name is None else situation.text(name)
    if name is None or address is None:
        return None
    proven = is_sent_by_staff(situation) or is_told_by_staff(situation, name) or holds(situation.account, address)
    return address if proven else None


def told_by_staff(read: Reader, name: str) -> Reader:
    """The datum *name* as *read* puts it, when it is the words of ProChile's people; else None."""

    def words(situation: Situation) -> Parameter:
        return read(situation) if is_told_by_staff(situation, name) else None

    return words
