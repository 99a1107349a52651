"""The roots: of what each field is, and that it may be null, so that one which is refused leaves the rest (F-58)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Final

from strawberry.tools import merge_types
from strawberry.types.base import StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField

__all__ = ["SUBJECTS", "package_of", "root"]

SUBJECTS: Final[Mapping[str, str]] = {
    "viewer": "Who asks, nodes and the clock",
    "accounts": "Accounts («cuentas»)",
    "actions": "Actions («acciones»)",
    "activities": "Activities («actividades»)",
    "cases": "Cases («casos»)",
    "terms": "Terms («plazos»)",
    "documents": "Documents («documentos»)",
    "messages": "Messages («mensajes»)",
    "changes": "Changes as they happen («cambios»)",
    "webhooks": "Webhooks («avisos a otros sistemas»)",
    "measures": "Measures («indicadores»)",
    "quality": "Quality («calidad»)",
    "evidence": "Evidence («evidencia»)",
    "journeys": "Journeys («trayectorias»)",
    "profiles": "Profiles («perfiles»)",
    "representations": "Representations («representaciones»)",
    "institution": "The institution («institución»)",
    "offices": "Offices, people and calendars («oficinas»)",
    "catalogue": "The protocol («catálogo»)",
    "decisions": "Decisions («decisiones»)",
    "reads": "Reads of personal data («lecturas»)",
    "sync": "The CRM («sincronización»)",
    "sessions": "Sessions («sesiones»)",
}
"""Of what the root fields of each package of schema/ are, as people read it, with the protocol's Spanish term."""


def package_of(part: type) -> str:
    """The package of schema/ that a class stands in; "": one that was made, as that of the facts."""
    return (*part.__module__.split("."), "")[1]


def root(name: str, parts: tuple[type, ...], description: str) -> type:
    """
    The root type *name* with the fields of *parts*, each of which may be null in an answer.

    GraphQL makes the parent of what cannot be had null, and the parent of a root field is the whole answer: where the
    type promised a value, one refusal would take what all other fields of the request found.

    A mutation tells first of what it is, so that a list of them can be searched (F-69); those of facts by themselves.
    """
    merged = merge_types(name, parts)
    definition = get_object_definition(merged, strict=True)
    definition.description = description
    definition.fields = [_nullable(field) for field in definition.fields]
    if name == "Mutation":
        subjects = {field.python_name: SUBJECTS.get(package_of(part)) for part in parts for field in _fields(part)}
        for field in definition.fields:
            if subject := subjects[field.python_name]:
                field.description = f"{subject}: {field.description}"
    return merged


def _fields(part: type) -> list[StrawberryField]:
    return get_object_definition(part, strict=True).fields


def _nullable(field: StrawberryField) -> StrawberryField:
    nullable = copy.copy(field)
    if not isinstance(field.type, StrawberryOptional):
        nullable.type = StrawberryOptional(field.type)
    return nullable
