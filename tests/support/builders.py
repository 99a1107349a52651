"""Plain examples of the nouns: say only what the test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, Final, TypeVar

from domain.model.accounts import Account, Contact, Fact, FactKind
from domain.model.history.actions import Action
from domain.model.institution.configuration import ActionType, Dated, ProtocolConfiguration, Setting
from domain.model.institution.people import Actor, Office, OfficeKind, Role
from domain.model.rut import Rut

T = TypeVar("T")
_numbers = count(1)

EPOCH: Final = date(2020, 1, 1)
RUT: Final = Rut.parse("76.012.345-5")

FAIR: Final = "FERIA"
LOG: Final = "BITACORA_GENERAL"
MEETING: Final = "REUNION"

OFFICES: Final = {
    office.code: office
    for office in (
        Office("OFIREG-08", OfficeKind.OFIREG, "Biobío", "CL", "America/Santiago", "08", "Concepción"),
        Office("OFIREG-12", OfficeKind.OFIREG, "Magallanes", "CL", "America/Punta_Arenas", "12", "Punta Arenas"),
        Office("OFIREG-15", OfficeKind.OFIREG, "Arica y Parinacota", "CL", "America/Santiago", "15", "Arica"),
        Office("OFICOM-CN-SHA", OfficeKind.OFICOM, "Shanghái", "CN", "Asia/Shanghai"),
        Office("CENTRAL", OfficeKind.CENTRAL, "Nivel central", "CL", "America/Santiago"),
    )
}

REGIONAL: Final = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
HEAD: Final = Actor("hugo.jara", "Hugo Jara", Role.REGIONAL_HEAD, "OFIREG-08")
OTHER_REGIONAL: Final = Actor("luis.mamani", "Luis Mamani", Role.REGIONAL_EXECUTIVE, "OFIREG-15")
COMMERCIAL: Final = Actor("mei.soto", "Mei Soto", Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
OFFICER: Final = Actor("eva.pino", "Eva Pino", Role.SECTOR_OFFICER, "OFIREG-08")
HELP_CENTRE: Final = Actor("cda", "Centro de Ayuda", Role.HELP_CENTRE, "CENTRAL")
ANALYST: Final = Actor("ines.leal", "Inés Leal", Role.ANALYST, "CENTRAL")
ADMINISTRATOR: Final = Actor("adan.vera", "Adán Vera", Role.ADMINISTRATOR, "CENTRAL")


def at(day: date, hour: int = 15) -> datetime:
    """That day at that hour, UTC."""
    return datetime.combine(day, time(hour), UTC)


def new_id() -> str:
    """A UUID text that no other call gives in this process."""
    return f"00000000-0000-4000-8000-{next(_numbers):012d}"


def an_account(**fields: Any) -> Account:
    """A national company of Biobío, registered on 2 January 2023, with every field of the sample list filled."""
    account = Account(
        id=new_id(),
        name="Conservas del Sur SpA",
        registered_on=date(2023, 1, 2),
        registered_by=REGIONAL.id,
        registered_role=REGIONAL.role,
        rut=RUT,
        region="08",
        phone="+56412345678",
        email="contacto@conservas.cl",
        sector="ALIMENTOS",
        sii_started=True,
        office="OFIREG-08",
    )
    return replace(account, **fields)


def a_fact(kind: FactKind, value: str, on: date, **fields: Any) -> Fact:
    """A fact said by a regional executive at noon of its first day."""
    fact = Fact(new_id(), kind, value, on, REGIONAL.id, REGIONAL.role, at(on, 12))
    return replace(fact, **fields)


def a_contact(account: Account, **fields: Any) -> Contact:
    """The main contact of *account*, with an e-mail."""
    contact = Contact(new_id(), account.id, "Rosa Díaz", email="rosa@conservas.cl", is_main=True)
    return replace(contact, **fields)


def an_action(ended_on: date, **fields: Any) -> Action:
    """A fair of one day, of a type that counts, registered that day by a regional executive."""
    action = Action(
        id=new_id(),
        account_id="",
        type=FAIR,
        title="Feria",
        started_on=ended_on,
        ended_on=ended_on,
        registered_by=REGIONAL.id,
        registered_role=REGIONAL.role,
        registered_at=at(ended_on),
    )
    return replace(action, **fields)


def a_configuration(
    *,
    mandatory: tuple[str, ...] | None = ("rut", "region", "phone", "email", "sector"),
    strategic: frozenset[str] | None = frozenset({"ALIMENTOS"}),
    test_validity_months: int | None = None,
    action_types: tuple[ActionType, ...] = (
        ActionType(FAIR, "Feria internacional", "PROMOCION", counts=True, since=EPOCH, sample=True),
        ActionType(MEETING, "Reunión", "GESTION", counts=False, since=EPOCH, sample=True),
        ActionType(LOG, "Bitácora", "BITACORA", counts=True, since=EPOCH, sample=True),
    ),
) -> ProtocolConfiguration:
    """Settings for tests: None leaves one not configured."""
    return ProtocolConfiguration(
        version="2024",
        sectors={"ALIMENTOS": "Alimentos", "MINERIA": "Minería"},
        action_types=action_types,
        offices=OFFICES,
        mandatory_fields=_known("mandatory_fields", "DEF-07", mandatory),
        strategic_sectors=_known("strategic_sectors", "AMB-59", strategic),
        preadmissibility_items=Setting("preadmissibility_items", "AMB-13"),
        exporta_mas_requirements=Setting("exporta_mas_requirements", "USR-05"),
        test_scoring=Setting("test_scoring", "DEF-12"),
        test_validity_months=_known("test_validity_months", "AMB-10", test_validity_months),
        agenda_terms=Setting("agenda_terms", "AGD-01"),
        response_days=Setting("response_days", "AMB-16"),
        contact_every_days=Setting("contact_every_days", "AMB-64"),
        note_duration_months=Setting("note_duration_months", "BEH-06"),
        note_authority=Setting("note_authority", "AMB-22"),
    )


def _known(name: str, rule: str, value: T | None) -> Setting[T]:
    return Setting(name, rule, () if value is None else (Dated(value, EPOCH, "prueba", sample=True),))


def days(start: date, end: date) -> list[date]:
    """Every day from *start* to *end*, both inclusive."""
    return [start + timedelta(n) for n in range((end - start).days + 1)]
