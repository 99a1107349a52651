"""
Whose words a datum is, and which addresses may be written to: nobody has ProChile write what and to whom they please.

Outsiders are companies, and other systems, behind which may be anybody. Belongs here: who said what, and what of an
outsider's words a letter may carry. Does not belong here: who gets a message (`addressees`).
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from typing import Final

from domain.model.institution.people import PORTAL_ROLES
from domain.model.words import is_address
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.public import EMAIL
from domain.protocol.messages.rows import Unproven

_SCHEME: Final = re.compile(r"\b[a-z][a-z0-9+.-]*:/*", re.IGNORECASE)
_INNER_DOT: Final = re.compile(r"(?<=\w\w)\.(?=\w\w)")
_LONGEST_NAME: Final = 120
_LONGEST_QUOTE: Final = 1000


def is_sent_by_staff(situation: Situation) -> bool:
    """Whether one of ProChile's people causes the message: not a company, another system or the passing of time."""
    return situation.actor.role not in PORTAL_ROLES


def is_told_by_staff(situation: Situation, name: str) -> bool:
    """Whether that datum of the case is as one of ProChile's people told it, there or in the case that opened it."""
    origin, value = situation.origin, situation.data.get(name)
    if origin is not None and value is not None and origin.data.get(name) == value:
        timeline = situation.origin_timeline
    elif name in situation.given:
        return is_sent_by_staff(situation)
    else:
        timeline = situation.timeline
    told = next((event for event in reversed(timeline) if name in event.data), None)
    return told is not None and told.role not in PORTAL_ROLES


def holds(situation: Situation, address: str) -> bool:
    """Whether the account, or a contact of it that is active, has this address; a draft of one holds nothing."""
    account = situation.account
    if account is None or situation.waits:
        return False
    known = (account.email, *(contact.email for contact in account.contacts if contact.active))
    return address.strip().lower() in {each.strip().lower() for each in known if each}


def given_address(situation: Situation) -> str | Unproven | None:
    """
    The address that the case was given for the answer; None: none, or it is no single address.

    It is proven when somebody of ProChile sends the message or told the address, or the account holds it; one that
    only an outsider typed may be anybody's.
    """
    address = situation.text(EMAIL.name)
    if address is None or not is_address(address.strip()):
        return None
    told = is_sent_by_staff(situation) or is_told_by_staff(situation, EMAIL.name)
    return address if told or holds(situation, address) else Unproven(address)


def mailbox_key(address: str) -> str:
    """The same short text for every way to write to one mailbox (case, "+tag", Gmail's dots, IDNA), telling nothing."""
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return hashlib.sha256(f"{local}@{domain}".encode()).hexdigest()[:32]


def plain_name(text: str) -> str:
    """A name that nobody can click on, in one line of at most 120 characters."""
    unlinked = _INNER_DOT.sub(" ", _SCHEME.sub(" ", text).replace("@", " "))
    return _cut(unlinked, _LONGEST_NAME)


def quotation(text: str) -> str:
    """An outsider's words for ProChile's people to read: quoted, in one line, with nothing to click."""
    dead = _INNER_DOT.sub("[.]", text.replace("://", "[:]//").replace("@", "[@]"))
    return f"«{_cut(dead, _LONGEST_QUOTE)}»"


def _cut(text: str, most: int) -> str:
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
