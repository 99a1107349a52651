"""
Dated facts as the CRM shows them: the latest of each mirrored kind in a field or two, and back into a new fact.

Facts are added, never rewritten. What the CRM cannot mean by its fields (a fact taken back, a date before the present
fact's) is named by `refused_facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.model.accounts import FACT_VALUES, Account, Fact, FactKind
from domain.model.exchange.crm_records import Scalar
from domain.model.institution.people import Role

Values = Mapping[str, Scalar]

CRM_AUTHOR: Final = "crm"
"""Author of a change whose person the CRM does not tell, and source of facts and provenance that came from it."""

ZONE: Final = ZoneInfo("America/Santiago")
"""Where the CRM's days are days."""

_YES_NO: Final = {True: "YES", False: "NO"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A kind of fact and the synced fields that show the latest one; None: the field does not exist."""

    kind: FactKind
    value: str | None
    on: str | None
    until: str | None = None
    fields: tuple[str, ...] = field(init=False)  # those that exist

    def __post_init__(self) -> None:
        """Name the fields once."""
        names = tuple(name for name in (self.value, self.on, self.until) if name is not None)
        object.__setattr__(self, "fields", names)


MIRRORS: Final = (
    Mirror(FactKind.VALIDATION, "validation", "validated_on"),
    Mirror(FactKind.EXPORT_DECLARATION, "exported_last_3_years", "export_declared_on"),
    Mirror(FactKind.TEST_LEVEL, "test_level", "tested_on"),
    Mirror(FactKind.CATEGORY, "category", None),
    Mirror(FactKind.EXPORTA_MAS, None, "exporta_mas_from", "exporta_mas_until"),
)
MIRRORED: Final = frozenset(name for mirror in MIRRORS for name in mirror.fields)
"""Every synced field that shows a fact."""


def mirrored(mirror: Mirror, fact: Fact | None) -> dict[str, Scalar]:
    """The fields that show *fact*; all empty without one."""
    if fact is None:
        return dict.fromkeys(mirror.fields)
    shown: dict[str, Scalar] = {}
    if mirror.value is not None:
        yes_no = mirror.kind is FactKind.EXPORT_DECLARATION
        shown[mirror.value] = fact.value == "YES" if yes_no else fact.value
    if mirror.on is not None:
        shown[mirror.on] = fact.on
    if mirror.until is not None:
        shown[mirror.until] = fact.until
    return shown


def _fact_value(mirror: Mirror, told: Scalar) -> str | None:
    if mirror.value is None:
        return "MEMBER"
    if isinstance(told, bool):
        return _YES_NO[told]
    return told if isinstance(told, str) else None


def new_fact(
    mirror: Mirror, values: Values, latest: Fact | None, by: str, at: datetime, new_id: Callable[[], str]
) -> Fact | None:
    """The fact that makes the mirrored fields show what the CRM says; None: they do already, or it says nothing."""
    shown = mirrored(mirror, latest)
    told = {**shown, **{n: values[n] for n in mirror.fields if n in values}}
    if told == shown:
        return None
    value = _fact_value(mirror, told.get(mirror.value or ""))
    on, until = told.get(mirror.on or ""), told.get(mirror.until or "")
    if value is None or (mirror.value is None and on is None):
        return None
    if not isinstance(on, date):
        on = max(day_of(at), latest.on) if latest else day_of(at)
    return Fact(
        id=new_id(),
        kind=mirror.kind,
        value=value,
        on=on,
        by=by,
        role=Role.REGIONAL_EXECUTIVE if mirror.kind is FactKind.VALIDATION else Role.SERVICE,
        at=max(at, latest.at) if latest else at,
        until=until if isinstance(until, date) else None,
        source=CRM_AUTHOR,
    )


def refused_facts(mirror: Mirror, values: Values, account: Account | None) -> dict[str, str]:
    """Fields of *mirror* in *values* that cannot become a fact after those of *account*, each with the reason."""
    named = [n for n in mirror.fields if n in values]
    if not named:
        return {}
    latest = next((f for f in reversed(account.facts) if f.kind is mirror.kind), None) if account else None
    shown = mirrored(mirror, latest)
    told = {**shown, **{n: values[n] for n in named}}
    if told == shown:
        return {}
    value, on, until = told.get(mirror.value or ""), told.get(mirror.on or ""), told.get(mirror.until or "")
    reason: str | None = None
    if latest is not None and any(n != mirror.until and told[n] is None for n in named):
        reason = "Un hecho registrado no se borra: registre el que lo reemplaza."
    elif mirror.value is not None and value is None and on is not None:
        reason = "Hay una fecha sin el resultado al que corresponde."
    elif mirror.value is None and on is None and until is not None:
        reason = "Hay un término sin la fecha de inicio."
    elif mirror.value is not None and value is not None and _fact_value(mirror, value) not in FACT_VALUES[mirror.kind]:
        reason = f"«{value}» no es un valor del protocolo."
    elif latest is not None and isinstance(on, date) and on < latest.on:
        reason = "La fecha es anterior a la del hecho vigente."
    elif isinstance(on, date) and isinstance(until, date) and until < on:
        reason = "El término es anterior al inicio."
    return dict.fromkeys(named, reason) if reason is not None else {}


def day_of(at: datetime) -> date:
    """The day it was in `ZONE`."""
    return at.astimezone(ZONE).date()
