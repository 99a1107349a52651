"""Foreign companies attended by Shanghái and São Paulo, and who answers for them, for tests of their flows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from domain.model.accounts import Account
from domain.model.institution.configuration import ActionType, ProtocolConfiguration
from domain.model.institution.directory import Directory, Person, ReferralTarget
from domain.model.institution.people import Actor, Office, OfficeKind, Role
from tests.support.builders import COMMERCIAL, EPOCH, FAIR, OFFICES, a_configuration, an_account, new_id
from tests.support.calendars import local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.desk import Desk
from tests.support.cases.situations import DIRECTORY

OCI: Final = Actor("gabriel.ocampo", "Gabriel Ocampo", Role.OCI_COORDINATOR, "CENTRAL-OCI")
GEOGRAPHIC: Final = Actor("irene.duarte", "Irene Duarte", Role.GEOGRAPHIC_PROFESSIONAL, "CENTRAL-GEO")
CENTRAL_OFFICER: Final = Actor("pilar.nunez", "Pilar Núñez", Role.SECTOR_OFFICER, "CENTRAL-SECTORIAL")
NORTH: Final = Actor("macarena.leon", "Macarena León", Role.MACROZONE_COORDINATOR, "CENTRAL")
SOUTH: Final = Actor("lorena.montes", "Lorena Montes", Role.MACROZONE_COORDINATOR, "CENTRAL")
IN_BRAZIL: Final = Actor("joana.castro", "Joana Castro", Role.COMMERCIAL_EXECUTIVE, "OFICOM-BR-SAO")

SHANGHAI: Final = "OFICOM-CN-SHA"
COMPANY_EMAIL: Final = "buyer@jade.example"


def _person(actor: Actor, **fields: Any) -> Person:
    return Person(actor.id, actor.name, actor.role, f"{actor.id}@ejemplo.cl", actor.office or "", **fields)


PEOPLE: Final = Directory(
    people=(
        _person(CENTRAL_OFFICER, sectors=("ALIMENTOS",)),
        *DIRECTORY.people,
        _person(COMMERCIAL, markets=("CN",)),
        _person(IN_BRAZIL, markets=("BR",)),
        _person(OCI),
        _person(GEOGRAPHIC, markets=("CN", "BR")),
        _person(NORTH, macrozone="Norte", regions=("15", "01", "02", "03", "04")),
        _person(SOUTH, macrozone="Sur", regions=("16", "08", "09", "14", "10")),
    ),
    referrals=(
        ReferralTarget("INVESTCHILE", "INVESTCHILE", "InvestChile", "investchile@ejemplo.cl"),
        ReferralTarget("AGREGADURIA-CN", "INVESTMENT_ATTACHE", "Agregaduría en China", "agregado@ejemplo.cl", "CN"),
        ReferralTarget("CAMARA-CN", "CHAMBER", "Cámara de Shanghái", "camara@ejemplo.cl", "CN"),
    ),
)
"""China has an Investment Attaché; Brazil has none."""

_TYPES: Final = (
    ActionType(FAIR, "Feria internacional", "PROMOCION", counts=True, since=EPOCH),
    ActionType("VISITA_IMPORTADOR", "Visita de importador", "PROMOCION", counts=True, since=EPOCH),
    ActionType("OPORTUNIDAD_COMERCIAL", "Oportunidad comercial", "OPORTUNIDADES", counts=True, since=EPOCH),
)
_ABROAD: Final = {
    SHANGHAI: Office(SHANGHAI, OfficeKind.OFICOM, "Shanghái", "CN", "Asia/Shanghai", mailbox="sha@ejemplo.cl"),
    "OFICOM-BR-SAO": Office(
        "OFICOM-BR-SAO", OfficeKind.OFICOM, "São Paulo", "BR", "America/Sao_Paulo", mailbox="sao@ejemplo.cl"
    ),
}


def settings(**fields: Any) -> ProtocolConfiguration:
    """The configuration with two commercial offices; other fields as given."""
    return replace(a_configuration(action_types=_TYPES), offices={**OFFICES, **_ABROAD}, **fields)


def a_foreign_desk(at: str = "2024-09-16 10:00", **fields: Any) -> CaseDesk:
    """A desk at that Santiago time: Monday 16 September 2024, the week of Fiestas Patrias, unless said otherwise."""
    desk = CaseDesk(Desk(configuration=settings(**fields)), PEOPLE)
    desk.desk.clock.at = local(at)
    return desk


def a_buyer(desk: CaseDesk, **fields: Any) -> Account:
    """An importer of Shanghái, with its commercial executive."""
    account = Account(
        id=new_id(),
        name="Jade Harbour Trading Co.",
        registered_on=local("2024-01-02 12:00").date(),
        registered_by=COMMERCIAL.id,
        registered_role=COMMERCIAL.role,
        country="CN",
        email=COMPANY_EMAIL,
        sector="ALIMENTOS",
        office=SHANGHAI,
        commercial_executive=COMMERCIAL.id,
    )
    return desk.desk.put(replace(account, **fields))


def a_brazilian(desk: CaseDesk, **fields: Any) -> Account:
    """A company of São Paulo, a market without an Investment Attaché."""
    fields = {"country": "BR", "office": "OFICOM-BR-SAO", "commercial_executive": IN_BRAZIL.id, **fields}
    return a_buyer(desk, name="Importadora Ipê Claro Ltda.", **fields)


def a_supplier(desk: CaseDesk, **fields: Any) -> Account:
    """A national company of Biobío."""
    return desk.desk.put(an_account(**fields))
