"""The six systems of administrative records as data, and what may enter from each (SYS-01, SYS-02, AMB-45)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.errors import InvalidValue, MissingData
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.model.rut import Rut
from domain.model.words import LONGEST_LINE, is_address

_LONGEST_ID: Final = 128
_TEXTS: Final = ("external_id", "kind", "requested_service", "delivered_service", "state")
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
"""What no store keeps in a text: a database would refuse the whole load for it."""


@dataclass(frozen=True, slots=True)
class SourceSystemRow:
    """
    One of the six.

    Attributes:
        public_es: The public that it tells about (SYS-02).
        rule: Rule that names its public.
        enters: Its records enter as journey events; those of the CRM come through its connector.
        contents: False: only date, kind and state enter, and whose it is (AMB-45).
    """

    system: SourceSystem
    name_es: str
    public_es: str
    rule: str
    enters: bool = True
    contents: bool = True


_S: Final = SourceSystem
_ROWS: Final = (
    SourceSystemRow(
        _S.CRM,
        "Sistema de Información Institucional (CRM Dynamics 365)",
        "Empresas e instituciones con cuenta.",
        "SYS-03",
        enters=False,
    ),
    SourceSystemRow(
        _S.CENTRO_DE_AYUDA,
        "Centro de Ayuda",
        "Personas sin empresa que piden información comercial o sobre ProChile.",
        "PUB-06",
    ),
    SourceSystemRow(
        _S.ATENCION_CIUDADANA,
        "Sistema Atención Ciudadana",
        "Quienes reclaman, sugieren, felicitan o hacen otra consulta.",
        "PUB-07",
    ),
    SourceSystemRow(
        _S.LEY_DE_LOBBY, "Plataforma Ley de Lobby", "Quienes piden una audiencia.", "SYS-01", contents=False
    ),
    SourceSystemRow(
        _S.TRANSPARENCIA, "Portal Transparencia Chile", "Quienes piden información pública.", "SYS-01", contents=False
    ),
    SourceSystemRow(
        _S.CERTO, "CERTO (certificación de origen)", "Quienes certifican el origen de lo que exportan.", "SYS-01"
    ),
)
SOURCE_SYSTEMS: Final[Mapping[SourceSystem, SourceSystemRow]] = MappingProxyType({row.system: row for row in _ROWS})
"""The closed list, in the order of the source. Source: SYS-01."""


def checked_record(record: JourneyRecord, today: date) -> JourneyRecord:
    """
    The record as it may be kept: texts without spaces around them, the RUT compact.

    Raises:
        InvalidValue, MissingData: It may not enter; the message says why.

    Source: SYS-01, SYS-02, AMB-45.
    """
    row = SOURCE_SYSTEMS[record.source]
    if not row.enters:
        raise InvalidValue(
            "Los registros del CRM llegan por su propia conexión, no como eventos.", rule="SYS-01", field=("source",)
        )
    external_id, kind = record.external_id.strip(), record.kind.strip()
    if not external_id or not kind:
        missing = "external_id" if not external_id else "kind"
        label = "el identificador del registro en su sistema" if not external_id else "el tipo de solicitud"
        raise MissingData(f"Falta {label}.", missing=(missing,), rule="SYS-01", field=(missing,))
    if len(external_id) > _LONGEST_ID:
        raise InvalidValue(
            f"El identificador tiene más de {_LONGEST_ID} caracteres.", rule="SYS-01", field=("external_id",)
        )
    if record.on > today:
        raise InvalidValue(
            f"El registro es del {record.on:%d-%m-%Y}, que aún no llega: revise la fecha.", rule="SYS-01", field=("on",)
        )
    requested, delivered = _text(record.requested_service), _text(record.delivered_service)
    if not row.contents and (requested or delivered):
        raise InvalidValue(
            f"De {row.name_es} solo entran fecha, tipo y estado, sin el contenido (AMB-45).",
            rule="SYS-03",
            field=("requested_service" if requested else "delivered_service",),
        )
    checked = JourneyRecord(  # half the time of `replace`
        source=record.source,
        external_id=external_id,
        on=record.on,
        kind=kind,
        person_type=record.person_type,
        rut=Rut.parse(record.rut).compact if record.rut and record.rut.strip() else None,
        requested_service=requested,
        delivered_service=delivered,
        state=_text(record.state),
        email=_address(record.email),
    )
    together = "".join([getattr(checked, name) or "" for name in _TEXTS])
    if len(together) <= LONGEST_LINE and not _UNSTORABLE.search(together):  # nearly all: none is longer than all
        return checked
    for name, text in ((name, getattr(checked, name) or "") for name in _TEXTS):
        if _UNSTORABLE.search(text):
            raise InvalidValue(
                "El texto tiene caracteres que no se pueden guardar: quítelos.", rule="SYS-01", field=(name,)
            )
        if len(text) > LONGEST_LINE:
            raise InvalidValue(f"El texto tiene más de {LONGEST_LINE} caracteres.", rule="SYS-01", field=(name,))
    return checked


def _address(text: str | None) -> str | None:
    """In small letters, so that one address joins as one (AMB-45). Raises InvalidValue: it has no shape of one."""
    address = (text or "").strip().lower()
    if not address:
        return None
    if not is_address(address):
        raise InvalidValue(
            f"«{address[:80]}» no es una dirección de correo: revísela.", rule="SYS-03", field=("email",)
        )
    return address


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None
