"""Cases, their timelines, next steps and messages, as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

import strawberry

from domain.model.cases import Case as CaseOfDomain
from domain.model.cases import CaseEvent as CaseEventOfDomain
from domain.model.cases import CaseMarket, Flow, TakenBack, Value
from domain.model.cases import NextStep as NextStepOfDomain
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Actor, Role
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW
from domain.protocol.flows import FLOWS
from domain.protocol.routing.own_step import as_read_by
from schema.accounts.facts import Detail
from schema.answers import Node, answers
from schema.cases.inputs import camel
from schema.ids import global_id
from schema.representations.types import Representation
from schema.scalars import print_instant


def value_text(value: Value) -> str:
    """A datum as text: ISO for days and instants, true and false, lists with commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return print_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def details(data: Mapping[str, Value]) -> list[Detail]:
    """Data as named details, in their order; those that nobody gave are left out."""
    return [Detail(camel(name), value_text(value)) for name, value in data.items() if value is not None]


@strawberry.type(description="A datum that is missing for the step.")
class StepDatumShape:
    name: str = strawberry.field(description="Name of the input field.")
    label: str = strawberry.field(description="As a person calls it; in Spanish.")


@answers(StepDatumShape)
class StepDatum:
    __slots__ = ("label", "name")

    def __init__(self, name: str, label: str) -> None:
        self.name = camel(name)
        self.label = label


@strawberry.type(description="What to do now, who, until when, what is missing, why, and the text to say (COM-02).")
class NextStepShape:
    step: str = strawberry.field(description="Name of the step; a fact of the flow, or a step without a case.")
    title: str = strawberry.field(description="The step in a few words; in Spanish.")
    text: str = strawberry.field(description="The text to say; in Spanish, near and direct.")
    responsible: str = strawberry.field(description="Who takes it; in Spanish.")
    responsible_role: Role | None = strawberry.field(description="Role of who takes it, when it is one role.")
    responsible_person: str | None = strawberry.field(description="Id of the person, when one is in charge.")
    office_code: str | None = strawberry.field(description="Responsible office.")
    mailbox: str | None = strawberry.field(description="Mailbox to write to, when that is the step.")
    due_at: datetime | None = strawberry.field(description="Last instant in time; none: no term, or not configured.")
    due_on: date | None = strawberry.field(description="Last day in time.")
    term_global_id: strawberry.ID | None = strawberry.field(name="termId", description="Global id of its term.")
    not_configured: str | None = strawberry.field(description="Rule whose value the protocol leaves elsewhere.")
    missing: list[StepDatum] = strawberry.field(description="Data that are missing.")
    facts: list[str] = strawberry.field(description="Facts that the mutations accept now, the expected one first.")
    mutations: list[str] = strawberry.field(description="Names of their mutations.")
    rule: str = strawberry.field(description="Rule id.")
    rules: list[str] = strawberry.field(description="Every rule it rests on.")
    heading: str = strawberry.field(description="Heading of the source.")
    case_global_id: strawberry.ID | None = strawberry.field(name="caseId", description="Global id of its case.")


@answers(NextStepShape, beneath=NextStepOfDomain)
class NextStep:
    __slots__ = ("_flow", "_step")

    def __init__(self, reader: Actor, step: NextStepOfDomain, flow: Flow | None = None) -> None:
        self._step = as_read_by(reader, step, FLOWS[flow] if flow else _flow_of(step))
        self._flow = flow

    def __getattr__(self, name: str) -> object:
        return getattr(self._step, name)

    @property
    def responsible_person(self) -> str | None:
        return self._step.responsible_id

    @property
    def office_code(self) -> str | None:
        return self._step.office

    @property
    def term_global_id(self) -> str | None:
        return global_id("Term", self._step.term_id) if self._step.term_id else None

    @property
    def case_global_id(self) -> str | None:
        return global_id("Case", self._step.case_id) if self._step.case_id else None

    @property
    def missing(self) -> list[StepDatum]:
        return [StepDatum(name, label) for name, label in self._step.missing.items()]

    @property
    def facts(self) -> list[str]:
        return list(self._step.facts)

    @property
    def mutations(self) -> list[str]:
        return [mutation_name(self._flow, fact) for fact in self._step.facts] if self._flow else []

    @property
    def rules(self) -> list[str]:
        return list(self._step.rules)


def _flow_of(step: NextStepOfDomain) -> FlowRules | None:
    """The flow that the facts of a step without case would open."""
    return next(
        (rules for rules in FLOWS.values() if step.facts and set(step.facts) <= set(rules.facts_from(NEW))), None
    )


def mutation_name(flow: Flow, fact: str) -> str:
    """Name of the mutation that reports *fact* in *flow*, as clients write it."""
    return camel(f"{fact}_in_{flow.value.lower()}")


@strawberry.type(description="That a fact was reported by mistake and no longer holds (AMB-70).")
class TakenBackShape:
    by: str = strawberry.field(description="Who took it back.")
    role: Role = strawberry.field(description="As what.")
    at: datetime = strawberry.field(description="When.")
    reason: str = strawberry.field(description="Why, in their words.")


answers(TakenBackShape)(TakenBack)


