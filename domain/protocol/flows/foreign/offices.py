"""
What the flows of foreign companies and of Chilean companies abroad share: offices, people, guards and data.

Belongs here: what more than one of those flows reads. Does not belong here: a row.
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import ValueKind
from domain.model.institution.directory import Person
from domain.model.institution.people import OfficeKind, Role
from domain.protocol.engine.rows import Datum
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.responsible import is_foreign
from domain.protocol.routing.assignment import commercial_executive_for

COMMERCIAL: Final = Role.COMMERCIAL_EXECUTIVE
OCI: Final = Role.OCI_COORDINATOR
GEOGRAPHIC: Final = Role.GEOGRAPHIC_PROFESSIONAL
COORDINATOR: Final = Role.MACROZONE_COORDINATOR
OFICOM_ES: Final = "oficina comercial"
MARKET: Final = Datum("market", ValueKind.COUNTRY, "Mercado", required=False, rule="EXT-01")

REGISTER_FIRST: Final = (
    "Indique la cuenta de la empresa. Si no está en el CRM, primero la registra la oficina comercial; no necesita "
    "Clave Única, ficha ni test."
)
NOT_FOREIGN: Final = "{company} está establecida en Chile: la atiende su oficina regional."


def has_no_company(situation: Situation) -> bool:
    """The company is not registered yet. Source: EXT-01."""
    return situation.account is None


def is_not_foreign(situation: Situation) -> bool:
    """A national company or an institution. Source: DEF-01, EXT-01."""
    return situation.account is not None and not is_foreign(situation)


def market_of(situation: Situation) -> str | None:
    """Market of the case: given, else where the company is (ISO 3166-1 alpha-2)."""
    given = situation.text("market")
    if given is not None:
        return given
    return None if situation.account is None else situation.account.country


def oficom_of(situation: Situation) -> str | None:
    """Code of the commercial office: the account's, else the actor's, the case's, or the first in the market."""
    account, case = situation.account, situation.case
    candidates = (
        None if account is None else account.office,
        situation.actor.office,
        None if case is None else case.office,
    )
    found = next((code for code in candidates if code is not None and code.startswith("OFICOM-")), None)
    if found is not None:
        return found
    market = market_of(situation)
    offices = situation.config.offices.values()
    return next((o.code for o in offices if o.kind is OfficeKind.OFICOM and o.country == market), None)


def commercial_executive(situation: Situation) -> Person | None:
    """The company's commercial executive or who stands in; else the first of the office. Source: EXT-01, EXT-03."""
    own = None if situation.account is None else situation.account.commercial_executive
    return commercial_executive_for(situation.directory, own, oficom_of(situation), situation.today)


def handed_to_oficom(situation: Situation) -> str | None:
    """The executive of the commercial office, to be told; None: it is he or she who acts."""
    person = commercial_executive(situation)
    if person is None:
        office = oficom_of(situation)
        return COMMERCIAL.value if office is None else f"office:{office}"
    return None if person.id == situation.actor.id else f"person:{person.id}"


def handed(person: Person | None, role: Role, situation: Situation) -> str | None:
    """That person, or the role when the directory has nobody; None: it is he or she who acts."""
    if person is None:
        return None if situation.actor.role is role else role.value
    return None if person.id == situation.actor.id else f"person:{person.id}"


def id_of(person: Person | None) -> str | None:
    """Id of a person who may not be known."""
    return None if person is None else person.id


def office_of_person(person: Person | None) -> str | None:
    """Office of a person who may not be known."""
    return None if person is None else person.office


def names_of(name: str, situation: Situation) -> str:
    """Names of the accounts that this datum lists, as a person reads them."""
    found = (situation.accounts.get(key) for key in situation.texts(name))
    return ", ".join(account.name for account in found if account is not None)
