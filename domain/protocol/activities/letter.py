"""
The text with which an executive invites an account to an activity ("invitación a una actividad planificada").

Section 5 of the protocol has no message for it, so nothing is sent by itself: the text is offered to the executive,
who sends it as a person (FUP-02). It says everything that ATN-04 asks for: dates, deadline, rights, obligations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.model.accounts import Account
from domain.model.activities import Activity
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.messages import Language
from domain.protocol.messages.addressees import email_of
from domain.protocol.messages.language import of_country


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


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The sentences of the letter in one language; what the activity says of itself stays as it was planned."""

    greeting: str
    team: str
    invites: str
    when: str
    one_day: str
    days: str
    apply_by: str
    more: str
    rights: str
    obligations: str
    unit: str
    closing: str
    executive: str
    subject: str


_PHRASES: Final[Mapping[Language, _Phrases]] = {
    Language.ES: _Phrases(
        greeting="Estimado(a) {}:",
        team="equipo de {}",
        invites="Pensando en el avance de {}, le invitamos a «{}»{}.",
        when="Cuándo: {}.",
        one_day="el {}",
        days="del {} al {}",
        apply_by="Puede postular hasta el {}.",
        more="Más información y postulación: {}",
        rights="Sus derechos:",
        obligations="Sus obligaciones:",
        unit="Responde por la actividad: {}.",
        closing="Si tiene dudas, o quiere contarnos cómo le ha ido, responda a este correo: con gusto le acompañamos.",
        executive="Su ejecutivo(a) en ProChile",
        subject="Invitación: {}",
    ),
    Language.EN: _Phrases(
        greeting="Dear {}:",
        team="{} team",
        invites="With the progress of {} in mind, we invite you to «{}»{}.",
        when="When: {}.",
        one_day="{}",
        days="from {} to {}",
        apply_by="You can apply until {}.",
        more="More information and application: {}",
        rights="Your rights:",
        obligations="Your obligations:",
        unit="In charge of the activity: {}.",
        closing="If you have questions, or want to tell us how you are doing, answer this e-mail: we are glad to help.",
        executive="Your executive at ProChile",
        subject="Invitation: {}",
    ),
}


def invitation_letter(
    activity: Activity, account: Account, config: ProtocolConfiguration, directory: Directory, today: date
) -> Letter:
    """
    The invitation, in the name of the account's executive or of who stands in *today*, if the directory knows one.

    In English to a company established where Spanish is not spoken (section 5).

    Source: FUP-02, POL-09, ATN-04.
    """
    say = _PHRASES[of_country(account.country)]
    contact = account.main_contact
    kind = config.action_type(activity.type, activity.starts_on)
    named = f" ({kind.name})" if kind else ""
    lines = [
        say.greeting.format(contact.name if contact else say.team.format(account.name)),
        "",
        say.invites.format(account.name, activity.name, named),
        "",
        say.when.format(_period(activity, say)),
        say.apply_by.format(_day(activity.apply_by)),
        say.more.format(activity.link),
        "",
        say.rights,
        *_listed(activity.rights),
        "",
        say.obligations,
        *_listed(activity.obligations),
        "",
        say.unit.format(activity.unit),
        say.closing,
        "",
        *_signature(account, directory, today, say),
    ]
    return Letter(to=email_of(account), subject=say.subject.format(activity.name), text="\n".join(lines))


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _period(activity: Activity, say: _Phrases) -> str:
    first, last = _day(activity.starts_on), _day(activity.ends_on)
    return say.one_day.format(first) if first == last else say.days.format(first, last)


def _listed(items: Iterable[str]) -> list[str]:
    return [f"- {item}" for item in items]


def _signature(account: Account, directory: Directory, today: date, say: _Phrases) -> list[str]:
    in_charge = (account.regional_executive, account.commercial_executive)
    executive = next((found for each in in_charge if (found := directory.standing_in(each, today))), None)
    return [executive.name, "ProChile"] if executive else [say.executive]
