"""One term ("plazo") and everything it tells about itself (SLA-21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.model.institution.calendar import CalendarBook, SkippedDay
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.terms import RiskMargin, Span, TermExplanation, TermObligation, TermRule, TermState, TermUnit
from domain.model.terms import Term as TermOfDomain
from domain.protocol.terms.counting import calendar_for, rule_of
from domain.protocol.terms.state import explain
from schema.answers import Node, answers
from schema.cases.timeline import CaseEvent
from schema.context import Info
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.following import LazyAccount, LazyCase, Link
from schema.links.people import Person, person_named
from schema.lookahead import Loaded, Part
from schema.offices.types import Office, office_node

if TYPE_CHECKING:
    from schema.accounts.types import Account
    from schema.cases.types import Case

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda term: term.term.account_id)
CASE: Final[Link[Case]] = Link("case", "Case", lambda term: term.term.case_id)
ATTEMPTS: Final = Part[list[CaseEvent]]()
IN_CHARGE: Final[Part[str | None]] = Part()


@strawberry.type(description="An amount of time in a term's own unit.")
class TermSpanShape:
    quantity: int = strawberry.field(description="How many whole units.")
    unit: TermUnit = strawberry.field(description="Which unit.")
    minutes: int = strawberry.field(description="Minutes beyond whole hours; 0 for other units.")


answers(TermSpanShape)(Span)


@strawberry.type(description="A day that a term in business days did not count.")
class SkippedCalendarDayShape:
    on: date = strawberry.field(description="The day.")
    name: str = strawberry.field(description="The holiday, or «sábado» or «domingo».")
    source: str | None = strawberry.field(description="Law or library that makes it a holiday.")


@answers(SkippedCalendarDayShape)
class SkippedCalendarDay:
    __slots__ = ("name", "on", "source")

    def __init__(self, day: SkippedDay) -> None:
        self.on = day.on
        self.name = day.name_es
        self.source = day.holiday.source if day.holiday else None


@strawberry.type(description="A timer of the protocol («plazo»). Its state is computed when it is read.")
class TermShape(Node):
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of its account."
    )
    rule: str = strawberry.field(description="Rule id.")
    heading: str = strawberry.field(description="Heading of the source.")
    name: str = strawberry.field(description="What must happen; in Spanish or English.", metadata=SAID)
    protocol_version: str = strawberry.field(description="Version under which it started (LIN-05).")
    unit: TermUnit = strawberry.field(description="In what it is counted.")
    quantity: int | None = strawberry.field(description="How many; none where the unit takes none.")
    obligation: TermObligation = strawberry.field(description="How much it binds.")
    office_code: str | None = strawberry.field(description="Responsible office.")
    responsible_unit: str | None = strawberry.field(
        description="Accountable unit: its own, else that of the process of its case, or the kind of its office."
    )
    channel: Channel | None = strawberry.field(description="Channel through which the case came.")
    point_of_contact: PointOfContact | None = strawberry.field(description="Point of contact.")
    start_event: str = strawberry.field(description="The fact that started it; in Spanish or English.", metadata=SAID)
    stop_event: str = strawberry.field(description="The fact that stops it; in Spanish or English.", metadata=SAID)
    started_at: datetime = strawberry.field(description="Instant of that fact.")
    started_on: date = strawberry.field(description="Day 0, on the clock of the term's zone (AMB-02).")
    stopped_at: datetime | None = strawberry.field(description="Instant at which it was met.")
    calendar_id: str | None = strawberry.field(description="Working calendar used; none when no day is skipped.")
    skipped_days: list[SkippedCalendarDay] = strawberry.field(description="Days not counted, by name.")
    due_at: datetime | None = strawberry.field(description="Last instant in time; none when nothing is configured.")
    due_on: date | None = strawberry.field(description="Last day, in the term's zone.")
    last_business_day: date | None = strawberry.field(description="Last business day inside, for planning (AMB-05).")
    state: TermState = strawberry.field(description="Where it stands now.")
    elapsed: Span = strawberry.field(description="Time gone, in its own unit.")
    remaining: Span | None = strawberry.field(description="Time left; none when closed, endless or past.")
    late_by: Span | None = strawberry.field(description="Time past its end; none when in time.")
    waiver_reason: str | None = strawberry.field(
        description="Why it was waived, or what it was asked for was withdrawn (AMB-58, AMB-75)."
    )
    updated_at: datetime = strawberry.field(description="Instant of the last thing that happened to it.")
    text: str = strawberry.field(description="The same in a few sentences; in Spanish or English.", metadata=SAID)

    @strawberry.field(description="Its account; none: it has none, or it is not for the viewer.")
    def account(root: strawberry.Parent[Term]) -> LazyAccount | None:
        return ACCOUNT.read(root)

    @strawberry.field(description="Its case; none: it has none, or it is not for the viewer.")
    def case(root: strawberry.Parent[Term]) -> LazyCase | None:
        return CASE.read(root)

    @strawberry.field(description="Attempts to reach the company while it ran, oldest first; none stops it (AMB-58).")
    def attempts(root: strawberry.Parent[Term]) -> list[CaseEvent]:
        return ATTEMPTS.read(root)

    @strawberry.field(
        description="Who is in charge: the person of its case, else the account's executive in its office (LIN-03)."
    )
    def responsible_person(root: strawberry.Parent[Term], info: Info) -> Person | None:
        return person_named(IN_CHARGE.read(root), info.context)

    @strawberry.field(description="Responsible office.")
    def office(root: strawberry.Parent[Term], info: Info) -> Office | None:
        return office_node(root.office_code, info.context.configuration, info.context.services.book)


@answers(TermShape)
class Term:
    """The stored timer and its explanation at one instant."""

    __slots__ = ("_found", "_term", "global_id", "loaded")

    def __init__(
        self, term: TermOfDomain, book: CalendarBook, now: datetime, margin: RiskMargin, rules: Sequence[TermRule]
    ) -> None:
        self._term = term
        self.loaded: Loaded = {}
        self.global_id = global_id("Term", term.id)
        self._found: TermExplanation = explain(
            term, calendar_for(rule_of(term, rules), term.office, book), now, margin, rules
        )

    @property
    def term(self) -> TermOfDomain:
        """What it shows."""
        return self._term

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._term.account_id) if self._term.account_id else None

    @property
    def rule(self) -> str:
        return self._term.rule_id

    @property
    def heading(self) -> str:
        return self._found.rule.heading

    @property
    def name(self) -> str:
        return self._found.rule.name_es

    @property
    def protocol_version(self) -> str:
        return self._term.protocol_version

    @property
    def unit(self) -> TermUnit:
        return self._found.rule.unit

    @property
    def quantity(self) -> int | None:
        return self._found.rule.quantity

    @property
    def obligation(self) -> TermObligation:
        return self._found.rule.obligation

    @property
    def office_code(self) -> str | None:
        return self._term.office

    @property
    def responsible_unit(self) -> str | None:
        return self._term.answers or self._term.unit

    @property
    def channel(self) -> Channel | None:
        return self._term.channel

    @property
    def point_of_contact(self) -> PointOfContact | None:
        return self._term.point_of_contact

    @property
    def start_event(self) -> str:
        return self._found.rule.start_es

    @property
    def stop_event(self) -> str:
        return self._found.rule.stop_es

    @property
    def started_at(self) -> datetime:
        return self._term.started_at

    @property
    def started_on(self) -> date:
        return self._found.due.started_on

    @property
    def stopped_at(self) -> datetime | None:
        return self._term.stopped_at

    @property
    def calendar_id(self) -> str | None:
        return self._found.calendar_id

    @property
    def skipped_days(self) -> list[SkippedCalendarDay]:
        return [SkippedCalendarDay(day) for day in self._found.skipped]

    @property
    def due_at(self) -> datetime | None:
        return self._found.milestones.due_at

    @property
    def due_on(self) -> date | None:
        return self._found.due.due_on

    @property
    def last_business_day(self) -> date | None:
        return self._found.due.last_business_day

    @property
    def state(self) -> TermState:
        return self._found.state

    @property
    def elapsed(self) -> Span:
        return self._found.elapsed

    @property
    def remaining(self) -> Span | None:
        return self._found.remaining

    @property
    def late_by(self) -> Span | None:
        return self._found.late_by

    @property
    def waiver_reason(self) -> str | None:
        return self._term.waiver.reason if self._term.waiver else None

    @property
    def updated_at(self) -> datetime:
        waived = self._term.waiver.at if self._term.waiver else None
        return max(at for at in (self._term.started_at, self._term.stopped_at, waived) if at is not None)

    @property
    def text(self) -> str:
        return self._found.text_es
