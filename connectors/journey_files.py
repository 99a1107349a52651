"""
Records of the systems that are not the CRM, from a file that the system exported (SYS-01).

`.csv` (comma or semicolon, a header line) or `.jsonl` (one object a line), UTF-8. The columns, of which the first four
are needed: source, external_id, on (AAAA-MM-DD), kind, person_type (NATURAL or LEGAL), rut, requested_service,
delivered_service, state. A file of one system may leave `source` out when the system is given.
"""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Final, TypeVar

from domain.model.accounts import PersonType
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.model.institution.days import BETWEEN, is_sane_day
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
)
SUFFIXES: Final = (".csv", ".jsonl")
E = TypeVar("E", SourceSystem, PersonType)
_BROKEN: Final = "no se pudo leer más: guárdelo en UTF-8, con una tabla bien formada, y vuelva a cargarlo."
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
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            rows = _csv_rows(file) if self._path.suffix.lower() == ".csv" else _json_rows(file)
            try:
                for line, row in rows:
                    yield f"línea {line}", self._told(row)
            except (UnicodeDecodeError, csv.Error):
                yield "archivo", UnreadableRecord(_BROKEN)

    def _told(self, row: Mapping[str, object] | None) -> JourneyRecord | UnreadableRecord:
        try:
            return self._record(row)
        except ValueError as wrong:
            return UnreadableRecord(str(wrong))

    def _record(self, row: Mapping[str, object] | None) -> JourneyRecord:
        given = {name: value for name, value in (row or {}).items() if value is not None and value != ""}
        if row is None or not all(isinstance(value, str) for value in given.values()):
            raise ValueError(_NO_RECORD)
        if unknown := sorted(given.keys() - set(COLUMNS)):
            raise ValueError(f"columnas desconocidas: {', '.join(unknown)}; se conocen {', '.join(COLUMNS)}.")
        texts = {name: str(value).strip() for name, value in given.items()}
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
            on=_day(texts["on"]),
            kind=texts["kind"],
            person_type=_one_of(PersonType, "person_type", person_type) if person_type else None,
            rut=texts.get("rut"),
            requested_service=texts.get("requested_service"),
            delivered_service=texts.get("delivered_service"),
            state=texts.get("state"),
        )


def _csv_rows(file: IO[str]) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    header = file.readline()
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    reader = csv.reader(file, delimiter=delimiter)
    for cells in reader:
        if cells:
            fits = len(cells) <= len(names)
            yield reader.line_num + 1, dict(zip(names, cells, strict=False)) if fits else None


def _json_rows(file: IO[str]) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                found = None
            yield number, found if isinstance(found, dict) else None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"«{text[:40]}» no es una fecha: se espera AAAA-MM-DD.") from None
    if not is_sane_day(day):
        raise ValueError(f"«{text}»: la fecha debe estar {BETWEEN}.")
    return day


def _one_of(kind: type[E], name: str, text: str) -> E:
    try:
        return kind(text.upper())
    except ValueError:
        raise ValueError(f"«{text}» no es un valor de {name}: se espera {', '.join(kind)}.") from None
