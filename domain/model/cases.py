"""
Cases ("casos"): one model of state, facts and timeline for every flow of the protocol.

A flow is data: states, the facts that move them, what each fact must bring, who may report it, what it causes and the
rules that say so. The rows live in `domain.protocol.flows`; the few lines that read them in `domain.protocol.engine`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.model.channels import Channel, PointOfContact
from domain.model.people import Role

Value = str | int | bool | date | datetime | tuple[str, ...] | None
"""A datum that a fact brings. Ids are text; `tuple` is a list of texts."""


class ValueKind(StrEnum):
    """Type of a datum."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    INSTANT = "INSTANT"
    CHOICE = "CHOICE"  # one of `choices`
    TEXTS = "TEXTS"  # list of texts
    ACCOUNT = "ACCOUNT"  # id of an account
    ACCOUNTS = "ACCOUNTS"  # ids of accounts
    COUNTRY = "COUNTRY"  # ISO 3166-1 alpha-2
    REGIONS = "REGIONS"  # CUT codes


class Flow(StrEnum):
    """The flows ("procesos") of the protocol."""

    CAPTURE = "CAPTURE"  # captación (CAP, POT, LOW, EXP, OLD)
    REQUEST = "REQUEST"  # solicitud de empresa usuaria (USR)
    SERVICE = "SERVICE"  # servicio o herramienta: selección, información, registro (ATN)
    AGENDA = "AGENDA"  # agenda de negocios (AGD)
    BEHAVIOUR_NOTE = "BEHAVIOUR_NOTE"  # nota de comportamiento (BEH)
    ABROAD = "ABROAD"  # empresa chilena establecida en el exterior (SPC)
    DEMAND = "DEMAND"  # demanda de proveedor chileno (OCI)
    INVESTMENT = "INVESTMENT"  # inversión extranjera (INV)
    VISIT = "VISIT"  # visita de importadores (VIS-01..VIS-04, VIS-06..VIS-08)
    INVITATION = "INVITATION"  # invitación a empresa extranjera (VIS-05)
    FOLLOW_UP = "FOLLOW_UP"  # seguimiento de resultados (FUP, EXT-03..EXT-06)
    INSTITUTION = "INSTITUTION"  # solicitud de institución o asociación (INS)
    HELP_CENTRE = "HELP_CENTRE"  # consulta al Centro de Ayuda (PUB-06)
    CITIZEN = "CITIZEN"  # Atención Ciudadana: reclamo, sugerencia, felicitación (PUB-07)
    PORTAL_PROBLEM = "PORTAL_PROBLEM"  # problema con el portal o disconformidad (RTE-03, LOW-05, OLD-05)
    POTENTIAL_ACCOUNT = "POTENTIAL_ACCOUNT"  # cuenta potencial candidata (RTE-06)


FLOW_ES: Final[Mapping[Flow, str]] = MappingProxyType(
    {
        Flow.CAPTURE: "Captación de empresas nacionales",
        Flow.REQUEST: "Solicitud de una empresa usuaria",
        Flow.SERVICE: "Servicio o herramienta: selección, información y registro",
        Flow.AGENDA: "Agenda de negocios",
        Flow.BEHAVIOUR_NOTE: "Nota de comportamiento",
        Flow.ABROAD: "Empresa chilena establecida en el exterior",
        Flow.DEMAND: "Demanda de un proveedor chileno (One Click Import)",
        Flow.INVESTMENT: "Inversión extranjera",
        Flow.VISIT: "Visita de importadores",
        Flow.INVITATION: "Invitación a una empresa extranjera",
        Flow.FOLLOW_UP: "Seguimiento de resultados",
        Flow.INSTITUTION: "Solicitud de una institución o asociación",
        Flow.HELP_CENTRE: "Consulta al Centro de Ayuda",
        Flow.CITIZEN: "Atención Ciudadana: reclamo, sugerencia, felicitación",
        Flow.PORTAL_PROBLEM: "Problema con el portal, o disconformidad",
        Flow.POTENTIAL_ACCOUNT: "Cuenta potencial candidata",
    }
)
"""Each process as people read it."""


@dataclass(frozen=True, slots=True)
class Datum:
    """
    One datum that a fact brings.

    Attributes:
        name: Stable English name, snake_case.
        label: As a person calls it, in Spanish.
        required: The fact is refused without it, with the rule id.
        choices: For CHOICE, value -> Spanish label.
        rule: Rule that asks for it.
        happened: A day or instant at which something happened: one that is still to come is refused.
    """

    name: str
    kind: ValueKind
    label: str
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    rule: str | None = None
    happened: bool = False


@dataclass(frozen=True, slots=True)
class StartTerm:
    """Start the term of this rule at the instant of the fact (or at the datum named by `at`)."""

    rule: str
    at: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class StopTerm:
    """Stop the open terms of these rules at the instant of the fact."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaiveTerm:
    """No longer demand the open terms of these rules, for the reason of the fact; reported apart, never as met."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notify:
    """Queue this message (NTF id), exactly once for this case and fact occurrence."""

    message: str


@dataclass(frozen=True, slots=True)
class RegisterAction:
    """Write an action of this type ("Registro de Acciones" or log), so that the CRM has it."""

    type: str


@dataclass(frozen=True, slots=True)
class RecordFact:
    """Add a dated fact to the account; `value` is a value of `FACT_VALUES`, or "$name" of a datum."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a case of another flow for the same account (or that of datum `account`), with this one as origin."""

    flow: Flow
    account: str | None = None


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Set a timer of this kind; when it fires, the fact `fact` is reported by the system. `when`: see engine."""

    kind: str
    when: str
    fact: str


@dataclass(frozen=True, slots=True)
class CancelTimers:
    """Cancel the case's pending timers of these kinds."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """Derive the case to another role or office ("derivación"), to be acknowledged (POL-05)."""

    to: str


