"""
Records of the systems that are not the CRM, from a file that the system exported (SYS-01).

`.csv`, `.jsonl` or `.xlsx` (`connectors.sheets`). The columns, of which the first four are needed: source, external_id,
on (AAAA-MM-DD, or a day of the sheet), kind, person_type (NATURAL or LEGAL), rut, requested_service, delivered_service,
state, email. A file of one system may leave `source` out when the system is given.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from connectors.sheets import BrokenFile, rows_of
from domain.model.accounts import PersonType
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.model.institution.days import day_written
from domain.ports.journeys import UnreadableRecord

COLUMNS: Final = (
    "source",
    "external_id",
    "on",
    "kind",
    "person_type",
    "rut",
    "requested_service",
    "delivered_service",
    "state",
    "email",
)
_KNOWN: Final = frozenset(COLUMNS)
E = TypeVar("E", SourceSystem, PersonType)
_NO_RECORD: Final = "no es un registro: se espera un objeto de textos por línea."


class JourneyFile:
    """
    `JourneySource` of one file, read line by line.

    Args:
        system: The one system that the file is of; None: each record says its own.
    """

    def __init__(self, path: Path, system: SourceSystem | None = None) -> None:
        self._path = path
        self._system = system

    async def records(self) -> AsyncIterator[tuple[str, JourneyRecord | UnreadableRecord]]:
        """See `JourneySource.records`."""
        try:
            for place, row in rows_of(self._path):
                yield place, self._told(row)
        except BrokenFile as broken:
            yield "archivo", UnreadableRecord(str(broken))

    def _told(self, row: Mapping[str, object] | None) -> JourneyRecord | UnreadableRecord:
        try:
            return self._record(row)
        except ValueError as wrong:
            return UnreadableRecord(str(wrong))

    def _record(self, row: Mapping[str, object] | None) -> JourneyRecord:
        given = {name: value for name, value in (row or {}).items() if value is not None and value != ""}
        try:
            texts = {name: str.strip(value) for name, value in given.items()}  # type: ignore[arg-type]
        except TypeError:
            raise ValueError(_NO_RECORD) from None
        if row is None:
            raise ValueError(_NO_RECORD)
        if not texts.keys() <= _KNOWN:
            unknown = sorted(texts.keys() - _KNOWN)
            raise ValueError(f"columnas desconocidas: {', '.join(unknown)}; se conocen {', '.join(COLUMNS)}.")
        if "source" not in texts and self._system is not None:
            texts["source"] = self._system.value
        if missing := [name for name in COLUMNS[:4] if not texts.get(name)]:
            raise ValueError(f"falta {', '.join(missing)}.")
        source = _one_of(SourceSystem, "source", texts["source"])
        if self._system is not None and source is not self._system:
            raise ValueError(f"es de {source.value}, y el archivo es de {self._system.value}.")
        person_type = texts.get("person_type")
        return JourneyRecord(
            source=source,
            external_id=texts["external_id"],
            on=day_written(texts["on"]),
            kind=texts["kind"],
            person_type=_one_of(PersonType, "person_type", person_type) if person_type else None,
            rut=texts.get("rut"),
            requested_service=texts.get("requested_service"),
            delivered_service=texts.get("delivered_service"),
            state=texts.get("state"),
            email=texts.get("email"),
        )


def _one_of(kind: type[E], name: str, text: str) -> E:
    try:
        return kind(text.upper())
    except ValueError:
        raise ValueError(f"«{text}» no es un valor de {name}: se espera {', '.join(kind)}.") from None
