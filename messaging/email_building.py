"""
An e-mail from a message: headers and both bodies. Pure, and the same bytes every time.

The Message-ID is the message's id at the sender's domain, so that a repeated delivery is the same e-mail to whoever
reads it.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from domain.model.messages import Message
from domain.ports.background import DeliveryRefused

_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]+")


def build_email(message: Message, sender: str) -> EmailMessage:
    """
    The e-mail, from the address *sender* in the name that the message gives.

    Raises:
        DeliveryRefused: It has no addressee, or an address that no mail server takes.
    """
    _check_addressed(message)
    email = EmailMessage(policy=SMTP)
    email["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    email["Date"] = message.created_at
    email["From"] = _address(sender, message.sender_name or "ProChile")
    email["To"] = [_address(each) for each in message.to]
    if message.cc:
        email["Cc"] = [_address(each) for each in message.cc]
    if message.reply_to:
        email["Reply-To"] = _address(message.reply_to)
    email["Subject"] = _line(message.rendered.subject)
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
    email.set_content(message.rendered.text, cte="quoted-printable")
    email.add_alternative(message.rendered.html, subtype="html", cte="quoted-printable")
    email["Content-Language"] = message.language.value  # last: what says "Content-" before goes with the first body
    email.set_boundary(f"=_{message.id}")
    return email


def envelope(message: Message) -> list[str]:
    """
    Whom the server is told to deliver to: everybody once, domains in the form that all servers take.

    Raises:
        DeliveryRefused: As `build_email`.
    """
    _check_addressed(message)
    return [_address(each).addr_spec for each in dict.fromkeys((*message.to, *message.cc))]


def _check_addressed(message: Message) -> None:
    if not message.to:
        raise DeliveryRefused("Sin dirección de correo: nadie la ha registrado.")


def _address(text: str, name: str = "") -> Address:
    local, _, domain = _line(text).rpartition("@")
    try:
        if not local or not local.isascii() or " " in local:
            raise ValueError(local)
        return Address(display_name=_line(name), username=local, domain=domain.encode("idna").decode("ascii"))
    except ValueError as wrong:
        raise DeliveryRefused("La dirección de correo no es válida: corríjala en la cuenta.") from wrong


def _line(text: str) -> str:
    """Without line breaks: what people type cannot add headers."""
    return _UNPRINTABLE.sub(" ", text).strip()
