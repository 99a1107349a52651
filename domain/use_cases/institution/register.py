"""Offices, telephones, external bodies and topics ("oficinas, teléfonos, organismos y temas"), kept while it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import InvalidValue, RecordNotFound, StepNotAllowed
from domain.model.institution.amendments import Amendment, Part
from domain.model.institution.directory import (
    KINDS_OF_A_MARKET,
    REFERRAL_KINDS,
    ReferralTarget,
    Telephone,
    is_number,
)
from domain.model.institution.people import Actor, Office, OfficeKind
from domain.model.institution.topics import LONGEST_CODE, Topic
from domain.use_cases.checks import (
    checked_country,
    checked_email,
    checked_office,
    checked_text,
    needed_text,
    not_before_start,
    require_all,
)
from domain.use_cases.institution.keeping import NOTHING, Decided, as_it_was, keeping
from domain.use_cases.perform import given_reason
from domain.use_cases.services import Services


@dataclass(frozen=True, slots=True)
class SaveOffice:
    """
    An office as it is from now on; see `Office`.

    Attributes:
        kind, country, zone: Of a new one; None: as they are.
    """

    code: str
    name: str
    reason: str
    kind: OfficeKind | None = None
    country: str | None = None
    zone: str | None = None
    mailbox: str | None = None


async def save_office(services: Services, actor: Actor, asked: SaveOffice, kept: frozenset[str] = NOTHING) -> Office:
    """
    Add an office abroad or of the central level, or say anew what one is; of a regional one its name and mailbox alone.

    Args:
        kept: What stays as it was: "mailbox".

    Raises:
        NotAuthorised, MissingData, InvalidValue, Mistakes: As their messages say.
        StepNotAllowed: A regional office that the regions do not have, or another place of one.

    Source: RTE-01, SYS-04, AMB-42.
    """
    async with keeping(services, actor) as change:
        reason = given_reason(asked.reason, "Indique por qué cambia la oficina.", "SYS-04")
        code = asked.code.strip()
        before = change.configuration.offices.get(code)
        asked = as_it_was(asked, before, kept)
        kind = asked.kind or (before.kind if before else OfficeKind.OFICOM)
        country = (asked.country or (before.country if before else "")).strip().upper()
        zone = asked.zone or (before.zone if before else "")
        office = replace(before or Office(code, kind, "", "", ""), kind=kind, country=country, zone=zone)
        _require_same_place(office, before)
        require_all(
            ((), partial(needed_text, code, "code", "el código")),
            ((), partial(needed_text, asked.name, "name", "el nombre")),
            ((), partial(_check_country, office)),
            ((), partial(_check_zone, zone)),
            ((), partial(_checked_mailbox, asked.mailbox)),
        )
        office = replace(office, name=asked.name.strip(), mailbox=_checked_mailbox(asked.mailbox))
        said = f"Oficina {office.code}: {office.name}."
        await change.keep(Amendment.of(office), before, Decided("save_office", said, "SYS-04", reason))
        return office


def _require_same_place(office: Office, before: Office | None) -> None:
    if before is not None and before.kind is not office.kind:
        raise InvalidValue("Una oficina no cambia de tipo.", rule="SYS-04", field=("kind",))
    if office.kind is not OfficeKind.OFIREG:
        return
    if before is None or (before.country, before.zone) != (office.country, office.zone):
        raise StepNotAllowed(
            "Las oficinas regionales y su lugar siguen a las regiones de Chile.",
            rule="RTE-01",
            step_to_take="Cambie solo su nombre o su buzón.",
        )


def _check_country(office: Office) -> None:
    checked_country(office.country)
    if office.kind is OfficeKind.OFICOM and office.country == "CL":
        raise InvalidValue("Una oficina comercial está en otro país.", rule="SYS-04", field=("country",))


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, or too long for a file
        raise InvalidValue(f"«{zone[:60]}» no es una zona horaria.", rule="SYS-04", field=("zone",)) from None


def _checked_mailbox(mailbox: str | None) -> str | None:
    return checked_email(mailbox, "mailbox") if mailbox else None


async def save_telephone(services: Services, actor: Actor, asked: Telephone) -> Telephone:
    """
    Put a telephone into the register of an office, or enable and disable it there.

    Raises:
        NotAuthorised, InvalidValue, Mistakes: As their messages say.

    Source: CHN-04.
    """
    async with keeping(services, actor) as change:
        number = asked.number.strip()
        require_all(
            ((), partial(_check_number, number)), ((), partial(checked_office, asked.office, change.configuration))
        )
        telephone = Telephone(number, asked.office.strip(), asked.enabled)
        before = change.directory.telephone(number)
        said = f"Teléfono de {telephone.office} no habilitado: {number}."
        if telephone.enabled:
            said = f"Teléfono de {telephone.office} habilitado: {number}."
        await change.keep(Amendment.of(telephone), before, Decided("save_telephone", said, "CHN-04"))
        return telephone


def _check_number(number: str) -> None:
    if not is_number(number):
        told = f"«{number}» no es un teléfono con su código de país, como +56 41 222 3344."
        raise InvalidValue(told, rule="CHN-04", field=("number",))


async def save_referral_target(
    services: Services, actor: Actor, asked: ReferralTarget, kept: frozenset[str] = NOTHING
) -> ReferralTarget:
    """
    Add an external body, or say anew what it is.

    Args:
        kept: What stays as it was: "market", "stages", "supports".

    Raises:
        NotAuthorised, MissingData, InvalidValue, Mistakes: As their messages say.

    Source: ROL-03, LOW-03, SPC-05, INV-01.
    """
    async with keeping(services, actor) as change:
        before = next((each for each in change.directory.referrals if each.code == asked.code.strip()), None)
        asked = as_it_was(asked, before, kept)
        require_all(
            ((), partial(needed_text, asked.code, "code", "el código")),
            ((), partial(needed_text, asked.name, "name", "el nombre")),
            ((), partial(needed_text, asked.contact, "contact", "cómo llegar al organismo")),
            ((), partial(_check_body, asked)),
        )
        target = ReferralTarget(
            code=asked.code.strip(),
            kind=asked.kind,
            name=checked_text(asked.name, "name"),
            contact=checked_text(asked.contact, "contact"),
            market=checked_country(asked.market, "market") if asked.market else None,
            stages=tuple(each.strip() for each in asked.stages),
            supports=tuple(each.strip() for each in asked.supports),
        )
        decided = Decided("save_referral_target", f"Organismo {target.code}: {target.name}.", "ROL-03")
        await change.keep(Amendment.of(target), before, decided)
        return target


def _check_body(asked: ReferralTarget) -> None:
    if asked.kind not in REFERRAL_KINDS:
        known = ", ".join(sorted(REFERRAL_KINDS))
        told = f"«{asked.kind}» no es un tipo de organismo; use: {known}."
        raise InvalidValue(told, rule="ROL-03", field=("kind",))
    if asked.kind != "PUBLIC_BODY" and (asked.stages or asked.supports):
        told = "Las etapas y los apoyos son de los organismos públicos."
        raise InvalidValue(told, rule="LOW-03", field=("stages",))
    if asked.kind in KINDS_OF_A_MARKET and not asked.market:
        raise InvalidValue("Ese tipo de organismo es de un mercado: indíquelo.", rule="SPC-05", field=("market",))
    for each in (*asked.stages, *asked.supports):
        if not each.strip() or "," in each:
            told = f"«{each}» no puede quedar vacío ni llevar una coma."
            raise InvalidValue(told, rule="LOW-03", field=("stages",))


async def remove_referral_target(services: Services, actor: Actor, code: str, reason: str) -> None:
    """
    Refer nobody more to an external body; what was referred stays as it was. Out already: nothing.

    Raises:
        NotAuthorised, MissingData, RecordNotFound: As their messages say.

    Source: ROL-03.
    """
    async with keeping(services, actor) as change:
        reason = given_reason(reason, "Indique por qué se retira el organismo.", "ROL-03")
        before = next((each for each in change.directory.referrals if each.code == code), None)
        if before is None and change.amendments.of(Part.REFERRAL_TARGET, code) is None:
            raise RecordNotFound("un organismo", code)
        decided = Decided("remove_referral_target", f"Se retira el organismo {code}.", "ROL-03", reason)
        await change.keep(Amendment(Part.REFERRAL_TARGET, code, None), before, decided)


async def save_topic(services: Services, actor: Actor, asked: Topic, kept: frozenset[str] = NOTHING) -> Topic:
    """
    Add a topic from a day on, or say until when it holds; what was recorded with it keeps it.

    Args:
        kept: What stays as it was: "until".

    Raises:
        NotAuthorised, MissingData: As their messages say.
        InvalidValue: An end before its start, or another row of its code on one of its days.
        StepNotAllowed: The name of a row that has begun would change: what was recorded would be renamed.

    Source: MEA-05, LIN-05, LIN-06.
    """
    async with keeping(services, actor) as change:
        code, name = needed_text(asked.code, "code", "el código"), needed_text(asked.name, "name", "el nombre")
        if len(code) > LONGEST_CODE:
            raise InvalidValue(f"El código tiene más de {LONGEST_CODE} caracteres.", rule="MEA-05", field=("code",))
        topics = change.configuration.topics
        before = next((each for each in topics if each.code == code and each.since == asked.since), None)
        asked = as_it_was(asked, before, kept)
        if asked.until is not None:
            not_before_start(asked.since, asked.until, "until", "MEA-05")
        if before is not None and before.name != name and before.since <= change.run.today():
            raise StepNotAllowed(
                "Un tema que ya rige no cambia de nombre.",
                rule="LIN-05",
                step_to_take="Ponga término a este y agregue otro con el mismo código desde el día siguiente.",
                field=("name",),
            )
        topic = Topic(code, name, asked.since, asked.until, sample=before is not None and before.sample)
        if any(topic.overlaps(each) for each in topics if each is not before):
            raise InvalidValue("Ese código ya tiene un tema en esos días.", rule="MEA-05", field=("since",))
        said = f"Tema {code} desde el {topic.since:%d-%m-%Y}: {name}."
        if topic.until is not None:
            said = f"Tema {code} del {topic.since:%d-%m-%Y} al {topic.until:%d-%m-%Y}: {name}."
        await change.keep(Amendment.of(topic), before, Decided("save_topic", said, "MEA-05"))
        return topic
