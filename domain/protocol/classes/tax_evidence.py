"""What a company declared beside what the tax registry says ("SII"): where they agree, and what to do where not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from domain.model.accounts import TaxCategory
from domain.model.evidence.tax_registry import TaxRecord
from domain.model.places.regions import fold
from domain.model.worded import Worded
from domain.protocol.classes.reference_day import FIELD_LABELS

RULE: Final = "DEF-02"


class Agreement(Worded):
    """How a datum of the account stands beside the registry's."""

    AGREES = "AGREES", "Coinciden."
    DIFFERS = "DIFFERS", "No coinciden."
    UNDECLARED = "UNDECLARED", "El registro lo dice y en la cuenta no consta."
    UNTOLD = "UNTOLD", "El registro no lo dice."


@dataclass(frozen=True, slots=True)
class Compared:
    """
    One datum on both sides.

    Attributes:
        field: Name of the account's field.
        label: As a person calls it; in Spanish.
        declared, told: In words; None: not known.
        text: What to do; None: nothing.
    """

    field: str
    label: str
    declared: str | None
    told: str | None
    agreement: Agreement
    text: str | None


class DeclaredTaxData(Protocol):
    """What an account says of itself, a whole one or a row of a list."""

    @property
    def name(self) -> str: ...
    @property
    def sii_started(self) -> bool | None: ...
    @property
    def sii_started_on(self) -> date | None: ...
    @property
    def tax_category(self) -> str | None: ...


def compared(account: DeclaredTaxData, record: TaxRecord) -> tuple[Compared, ...]:
    """
    Each datum that DEF-02 asks for, and the name, on both sides. Nothing of the account is changed by it.

    A first day of activities says that they began. Names are the same whatever their case, accents and kind of company.

    Source: DEF-02, DAT-04, DAT-05, POL-07.
    """
    started = True if record.started is None and record.started_on is not None else record.started
    category = None if account.tax_category is None else TaxCategory(account.tax_category)
    pairs = (
        ("name", account.name, record.name),
        ("sii_started", _yes_no(account.sii_started), _yes_no(started)),
        ("sii_started_on", _day(account.sii_started_on), _day(record.started_on)),
        ("tax_category", _words(category), _words(record.category)),
    )
    return tuple(_compared(field, declared, told) for field, declared, told in pairs)


_KINDS_OF_COMPANY: Final = ("spa", "ltda", "limitada", "sa", "eirl")


def _compared(field: str, declared: str | None, told: str | None) -> Compared:
    label = FIELD_LABELS[field]
    if told is None:
        return Compared(field, label, declared, told, Agreement.UNTOLD, None)
    if declared is None:
        text = f"La cuenta no dice «{label}» y el registro sí. Confírmelo con la empresa y regístrelo."
        return Compared(field, label, declared, told, Agreement.UNDECLARED, text)
    if _same(declared, told):
        return Compared(field, label, declared, told, Agreement.AGREES, None)
    text = f"«{label}» no coincide con el registro. Confírmelo con la empresa; si la cuenta está mal, corríjala."
    return Compared(field, label, declared, told, Agreement.DIFFERS, text)


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> list[str]:
    words = fold(text).replace(".", "").replace(",", " ").split()
    return [word for word in words if word not in _KINDS_OF_COMPANY]


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "Sí" if value else "No"


def _day(value: date | None) -> str | None:
    return None if value is None else f"{value:%d-%m-%Y}"


def _words(category: TaxCategory | None) -> str | None:
    return None if category is None else category.es.rstrip(".")
