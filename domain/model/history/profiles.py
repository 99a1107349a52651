"""Profiles ("perfil"): a person or a company by RUN or RUT, and its journey through the systems (SYS-03, SYS-05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.model.history.journeys import SourceSystem
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.worded import Worded


class JoinState(Worded):
    """What a person decided on an e-mail address and a profile."""

    ACCEPTED = "ACCEPTED", "Aceptada: lo que llegó con ese correo es de ese perfil."
    REJECTED = "REJECTED", "Rechazada: no se vuelve a proponer."
    UNDONE = "UNDONE", "Deshecha: se puede volver a decidir."


@dataclass(frozen=True, slots=True)
class EmailJoin:
    """
    A decision that what came with an e-mail address is, or is not, of a profile (AMB-45).

    Attributes:
        id: UUID text.
        email: In small letters, without spaces around it.
        rut: Compact RUT or RUN of the profile.
        by, at: Who decided last, and when (UTC instant).
        reason: Why; empty: none was given.
    """

    id: str
    email: str
    rut: str
    state: JoinState
    by: str
    at: datetime
    reason: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class JoinProposal:
    """
    An e-mail address with records of nobody, that an account with a RUT has too.

    Attributes:
        many: How many records came with it.
        latest_on: Day of the latest of them.
    """

    email: str
    rut: str
    account_id: str
    many: int
    latest_on: date


class ProfileKind(Worded):
    """Who a profile is of."""

    PERSON = "PERSON", "Persona natural."
    COMPANY = "COMPANY", "Empresa o institución."


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One person or company.

    Attributes:
        rut: Compact RUT or RUN.
        name: As its account, or its declared representation, has it; None: only the systems name it.
        account_id: The account that has this RUT now; None: none has.
        emails: Addresses that were joined to it.
    """

    rut: str
    kind: ProfileKind
    name: str | None = None
    account_id: str | None = None
    emails: tuple[str, ...] = ()


class StepKind(Worded):
    """What a step of a journey is."""

    RECORD = "RECORD", "Un registro de otro sistema."
    ACTION = "ACTION", "Una acción del CRM."
    FACT = "FACT", "Un hecho de un caso."
    MESSAGE = "MESSAGE", "Un mensaje que se envió."


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """
    One thing that happened to a profile (SYS-05).

    Attributes:
        source: Which of the six systems tells it; None: this software.
        external_id: Id there; of a fact, that of its case and its sequence ("…:3").
        on: Day on which it happened, at the office that answers or as the system tells it.
        at: UTC instant; None: only the day is known.
        title: What happened, in Spanish or in the system's words.
        state: State there, or in which it left the case, in words.
        rule: Rule that asks for it; None: no rule does.
        late: It came after the term it answers had ended.
    """

    kind: StepKind
    source: SourceSystem | None
    external_id: str
    on: date
    at: datetime | None
    title: str
    state: str | None = None
    office: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    rule: str | None = None
    requested_service: str | None = None
    delivered_service: str | None = None
    account_id: str | None = None
    case_id: str | None = None
    late: bool = False
