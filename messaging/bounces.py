"""
Letters that came back, as the mailbox that gets them tells: delivery status notifications (RFC 3464).

Belongs here: reading such a notification. Does not belong here: fetching it from the mailbox, and what it changes
(`MailStore.bounced`). It is believed when it names one of our messages, whose id nobody can guess, and its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Final, cast

_MESSAGE_ID: Final = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")
_ORIGINALS: Final = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address from which a message came back for good; `why`: status and diagnosis, in the server's words."""

    message_id: str
    address: str
    why: str


def read_bounces(notification: bytes) -> tuple[Bounce, ...]:
    """
    The bounces that an e-mail tells; empty: it is no notification of a failure, or not of a message of ours.

    A delay, a relay and a receipt are no bounces.
    """
    email = message_from_bytes(notification, policy=default)
    message_id = _original_id(email)
    if message_id is None:
        return ()
    return tuple(
        Bounce(message_id, address, why)
        for report in email.walk()
        if report.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}
        for address, why in _failed(report)
    )


def _original_id(email: EmailMessage) -> str | None:
    """Our message's id, from the headers that were sent back with the notification."""
    for part in email.walk():
        if part.get_content_type() not in _ORIGINALS:
            continue
        original = part.get_payload()
        headers = cast("Message", original[0]) if isinstance(original, list) else None
        text = str(original) if headers is None else str(headers.get("Message-ID", ""))
        found = _MESSAGE_ID.search(text)
        if found is not None:
            return found[1]
    return None


def _failed(report: Message) -> Iterator[tuple[str, str]]:
    """(address, why) of each recipient of the report to whom delivery failed for good."""
    for fields in cast("list[Message]", report.get_payload()):
        if str(fields.get("Action", "")).strip().lower() != "failed":
            continue
        address = _address(fields.get("Original-Recipient") or fields.get("Final-Recipient"))
        if address:
            said = (str(fields.get(name, "")).strip() for name in ("Status", "Diagnostic-Code"))
            yield address, "; ".join(" ".join(each.split()) for each in said if each)


def _address(field: object) -> str:
    """ "rfc822; ana@x.example" without its type."""
    _, _, address = str(field or "").rpartition(";")
    return address.strip().strip("<>")
