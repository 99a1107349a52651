"""Events of people's and companies' journeys, as the systems of administrative records tell them (SYS-01, SYS-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.errors import ProtocolError
from domain.model.accounts import PersonType
from domain.model.worded import Worded


class SourceSystem(StrEnum):
    """The six systems of administrative records; a closed list (SYS-01)."""

    CRM = "CRM"  # Sistema de Información Institucional (CRM Dynamics 365)
    CENTRO_DE_AYUDA = "CENTRO_DE_AYUDA"  # Centro de Ayuda
    ATENCION_CIUDADANA = "ATENCION_CIUDADANA"  # Sistema Atención Ciudadana
    LEY_DE_LOBBY = "LEY_DE_LOBBY"  # Plataforma Ley de Lobby
    TRANSPARENCIA = "TRANSPARENCIA"  # Portal Transparencia Chile
    CERTO = "CERTO"  # certificación de origen


@dataclass(frozen=True, slots=True)
class JourneyRecord:
    """
    One record of one system, as it tells it (DAT-36).

    Attributes:
        external_id: The system's own; with the system it names the record for good.
        on: Day on which it happened.
        kind: Kind of request, in the system's words ("consulta", "solicitud de audiencia").
        person_type: Natural or legal person (SYS-02); None: the system does not tell.
        rut: RUT of the company or RUN of the person; compact once checked. None: nobody is named.
        email: Address that it names, in small letters once checked; a person may join it to a profile (AMB-45).
        requested_service, delivered_service: What was asked for and given (SYS-02).
        state: State there, in the system's words.
    """

    source: SourceSystem
    external_id: str
    on: date
    kind: str
    person_type: PersonType | None = None
    rut: str | None = None
    requested_service: str | None = None
    delivered_service: str | None = None
    state: str | None = None
    email: str | None = None

    @property
    def key(self) -> tuple[SourceSystem, str]:
        """What names it for good."""
        return self.source, self.external_id


@dataclass(frozen=True, slots=True)
class JourneyEvent:
    """
    A record as it is kept. Never changed: when the source tells the same record otherwise, that is a new version.

    Attributes:
        id: UUID text, of this version.
        version: 1, 2, 3… of the record; the highest is what the source says now.
    """

    id: str
    record: JourneyRecord
    version: int
    recorded_at: datetime
    recorded_by: str


class JourneyResult(Worded):
    """What came of one record."""

    RECORDED = "RECORDED", "Registrado."
    NEW_VERSION = "NEW_VERSION", "El sistema lo cuenta distinto: quedó como versión nueva."
    UNCHANGED = "UNCHANGED", "Ya estaba, igual."
    REFUSED = "REFUSED", "Rechazado, con el motivo."


@dataclass(frozen=True, slots=True)
class JourneyOutcome:
    """
    What came of one record.

    Attributes:
        version: Of the event that holds it; None: refused.
        account_id: The account that has this RUT now; None: none has, or nobody is named.
        refusal: Why it was refused.
    """

    record: JourneyRecord
    result: JourneyResult
    version: int | None = None
    account_id: str | None = None
    refusal: ProtocolError | None = None
