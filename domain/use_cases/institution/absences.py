"""Who is away and who stands in ("ausencias y subrogancias"), day by day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.errors import InvalidValue, StepNotAllowed
from domain.model.institution.amendments import Amendment
from domain.model.institution.directory import Absence, Person
from domain.model.institution.people import Actor
from domain.use_cases.checks import checked_person, not_before_start
from domain.use_cases.institution.keeping import Decided, keeping
from domain.use_cases.institution.people import RULE, WHY
from domain.use_cases.perform import given_reason
from domain.use_cases.services import Services


@dataclass(frozen=True, slots=True)
class SaveAbsence:
    """Somebody is away from `since` to `until`, both inclusive; one that begins on the same day is written anew."""

    person: str
    since: date
    until: date
    substitute: str | None = None


async def save_absence(services: Services, actor: Actor, asked: SaveAbsence) -> Person:
    """
    Say that somebody is away, and who stands in.

    Raises:
        NotAuthorised, MissingData: As their messages say.
        InvalidValue: An end before the start, a day of another absence, or a substitute whom the directory has not.

    Source: ROL-01, RTE-05.
    """
    async with keeping(services, actor) as change:
        person = checked_person(asked.person, change.directory, "username")
        not_before_start(asked.since, asked.until, "until", RULE)
        stands_in = checked_person(asked.substitute, change.directory, "substitute") if asked.substitute else None
        if stands_in is not None and stands_in.id == person.id:
            raise InvalidValue("Nadie se subroga a sí mismo.", rule=RULE, field=("substitute",))
        absence = Absence(asked.since, asked.until, None if stands_in is None else stands_in.id)
        others = [each for each in person.absences if each.since != asked.since]
        if any(each.since <= absence.until and absence.since <= each.until for each in others):
            raise InvalidValue("Ya hay una ausencia en esos días.", rule=RULE, field=("since",))
        now = replace(person, absences=tuple(sorted((*others, absence), key=lambda each: each.since)))
        days = f"del {absence.since:%d-%m-%Y} al {absence.until:%d-%m-%Y}"
        said = f"{person.name} se ausenta {days}."
        if stands_in is not None:
            said = f"{person.name} se ausenta {days}; subroga {stands_in.name}."
        await change.keep(Amendment.of(now), person, Decided("save_absence", said, RULE))
        return now


async def withdraw_absence(services: Services, actor: Actor, person_id: str, since: date, reason: str) -> Person:
    """
    Take back an absence that began, or was to begin, on that day.

    Raises:
        NotAuthorised, MissingData, InvalidValue: As their messages say.
        StepNotAllowed: None begins on that day.

    Source: ROL-01, AMB-70.
    """
    async with keeping(services, actor) as change:
        reason = given_reason(reason, WHY, RULE)
        person = checked_person(person_id, change.directory, "username")
        left = tuple(each for each in person.absences if each.since != since)
        if left == person.absences:
            raise StepNotAllowed(f"{person.name} no tiene una ausencia desde el {since:%d-%m-%Y}.", rule=RULE)
        now = replace(person, absences=left)
        said = f"Se retira la ausencia de {person.name} desde el {since:%d-%m-%Y}."
        await change.keep(Amendment.of(now), person, Decided("withdraw_absence", said, RULE, reason))
        return now
