"""
The fields of an account, each said once: what it is, how a person calls it, and what may be done with it.

Belongs here: a row per field that somebody fills in; the lists of other modules are made from these rows. Does not
belong here: how a value is checked (domain.use_cases.checks) or stored (persistence.mapping).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from domain.model.personal_data import PersonalData


class FieldKind(Enum):
    """What a field holds."""

    TEXT = auto()
    EMAIL = auto()
    RUT = auto()
    COUNTRY = auto()
    REGION = auto()
    SECTOR = auto()
    OFFICE = auto()
    YES_NO = auto()
    DAY = auto()
    ORGANISATION = auto()
    PERSON_TYPE = auto()
    TAX_CATEGORY = auto()
    PURPOSES = auto()
    PERSON = auto()
    """Somebody of the directory: assigned, not edited."""


_K: Final = FieldKind


@dataclass(frozen=True, slots=True)
class AccountField:
    """
    One field of `Account` ("dato de la cuenta").

    Attributes:
        es: As it stands in a sentence.
        synced: The CRM has it too.
        needed: It is never empty.
        by_company: Contact data that a company keeps up to date by itself (DAT-07).
        filled: When accounts are joined, the one that goes on takes it where its own is empty (AMB-63).
        searched: Its words find the account.
        longest: Most characters of a text; None: as many as any text may have.
        derives: Open cases derive something from it, so its change reaches them (AMB-68).
        personal: What it is of a natural person, when the account is one (DAT-03); None: nothing.
    """

    name: str
    es: str
    kind: FieldKind
    synced: bool = True
    needed: bool = False
    by_company: bool = False
    filled: bool = True
    searched: bool = False
    longest: int | None = None
    derives: bool = False
    personal: PersonalData | None = None

    @property
    def editable(self) -> bool:
        """A person may write it; executives are assigned instead."""
        return self.kind is not FieldKind.PERSON


_P: Final = PersonalData
_F: Final = AccountField

# fmt: off
ACCOUNT_FIELDS: Final = (
    _F("name", "razón social o nombre", _K.TEXT, needed=True, filled=False, searched=True, personal=_P.NAME),
    _F("trade_name", "nombre de fantasía", _K.TEXT, by_company=True, searched=True, personal=_P.NAME),
    _F("rut", "RUT", _K.RUT, filled=False, searched=True, personal=_P.RUN, derives=True),
    _F("organisation", "tipo de organización", _K.ORGANISATION, needed=True, filled=False, derives=True),
    _F("person_type", "persona natural o jurídica", _K.PERSON_TYPE, needed=True, filled=False),
    _F("country", "país", _K.COUNTRY, needed=True, filled=False, derives=True),
    _F("region", "región", _K.REGION, derives=True),
    _F("commune", "comuna", _K.TEXT, by_company=True),
    _F("address", "dirección", _K.TEXT, by_company=True, personal=_P.ADDRESS),
    _F("phone", "teléfono", _K.TEXT, by_company=True, searched=True, personal=_P.PHONE),
    _F("email", "correo electrónico", _K.EMAIL, by_company=True, searched=True, personal=_P.EMAIL),
    _F("website", "sitio web", _K.TEXT, by_company=True, searched=True),
    _F("sector", "sector", _K.SECTOR, searched=True, derives=True),
    _F("company_size", "tamaño de la empresa", _K.TEXT, longest=40),
    _F("sii_started", "inicio de actividades en el SII", _K.YES_NO, derives=True),
    _F("sii_started_on", "fecha de inicio de actividades en el SII", _K.DAY, derives=True),
    _F("sii_checked_on", "fecha de consulta al SII", _K.DAY, synced=False),
    _F("tax_category", "categoría de tributación", _K.TAX_CATEGORY),
    _F("purposes", "propósito (importar, asociarse o invertir)", _K.PURPOSES, synced=False, needed=True),
    _F("chilean_capital", "si es de capitales chilenos", _K.YES_NO, derives=True),
    _F("led_by_chileans", "si la lideran chilenos", _K.YES_NO, derives=True),
    _F("sells_national", "si comercializará productos o servicios nacionales", _K.YES_NO, derives=True),
    _F("active", "cuenta activa", _K.YES_NO, needed=True, filled=False, derives=True),
    _F("office", "oficina responsable", _K.OFFICE, derives=True),
    _F("regional_executive", "ejecutivo(a) regional", _K.PERSON, derives=True),
    _F("commercial_executive", "ejecutivo(a) comercial", _K.PERSON, derives=True),
    _F("sector_officer", "encargado(a) sectorial", _K.PERSON, synced=False, derives=True),
)
# fmt: on
"""Every field, in the order in which a person reads them."""


def names(wanted: Callable[[AccountField], bool]) -> tuple[str, ...]:
    """Names of the fields that are as *wanted*, in order."""
    return tuple(field.name for field in ACCOUNT_FIELDS if wanted(field))


PEOPLE: Final = tuple(field for field in ACCOUNT_FIELDS if field.kind is FieldKind.PERSON)
"""The fields of those who attend an account, each with how it is called."""

EXECUTIVES: Final = frozenset(names(lambda field: field.kind is FieldKind.PERSON and field.synced))
"""The people of an account whom the CRM knows, too."""