@strawberry.type(description="One entry of a case's timeline. Never changed; one reported by mistake is marked.")
class CaseEventShape:
    sequence: int = strawberry.field(description="1, 2, 3… inside the case.")
    fact: str = strawberry.field(description="Name of the fact.")
    title: str = strawberry.field(description="The fact; in Spanish.")
    occurred_at: datetime = strawberry.field(description="Instant at which it happened.")
    at: datetime = strawberry.field(description="Instant at which it was recorded.")
    by: str = strawberry.field(description="Who reported it.")
    role: Role = strawberry.field(description="As what.")
    from_state: str = strawberry.field(description="State before; empty: the case was opened.")
    to_state: str = strawberry.field(description="State after.")
    rules: list[str] = strawberry.field(description="Rules that say so, the most telling first.")
    reason: str | None = strawberry.field(description="Reason shown or given; in Spanish.")
    effects: list[str] = strawberry.field(description="What it caused, one line each; in Spanish.")
    channel: Channel | None = strawberry.field(description="Channel.")
    point_of_contact: PointOfContact | None = strawberry.field(description="Point of contact.")
    late: bool = strawberry.field(description="It came after the term it answers had ended.")
    data: list[Detail] = strawberry.field(description="What it brought.")
    taken_back: TakenBack | None = strawberry.field(description="It no longer holds; none: it stands.")


@answers(CaseEventShape, beneath=CaseEventOfDomain)
class CaseEvent:
    __slots__ = ("_event", "_titles")

    def __init__(self, event: CaseEventOfDomain, titles: Mapping[str, str]) -> None:
        self._event = event
        self._titles = titles

    def __getattr__(self, name: str) -> object:
        return getattr(self._event, name)

    @property
    def title(self) -> str:
        return self._titles.get(self._event.fact, _COMMON_TITLES.get(self._event.fact, self._event.fact))

    @property
    def rules(self) -> list[str]:
        return list(self._event.rules)

    @property
    def effects(self) -> list[str]:
        return list(self._event.effects)

    @property
    def data(self) -> list[Detail]:
        return details(self._event.data)


_COMMON_TITLES = {
    "assign": "Asignar a una persona",
    "hand_over": "Derivar",
    "acknowledge": "Acusar recibo",
    "mark_complex": "Marcar como caso complejo",
    "reconsider": "Decidir por un cambio fuera del caso",
    "change_account": "Pasar a otra cuenta",
    "join_case": "Seguir por otro caso de la empresa",
    "separate_case": "Seguir donde estaba",
    "join_account": "Pasar lo declarado a la cuenta",
    "take_back": "Retirar un hecho registrado por error",
}


@strawberry.type(description="A case («caso») of one of the protocol's flows.")
class CaseShape(Node):
    number: int = strawberry.field(description="Short number that people quote.")
    flow: Flow = strawberry.field(description="Which process.")
    flow_title: str = strawberry.field(description="The process; in Spanish.")
    state: str = strawberry.field(description="State, as the flow names it.")
    state_title: str = strawberry.field(description="The state; in Spanish.")
    is_open: bool = strawberry.field(description="Something may still be asked for.")
    version: int = strawberry.field(description="Counts the writes; a fact may name the version it saw.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of its account."
    )
    person: str | None = strawberry.field(description="The person, when it is about nobody's company.")
    office_code: str | None = strawberry.field(description="Responsible office.")
    assignee: str | None = strawberry.field(description="Person in charge.")
    accountable_unit: str = strawberry.field(description="Unit that answers for the process (ROL-04, ROL-05).")
    channel: Channel | None = strawberry.field(description="Channel through which it came.")
    point_of_contact: PointOfContact | None = strawberry.field(description="Point of contact through which it came.")
    opened_at: datetime = strawberry.field(description="Instant of its first fact.")
    opened_by: str = strawberry.field(description="Who opened it.")
    closed_at: datetime | None = strawberry.field(description="Instant at which it ended; none: it is open.")
    protocol_version: str = strawberry.field(description="Version under which it was opened (LIN-05).")
    complex: bool = strawberry.field(description="Marked as complex, for the next revision of the protocol.")
    complex_market: CaseMarket | None = strawberry.field(description="In which market it is complex (LIN-05).")
    origin_global_id: strawberry.ID | None = strawberry.field(name="originId", description="Case that opened it.")
    data: list[Detail] = strawberry.field(description="Latest value of each datum.")
    next_step: NextStep | None = strawberry.field(description="What to do now.")
    timeline: list[CaseEvent] = strawberry.field(description="What happened, oldest first.")
    representation: Representation | None = strawberry.field(
        description="The representation that was declared in it, with what waits meanwhile (AMB-54)."
    )


@answers(CaseShape, beneath=CaseOfDomain)
class Case:
    """What costs a statement is there when it was selected (`schema.cases.loading`)."""

    __slots__ = ("_case", "global_id", "next_step", "representation", "timeline")

    next_step: NextStep | None
    timeline: list[CaseEvent]
    representation: Representation | None

    def __init__(self, case: CaseOfDomain) -> None:
        self._case = case
        self.global_id = global_id("Case", case.id)

    def __getattr__(self, name: str) -> object:
        return getattr(self._case, name)

    @property
    def key(self) -> str:
        return self._case.id

    @property
    def flow_title(self) -> str:
        return FLOWS[self._case.flow].spec.title

    @property
    def state_title(self) -> str:
        return FLOWS[self._case.flow].states[self._case.state].title

    @property
    def is_open(self) -> bool:
        return self._case.closed_at is None

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._case.account_id) if self._case.account_id else None

    @property
    def office_code(self) -> str | None:
        return self._case.office

    @property
    def origin_global_id(self) -> str | None:
        return global_id("Case", self._case.origin_case_id) if self._case.origin_case_id else None

    @property
    def data(self) -> list[Detail]:
        return details(self._case.data)


def fact_titles(flow: Flow) -> Mapping[str, str]:
    """Spanish title of each fact of the flow."""
    return {name: fact.title for name, fact in FLOWS[flow].facts.items()}
