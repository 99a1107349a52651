"""Tax registries that need no network: a file that somebody hands over, and one in memory to rehearse with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from domain.errors import InvalidValue, RegistryUnavailable
from domain.model.accounts import TaxCategory
from domain.model.evidence.tax_registry import TaxActivity, TaxRecord
from domain.model.rut import Rut


class MemoryTaxRegistry:
    """
    Taxpayers that were given.

    Args:
        away: It answers nothing: what `look_up` says then is what a person reads of a registry that is down.
    """

    def __init__(self, source: str, records: Mapping[Rut, TaxRecord], *, away: bool = False) -> None:
        self.source = source
        self._records = dict(records)
        self._away = away

    async def look_up(self, rut: Rut) -> TaxRecord | None:
        """See `TaxRegistry.look_up`."""
        if self._away:
            raise RegistryUnavailable
        return self._records.get(rut)


class FileTaxRegistry:
    """
    A file with a taxpayer a line, as JSON: `rut`, and what is known of `name`, `started`, `started_on` ("2015-03-02"),
    `category` ("FIRST" or "SECOND"), `activities` (`code`, `name`, `category`) and `size`. Read anew when it changed.
    """

    def __init__(self, path: Path) -> None:
        self.source = f"Archivo del SII «{path.name}»"
        self._path = path
        self._read: tuple[float, Mapping[Rut, TaxRecord]] = (-1.0, {})

    async def look_up(self, rut: Rut) -> TaxRecord | None:
        """See `TaxRegistry.look_up`."""
        return (await asyncio.to_thread(self._records)).get(rut)

    def _records(self) -> Mapping[Rut, TaxRecord]:
        try:
            changed = self._path.stat().st_mtime
            if changed != self._read[0]:
                self._read = (changed, dict(_pair(line) for line in self._path.read_text("utf-8").splitlines() if line))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidValue) as wrong:
            raise RegistryUnavailable from wrong
        return self._read[1]


def _pair(line: str) -> tuple[Rut, TaxRecord]:
    told: dict[str, Any] = json.loads(line)
    activities = tuple(
        TaxActivity(str(each["code"]), str(each["name"]), _category(each.get("category")))
        for each in told.get("activities", ())
    )
    started_on = told.get("started_on")
    record = TaxRecord(
        name=told.get("name"),
        started=told.get("started"),
        started_on=None if started_on is None else date.fromisoformat(started_on),
        category=_category(told.get("category")),
        activities=activities,
        size=told.get("size"),
    )
    return Rut.parse(told["rut"]), record


def _category(text: str | None) -> TaxCategory | None:
    return None if text is None else TaxCategory(text)
