"""Cases and messages, and the flows themselves so that a front end can draw its forms from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Final

import strawberry

from domain.model.cases import CaseMarket, Flow
from domain.model.classes import Category
from domain.model.institution.people import Role
from domain.ports.casework import CaseOrder, CaseQuery
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import FactSpec, StateSpec
from domain.protocol.engine.topics import takes_topic
from domain.protocol.flows import FLOWS
from schema.answers import answers
from schema.cases.actions import lists_of
from schema.cases.forms import FormDatum, form_of, point_of_contact, topic
from schema.cases.inputs import input_type_of, mutation_of, subject_of
from schema.cases.loading import case_nodes
from schema.cases.ready import ready_document_id
from schema.cases.types import Case
from schema.context import Info
from schema.ids import key_of
from schema.languages.spoken import SAID
from schema.links.following import find
from schema.lookahead import is_counted, selected, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request


@strawberry.type(description="A datum that a fact brings («dato»).")
class FlowDatum(FormDatum):
    pass


@strawberry.type(description="A fact that can be reported in a flow («hecho»), with all that its form needs.")
class FlowFact:
    name: str = strawberry.field(description="Name of the fact.")
    mutation: str | None = strawberry.field(description="Its mutation; none: only the system reports it.")
    input_type: str | None = strawberry.field(description="Its input type; none: only the system reports it.")
    document_id: str | None = strawberry.field(
        description="Id of a document that is ready (`documentId` of a request): it reports the fact with `$input`, "
        "and is run where only trusted documents are; none: only the system reports it."
    )
    case_path: list[str] = strawberry.field(
        description="Where in the input the id of the case goes; empty: it opens one, and is reported in none."
    )
    account_path: list[str] = strawberry.field(
        description="Where in the input the id of the account goes; empty: it opens no case."
    )
    needs_account: bool = strawberry.field(description="It opens no case without an account.")
    title: str = strawberry.field(description="As a person does it; in Spanish or English.", metadata=SAID)
    description: str = strawberry.field(description="What it means.")
    roles: list[Role] = strawberry.field(description="Who may report it.")
    data: list[FlowDatum] = strawberry.field(
        description="What it brings, in the order in which to ask; the point of contact, where staff must say it."
    )
    is_contact: bool = strawberry.field(description="A contact: staff must say by which point of contact (CHN-01).")


@strawberry.type(description="A state of a flow.")
class FlowStateShape:
    name: str = strawberry.field(description="Name of the state.")
    title: str = strawberry.field(description="In Spanish or English.", metadata=SAID)
    who: str = strawberry.field(
        name="responsible",
        description="Who takes the next step; in Spanish or English.",
        metadata=SAID,
    )
    facts: list[str] = strawberry.field(description="The facts that are the next step, the expected one first.")
    rules: list[str] = strawberry.field(description="Rules it rests on.")
    final: bool = strawberry.field(name="isFinal", description="Nothing more is asked for.")


answers(FlowStateShape)(StateSpec)


@strawberry.type(description="A process of the protocol, as data.")
class FlowDefinition:
    flow: Flow = strawberry.field(description="Which one.")
    title: str = strawberry.field(description="In Spanish or English.", metadata=SAID)
    accountable_unit: str = strawberry.field(description="Unit that answers for it.")
    states: list[StateSpec] = strawberry.field(description="Its states.")
    facts: list[FlowFact] = strawberry.field(description="Its facts.")


_STAFF: Final = "Cuando lo registra un funcionario o una funcionaria."


def _fact(rules: FlowRules, fact: FactSpec, lists: Mapping[str, Mapping[str, str]]) -> FlowFact:
    flow, subject = rules.spec.flow, subject_of(rules, fact)
    data = [FlowDatum(**form_of(datum, rules, fact.name, lists.get(datum.name))) for datum in fact.data]
    if takes_topic(rules, fact) and lists["topic"]:
        data.append(FlowDatum(**topic(lists["topic"])))
    if fact.is_contact or subject.opens:
        data.append(FlowDatum(**point_of_contact(_STAFF)))
    return FlowFact(
        name=fact.name,
        mutation=mutation_of(flow, fact.name) if fact.roles else None,
        input_type=input_type_of(flow, fact.name) if fact.roles else None,
        document_id=ready_document_id(flow, fact.name) if fact.roles else None,
        case_path=list(subject.case_path),
        account_path=list(subject.account_path),
        needs_account=subject.needs_account,
        title=fact.title,
        description=fact.description,
        roles=sorted(fact.roles),
        data=data,
        is_contact=fact.is_contact,
    )


def _definition(rules: FlowRules, lists: Mapping[str, Mapping[str, str]]) -> FlowDefinition:
    spec = rules.spec
    return FlowDefinition(
        flow=spec.flow,
        title=spec.title,
        accountable_unit=spec.accountable_unit,
        states=list(spec.states),
        facts=[_fact(rules, fact, lists) for fact in spec.facts],
    )


@strawberry.input(description="Which cases; every condition that is given must hold.")
class CaseFilter:
    account_id: strawberry.ID | None = strawberry.field(default=None, description="Of this account.")
    flows: list[Flow] | None = strawberry.field(default=None, description="Of these processes.")
    states: list[str] | None = strawberry.field(default=None, description="In these states.")
    offices: list[str] | None = strawberry.field(default=None, description="Of these responsible offices.")
    assignee: str | None = strawberry.field(default=None, description="In charge of this person (`username`).")
    executive: str | None = strawberry.field(
        default=None, description="Of an account whose regional or commercial executive is this person (`username`)."
    )
    open_only: bool = strawberry.field(default=False, description="Only those that have not ended.")
    complex: bool | None = strawberry.field(
        default=None, description="Marked as complex, for the next revision of the protocol, or not (LIN-05)."
    )
    complex_market: CaseMarket | None = strawberry.field(default=None, description="Complex in this market (LIN-05).")
    updated_since: datetime | None = strawberry.field(
        default=None, description="With an entry recorded at this instant or later."
    )
    category: Category | None = strawberry.field(
        default=None, description="Of a company of this category of attention today (ATN-01)."
    )
    no_contact_since: date | None = strawberry.field(
        default=None, description="Of a company with which no contact is registered on that day or later (FUP-02)."
    )
    due_from: datetime | None = strawberry.field(default=None, description="A term runs until this instant or later.")
    due_until: datetime | None = strawberry.field(
        default=None, description="A term runs until this instant or earlier."
    )


def case_query(filter: CaseFilter | None, order: CaseOrder, on: date) -> CaseQuery:
    """The domain's query; *on* is today."""
    given = filter or CaseFilter()
    account_id = key_of(given.account_id, "Account", "account_id") if given.account_id else None
    return CaseQuery(
        account_ids=None if account_id is None else frozenset({account_id}),
        flows=frozenset(given.flows or ()),
        states=frozenset(given.states or ()),
        offices=frozenset(given.offices or ()),
        assignees=frozenset({given.assignee}) if given.assignee else frozenset(),
        executive=given.executive,
        open_only=given.open_only,
        complex=given.complex,
        complex_market=given.complex_market,
        due_from=given.due_from,
        due_until=given.due_until,
        updated_since=given.updated_since,
        category=(given.category.value, on) if given.category else None,
        no_contact_since=given.no_contact_since,
        on=on,
        order=order,
    )