Effect = (
    StartTerm
    | StopTerm
    | WaiveTerm
    | Notify
    | RegisterAction
    | RecordFact
    | OpenCase
    | SetTimer
    | CancelTimers
    | HandOver
)


@dataclass(frozen=True, slots=True)
class FactSpec:
    """
    A fact that can be reported in a flow ("hecho").

    Attributes:
        name: Stable English verb phrase, snake_case ("record_contact"): also the name of its mutation.
        title: In Spanish, as a person does it ("Registrar contacto").
        description: What it means, in English, for the API.
        data: What it must or may bring.
        roles: Who may report it; empty: only the system.
        is_contact: ProChile and the company or person spoke, wrote or met, or tried to: staff say by which point of
            contact (CHN-01).
    """

    name: str
    title: str
    description: str
    data: tuple[Datum, ...] = ()
    roles: frozenset[Role] = frozenset()
    is_contact: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """
    One row of a flow.

    Attributes:
        sources: States from which the fact is accepted; the state "" is "no case yet".
        fact: Name of its `FactSpec`.
        when: Name of a guard (a pure predicate in the flow's module), or "" for always. The first row whose source,
            fact and guard fit decides.
        target: State after it; None: the same state (a trace).
        effects: What it causes, in order.
        rules: Rule ids that say so, the most telling first.
        reason: Spanish sentence shown when the step diverts, postpones or refuses (POL-06), or explains an exception.
        refuse: Not a step but a typed refusal: the fact is not accepted; `reason` tells why.
        turns_away: The step refuses, diverts or postpones what was asked for: the record of decisions says so, with the
            reason that was shown (POL-06). A reason that only explains an ordinary step does not.
    """

    sources: tuple[str, ...]
    fact: str
    target: str | None
    rules: tuple[str, ...]
    when: str = ""
    effects: tuple[Effect, ...] = ()
    reason: str = ""
    refuse: bool = False
    turns_away: bool = False


@dataclass(frozen=True, slots=True)
class StateSpec:
    """
    One state of a flow, and the next step that it asks for (section 8.3).

    Attributes:
        name: UPPER_CASE; the protocol's word where it has one.
        title: In Spanish.
        facts: The facts that are the next step, the expected one first; all are accepted by some transition.
        who: Responsible, in Spanish ("encargado/a del sector"); `role` when it is one role.
        text: What to do and why, in Spanish, near and direct: the text to say (COM-02); may hold {placeholders}.
        rules: Rule ids it rests on.
        term: Rule id of the term that runs in it, if any.
        final: Nothing more is asked for.
    """

    name: str
    title: str
    text: str
    who: str = ""
    role: Role | None = None
    facts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    term: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """A flow as data. `guards` are pure predicates over (case, account facts, data), by name."""

    flow: Flow
    title: str
    facts: tuple[FactSpec, ...]
    states: tuple[StateSpec, ...]
    transitions: tuple[Transition, ...]
    accountable_unit: str
    one_per_account: bool = False  # AMB-62: a second opening returns the open case


@dataclass(frozen=True, slots=True)
class Case:
    """
    One case.

    Attributes:
        id: UUID text.
        number: Short number that people quote.
        data: Latest value of each datum that its facts brought.
        office: Responsible office code; it gives the calendar (AMB-03) and the mailbox.
        assignee: Person in charge; proposals can be overridden with a reason.
        accountable_unit: Unit that answers for the process (ROL-04, ROL-05).
        protocol_version: Version under which it was opened (LIN-05).
        complex: Marked as complex, for the next revision of the protocol (LIN-05).
    """

    id: str
    flow: Flow
    state: str
    opened_at: datetime
    opened_by: str
    protocol_version: str
    accountable_unit: str
    version: int = 1
    number: int = 0
    account_id: str | None = None
    person: str | None = None
    office: str | None = None
    assignee: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    closed_at: datetime | None = None
    origin_case_id: str | None = None
    complex: bool = False


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """
    One entry of a case's timeline ("línea de tiempo"). Never changed.

    Attributes:
        sequence: 1, 2, 3... inside the case.
        fact: Name of the fact; "hand_over", "acknowledge", "assign" for the common ones.
        occurred_at: UTC instant at which it happened; `at`: when it was recorded.
        effects: What it caused, one Spanish line each.
        late: It came after the term it answers had ended; recorded all the same.
    """

    case_id: str
    sequence: int
    fact: str
    at: datetime
    occurred_at: datetime
    by: str
    role: Role
    from_state: str
    to_state: str
    rules: tuple[str, ...]
    data: Mapping[str, Value] = field(default_factory=dict)
    reason: str | None = None
    effects: tuple[str, ...] = ()
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """
    What to do now (COM-02, section 8.3): step, who, until when, what is missing, why, and the text to say.

    Attributes:
        step: Name of the fact or of a step without case ("ask_company", "write_to_mailbox").
        facts: Facts that the mutations accept now.
        responsible: Person, unit or role, in Spanish.
        due_at: End of the running term; None: none, or not configured (`not_configured` then names the rule).
        missing: Names of missing data, with their Spanish labels.
        text: Spanish text to say.
    """

    step: str
    title: str
    responsible: str
    text: str
    rule: str
    heading: str
    facts: tuple[str, ...] = ()
    responsible_role: Role | None = None
    responsible_id: str | None = None
    office: str | None = None
    mailbox: str | None = None
    term_id: str | None = None
    due_at: datetime | None = None
    due_on: date | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
    not_configured: str | None = None
    rules: tuple[str, ...] = ()
    case_id: str | None = None
