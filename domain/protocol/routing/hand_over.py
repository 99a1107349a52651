"""
To which office and person a hand-over goes ("derivación"; POL-05).

Belongs here: reading an addressee. Does not belong here: whether there is such an addressee (`use_cases.checks`), and
who may hand over (`access`).
"""

from __future__ import annotations

from typing import Final

from domain.model.institution.people import Role
from domain.protocol.access.roles import ROLES, Reach
from domain.protocol.engine.situation import Situation

_OF_AN_OFFICE: Final = frozenset(role for role, row in ROLES.items() if row.reach is Reach.OFFICE)
"""Roles that each regional office has: another region's is never meant (RTE-04)."""


def addressee_of(to: str, situation: Situation) -> tuple[str | None, str | None]:
    """Office and person of a hand-over; a person who is away is stood in for."""
    kind, _, name = to.partition(":")
    directory = situation.directory
    if kind == "office":
        heads = directory.holders(Role.REGIONAL_HEAD, office=name)
        present = [directory.standing_in(person.id, situation.today) for person in heads]
        return name, next((person.id for person in present if person is not None), None)
    if kind == "person":
        person = directory.standing_in(name, situation.today) or directory.person(name)
        return (None, name) if person is None else (person.office, person.id)
    if kind in Role.__members__:
        here = directory.holders(Role(kind), office=situation.office)
        others = () if Role(kind) in _OF_AN_OFFICE else directory.holders(Role(kind))
        for candidate in here or others:
            standing = directory.standing_in(candidate.id, situation.today)
            if standing is not None:
                return (standing.office if not here else None), standing.id
    return None, None
