"""
Which facts must say by which point of contact they came about ("punto de contacto").

Belongs here: when it is asked for. Does not belong here: which channel a point belongs to (`domain.model.channels`).
"""

from __future__ import annotations

from domain.errors import MissingData
from domain.model.cases import FactSpec
from domain.model.people import PORTAL_ROLES
from domain.protocol.engine_situation import Situation


def asks_contact_point(fact: FactSpec, situation: Situation) -> bool:
    """
    Whether staff must say the point of contact: of every contact, and of whatever opens a case.

    The portal and other systems are not asked.

    Source: CHN-01.
    """
    return (fact.is_contact or situation.case is None) and situation.actor.role not in PORTAL_ROLES


def require_contact_point(fact: FactSpec, situation: Situation) -> None:
    """
    Let pass a fact that says its point of contact, or need not.

    Raises:
        MissingData: It is asked for and not given.

    Source: CHN-01.
    """
    if situation.point_of_contact is None and asks_contact_point(fact, situation):
        raise MissingData(
            f"Para «{fact.title.lower()}», indique el canal y el punto de contacto.",
            missing=("pointOfContact",),
            rule="CHN-01",
            field=("pointOfContact",),
        )
