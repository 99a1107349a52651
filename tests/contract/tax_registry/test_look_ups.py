"""`TaxRegistry`: what every implementation promises, on the file and on the one in memory (F-81, DAT-04)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from connectors.tax_registry import FileTaxRegistry, MemoryTaxRegistry
from domain.errors import RegistryUnavailable
from domain.model.accounts import TaxCategory
from domain.model.evidence.tax_registry import TaxActivity, TaxRecord
from domain.model.rut import Rut
from domain.ports.evidence.tax_registry import TaxRegistry

KNOWN: Final = Rut.parse("44.100.808-2")
STRANGER: Final = Rut.parse("12.345.678-5")
WHOLE: Final = TaxRecord(
    "Conservas Caleta Escondida SpA", True, date(2016, 5, 2), TaxCategory.FIRST,
    (TaxActivity("102010", "Producción de conservas", TaxCategory.FIRST), TaxActivity("702000", "Asesorías")), "PYME",
)  # fmt: skip
Opened = Callable[[Mapping[Rut, TaxRecord]], TaxRegistry]


def written(records: Mapping[Rut, TaxRecord]) -> str:
    lines = []
    for rut, record in records.items():
        activities = [{"code": each.code, "name": each.name, "category": each.category} for each in record.activities]
        day = None if record.started_on is None else record.started_on.isoformat()
        told = {"name": record.name, "started": record.started, "started_on": day, "category": record.category}
        lines.append(json.dumps({"rut": str(rut), **told, "activities": activities, "size": record.size}))
    return "\n".join(lines) + "\n"


@pytest.fixture(params=["file", "memory"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """A registry that has these taxpayers."""

    def make(records: Mapping[Rut, TaxRecord]) -> TaxRegistry:
        if request.param == "memory":
            return MemoryTaxRegistry("De prueba", records)
        path = tmp_path / "sii.jsonl"
        path.write_text(written(records), encoding="utf-8")
        return FileTaxRegistry(path)

    return make


async def test_a_taxpayer_is_told_whole(opened: Opened) -> None:
    """DAT-04, DAT-05: name, start of activities, category, activities and size, as the registry has them."""
    assert await opened({KNOWN: WHOLE}).look_up(KNOWN) == WHOLE


async def test_what_the_registry_does_not_tell_stays_unknown(opened: Opened) -> None:
    """DEF-02: silence is no "no"."""
    assert await opened({KNOWN: TaxRecord()}).look_up(KNOWN) == TaxRecord()


async def test_a_rut_that_it_does_not_have_is_nobody(opened: Opened) -> None:
    """Nothing is made up for it."""
    assert await opened({KNOWN: WHOLE}).look_up(STRANGER) is None


async def test_a_person_reads_whose_word_it_is(opened: Opened) -> None:
    """POL-07: the source of the evidence has a name."""
    assert opened({}).source


async def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    """The file is handed over again when the registry's owner makes another."""
    path = tmp_path / "sii.jsonl"
    path.write_text(written({}), encoding="utf-8")
    registry = FileTaxRegistry(path)
    assert await registry.look_up(KNOWN) is None
    path.write_text(written({KNOWN: WHOLE}), encoding="utf-8")
    os.utime(path, (2_000_000_000, 2_000_000_000))
    assert await registry.look_up(KNOWN) == WHOLE


@pytest.mark.parametrize(
    "text",
    ["{", '{"name": "Sin RUT"}', '{"rut": "44.100.808-1"}', '{"rut": "44.100.808-2", "started_on": "ayer"}', "[1]"],
)
async def test_a_file_that_cannot_be_read_is_a_registry_that_does_not_answer(tmp_path: Path, text: str) -> None:
    """Nobody is told that a taxpayer is unknown because of a slip in the file."""
    path = tmp_path / "sii.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegistryUnavailable):
        await FileTaxRegistry(path).look_up(KNOWN)


async def test_one_that_is_away_says_so(tmp_path: Path) -> None:
    """Neither "unknown" nor an answer of before."""
    for registry in (MemoryTaxRegistry("De prueba", {KNOWN: WHOLE}, away=True), FileTaxRegistry(tmp_path / "none")):
        with pytest.raises(RegistryUnavailable):
            await registry.look_up(KNOWN)
