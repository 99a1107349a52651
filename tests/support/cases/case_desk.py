"""A desk with cases: the use cases over the memory store, with the actors of capture at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.model.cases import Case, CaseEvent, Flow, Value
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Directory
from domain.model.institution.people import PORTAL_ROLES, SYSTEM, Actor
from domain.model.messages import Message
from domain.model.terms import Term
from domain.model.timers import Timer, TimerState
from domain.ports.casework import MessageRenderer
from domain.use_cases.cases.open_and_report import (
    CaseOutcome,
    CaseServices,
    ReportFact,
    StartCase,
    report_fact,
    start_case,
)
from domain.use_cases.cases.timers import fire_timer
from tests.support.cases.desk import Desk
from tests.support.cases.situations import DIRECTORY
from tests.support.memory.cases import LINKS, PlainRenderer


@dataclass(slots=True)
class CaseDesk:
    """Friday 13 September 2024, 17:00 in Concepción, unless the desk's clock says otherwise."""

    desk: Desk = field(default_factory=Desk)
    directory: Directory = DIRECTORY
    renderer: MessageRenderer = field(default_factory=PlainRenderer)
    services: CaseServices = field(init=False)

    def __post_init__(self) -> None:
        """Sit down."""
        self.desk.services = replace(self.desk.services, directory=lambda: self.directory)
        self.services = CaseServices(self.desk.services, self.renderer, LINKS)

    async def start(
        self,
        actor: Actor,
        flow: Flow,
        fact: str,
        account_id: str | None = None,
        *,
        occurred_at: datetime | None = None,
        key: str | None = None,
        point: PointOfContact | None = None,
        **data: Value,
    ) -> CaseOutcome:
        """Open a case; staff come from their regional office unless said otherwise."""
        point = point or _desk_of(actor)
        asked = StartCase(flow, fact, account_id, data, occurred_at, point_of_contact=point, client_key=key)
        return await start_case(self.services, actor, asked)

    async def report(
        self,
        actor: Actor,
        case: Case,
        fact: str,
        *,
        occurred_at: datetime | None = None,
        seen: int | None = None,
        key: str | None = None,
        reason: str | None = None,
        point: PointOfContact | None = None,
        **data: Value,
    ) -> CaseOutcome:
        """Report a fact of a case; staff do it at their regional office unless said otherwise."""
        point = point or _desk_of(actor)
        asked = ReportFact(case.id, fact, data, seen, occurred_at, reason, point_of_contact=point, client_key=key)
        return await report_fact(self.services, actor, asked)

    async def fire_due(self) -> list[Timer]:
        """Fire what is due now, each once."""
        now = self.desk.clock.now()
        pending = [t for t in self.timers if t.due_at <= now]
        for timer in sorted(pending, key=lambda t: t.due_at):
            async with self.desk.store(SYSTEM) as work:
                await fire_timer(self.services, work, timer)
            key = (timer.kind, timer.subject, timer.occurrence)
            self.desk.store.rows.timers[key] = Timer(
                timer.id, timer.kind, timer.subject, timer.due_at, timer.rule, timer.occurrence, timer.payload,
                TimerState.FIRED,
            )  # fmt: skip
        return pending

    @property
    def timers(self) -> list[Timer]:
        """Those that are pending."""
        return [t for t in self.desk.store.rows.timers.values() if t.state is TimerState.PENDING]

    @property
    def messages(self) -> list[Message]:
        """Everything queued, oldest first."""
        return list(self.desk.store.rows.messages.values())

    def terms(self, case: Case) -> list[Term]:
        """Terms of a case, oldest first."""
        return [term for term, _ in self.desk.store.rows.terms.values() if term.case_id == case.id]

    def timeline(self, case: Case) -> Sequence[CaseEvent]:
        """Its events, oldest first."""
        return self.desk.store.rows.timelines[case.id]

    def cases(self, flow: Flow) -> list[Case]:
        """Every case of a flow."""
        return [case for case in self.desk.store.rows.cases.values() if case.flow is flow]


def _desk_of(actor: Actor) -> PointOfContact | None:
    """Where staff are met; nobody asks the portal (CHN-01)."""
    return None if actor.role in PORTAL_ROLES else PointOfContact.OFIREG
