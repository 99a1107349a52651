"""
Whose work lies on somebody's desk ("escritorio"): one's own, one's office's, and that of whom one stands in for.

Belongs here: which people and offices are meant. Does not belong here: whether somebody may act (`actionable`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor, Role
from domain.model.worded import Worded


class Whose(Worded):
    """Whose work is asked for ("de quién")."""

    MINE = "MINE", "De quien pregunta; de una empresa, lo suyo."
    OFFICE = "OFFICE", "De su oficina."
    STANDING_IN = "STANDING_IN", "De las personas a las que hoy reemplaza."


@dataclass(frozen=True, slots=True)
class Desk:
    """
    What to look for; what is None does not limit.

    Attributes:
        people: Ids of who has the work.
        office: Code of the responsible office.
    """

    people: frozenset[str] | None = None
    office: str | None = None


def desk_of(actor: Actor, whose: Whose, directory: Directory, today: date) -> Desk | None:
    """
    What lies on the desk; None: nothing can.

    A company has all that it sees, and neither office nor substitutes.

    Args:
        today: Day on which absences are looked at, on the clock of the actor's office.

    Source: RTE-05, COM-02.
    """
    if actor.role is Role.COMPANY:
        return Desk() if whose is Whose.MINE else None
    if whose is Whose.OFFICE:
        return None if actor.office is None else Desk(office=actor.office)
    if whose is Whose.MINE:
        return Desk(people=frozenset({actor.id}))
    away = frozenset(
        person.id
        for person in directory.people
        if person.id != actor.id and _stands_in(actor, person.id, directory, today)
    )
    return Desk(people=away) if away else None


def _stands_in(actor: Actor, person_id: str, directory: Directory, today: date) -> bool:
    substitute = directory.standing_in(person_id, today)
    return substitute is not None and substitute.id == actor.id
