"""
Cases ("casos"): one model of state, facts and timeline for every flow of the protocol.

Belongs here: a case, its timeline and its next step. Does not belong here: what a flow is written with
(domain.protocol.engine.rows) and its rows (domain.protocol.flows).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.worded import Worded

Value = str | int | bool | date | datetime | tuple[str, ...] | None
"""A datum that a fact brings. Ids are text; `tuple` is a list of texts."""


class ValueKind(Worded):
    """Type of a datum."""

    TEXT = "TEXT", "Texto."
    INTEGER = "INTEGER", "Número entero."
    BOOLEAN = "BOOLEAN", "Sí o no."
    DATE = "DATE", "Fecha."
    INSTANT = "INSTANT", "Fecha y hora."
    CHOICE = "CHOICE", "Una de varias opciones."
    TEXTS = "TEXTS", "Lista de textos."
    ACCOUNT = "ACCOUNT", "Una cuenta."
    ACCOUNTS = "ACCOUNTS", "Varias cuentas."
    RUT = "RUT", "RUT o RUN."
    COUNTRY = "COUNTRY", "País."
    EMAIL = "EMAIL", "Correo electrónico."
    REGIONS = "REGIONS", "Regiones."


class Flow(Worded):
    """The flows ("procesos") of the protocol."""

    CAPTURE = "CAPTURE", "Captación de empresas nacionales"
    REQUEST = "REQUEST", "Solicitud de una empresa usuaria"
    SERVICE = "SERVICE", "Servicio o herramienta: selección, información y registro"
    AGENDA = "AGENDA", "Agenda de negocios"
    BEHAVIOUR_NOTE = "BEHAVIOUR_NOTE", "Nota de comportamiento"
    ABROAD = "ABROAD", "Empresa chilena establecida en el exterior"
    DEMAND = "DEMAND", "Demanda de un proveedor chileno (One Click Import)"
    INVESTMENT = "INVESTMENT", "Inversión extranjera"
    VISIT = "VISIT", "Visita de importadores"
    INVITATION = "INVITATION", "Invitación a una empresa extranjera"
    FOLLOW_UP = "FOLLOW_UP", "Seguimiento de resultados"
    INSTITUTION = "INSTITUTION", "Solicitud de una institución o asociación"
    HELP_CENTRE = "HELP_CENTRE", "Consulta al Centro de Ayuda"
    CITIZEN = "CITIZEN", "Atención Ciudadana: reclamo, sugerencia, felicitación"
    PORTAL_PROBLEM = "PORTAL_PROBLEM", "Problema con el portal, o disconformidad"
    ENQUIRY = "ENQUIRY", "Consulta derivada al ejecutivo o ejecutiva de la empresa"
    POTENTIAL_ACCOUNT = "POTENTIAL_ACCOUNT", "Cuenta potencial candidata"


class CaseMarket(Worded):
    """In which market a complex case is ("mercado externo o interno"; LIN-05)."""

    EXTERNAL = "EXTERNAL", "Mercado externo."
    INTERNAL = "INTERNAL", "Mercado interno."


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
        complex_market: In which market it is complex; None: it is not marked.
        topic: Code of what it asks about ("tema de consulta"; MEA-05); of a contact without a topic of its own, too.
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
    complex_market: CaseMarket | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """
    What a fact found and made: enough to take it back (AMB-70).

    Attributes:
        data, office, assignee, unit: Of the case before it; `unit` is the accountable one.
        started, closed: Ids of the terms that it started, and stopped or waived.
        timers: (kind, occurrence) of the case's timers that it cancelled.
        actions, facts: Ids of the actions and of the facts of the account that it recorded.
        fields: Fields of the account that it wrote, by name, with the value before and after; a RUT as text.
        moved: (case, sequence) of the facts of other cases that it caused: those it opened, first.
        hand_overs: Sequences of the hand-overs of this case that it caused.
    """

    data: Mapping[str, Value] = field(default_factory=dict)
    office: str | None = None
    assignee: str | None = None
    unit: str | None = None
    started: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    timers: tuple[tuple[str, str], ...] = ()
    actions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    fields: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    moved: tuple[tuple[str, int], ...] = ()
    hand_overs: tuple[int, ...] = ()

    def plus(self, more: Undo) -> Undo:
        """The same with what *more* made; how the case was before stays."""
        return replace(
            self,
            started=self.started + more.started,
            closed=self.closed + more.closed,
            timers=self.timers + more.timers,
            actions=self.actions + more.actions,
            facts=self.facts + more.facts,
            fields={**self.fields, **more.fields},
            moved=self.moved + more.moved,
            hand_overs=self.hand_overs + more.hand_overs,
        )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """By whom, as what, when (UTC instant) and why a fact was taken back (AMB-70)."""

    by: str
    role: Role
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """
    One entry of a case's timeline ("línea de tiempo"). Never changed; a fact reported by mistake is marked.

    Attributes:
        sequence: 1, 2, 3... inside the case.
        fact: Name of the fact; "hand_over", "acknowledge", "assign", "reconsider", "answer_survey",
            "take_back" for the common ones.
        occurred_at: UTC instant at which it happened; `at`: when it was recorded.
        effects: What it caused, one Spanish line each.
        late: It came after the term it answers had ended; recorded all the same.
        undo: What it found and made; None: it cannot be taken back.
        taken_back: It was reported by mistake, and no longer holds; None: it stands.
        day: The day of `occurred_at` on the clock of the case's office, by which figures count it (MEA-02); None: it is
            none of the flow's facts nor an answer to a survey (a hand-over, a reconsideration, a fact taken back), and
            no figure counts it.
        topic: Code of what was asked for at this contact (MEA-05); None: what its case asks about.
        office, assignee: Who had the case when it happened, by whom figures count it (AMB-69): as the fact found the
            case, or as it placed the one that it opened.
        stage_days: Business days of the office that the case had been in the state that the fact ended, the day it came
            there not counted; None: the fact ended none, or is of before they were kept (MEA-09).
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
    undo: Undo | None = None
    taken_back: TakenBack | None = None
    day: date | None = None
    topic: str | None = None
    office: str | None = None
    assignee: str | None = None
    stage_days: int | None = None


def standing(timeline: Iterable[CaseEvent]) -> tuple[CaseEvent, ...]:
    """The entries that hold: those that were not taken back (AMB-70)."""
    return tuple(event for event in timeline if event.taken_back is None)


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A fact that whoever asks may report now ("lo que puede hacer").

    Attributes:
        case_id: Of its case; None: it begins one.
        account_id: Of the account for which it begins a case; None: for nobody's company, or it begins none.
        known: What the case knows already of the data that the fact brings.
        asks_contact_point: It must say by which point of contact it came about (CHN-01).
    """

    flow: Flow
    fact: str
    case_id: str | None = None
    account_id: str | None = None
    known: Mapping[str, Value] = field(default_factory=dict)
    asks_contact_point: bool = False


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
        offers: What whoever asked may report now; the step is theirs when its fact is among them.
        withheld: Why whoever asked decides nothing of it, and who chooses (AMB-72); None: nothing is withheld.
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
    offers: tuple[Offer, ...] = ()
    withheld: str | None = None
