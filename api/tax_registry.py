"""The tax registry that a process asks, by its setting; and the one to rehearse with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from api.settings import TAX_REHEARSAL
from connectors.mock.dataset import believable_records
from connectors.tax_registry import FileTaxRegistry, MemoryTaxRegistry
from domain.model.accounts import TaxCategory
from domain.model.evidence.tax_registry import TaxActivity, TaxRecord
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.rut import Rut
from domain.ports.evidence.tax_registry import TaxRegistry

_SOURCE: Final = "Registro tributario de ensayo (muestra)"
_ACTIVITIES: Final = (
    TaxActivity("463030", "Venta al por mayor de frutas y verduras", TaxCategory.FIRST),
    TaxActivity("107300", "Elaboración de cacao, chocolate y productos de confitería", TaxCategory.FIRST),
    TaxActivity("620100", "Actividades de programación informática", TaxCategory.FIRST),
    TaxActivity("702000", "Actividades de consultoría de gestión", TaxCategory.SECOND),
)
_REFERENCE: Final = date(2026, 6, 15)
_SOME_DAY: Final = date(2015, 3, 2)
_LATER: Final = timedelta(days=61)
_ASTRAY: Final = 9
"""Of so many companies of the rehearsal, one is told with another start of activities than it declared."""


def tax_registry_of(setting: str) -> TaxRegistry | None:
    """The registry of that setting: none when it is empty, the rehearsal's, or a file."""
    if not setting:
        return None
    if setting == TAX_REHEARSAL:
        return MemoryTaxRegistry(_SOURCE, _example_taxpayers())
    return FileTaxRegistry(Path(setting))


def _example_taxpayers() -> Mapping[Rut, TaxRecord]:
    """Invented taxpayers: most as they declared; some begun on another day; those who did not say it, begun."""
    accounts = [each.values for each in believable_records(_REFERENCE) if each.kind is RecordKind.ACCOUNT]
    with_rut = [values for values in accounts if values.get("rut")]
    return {Rut.parse(str(values["rut"])): _told(values, number) for number, values in enumerate(with_rut)}


def _told(values: Mapping[str, Scalar], number: int) -> TaxRecord:
    activity = _ACTIVITIES[number % len(_ACTIVITIES)]
    if values.get("sii_started") is False:
        return TaxRecord(name=str(values["name"]), started=False)
    declared = values.get("sii_started_on")
    started_on = declared if isinstance(declared, date) else _SOME_DAY
    category = values.get("tax_category")
    return TaxRecord(
        name=str(values["name"]),
        started=True,
        started_on=started_on + _LATER if number % _ASTRAY == 0 else started_on,
        category=activity.category if category is None else TaxCategory(str(category)),
        activities=(activity,),
    )
