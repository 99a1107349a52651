"""
Fields that the CRM has too, as a person calls them ("nombres de los datos"): for what somebody has to decide.

Belongs here: their words. Does not belong here: which fields there are (`crm_records`), and the labels of the CRM's own
columns (the mapping of a connector).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.exchange.crm_records import RecordKind
from domain.model.history.field_changes import FIELDS

_GONE: Final = "eliminación en el CRM"
_OF_FACTS: Final = {
    "registered_on": "fecha de registro",
    "validation": "validación",
    "validated_on": "fecha de validación",
    "exported_last_3_years": "si exportó en los últimos 3 años",
    "export_declared_on": "fecha de la declaración de exportaciones",
    "test_level": "resultado del test",
    "tested_on": "fecha del test",
    "category": "categoría de atención",
    "exporta_mas_from": "inicio en Exporta Más",
    "exporta_mas_until": "término en Exporta Más",
}
_OF_ACTION: Final = {
    "account_id": "cuenta de la acción",
    "type": "tipo de acción",
    "title": "título",
    "started_on": "fecha de inicio",
    "ended_on": "fecha de término",
    "market": "mercado",
    "office": "oficina",
    "channel": "canal",
    "point_of_contact": "punto de contacto",
    "notes": "notas",
    "registered_by": "quién la registró",
    "registered_role": "rol de quien la registró",
    "registered_at": "momento del registro",
    "confirmed_by": "quién la confirmó",
    "confirmed_role": "rol de quien la confirmó",
    "annulled_on": "fecha de anulación",
    "annulment_reason": "motivo de la anulación",
    "corrects": "acción que corrige",
    "cause": "regla que la causó",
    "topic": "tema",
    "product": "producto o servicio",
}
WORDS: Final[Mapping[RecordKind, Mapping[str, str]]] = {
    RecordKind.ACCOUNT: {**FIELDS[RecordKind.ACCOUNT], **_OF_FACTS},
    RecordKind.CONTACT: {**FIELDS[RecordKind.CONTACT], "account_id": "cuenta del contacto"},
    RecordKind.ACTION: _OF_ACTION,
}


def field_in_words(kind: RecordKind, name: str) -> str:
    """The field as it stands in a sentence; its name when nobody gave it words, as of a connector's own."""
    return _GONE if name == "deleted" else WORDS[kind].get(name, name)
