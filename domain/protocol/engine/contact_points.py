"""
Which facts must say by which point of contact they came about ("punto de contacto"), and by which telephone they may.

Belongs here: when it is asked for. Does not belong here: which channel a point belongs to
(`domain.model.institution.channels`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.errors import InvalidValue, MissingData, NotConfigured
from domain.model.cases import ValueKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Directory
from domain.model.institution.people import PORTAL_ROLES, Role
from domain.protocol.engine.rows import Datum, FactSpec
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import in_sentence

TELEPHONE: Final = Datum("telephone", ValueKind.TEXT, "Teléfono habilitado", required=False, rule="CHN-04")
"""The number by which a contact on the telephone came about, when it is told."""


def contact(name: str, title: str, description: str, data: tuple[Datum, ...], roles: frozenset[Role]) -> FactSpec:
    """A fact in which ProChile and the company or person spoke, wrote or met, or tried to. Source: CHN-01, CHN-04."""
    return FactSpec(name, title, description, (*data, TELEPHONE), roles, is_contact=True)


def asks_contact_point(fact: FactSpec, situation: Situation) -> bool:
    """
    Whether staff must say the point of contact: of every contact, and of whatever opens a case.

    The portal and other systems are not asked.

    Source: CHN-01.
    """
    return (fact.is_contact or situation.case is None) and situation.actor.role not in PORTAL_ROLES


def lacks_contact_point(fact: FactSpec, situation: Situation) -> bool:
    """Whether the point of contact is asked for and not given. Source: CHN-01."""
    return situation.point_of_contact is None and asks_contact_point(fact, situation)


def require_telephone(situation: Situation) -> None:
    """
    Let pass a fact that names no telephone, or an enabled one.

    Raises:
        InvalidValue, NotConfigured: See `require_enabled_telephone`.

    Source: CHN-04.
    """
    require_enabled_telephone(
        situation.text_given(TELEPHONE.name), situation.point_of_contact, situation.directory, ("data", TELEPHONE.name)
    )


def no_contact_point(step: str) -> MissingData:
    """The refusal of a contact that does not say where it came about. Source: CHN-01."""
    return MissingData(
        f"Para «{in_sentence(step)}», indique el canal y el punto de contacto.",
        missing=("pointOfContact",),
        rule="CHN-01",
        field=("pointOfContact",),
    )


def require_enabled_telephone(
    number: str | None, point: PointOfContact | None, directory: Directory, field: Sequence[str]
) -> None:
    """
    Let pass a contact that names no telephone, or an enabled one of the register.

    Raises:
        InvalidValue: The point of contact is another, or the number is not in the register, or is not enabled.
        NotConfigured: There is no register.

    Source: CHN-04.
    """
    if number is None:
        return
    if point is not PointOfContact.TELEFONO:
        raise InvalidValue(
            "Indicó un teléfono, pero el punto de contacto no es TELEFONO: revise uno de los dos.",
            rule="CHN-04",
            field=field,
        )
    if not directory.telephones:
        raise NotConfigured(
            "El registro de teléfonos habilitados no está configurado: registre el contacto sin el número.",
            rule="CHN-04",
            field=field,
        )
    telephone = directory.telephone(number)
    if telephone is None:
        raise InvalidValue(
            f"El teléfono {number} no está en el registro de teléfonos habilitados: revise el número.",
            rule="CHN-04",
            field=field,
        )
    if not telephone.enabled:
        raise InvalidValue(
            f"El teléfono {telephone.number} ({telephone.office}) no está habilitado como punto de contacto: "
            "indique uno habilitado.",
            rule="CHN-04",
            field=field,
        )
