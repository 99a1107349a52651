"""
People of the directory ("personas del directorio"): who they are and what they answer for.

Open cases of who leaves, or goes to another region, are passed on by the worker, as when the file changes (AMB-68).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from domain.errors import InvalidValue, MissingData, RecordNotFound, StepNotAllowed
from domain.model.institution.amendments import Amendment, Part
from domain.model.institution.directory import WITH_MACROZONE, Person
from domain.model.institution.people import PORTAL_ROLES, Actor, Role
from domain.use_cases.checks import (
    checked_country,
    checked_email,
    checked_office,
    checked_region,
    checked_sector,
    checked_text,
    needed_text,
    require_all,
)
from domain.use_cases.institution.keeping import NOTHING, Decided, Keeping, as_it_was, keeping
from domain.use_cases.perform import given_reason
from domain.use_cases.services import Services

RULE: Final = "ROL-01"
WHY: Final = "Indique por qué cambia el directorio."
_ASK_ANOTHER: Final = "Pídalo a otra persona que administre."
_ID: Final = re.compile(r"[a-z][a-z0-9._-]{1,63}")


@dataclass(frozen=True, slots=True)
class SavePerson:
    """Somebody of the directory as they are from now on; their absences stay. See `directory.Person`."""

    id: str
    name: str
    role: Role
    email: str
    office: str
    reason: str
    sectors: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    macrozone: str | None = None
    regions: tuple[str, ...] = ()
    unit: str | None = None


async def save_person(services: Services, actor: Actor, asked: SavePerson, kept: frozenset[str] = NOTHING) -> Person:
    """
    Add somebody to the directory, or say anew what they are.

    Args:
        kept: What stays as it was: "sectors", "markets", "macrozone", "regions", "unit".

    Raises:
        NotAuthorised: Only an administrator changes the directory.
        StepNotAllowed: It is the administrator's own role that would change.
        MissingData, InvalidValue, Mistakes: All that is missing and wrong, at once.

    Source: ROL-01, ROL-02, VIS-01, AMB-68.
    """
    async with keeping(services, actor) as change:
        reason = given_reason(asked.reason, WHY, RULE)
        before = change.directory.person(asked.id)
        asked = as_it_was(asked, before, kept)
        _check(asked, change)
        person = _person(asked, before)
        if person.id == actor.id and person.role is not actor.role:
            raise StepNotAllowed("Su propio rol no lo cambia usted.", rule=RULE, step_to_take=_ASK_ANOTHER)
        said = f"Directorio: {person.name}, {person.role.es}, {person.office}."
        await change.keep(Amendment.of(person), before, Decided("save_person", said, RULE, reason))
        return person


async def remove_person(services: Services, actor: Actor, person_id: str, reason: str) -> None:
    """
    Take somebody out of the directory: they come in no more, and their open cases are passed on. Out already: nothing.

    Raises:
        NotAuthorised, MissingData, RecordNotFound: As their messages say.
        StepNotAllowed: It is the administrator, or whoever stands in for somebody from today on.

    Source: ROL-01, AMB-68.
    """
    async with keeping(services, actor) as change:
        reason = given_reason(reason, WHY, RULE)
        if person_id == actor.id:
            raise StepNotAllowed("Usted no se retira del directorio.", rule=RULE, step_to_take=_ASK_ANOTHER)
        before = change.directory.person(person_id)
        if before is None:
            if change.amendments.of(Part.PERSON, person_id) is None:
                raise RecordNotFound("una persona del directorio", person_id)
            return
        _require_nobody_leans_on(before, change)
        said = f"Se retira del directorio: {before.name}."
        await change.keep(Amendment(Part.PERSON, person_id, None), before, Decided("remove_person", said, RULE, reason))


def _check(asked: SavePerson, change: Keeping) -> None:
    config = change.configuration
    each_of = (
        *(partial(checked_sector, each, config, "sectors") for each in asked.sectors),
        *(partial(checked_country, each, "markets") for each in asked.markets),
        *(partial(checked_region, each, "regions") for each in asked.regions),
    )
    require_all(
        ((), partial(_check_id, asked.id)),
        ((), partial(needed_text, asked.name, "name", "el nombre")),
        ((), partial(_check_role, asked)),
        ((), partial(_check_address, asked, change.directory.people)),
        ((), partial(checked_office, asked.office, config)),
        *(((), check) for check in each_of),
    )


def _person(asked: SavePerson, before: Person | None) -> Person:
    """As it was asked for and checked, with the absences that there were."""
    return Person(
        id=asked.id,
        name=asked.name.strip(),
        role=asked.role,
        email=asked.email.strip(),
        office=asked.office.strip(),
        sectors=tuple(each.strip() for each in asked.sectors),
        markets=tuple(each.strip().upper() for each in asked.markets),
        macrozone=checked_text(asked.macrozone or "", "macrozone") or None,
        regions=tuple(each.strip() for each in asked.regions),
        absences=() if before is None else before.absences,
        unit=checked_text(asked.unit or "", "unit") or None,
    )


def _check_id(text: str) -> None:
    if not _ID.fullmatch(text):
        told = "El identificador lleva letras minúsculas, números, puntos o guiones, como «ana.rojas»."
        raise InvalidValue(told, rule=RULE, field=("username",))


def _check_role(asked: SavePerson) -> None:
    if asked.role in PORTAL_ROLES:
        told = f"El rol «{asked.role.es}» no es de quien trabaja en ProChile."
        raise InvalidValue(told, rule=RULE, field=("role",))
    if asked.role in WITH_MACROZONE and not (asked.macrozone and asked.regions):
        raise MissingData(
            "Indique la macrozona que coordina y sus regiones.",
            missing=("macrozone", "regions"),
            rule=RULE,
            fields=(("macrozone",), ("regions",)),
        )


def _check_address(asked: SavePerson, people: Iterable[Person]) -> None:
    """An address is somebody's alone: by it a namesake with another identity is told apart."""
    address = checked_email(asked.email).casefold()
    other = next((each for each in people if each.email.casefold() == address and each.id != asked.id), None)
    if other is not None:
        raise InvalidValue(f"Ese correo es de {other.name}.", rule=RULE, field=("email",))


def _require_nobody_leans_on(person: Person, change: Keeping) -> None:
    today = change.run.today()
    for each in change.directory.people:
        if any(absence.substitute == person.id and absence.until >= today for absence in each.absences):
            raise StepNotAllowed(
                f"{person.name} subroga a {each.name}.", rule=RULE, step_to_take="Indique antes quién subroga."
            )
