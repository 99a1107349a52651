"""
An e-mail from a message: headers and both bodies. Pure, and the same bytes every time.

The Message-ID is the message's id at the sender's domain, so that a repeated delivery is the same e-mail to whoever
reads it. A message that can be refused says so to mail programs too, with the link of its body (FUP-06).
"""

from __future__ import annotations

import html
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from domain.model.messages import Delivery, DeliveryState, Message
from domain.ports.background import DeliveryRefused
from domain.protocol.follow_up.opt_out import OPT_OUT_PATH

_POLICY: Final = SMTP.clone(refold_source="none")  # a link stays on one line: folded, it would be encoded
_WRONG_ADDRESS: Final = "La dirección de correo no es válida: corríjala en la cuenta."
_OPT_OUT: Final = re.compile(rf'<a href="([^"<>\s]*{re.escape(OPT_OUT_PATH)}[^"<>\s]+)">')
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""What ends a line somewhere, controls something, or is half a character."""


def build_email(message: Message, sender: str) -> EmailMessage:
    """
    The e-mail, from the address *sender* in the name that the message gives.

    Raises:
        DeliveryRefused: It has no addressee, an address that no mail server takes, or a text that no e-mail can carry.
    """
    _check_addressed(message)
    try:
        return _built(message, sender)
    except ValueError as wrong:  # of the library, about what we gave it: no later try can fare better
        raise DeliveryRefused("El texto del mensaje no se puede enviar por correo: corrija sus datos.") from wrong


def _built(message: Message, sender: str) -> EmailMessage:
    email = EmailMessage(policy=_POLICY)
    email["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    email["Date"] = message.created_at
    email["From"] = _address(sender, message.sender_name or "ProChile")
    email["To"] = [_address(each) for each in message.to if is_address(each)]
    copies = [_address(each) for each in message.cc if is_address(each)]
    if copies:
        email["Cc"] = copies
    if message.reply_to:
        email["Reply-To"] = _address(message.reply_to)
    email["Subject"] = _line(message.rendered.subject)
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
    _offer_way_out(email, message.rendered.html)
    email.set_content(message.rendered.text, cte="quoted-printable")
    email.add_alternative(message.rendered.html, subtype="html", cte="quoted-printable")
    email["Content-Language"] = message.language.value  # last: what says "Content-" before goes with the first body
    email.set_boundary(f"=_{message.id}")
    return email


def envelope(message: Message) -> dict[str, str]:
    """
    Whom the server is told to deliver to: each address that the message waits for, by the form that all servers take.

    Raises:
        DeliveryRefused: None of its addresses is one that a mail server takes.
    """
    _check_addressed(message)
    return {_address(each).addr_spec: each for each in message.waiting if is_address(each)}


def is_address(text: str) -> bool:
    """Whether a mail server takes it as an address."""
    try:
        _address(text)
    except DeliveryRefused:
        return False
    return True


def wrong_addresses(message: Message) -> list[Delivery]:
    """Those that the message waits for and no mail server takes: refused, and no reason to keep it from the others."""
    wrong = (each for each in message.waiting if not is_address(each))
    return [Delivery(each, DeliveryState.REFUSED, _WRONG_ADDRESS) for each in wrong]


def _offer_way_out(email: EmailMessage, body: str) -> None:
    """
    The link by which the body offers not to receive this any more, for the button of mail programs.

    RFC 2369; by https also RFC 8058: the program posts to it, and no page is seen. Typed text is escaped in a body,
    so such a link is the template's own.

    Source: FUP-06.
    """
    found = _OPT_OUT.search(body)
    if found is None:
        return
    link = html.unescape(found[1])
    email.set_raw("List-Unsubscribe", f"<{link}>")
    if link.startswith("https://"):
        email.set_raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def _check_addressed(message: Message) -> None:
    if not message.to:
        raise DeliveryRefused("Sin dirección de correo: nadie la ha registrado.")
    if not any(is_address(each) for each in (*message.to, *message.cc)):
        raise DeliveryRefused(_WRONG_ADDRESS)


def _address(text: str, name: str = "") -> Address:
    local, _, domain = _line(text).rpartition("@")
    try:
        if not local or not local.isascii() or " " in local:
            raise ValueError(local)
        return Address(display_name=_line(name), username=local, domain=domain.encode("idna").decode("ascii"))
    except ValueError as wrong:
        raise DeliveryRefused(_WRONG_ADDRESS) from wrong


def _line(text: str) -> str:
    """Without line breaks, in any alphabet: what people type cannot add headers."""
    return _BREAKS.sub(" ", text).strip()
