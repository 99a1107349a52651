"""
Terms ("plazos"): the rule that sets one, the timer that runs under it, and what it tells about itself.

Belongs here: the nouns. Does not belong here: the table of the protocol and how a due date is counted
(domain.protocol.terms.counting), and the Spanish sentences (domain.protocol.terms.explanation).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.model.institution.calendar import SkippedDay
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.worded import Worded


class TermUnit(Worded):
    """In what a term is counted ("clase de plazo"; SLA-21)."""

    BUSINESS_DAYS = "BUSINESS_DAYS", "Días hábiles."
    CALENDAR_DAYS = "CALENDAR_DAYS", "Días corridos."
    HOURS = "HOURS", "Horas transcurridas."
    MONTHS = "MONTHS", "Meses."
    UNTIL_DATE = "UNTIL_DATE", "Hasta una fecha dada."
    DAYS_BEFORE = "DAYS_BEFORE", "Días corridos antes de una fecha."
    QUARTER = "QUARTER", "Al término del trimestre."
    NOT_CONFIGURED = "NOT_CONFIGURED", "Plazo no configurado."


_UNITS_WITHOUT_QUANTITY: Final = {TermUnit.UNTIL_DATE, TermUnit.QUARTER, TermUnit.NOT_CONFIGURED}


class TermObligation(Worded):
    """How much a term binds ("obligatoriedad"); the four are reported apart (SLA-21, MEA-01)."""

    MANDATORY = "MANDATORY", "Obligatorio."
    RECOMMENDED = "RECOMMENDED", "Recomendado: su atraso no es incumplimiento."
    RIGHT = "RIGHT", "Derecho de la empresa."
    AUTOMATIC = "AUTOMATIC", "Lo hace el sistema en su fecha."


class CalendarKind(StrEnum):
    """Whose business days count ("calendario"; AMB-03)."""

    OFFICE = "OFFICE"  # de la oficina responsable
    NATIONAL = "NATIONAL"  # nacional: unidades centrales
    NONE = "NONE"  # días corridos u horas: ningún día se salta


class TermZone(StrEnum):
    """On whose clock the days begin and end ("zona horaria"; AMB-52)."""

    OFFICE = "OFFICE"  # de la oficina responsable
    SANTIAGO = "SANTIAGO"  # America/Santiago, siempre


class TermState(Worded):
    """Where a term stands at an instant ("estado"; SLA-21). Derived when read, never stored."""

    SCHEDULED = "SCHEDULED", "Programado: su día aún no llega."
    RUNNING = "RUNNING", "En curso."
    AT_RISK = "AT_RISK", "Por vencer."
    MET = "MET", "Cumplido."
    MET_LATE = "MET_LATE", "Cumplido fuera de plazo."
    OVERDUE = "OVERDUE", "Vencido."
    EXPIRED = "EXPIRED", "Derecho no ejercido a tiempo."
    WAIVED = "WAIVED", "Eximido, con motivo."
    WITHDRAWN = "WITHDRAWN", "Sin juzgar: se desistió de lo pedido."
    NOT_CONFIGURED = "NOT_CONFIGURED", "Plazo no configurado."


class TermEvent(StrEnum):
    """Facts that start or stop a term ("hecho que inicia o detiene el plazo"; section 8.4)."""

    TEST_RESULT = "TEST_RESULT"
    FICHA_COMPLETED = "FICHA_COMPLETED"
    FICHA_UPDATED = "FICHA_UPDATED"
    CONTACT_ESTABLISHED = "CONTACT_ESTABLISHED"  # attempted contacts stop nothing (AMB-06)
    INTERVIEW_REGISTERED = "INTERVIEW_REGISTERED"
    REQUEST_RECEIVED = "REQUEST_RECEIVED"  # at any point of contact (AMB-35)
    ALTERNATIVES_OFFERED = "ALTERNATIVES_OFFERED"
    HELP_FORM_SUBMITTED = "HELP_FORM_SUBMITTED"
    SUBSTANTIVE_ANSWER = "SUBSTANTIVE_ANSWER"  # an automatic receipt is none (AMB-15)
    DEEMED_NOTIFIED = "DEEMED_NOTIFIED"
    DEFENCE_RECEIVED = "DEFENCE_RECEIVED"
    DEMAND_ENTERED = "DEMAND_ENTERED"
    DEMAND_ANSWERED = "DEMAND_ANSWERED"
    MONITORING_RECORDED = "MONITORING_RECORDED"
    OFICOM_REQUEST = "OFICOM_REQUEST"
    OFICOM_ANSWERED = "OFICOM_ANSWERED"
    VISIT_KNOWN = "VISIT_KNOWN"
    VISIT_REQUEST_INFORMED = "VISIT_REQUEST_INFORMED"
    ACTIVITY_ENDED = "ACTIVITY_ENDED"
    SURVEY_ANSWERED = "SURVEY_ANSWERED"
    MESSAGE_SENT = "MESSAGE_SENT"
    QUARTER_RUNNING = "QUARTER_RUNNING"
    REVIEW_DONE = "REVIEW_DONE"
    AGENDA_REQUESTED = "AGENDA_REQUESTED"
    AGENDA_ANSWERED = "AGENDA_ANSWERED"
    DATE_AGREED = "DATE_AGREED"  # instead of the term of the agenda (AGD-02)
    CITIZEN_FORM_SUBMITTED = "CITIZEN_FORM_SUBMITTED"
    CONTACT_RECEIVED = "CONTACT_RECEIVED"  # at a point of contact with a maximum response time (MEA-06)


@dataclass(frozen=True, slots=True)
class TermRule:
    """
    One row of the table of terms ("resumen de plazos", section 8.4).

    Attributes:
        rule_id: Rule of the contract ("SLA-03").
        name_es: What must happen, in a few words, as an executive reads it.
        quantity: How many of `unit`; None where the unit takes none (a date, a quarter, not configured).
        start, stop: The facts that start and stop it; `start_es` and `stop_es` tell them in Spanish.
        calendar: Whose business days count; it also names the last business day inside (AMB-05).
        zone: On whose clock days begin and end.
        heading: Heading of the source.
        roll_over: A last day that is no business day moves to the next one; off by default (AMB-05).
        protocol_version: Version of the protocol that carries the row (LIN-05).
        effective_from, effective_to: Local start days that the row covers, both inclusive.
        open_points: Entries of the ambiguity register that the reading rests on.
        point: The point of contact whose contacts run under it; None: those of any (MEA-06).
        sample: The quantity is a marked sample of the configuration, not the institution's word (section 6.2).
    """

    rule_id: str
    name_es: str
    quantity: int | None
    unit: TermUnit
    start: TermEvent
    stop: TermEvent
    start_es: str
    stop_es: str
    calendar: CalendarKind
    zone: TermZone
    obligation: TermObligation
    heading: str
    open_points: tuple[str, ...] = ()
    roll_over: bool = False
    protocol_version: str = "2024"
    effective_from: date = date(2024, 1, 1)
    effective_to: date | None = None
    sample: bool = False
    point: PointOfContact | None = None

    def __post_init__(self) -> None:
        counted = self.unit not in _UNITS_WITHOUT_QUANTITY
        if counted != (self.quantity is not None) or (self.quantity or 0) < 0:
            raise ValueError(f"{self.rule_id}: {self.unit} cannot take {self.quantity}")

    @property
    def length(self) -> int:
        """`quantity`, 0 where the unit takes none."""
        return self.quantity or 0

    def holds_on(self, day: date, point: PointOfContact | None = None) -> bool:
        """Whether a term that starts on *day*, by a contact at *point*, runs under this row."""
        if self.point is not None and self.point is not point:
            return False
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Waiver:
    """
    A term is no longer demanded ("exención"; AMB-58): who decided, when (UTC instant) and the reason given.

    Attributes:
        withdrawn: What it was asked for was withdrawn ("desistimiento"): a term that was overdue by then stays so
            (AMB-75).
    """

    by: str
    at: datetime
    reason: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """
    One timer, open or closed ("plazo en curso o cerrado").

    Attributes:
        id: UUID text.
        protocol_version: Version under which it started; a later one does not touch it (LIN-05).
        office: Code of the responsible office ("OFIREG-08"); None for the central level.
        unit: Accountable unit inside the office ("Centro de Ayuda"), when it is not the office as a whole.
        started_at: UTC instant of the fact that starts it; never moved by a late message (AMB-01).
        stopped_at: UTC instant of the fact that stops it; None while open.
        given_date: The date that `TermUnit.UNTIL_DATE` and `TermUnit.DAYS_BEFORE` count to or back from; None
            when nobody gave one, and then nothing is assumed (AMB-32).
        assignee: Who had its case when it closed (AMB-69); None while open, and when nobody had.
        result: How it ended, kept when it closes; None while open, and for terms closed before results were kept.
        answers: The unit that answers for it, filled when it is read for screens: `unit`, else that of the process of
            its case, else the kind of its office (LIN-03).
    """

    id: str
    rule_id: str
    protocol_version: str
    started_at: datetime
    office: str | None
    account_id: str | None = None
    case_id: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    unit: str | None = None
    stopped_at: datetime | None = None
    waiver: Waiver | None = None
    given_date: date | None = None
    assignee: str | None = None
    result: TermResult | None = None
    answers: str | None = field(default=None, compare=False)

    @property
    def closed_at(self) -> datetime | None:
        """The UTC instant from which it is stopped or waived, whichever came first; None while open."""
        closings = (self.stopped_at, None if self.waiver is None else self.waiver.at)
        return min((at for at in closings if at is not None), default=None)

    @property
    def is_open(self) -> bool:
        """Neither stopped nor waived: what a change of the calendar may still move (AMB-56)."""
        return self.stopped_at is None and self.waiver is None


@dataclass(frozen=True, slots=True)
class RiskMargin:
    """
    How near its end a term is at risk ("margen de riesgo"; LIN-03).

    Attributes:
        business_days: For terms in business days: at risk from so many of them before the last day; 0: never.
        share_percent: For hours and calendar days: the last so many per cent of the term, 0..100.
    """

    business_days: int = 1
    share_percent: int = 20


DEFAULT_MARGIN: Final = RiskMargin()
"""One business day, or 20 % of the term (section 6.2)."""


@dataclass(frozen=True, slots=True)
class Milestones:
    """
    The instants (UTC) at which a term's state changes by time alone; None where it never does.

    Attributes:
        opens_at: Until it, exclusive, the term is scheduled: the day of a message, the task of a quarter.
        at_risk_at: From it, inclusive, the term is at risk.
        due_at: Last microsecond in time: an act at `due_at` is in time, after it is late.
        due_on: The last day, on the clock of the term's zone: in which month it is judged (AMB-77).
    """

    opens_at: datetime | None = None
    at_risk_at: datetime | None = None
    due_at: datetime | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """
    When a term ends ("vencimiento").

    Attributes:
        started_on: Day 0, on the clock of the term's zone.
        due_on: Last day, inclusive, on that clock; None when the protocol or the company gives no last day.
        due_at: Last microsecond in time, UTC; end of `due_on`, or the exact hour for terms in hours.
        opens_on: First day on which it can be done, for messages and quarterly reviews.
        cut_on: Last day of the quarter that a review covers (SLA-19).
        last_business_day: Last business day in [started_on, due_on]; None when there is none (AMB-05).
        zone_name: IANA zone in which these days begin and end.
    """

    started_on: date
    due_on: date | None
    due_at: datetime | None
    zone_name: str
    opens_on: date | None = None
    cut_on: date | None = None
    last_business_day: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """
    A stretch of a term in its own unit ("transcurrido", "restante").

    Attributes:
        quantity: Whole days or whole hours, 0 or more.
        unit: BUSINESS_DAYS, CALENDAR_DAYS or HOURS. Months, dates and quarters are told in calendar days.
        minutes: 0..59, only with hours.
    """

    quantity: int
    unit: TermUnit
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class TermResult:
    """
    What a term was judged by when it closed ("resultado del plazo"): it stays, whatever changes afterwards.

    Attributes:
        quantity, unit, roll_over: Of the row it ran under.
        calendar_id: Calendar whose business days were used; None when no day is skipped.
        due, milestones: Its ends, with the zone on whose clock its days began and ended.
        skipped: Days that did not count, by name.
        elapsed, late_by: As told at the closing.

    Source: AMB-56, LIN-05, MEA-01.
    """

    quantity: int | None
    unit: TermUnit
    roll_over: bool
    calendar_id: str | None
    due: Due
    milestones: Milestones
    skipped: tuple[SkippedDay, ...]
    elapsed: Span
    late_by: Span | None


@dataclass(frozen=True, slots=True)
class TermExplanation:
    """
    What a timer tells about itself at an instant (SLA-21).

    Attributes:
        rule: The row that gave it: rule id, heading, kind, obligation, start and stop events.
        due: Start day, last day, due instant and last business day inside.
        calendar_id: Calendar whose business days were used ("CL-BI"); None when no day is skipped.
        skipped: Days after the start, up to the last day, that did not count; only for business days.
        elapsed: From the start to the stop, the waiver or the instant asked, whichever comes first.
        remaining: Left until the last day; None when closed, without an end, or already past.
        late_by: Past the last day when done late or still open; None when in time.
        text_es: The same in a few Spanish sentences.
    """

    term_id: str
    rule: TermRule
    office: str | None
    calendar_id: str | None
    due: Due
    milestones: Milestones
    skipped: tuple[SkippedDay, ...]
    state: TermState
    elapsed: Span
    remaining: Span | None
    late_by: Span | None
    text_es: str

    @property
    def rule_id(self) -> str:
        """Rule of the contract ("SLA-03")."""
        return self.rule.rule_id


@dataclass(frozen=True, slots=True)
class TermChange:
    """
    Trace of one open term that a new calendar moved ("recálculo"; AMB-56).

    Attributes:
        before, after: Its end under the old and the new calendar.
        milestones: The instants to store from now on.
        became_closed, became_open: Days that stopped or started being business days inside the term.
        text_es: The change in one Spanish sentence.
    """

    term_id: str
    rule_id: str
    calendar_id: str
    before: Due
    after: Due
    milestones: Milestones
    became_closed: tuple[SkippedDay, ...]
    became_open: tuple[SkippedDay, ...]
    text_es: str
