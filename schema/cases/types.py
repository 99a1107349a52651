"""Cases, their timelines, next steps and messages, as the API shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final

import strawberry

from domain.model.cases import Case as CaseOfDomain
from domain.model.cases import CaseMarket, Flow
from domain.model.cases import NextStep as NextStepOfDomain
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Actor, Role
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW
from domain.protocol.flows import FLOWS
from domain.protocol.routing.offers import awaits
from domain.protocol.routing.own_step import as_read_by
from schema.accounts.facts import Detail
from schema.answers import Node, answers
from schema.cases.actions import StepAction, action_of, lists_of
from schema.cases.inputs import camel, mutation_of
from schema.cases.timeline import CaseEvent, details
from schema.context import Info
from schema.evidence.types import SelfDiagnosis
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.following import LazyAccount, LazyCase, LazyCaseDocument, LazyMessage, LazyTerm, Link
from schema.links.people import Person, known_person, person_named
from schema.lookahead import Loaded, Part
from schema.offices.types import Office, office_node
from schema.pagination import After, Before, Connection, First, Last
from schema.quality.surveys import CaseSurvey
from schema.representations.types import Representation

if TYPE_CHECKING:
    from schema.accounts.types import Account
    from schema.documents.types import CaseDocument
    from schema.messages.types import Message
    from schema.terms.types import Term

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.case.account_id)
ORIGIN: Final[Link[Case]] = Link("origin", "Case", lambda node: node.case.origin_case_id)
TERMS: Final[Part[list[Term]]] = Part()
MESSAGES: Final[Part[Connection[Message]]] = Part()
DOCUMENTS: Final[Part[Connection[CaseDocument]]] = Part()
STEP_ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.account_id)
STEP_CASE: Final[Link[Case]] = Link("case", "Case", lambda node: node.step_of_domain.case_id)
STEP_TERM: Final[Link[Term]] = Link("term", "Term", lambda node: node.step_of_domain.term_id)


@strawberry.type(description="A datum that is missing for the step.")
class StepDatumShape:
    name: str = strawberry.field(description="Name of the input field.")
    label: str = strawberry.field(description="As a person calls it; in Spanish or English.", metadata=SAID)


@answers(StepDatumShape)
class StepDatum:
    __slots__ = ("label", "name")

    def __init__(self, name: str, label: str) -> None:
        self.name = camel(name)
        self.label = label


@strawberry.type(description="What to do now, who, until when, what is missing, why, and the text to say (COM-02).")
class NextStepShape:
    step: str = strawberry.field(description="Name of the step; a fact of the flow, or a step without a case.")
    title: str = strawberry.field(description="The step in a few words; in Spanish or English.", metadata=SAID)
    text: str = strawberry.field(description="The text to say; in Spanish or English, near and direct.", metadata=SAID)
    responsible: str = strawberry.field(description="Who takes it; in Spanish or English.", metadata=SAID)
    responsible_role: Role | None = strawberry.field(description="Role of who takes it, when it is one role.")
    office_code: str | None = strawberry.field(description="Responsible office.")
    mailbox: str | None = strawberry.field(description="Mailbox to write to, when that is the step.")
    due_at: datetime | None = strawberry.field(description="Last instant in time; none: no term, or not configured.")
    due_on: date | None = strawberry.field(description="Last day in time.")
    term_global_id: strawberry.ID | None = strawberry.field(name="termId", description="Global id of its term.")
    not_configured: str | None = strawberry.field(description="Rule whose value the protocol leaves elsewhere.")
    missing: list[StepDatum] = strawberry.field(description="Data that are missing.")
    facts: list[str] = strawberry.field(description="Facts that the viewer may report now, the expected one first.")
    mutations: list[str] = strawberry.field(description="Names of their mutations.")
    awaits: str | None = strawberry.field(
        description="What others must do, in words for the viewer; none: the step is the viewer's, or there is none."
    )
    rule: str = strawberry.field(description="Rule id.")
    rules: list[str] = strawberry.field(description="Every rule it rests on.")
    heading: str = strawberry.field(description="Heading of the source.")
    case_global_id: strawberry.ID | None = strawberry.field(name="caseId", description="Global id of its case.")

    @strawberry.field(
        description="What the viewer may do now, the expected first: exactly the mutations that are not refused when "
        "their data are given.",
        metadata={"length": 4},
    )
    def actions(root: strawberry.Parent[NextStep], info: Info) -> list[StepAction]:
        step, context = root.step_of_domain, info.context
        lists = lists_of(context.configuration, context.services.directory(), context.today()) if step.offers else {}
        return [action_of(offer, step.step, lists) for offer in step.offers]

    @strawberry.field(description="The person who takes it, when one is in charge.")
    def responsible_person(root: strawberry.Parent[NextStep], info: Info) -> Person | None:
        return person_named(root.step_of_domain.responsible_id, info.context)

    @strawberry.field(description="Its case; none: it begins one, or it is not for the viewer.")
    def case(root: strawberry.Parent[NextStep]) -> LazyCase | None:
        return STEP_CASE.read(root)

    @strawberry.field(description="The account that it is about; none: nobody's company.")
    def account(root: strawberry.Parent[NextStep]) -> LazyAccount | None:
        return STEP_ACCOUNT.read(root)

    @strawberry.field(description="Its term; none: nothing runs.")
    def term(root: strawberry.Parent[NextStep]) -> LazyTerm | None:
        return STEP_TERM.read(root)


@answers(NextStepShape, beneath=NextStepOfDomain)
class NextStep:
    """Its links are there when they were selected (`schema.cases.loading`)."""

    __slots__ = ("_step", "account_id", "awaits", "loaded")

    def __init__(
        self, reader: Actor, step: NextStepOfDomain, flow: Flow | None = None, account_id: str | None = None
    ) -> None:
        self._step = as_read_by(reader, step, FLOWS[flow] if flow else _flow_of(step))
        self.awaits = awaits(reader, step)
        self.account_id = account_id
        self.loaded: Loaded = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._step, name)

    @property
    def step_of_domain(self) -> NextStepOfDomain:
        """What it shows."""
        return self._step

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
        return [offer.fact for offer in self._step.offers]

    @property
    def mutations(self) -> list[str]:
        return [mutation_of(offer.flow, offer.fact) for offer in self._step.offers]

    @property
    def rules(self) -> list[str]:
        return list(self._step.rules)


def _flow_of(step: NextStepOfDomain) -> FlowRules | None:
    """The flow that the facts of a step without case would open."""
    return next(
        (rules for rules in FLOWS.values() if step.facts and set(step.facts) <= set(rules.facts_from(NEW))), None
    )


@strawberry.type(description="A case («caso») of one of the protocol's flows.")
class CaseShape(Node):
    number: int = strawberry.field(description="Short number that people quote.")
    flow: Flow = strawberry.field(description="Which process.")
    flow_title: str = strawberry.field(description="The process; in Spanish or English.", metadata=SAID)
    state: str = strawberry.field(description="State, as the flow names it.")
    state_title: str = strawberry.field(description="The state; in Spanish or English.", metadata=SAID)
    is_open: bool = strawberry.field(description="Something may still be asked for.")
    version: int = strawberry.field(description="Counts the writes; a fact may name the version it saw.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of its account."
    )
    person: str | None = strawberry.field(description="The person, when it is about nobody's company.")
    office_code: str | None = strawberry.field(description="Code of the responsible office.")
    accountable_unit: str = strawberry.field(description="Unit that answers for the process (ROL-04, ROL-05).")
    channel: Channel | None = strawberry.field(description="Channel through which it came.")
    point_of_contact: PointOfContact | None = strawberry.field(description="Point of contact through which it came.")
    topic: str | None = strawberry.field(description="Code of what it asks about, from `topics` (MEA-05).")
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
    updated_at: datetime = strawberry.field(description="Instant at which its last entry was recorded.")
    surveys: list[CaseSurvey] = strawberry.field(description="Surveys that were sent of it, oldest first (MEA-04).")
    self_diagnoses: list[SelfDiagnosis] = strawberry.field(
        description="What was answered to the Test de Autodiagnóstico in it, oldest first (DEF-12)."
    )
    representation: Representation | None = strawberry.field(
        description="The representation that was declared in it, with what waits meanwhile (AMB-54)."
    )

    @strawberry.field(description="Its account; none: it has none, or it is not for the viewer.")
    def account(root: strawberry.Parent[Case]) -> LazyAccount | None:
        return ACCOUNT.read(root)

    @strawberry.field(description="Case that opened it; none: no case did, or it is not for the viewer.")
    def origin(root: strawberry.Parent[Case]) -> Case | None:
        return ORIGIN.read(root)

    @strawberry.field(description="Person in charge («persona a cargo»); none: nobody in particular.")
    def assignee(root: strawberry.Parent[Case], info: Info) -> Person | None:
        return person_named(root.case.assignee, info.context)

    @strawberry.field(
        description="Who opened it, as the directory knows them; the company and the portal have no name."
    )
    def opened_by_person(root: strawberry.Parent[Case], info: Info) -> Person:
        return known_person(root.case.opened_by, info.context)

    @strawberry.field(description="Responsible office.")
    def office(root: strawberry.Parent[Case], info: Info) -> Office | None:
        return office_node(root.office_code, info.context.configuration, info.context.services.book)

    @strawberry.field(description="Its terms, oldest start first, at most 100.")
    def terms(
        root: strawberry.Parent[Case],
        open_only: Annotated[bool, strawberry.argument(description="Only those neither met nor waived.")] = False,
    ) -> list[LazyTerm]:
        return TERMS.read(root, open_only)

    @strawberry.field(description="Its messages, newest first.")
    def messages(
        root: strawberry.Parent[Case],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[LazyMessage]:
        return MESSAGES.read(root, first, last, after, before)

    @strawberry.field(description="Its documents, newest first, those that were withdrawn too.")
    def documents(
        root: strawberry.Parent[Case],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[LazyCaseDocument]:
        return DOCUMENTS.read(root, first, last, after, before)


@answers(CaseShape, beneath=CaseOfDomain)
class Case:
    """What costs a statement is there when it was selected (`schema.cases.loading`)."""

    __slots__ = (
        "_case", "global_id", "loaded", "next_step", "representation", "self_diagnoses", "surveys", "timeline",
        "updated_at",
    )  # fmt: skip

    next_step: NextStep | None
    timeline: list[CaseEvent]
    updated_at: datetime
    surveys: list[CaseSurvey]
    self_diagnoses: list[SelfDiagnosis]
    representation: Representation | None

    def __init__(self, case: CaseOfDomain) -> None:
        self._case = case
        self.global_id = global_id("Case", case.id)
        self.loaded: Loaded = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._case, name)

    @property
    def case(self) -> CaseOfDomain:
        """What it shows."""
        return self._case

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
