"""Accounts ("cuentas"): companies, institutions, persons with a business; their contacts and dated facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from domain.model.history.conflicts_of_interest import ConflictOfInterest
from domain.model.history.former_names import FormerName
from domain.model.institution.people import Role
from domain.model.rut import Rut
from domain.model.standing import MAIN_CONTACT, Standing
from domain.model.worded import Worded


class Organisation(Worded):
    """What kind of body the account is."""

    COMPANY = "COMPANY", "Empresa, o persona con negocio."
    INSTITUTION = "INSTITUTION", "Institución o asociación, pública o privada."


class PersonType(Worded):
    """Natural or legal person ("persona natural / jurídica"; DAT-03)."""

    NATURAL = "NATURAL", "Persona natural."
    LEGAL = "LEGAL", "Persona jurídica."


class TaxCategory(Worded):
    """SII tax category (DAT-05)."""

    FIRST = "FIRST", "Primera categoría."
    SECOND = "SECOND", "Segunda categoría."


class Purpose(Worded):
    """Why a foreign company comes (DEF-01); one request per purpose (AMB-51)."""

    IMPORT = "IMPORT", "Importar oferta chilena."
    ASSOCIATE = "ASSOCIATE", "Asociarse con una empresa chilena."
    INVEST = "INVEST", "Invertir en Chile."


class FactKind(Worded):
    """Kinds of dated fact, each with its closed set of values (see `FACT_VALUES`)."""

    EXPORT_DECLARATION = "EXPORT_DECLARATION", "Declaración «exportó en los últimos 3 años» (DEF-11)"
    TEST_LEVEL = "TEST_LEVEL", "Resultado del Test de Autodiagnóstico (DEF-12)"
    VERIFIED_POTENTIAL = "VERIFIED_POTENTIAL", "Potencial comprobado en la entrevista (CAP-09)"
    VALIDATION = "VALIDATION", "Validación del ejecutivo o ejecutiva regional (DEF-03, CAP-07)"
    CATEGORY = "CATEGORY", "Categoría de atención 1, 2 o 3 (ATN-01)"
    EXPORTA_MAS = "EXPORTA_MAS", "Participación en Exporta Más (DEF-04)"
    REGISTRATION = "REGISTRATION", "Registro con Clave Única (CAP-04)"
    FICHA = "FICHA", "Ficha de Caracterización completada (CAP-01)"
    INTERVIEW = "INTERVIEW", "Entrevista o visita registrada (CAP-08)"
    PREADMISSIBILITY = "PREADMISSIBILITY", "Preadmisibilidad completada (CAP-07)"
    FOLLOW_UP_OPT_OUT = "FOLLOW_UP_OPT_OUT", "No desea más la comunicación de seguimiento (FUP-06)"


FACT_VALUES: Mapping[FactKind, frozenset[str]] = {
    FactKind.EXPORT_DECLARATION: frozenset({"YES", "NO"}),
    FactKind.TEST_LEVEL: frozenset({"HIGH", "MEDIUM", "LOW"}),
    FactKind.VERIFIED_POTENTIAL: frozenset({"CONFIRMED", "NOT_CONFIRMED"}),
    FactKind.VALIDATION: frozenset({"VALIDATED", "REJECTED", "WITHDRAWN"}),
    FactKind.CATEGORY: frozenset({"1", "2", "3"}),
    FactKind.EXPORTA_MAS: frozenset({"MEMBER"}),
    FactKind.REGISTRATION: frozenset({"DECLARED", "CONFIRMED"}),
    FactKind.FICHA: frozenset({"COMPLETED"}),
    FactKind.INTERVIEW: frozenset({"INTERVIEW", "VISIT"}),
    FactKind.PREADMISSIBILITY: frozenset({"COMPLETED"}),
    FactKind.FOLLOW_UP_OPT_OUT: frozenset({"STAGE_1", "STAGE_2"}),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """
    Something that is so from a date on: a declaration, a result, a decision. Facts are added, never rewritten.

    Attributes:
        id: UUID text.
        on: First day on which it holds, inclusive (date in the agency's zone).
        until: Last day on which it holds, inclusive; None: until a later fact of its kind says otherwise.
        value: One of `FACT_VALUES[kind]`.
        by, role: Who said or decided it, and as what.
        at: UTC instant at which it was recorded; breaks ties between facts of one day.
        source: System the fact came from ("atencion", "crm", "portal", "sii").
        reason: Why, in the author's words; mandatory for decisions and overrides (POL-07).
        detail: Score, scoring version and the like, as text.
    """

    id: str
    kind: FactKind
    value: str
    on: date
    by: str
    role: Role
    at: datetime
    until: date | None = None
    source: str = "atencion"
    reason: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to talk to at an account ("contacto"; DAT-07)."""

    id: str
    account_id: str
    name: str
    version: int = 1
    position: str | None = None
    email: str | None = None
    phone: str | None = None
    is_main: bool = False
    active: bool = True


_NOTHING: Final[tuple[object, ...]] = (None, "", frozenset())


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the present value of a field came from ("procedencia")."""

    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """
    One account ("cuenta") with the facts that the rules read. Classes are derived from it, never stored in it.

    Attributes:
        id: UUID text, lower case; also the key under which the CRM knows it when we created it.
        version: Counts the writes to this account, from 1; a write must name the version it saw.
        country: ISO 3166-1 alpha-2 of the place where it is established; "CL" for national accounts.
        region: CUT code of the head office's region ("08"); None abroad or unknown.
        sector: Sector code of the configuration.
        sii_started: Start of activities at SII (DAT-04): yes, no, or None: unknown.
        chilean_capital, led_by_chileans, sells_national: The three answers of SPC-04; None: not asked.
        office: Office code that answers for it: the regional office, or the Oficom of a foreign company.
        registered_on: Day it was registered in the CRM; from then on it has classes.
        contacts, facts: Whole; facts in order of (on, at).
        merged_into: Account to which all that this one had was passed (AMB-63); None: it stands for itself.
        provenance: By field name; a field that is not there came with the first registration.
        known_since: Day it was first written here, in the agency's zone; what has no date of its own is not known
            from before, and counts as it stood then (AMB-69). None: not written yet.
        standings: How it stood in what has no date of its own, oldest first; after the last, as it stands now.
        former_names: Names it no longer has, or accounts joined to it had, in the order in which they were given up.
        conflicts_of_interest: Those that people of ProChile declared of it, ended ones too, oldest first; they are
            written by their own store, never with the account (AMB-72).
    """

    id: str
    name: str
    registered_on: date
    registered_by: str
    registered_role: Role
    version: int = 1
    organisation: Organisation = Organisation.COMPANY
    person_type: PersonType = PersonType.LEGAL
    rut: Rut | None = None
    trade_name: str | None = None
    country: str = "CL"
    region: str | None = None
    commune: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    sector: str | None = None
    company_size: str | None = None
    sii_started: bool | None = None
    sii_started_on: date | None = None
    sii_checked_on: date | None = None
    tax_category: TaxCategory | None = None
    purposes: frozenset[Purpose] = frozenset()
    chilean_capital: bool | None = None
    led_by_chileans: bool | None = None
    sells_national: bool | None = None
    active: bool = True
    office: str | None = None
    regional_executive: str | None = None
    commercial_executive: str | None = None
    sector_officer: str | None = None
    contacts: tuple[Contact, ...] = ()
    facts: tuple[Fact, ...] = ()
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    merged_into: str | None = None
    known_since: date | None = None
    standings: tuple[Standing, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    conflicts_of_interest: tuple[ConflictOfInterest, ...] = ()

    @property
    def is_institution(self) -> bool:
        """Whether it is an institution or association, public or private."""
        return self.organisation is Organisation.INSTITUTION

    @property
    def updated_at(self) -> datetime | None:
        """UTC instant at which the latest of its data and facts was recorded; None: it was only loaded."""
        written = [told.at for told in self.provenance.values()] + [fact.at for fact in self.facts]
        return max(written, default=None)

    def has(self, name: str) -> bool:
        """Whether it has the datum of this name (`standing.DATA`); an answer "no" is a datum. Source: DEF-07."""
        if name == MAIN_CONTACT:
            return any(c.is_main and c.active and c.name and (c.email or c.phone) for c in self.contacts)
        return getattr(self, name) not in _NOTHING

    def fact(self, kind: FactKind, on: date) -> Fact | None:
        """The fact of this kind that holds on that day: the latest begun by then and not ended before."""
        for fact in reversed(self.facts):
            if fact.kind is kind and fact.on <= on:
                return fact if fact.until is None or on <= fact.until else None
        return None

    @property
    def main_contact(self) -> Contact | None:
        """The active contact marked as main ("contacto principal"), if any."""
        return next((c for c in self.contacts if c.is_main and c.active), None)