@strawberry.type
class CaseQueries:
    @strawberry.field(description="Cases, page by page.")
    async def cases(
        self,
        info: Info,
        filter: Annotated[CaseFilter | None, strawberry.argument(description="Which cases.")] = None,
        order: Annotated[CaseOrder, strawberry.argument(description="In which order.")] = CaseOrder.NEWEST,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Case]:
        context = info.context
        page = await context.case_read.cases(
            case_query(filter, order, context.today()),
            page_request(first, last, after, before, counted=is_counted(info, "Case")),
        )
        nodes = await case_nodes(context, page.items, selected_items(info, "Case"))
        return connection_of(nodes, page)

    @strawberry.field(description="One case; none when there is none, or the actor may not see it.")
    async def case(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Global id of the case.")]
    ) -> Case | None:
        return await find_case(info, key_of(id, "Case"))

    @strawberry.field(description="The processes of the protocol as data: states, facts, what each fact brings.")
    def flows(
        self, info: Info, flow: Annotated[Flow | None, strawberry.argument(description="Only this process.")] = None
    ) -> list[FlowDefinition]:
        context = info.context
        lists = lists_of(context.configuration, context.services.directory(), context.today())
        return [_definition(rules, lists) for rules in FLOWS.values() if flow is None or rules.spec.flow is flow]


async def find_case(info: Info, key: str) -> Case | None:
    """One case that the actor may see, loaded as selected on the field being resolved."""
    found: Case | None = (await find(info.context, "Case", [key], [selected(info, "Case")])).get(key)
    return found
