"""
`atencion directory`, `atencion topics` and `atencion identities`: what an administrator changes of the institution,
from a terminal as by the API.

Belongs here: asking the use cases on behalf of a person of the directory, and telling what came of it. Does not belong
here: who may, what is checked and recorded (`domain.use_cases.institution`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api.commands.administration import Person, Reason, decided
from api.wiring import Runtime
from domain.model.institution.amendments import IdentityLink
from domain.model.institution.directory import Person as PersonOfDirectory
from domain.model.institution.directory import ReferralTarget, Telephone
from domain.model.institution.people import Actor, OfficeKind, Role
from domain.model.institution.topics import Topic, topics_on
from domain.ports.clock import today
from domain.use_cases.institution.absences import SaveAbsence, save_absence, withdraw_absence
from domain.use_cases.institution.identities import SaveIdentity, kept_identities, save_identity
from domain.use_cases.institution.people import SavePerson, remove_person, save_person
from domain.use_cases.institution.register import (
    SaveOffice,
    remove_referral_target,
    save_office,
    save_referral_target,
    save_telephone,
    save_topic,
)

directory = typer.Typer(no_args_is_help=True, help="People, offices, telephones and bodies.", rich_markup_mode=None)
topics = typer.Typer(no_args_is_help=True, help="The dated list of topics (MEA-05).", rich_markup_mode=None)
identities = typer.Typer(no_args_is_help=True, help="Who is who for the issuers.", rich_markup_mode=None)

_Id = Annotated[str, typer.Argument(help="Id of the person, as «ana.rojas».")]
_Code = Annotated[str, typer.Argument(help="Its code.")]
_Name = Annotated[str, typer.Option(help="Its name, in Spanish.")]
_Many = Annotated[list[str] | None, typer.Option(help="May be repeated.")]
_Since = Annotated[datetime, typer.Option(help="First day.", formats=["%Y-%m-%d"])]
_Until = Annotated[
    datetime | None, typer.Option(help="Last day; else as it was: of a new one, none.", formats=["%Y-%m-%d"])
]


def _left_out(**options: object) -> frozenset[str]:
    """Names of what was not said: it stays as it is."""
    return frozenset(name for name, given in options.items() if given is None)


def _said(many: list[str] | None) -> tuple[str, ...]:
    return tuple(each for each in many or () if each)


@directory.command("save")
def save(
    username: _Id,
    name: _Name,
    role: Annotated[Role, typer.Option(help="Role (ROL-01).")],
    email: Annotated[str, typer.Option(help="Address.")],
    office: Annotated[str, typer.Option(help="Code of the office.")],
    reason: Reason,
    person: Person,
    sector: _Many = None,
    market: _Many = None,
    macrozone: Annotated[str | None, typer.Option(help="Macro-zone that she coordinates.")] = None,
    region: _Many = None,
    unit: Annotated[str | None, typer.Option(help="Her unit; else that of the office.")] = None,
) -> None:
    """Add a person, or say anew what she is; what is left out stays, "" leaves her without it. Her cases follow."""
    asked = SavePerson(
        username, name, role, email, office, reason,
        _said(sector), _said(market), macrozone or None, _said(region), unit or None,
    )  # fmt: skip
    kept = _left_out(sectors=sector, markets=market, macrozone=macrozone, regions=region, unit=unit)
    _print(decided(person, lambda at, actor: save_person(at.services, actor, asked, kept)))


@directory.command()
def remove(username: _Id, reason: Reason, person: Person) -> None:
    """Take a person out: she comes in no more, and her open cases are passed on."""
    decided(person, lambda at, actor: remove_person(at.services, actor, username, reason))
    print(f"{username}: fuera del directorio.")


@directory.command()
def away(
    username: _Id,
    since: _Since,
    until: Annotated[datetime, typer.Option(help="Last day.", formats=["%Y-%m-%d"])],
    person: Person,
    substitute: Annotated[str | None, typer.Option(help="Id of who stands in.")] = None,
) -> None:
    """Say that somebody is away, and who stands in."""
    asked = SaveAbsence(username, since.date(), until.date(), substitute)
    _print(decided(person, lambda at, actor: save_absence(at.services, actor, asked)))


@directory.command()
def back(username: _Id, since: _Since, reason: Reason, person: Person) -> None:
    """Take back the absence that begins on that day."""
    day = since.date()
    _print(decided(person, lambda at, actor: withdraw_absence(at.services, actor, username, day, reason)))


@directory.command()
def office(
    code: _Code,
    name: _Name,
    reason: Reason,
    person: Person,
    kind: Annotated[OfficeKind | None, typer.Option(help="Of a new one.")] = None,
    country: Annotated[str | None, typer.Option(help="Of a new one: ISO 3166-1 alpha-2.")] = None,
    zone: Annotated[str | None, typer.Option(help="Of a new one: IANA time zone.")] = None,
    mailbox: Annotated[str | None, typer.Option(help="Generic mailbox.")] = None,
) -> None:
    """Add an office, or say anew what one is; what is left out stays, "" leaves it without a mailbox."""
    asked, kept = SaveOffice(code, name, reason, kind, country, zone, mailbox or None), _left_out(mailbox=mailbox)
    saved = decided(person, lambda at, actor: save_office(at.services, actor, asked, kept))
    print(f"{saved.code} {saved.name} {saved.mailbox or ''}".strip())


@directory.command()
def telephone(
    number: Annotated[str, typer.Argument(help="With its country code.")],
    office: Annotated[str, typer.Option(help="Code of the office.")],
    person: Person,
    enabled: Annotated[bool, typer.Option(help="It is a point of contact.")] = True,
) -> None:
    """Put a telephone into the register of an office, or enable or disable it there."""
    asked = Telephone(number, office, enabled)
    saved = decided(person, lambda at, actor: save_telephone(at.services, actor, asked))
    print(f"{saved.number} {saved.office} {'habilitado' if saved.enabled else 'no habilitado'}")


@directory.command()
def body(
    code: _Code,
    kind: Annotated[str, typer.Option(help="PUBLIC_BODY, INVESTCHILE, CHAMBER … (ROL-03).")],
    name: _Name,
    contact: Annotated[str, typer.Option(help="How to reach it.")],
    person: Person,
    market: Annotated[str | None, typer.Option(help="Its market.")] = None,
    stage: _Many = None,
    support: _Many = None,
) -> None:
    """Add an external body, or say anew what it is; what is left out stays, "" leaves it without it."""
    asked = ReferralTarget(code, kind, name, contact, market or None, _said(stage), _said(support))
    kept = _left_out(market=market, stages=stage, supports=support)
    saved = decided(person, lambda at, actor: save_referral_target(at.services, actor, asked, kept))
    print(f"{saved.code} {saved.name}")


@directory.command("remove-body")
def remove_body(code: _Code, reason: Reason, person: Person) -> None:
    """Refer nobody more to an external body."""
    decided(person, lambda at, actor: remove_referral_target(at.services, actor, code, reason))
    print(f"{code}: fuera del directorio.")


def _print(person: PersonOfDirectory) -> None:
    print(f"{person.id} {person.name} {person.role.value} {person.office}")
    for each in person.absences:
        print(f"  {each.since:%d-%m-%Y} – {each.until:%d-%m-%Y} {each.substitute or ''}".rstrip())


@topics.command("list")
def list_topics(person: Person, on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None) -> None:
    """The topics that hold today, or on a day."""

    async def held(at: Runtime, _actor: Actor) -> tuple[Topic, ...]:
        day = on.date() if on else today(at.clock, at.services.book.national)
        return topics_on(at.services.configuration().topics, day)

    for each in decided(person, held):
        _print_topic(each)


@topics.command("save")
def topic(code: _Code, name: _Name, since: _Since, person: Person, until: _Until = None) -> None:
    """Add a topic from a day on, or say until when it holds; without it, as it was."""
    asked, kept = Topic(code, name, since.date(), until.date() if until else None), _left_out(until=until)
    _print_topic(decided(person, lambda at, actor: save_topic(at.services, actor, asked, kept)))


def _print_topic(topic: Topic) -> None:
    until = f" hasta el {topic.until:%d-%m-%Y}" if topic.until else ""
    print(f"{topic.code} {topic.name} desde el {topic.since:%d-%m-%Y}{until}")


@identities.command("list")
def list_identities(person: Person) -> None:
    """Who is who, as far as it was said here."""
    for each in decided(person, lambda at, actor: kept_identities(at.services, actor)):
        _print_link(each)


@identities.command("save")
def identity(
    issuer: Annotated[str, typer.Argument(help="Short name of the issuer, as in the identity file.")],
    object_id: Annotated[str, typer.Argument(help="As that issuer knows the person.")],
    username: Annotated[str, typer.Option("--person", help="Id of the person in the directory.")],
    reason: Reason,
    person: Person,
    disabled: Annotated[bool, typer.Option("--disabled", help="Let her in no more.")] = False,
) -> None:
    """Say who a log-in of an issuer is, or let her in no more."""
    asked = SaveIdentity(issuer, object_id, username, reason, disabled)
    _print_link(decided(person, lambda at, actor: save_identity(at.services, actor, asked, at.issuer_names())))


def _print_link(link: IdentityLink) -> None:
    print(f"{link.issuer} {link.object_id} {link.person} {'deshabilitado' if link.disabled else 'habilitado'}")
