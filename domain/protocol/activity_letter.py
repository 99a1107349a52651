"""
The text with which an executive invites an account to an activity ("invitación a una actividad planificada").

Section 5 of the protocol has no message for it, so nothing is sent by itself: the text is offered to the executive,
who sends it as a person (FUP-02). It says everything that ATN-04 asks for: dates, deadline, rights, obligations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.model.accounts import Account
from domain.model.activities import Activity
from domain.model.configuration import ProtocolConfiguration
from domain.model.directory import Directory
from domain.protocol.messages_addressees import email_of


@dataclass(frozen=True, slots=True)
class Letter:
    """
    A text to send.

    Attributes:
        to: Where the account is written to, as automatic messages are (`email_of`); None: no address is known.
    """

    to: str | None
    subject: str
    text: str


def invitation_letter(
    activity: Activity, account: Account, config: ProtocolConfiguration, directory: Directory
) -> Letter:
    """
    The invitation, in the name of the account's executive when the directory knows one.

    Source: FUP-02, POL-09, ATN-04.
    """
    contact = account.main_contact
    kind = config.action_type(activity.type, activity.starts_on)
    named = f" ({kind.name})" if kind else ""
    lines = [
        f"Estimado(a) {contact.name if contact else 'equipo de ' + account.name}:",
        "",
        f"Pensando en el avance de {account.name}, le invitamos a «{activity.name}»{named}.",
        "",
        f"Cuándo: {_period(activity)}.",
        f"Puede postular hasta el {activity.apply_by:%d-%m-%Y}.",
        f"Más información y postulación: {activity.link}",
        "",
        "Sus derechos:",
        *_listed(activity.rights),
        "",
        "Sus obligaciones:",
        *_listed(activity.obligations),
        "",
        f"Responde por la actividad: {activity.unit}.",
        "Si tiene dudas, o quiere contarnos cómo le ha ido, responda a este correo: con gusto le acompañamos.",
        "",
        *_signature(account, directory),
    ]
    return Letter(to=email_of(account), subject=f"Invitación: {activity.name}", text="\n".join(lines))


def _period(activity: Activity) -> str:
    first, last = activity.starts_on, activity.ends_on
    return f"el {first:%d-%m-%Y}" if first == last else f"del {first:%d-%m-%Y} al {last:%d-%m-%Y}"


def _listed(items: Iterable[str]) -> list[str]:
    return [f"- {item}" for item in items]


def _signature(account: Account, directory: Directory) -> list[str]:
    executive = directory.person(account.regional_executive) or directory.person(account.commercial_executive)
    return [executive.name, "ProChile"] if executive else ["Su ejecutivo(a) en ProChile"]
