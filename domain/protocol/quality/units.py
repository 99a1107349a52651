"""
The units of ProChile ("unidades"): those that give support (ROL-02), those that answer for a process, and the offices.

A unit owns improvement actions and evaluates the suggestions that are shared with it; it does not own accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.errors import InvalidValue, MissingData, NotAuthorised
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor, Role
from domain.model.worded import Worded
from domain.protocol.flows import FLOWS

SUPPORT_UNITS: Final = (
    "Gestión de Personas",
    "Comunicaciones Internas",
    "Control de Gestión",
    "Convocatorias",
    "Análisis y Diseño de Nuevos Instrumentos",
    "Planificación Estratégica y Seguimiento de Resultados",
    "Inteligencia de Mercados",
    "Informática",
    "Gestión de la Información",
    "Marketing, Ferias y Eventos",
    "Dirección Administrativa",
    "Dirección Jurídica",
)
"""In the order of the source. Source: ROL-02."""


class UnitKind(Worded):
    """What a unit is in the protocol."""

    SUPPORT = "SUPPORT", "Unidad de soporte."
    PROCESS = "PROCESS", "Responde por un proceso."
    OFFICE = "OFFICE", "Oficina."


def units(config: ProtocolConfiguration) -> Mapping[str, UnitKind]:
    """Every unit by its name: support first, then those of processes, then offices by code. Source: ROL-02, LIN-10."""
    answering = sorted({rules.spec.accountable_unit for rules in FLOWS.values()})
    offices = (config.offices[code].name for code in sorted(config.offices))
    found = dict.fromkeys(SUPPORT_UNITS, UnitKind.SUPPORT)
    for kind, names in ((UnitKind.PROCESS, answering), (UnitKind.OFFICE, offices)):
        for name in names:
            found.setdefault(name, kind)
    return found


def checked_unit(name: str, config: ProtocolConfiguration) -> str:
    """
    The name of a unit that exists.

    Raises:
        MissingData: None is named.
        InvalidValue: There is none of that name.

    Source: ROL-02.
    """
    unit = name.strip()
    if not unit:
        raise MissingData("Indique el área.", missing=("unit",), rule="ROL-02", field=("unit",))
    if unit not in units(config):
        raise InvalidValue(f"No hay un área «{unit}»: elija una de la lista (`units`).", rule="ROL-02", field=("unit",))
    return unit


def require_unit(actor: Actor, unit: str, directory: Directory, config: ProtocolConfiguration) -> None:
    """
    Let pass only who is of the unit by the directory, or whose office it is; whoever administers speaks for any.

    A unit that the directory gives to nobody is spoken for by anybody whose role may.

    Raises:
        NotAuthorised: It is another unit's, with its name.

    Source: ROL-02, LIN-10.
    """
    office = config.offices.get(actor.office or "")
    person = directory.person(actor.id)
    own = {None if office is None else office.name, None if person is None else person.unit}
    known = {each.unit for each in directory.people} | {
        config.offices[each.office].name for each in directory.people if each.office in config.offices
    }
    if actor.role is Role.ADMINISTRATOR or unit in own or unit not in known:
        return
    raise NotAuthorised(f"Responde el área {unit}: pida a alguien de esa área que lo haga.", rule="ROL-02")
