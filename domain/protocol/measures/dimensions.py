"""
By what figures are compared ("dimensiones"): each with its word, and how its groups read.

Belongs here: the dimensions and the names of their groups. Does not belong here: which measure has which
(`domain.protocol.measures.rows`), and how a store finds the group of a record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.model.cases import Flow
from domain.model.classes import Category, Group
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.day_names import MONTHS_ES
from domain.model.institution.directory import Directory
from domain.model.institution.topics import topic_name
from domain.model.places.regions import REGIONS
from domain.model.worded import Worded
from domain.protocol.catalogue.lookup import rule, told
from domain.protocol.flows import FLOWS
from domain.protocol.measures.funnel import STAGE_TITLES, STAGES
from domain.protocol.terms.configured import terms_in_force

GENERAL_PUBLIC: Final = "PUBLICO_GENERAL"
"""Who belongs to no company: none of the four groups (GRP-02)."""

WITHOUT_ACCOUNT: Final = "SIN_CUENTA"
"""A company that has no account yet: its group is not known."""

PUBLIC_FLOWS: Final = frozenset({Flow.HELP_CENTRE, Flow.CITIZEN})
"""Where who belongs to no company is answered (PUB-06, PUB-07)."""

IN_PORTFOLIO: Final = "SI"
NOT_IN_PORTFOLIO: Final = "NO"


class Dimension(Worded):
    """By what figures are compared."""

    CHANNEL = "CHANNEL", "Canal por el que llegó."
    POINT_OF_CONTACT = "POINT_OF_CONTACT", "Punto de contacto."
    OFFICE = "OFFICE", "Oficina que responde."
    REGION = "REGION", "Región de la empresa ese día; sin cuenta, la de la oficina regional que responde."
    RULE = "RULE", "Regla del protocolo."
    FLOW = "FLOW", "Proceso."
    UNIT = "UNIT", "Unidad que responde por el proceso."
    EXECUTIVE = "EXECUTIVE", "Persona a cargo del caso."
    SECTOR = "SECTOR", "Sector de la empresa ese día."
    CATEGORY = "CATEGORY", "Categoría de atención ese día."
    TARGET_PUBLIC = "TARGET_PUBLIC", "Los cuatro grupos del público objetivo y, aparte, el público general."
    PORTFOLIO = "PORTFOLIO", "Si la empresa era de la cartera ese día."
    MONTH = "MONTH", "Mes, en la hora de la oficina que responde."
    STAGE = "STAGE", "Etapa."
    TOPIC = "TOPIC", "Tema de la consulta."
    ACTION_TYPE = "ACTION_TYPE", "Tipo del servicio en el Registro de Acciones."
    STEP = "STEP", "Paso del viaje: el proceso y el estado del caso."
    SIZE = "SIZE", "Tamaño de la empresa ese día."
    AGE = "AGE", "Antigüedad hoy, en días corridos."


@dataclass(frozen=True, slots=True)
class Names:
    """Where the names of groups are looked up, as they read on the day `on`: a rule names its term (LIN-05)."""

    config: ProtocolConfiguration
    directory: Directory
    on: date


_PUBLIC: Final = {
    Group.CARTERA.value: "Empresas cartera, exportadoras o no",
    Group.INSTITUCIONES.value: "Instituciones y asociaciones",
    Group.EXTRANJERAS.value: "Empresas extranjeras",
    Group.SIN_TRABAJO.value: "Empresas sin trabajo con ProChile",
    GENERAL_PUBLIC: "Público general",
    WITHOUT_ACCOUNT: "Empresas que aún no tienen cuenta",
}
_REGIONS: Final = {region.cut: region.name for region in REGIONS}
_PORTFOLIO: Final = {IN_PORTFOLIO: "De la cartera", NOT_IN_PORTFOLIO: "Fuera de la cartera"}
AGES: Final = {7: "HASTA_7", 30: "HASTA_30", 90: "HASTA_90"}
"""Up to so many days, inclusive; more: `OLDER`."""
OLDER: Final = "MAS_DE_90"
_AGES: Final = {
    "HASTA_7": "Hasta 7 días",
    "HASTA_30": "De 8 a 30 días",
    "HASTA_90": "De 31 a 90 días",
    OLDER: "Más de 90 días",
}
_NONE: Final = {
    Dimension.REGION: "Fuera de Chile, nivel central o sin región",
    Dimension.MONTH: "Sin día de vencimiento",
    Dimension.EXECUTIVE: "Sin persona a cargo",
    Dimension.TOPIC: "Sin tema",
    Dimension.ACTION_TYPE: "Sin tipo de acción",
}
IN_ORDER: Final[Mapping[Dimension, tuple[str, ...]]] = {
    Dimension.REGION: tuple(_REGIONS),
    Dimension.TARGET_PUBLIC: tuple(_PUBLIC),
    Dimension.CHANNEL: tuple(Channel),
    Dimension.POINT_OF_CONTACT: tuple(PointOfContact),
    Dimension.FLOW: tuple(Flow),
    Dimension.CATEGORY: tuple(Category),
    Dimension.PORTFOLIO: tuple(_PORTFOLIO),
    Dimension.AGE: tuple(_AGES),
    Dimension.STAGE: STAGES,
}


def group_name(by: Dimension, group: str | None, names: Names) -> str:
    """A group as a person reads it, in Spanish; never a code."""
    if group is None:
        return _NONE.get(by, "Sin dato")
    return _READ[by](group, names)


def place_of(by: Dimension, group: str | None) -> tuple[int, str]:
    """Where a group stands among those of its dimension: as the protocol lists them, else by code; none last."""
    known = IN_ORDER.get(by, ())
    if group is None:
        return len(known) + 1, ""
    return (known.index(group) if group in known else len(known)), group


def _month(group: str, _names: Names) -> str:
    day = date.fromisoformat(f"{group}-01")
    return f"{MONTHS_ES[day.month - 1]} de {day.year}"


def _office(group: str, names: Names) -> str:
    office = names.config.offices.get(group)
    return "Oficina que ya no está en el directorio" if office is None else office.name


def _person(group: str, names: Names) -> str:
    person = names.directory.person(group)
    return "Persona que ya no está en el directorio" if person is None else person.name


def _topic(group: str, names: Names) -> str:
    return topic_name(names.config.topics, group, names.on) or "Tema que ya no está en la lista"


def _action_type(group: str, names: Names) -> str:
    known = next((each.name for each in reversed(names.config.action_types) if each.code == group), None)
    return known or "Tipo que ya no está en la lista"


def _stage(group: str, names: Names) -> str:
    """Of a capture or of a call: their codes are never the same."""
    of_calls = names.config.call_stage_names(names.on)
    return STAGE_TITLES.get(group) or of_calls.get(group, "Etapa que ya no está en la lista")


def _step(group: str, _names: Names) -> str:
    flow, _, state = group.partition(":")
    rules = FLOWS[Flow(flow)]
    return f"{rules.spec.title}: {rules.states[state].title if state in rules.states else 'estado que ya no existe'}"


def _sentence(text: str) -> str:
    return text.rstrip(".")


_READ: Final[Mapping[Dimension, Callable[[str, Names], str]]] = {
    Dimension.CHANNEL: lambda group, _: _sentence(Channel(group).es),
    Dimension.POINT_OF_CONTACT: lambda group, _: _sentence(PointOfContact(group).es),
    Dimension.OFFICE: _office,
    Dimension.REGION: lambda group, _: _REGIONS.get(group, _NONE[Dimension.REGION]),
    Dimension.RULE: lambda group, names: told(rule(group), names.on, terms_in_force(names.config)).title_es,
    Dimension.FLOW: lambda group, _: _sentence(Flow(group).es),
    Dimension.UNIT: lambda group, _: group,
    Dimension.EXECUTIVE: _person,
    Dimension.SECTOR: lambda group, names: names.config.sectors.get(group, "Sector que ya no está en la lista"),
    Dimension.CATEGORY: lambda group, _: _sentence(Category(group).es),
    Dimension.TARGET_PUBLIC: lambda group, _: _PUBLIC[group],
    Dimension.PORTFOLIO: lambda group, _: _PORTFOLIO[group],
    Dimension.MONTH: _month,
    Dimension.TOPIC: _topic,
    Dimension.STAGE: _stage,
    Dimension.ACTION_TYPE: _action_type,
    Dimension.AGE: lambda group, _: _AGES[group],
    Dimension.SIZE: lambda group, _: group,
    Dimension.STEP: _step,
}
