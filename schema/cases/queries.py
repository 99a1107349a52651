"""Cases and messages, and the flows themselves so that a front end can draw its forms from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from domain.model.cases import CaseMarket, Flow, ValueKind
from domain.model.institution.people import Role
from domain.ports.casework import CaseOrder, CaseQuery
from domain.protocol.engine.rows import Datum as DatumOfDomain
from domain.protocol.engine.rows import FactSpec, FlowSpec, StateSpec
from domain.protocol.flows import FLOWS
from schema.answers import answers
from schema.cases.actions import DatumChoice
from schema.cases.inputs import camel
from schema.cases.loading import case_nodes
from schema.cases.types import Case, mutation_name
from schema.context import Info
from schema.ids import key_of
from schema.links.following import find
from schema.lookahead import is_counted, selected, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request


@strawberry.type(description="A datum that a fact brings.")
class FlowDatum:
    name: str = strawberry.field(description="Name of the input field.")
    kind: ValueKind = strawberry.field(description="Type of the datum.")
    label: str = strawberry.field(description="As a person calls it; in Spanish.")
    required: bool = strawberry.field(description="The fact is refused without it.")
    rule: str | None = strawberry.field(description="Rule that asks for it.")
    choices: list[DatumChoice] = strawberry.field(description="For CHOICE: the values.")


@strawberry.type(description="A fact that can be reported in a flow.")
class FlowFact:
    name: str = strawberry.field(description="Name of the fact.")
    mutation: str | None = strawberry.field(description="Its mutation; none: only the system reports it.")
    title: str = strawberry.field(description="As a person does it; in Spanish.")
    description: str = strawberry.field(description="What it means.")
    roles: list[Role] = strawberry.field(description="Who may report it.")
    data: list[FlowDatum] = strawberry.field(description="What it brings.")
    is_contact: bool = strawberry.field(description="A contact: staff must say by which point of contact (CHN-01).")


@strawberry.type(description="A state of a flow.")
class FlowStateShape:
    name: str = strawberry.field(description="Name of the state.")
    title: str = strawberry.field(description="In Spanish.")
    who: str = strawberry.field(name="responsible", description="Who takes the next step; in Spanish.")
    facts: list[str] = strawberry.field(description="The facts that are the next step, the expected one first.")
    rules: list[str] = strawberry.field(description="Rules it rests on.")
    final: bool = strawberry.field(name="isFinal", description="Nothing more is asked for.")


answers(FlowStateShape)(StateSpec)


@strawberry.type(description="A process of the protocol, as data.")
class FlowDefinition:
    flow: Flow = strawberry.field(description="Which one.")
    title: str = strawberry.field(description="In Spanish.")
    accountable_unit: str = strawberry.field(description="Unit that answers for it.")
    states: list[StateSpec] = strawberry.field(description="Its states.")
    facts: list[FlowFact] = strawberry.field(description="Its facts.")


def _datum(datum: DatumOfDomain) -> FlowDatum:
    return FlowDatum(
        name=camel(datum.name),
        kind=datum.kind,
        label=datum.label,
        required=datum.required,
        rule=datum.rule,
        choices=[DatumChoice(value=value, label=label) for value, label in datum.choices.items()],
    )


def _fact(flow: Flow, fact: FactSpec) -> FlowFact:
    return FlowFact(
        name=fact.name,
        mutation=mutation_name(flow, fact.name) if fact.roles else None,
        title=fact.title,
        description=fact.description,
        roles=sorted(fact.roles),
        data=[_datum(datum) for datum in fact.data],
        is_contact=fact.is_contact,
    )


def _definition(spec: FlowSpec) -> FlowDefinition:
    return FlowDefinition(
        flow=spec.flow,
        title=spec.title,
        accountable_unit=spec.accountable_unit,
        states=list(spec.states),
        facts=[_fact(spec.flow, fact) for fact in spec.facts],
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
    due_from: datetime | None = strawberry.field(default=None, description="A term runs until this instant or later.")
    due_until: datetime | None = strawberry.field(
        default=None, description="A term runs until this instant or earlier."
    )


def case_query(filter: CaseFilter | None, order: CaseOrder) -> CaseQuery:
    """The domain's query."""
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
            case_query(filter, order), page_request(first, last, after, before, counted=is_counted(info, "Case"))
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
        self, flow: Annotated[Flow | None, strawberry.argument(description="Only this process.")] = None
    ) -> list[FlowDefinition]:
        return [_definition(rules.spec) for rules in FLOWS.values() if flow is None or rules.spec.flow is flow]


async def find_case(info: Info, key: str) -> Case | None:
    """One case that the actor may see, loaded as selected on the field being resolved."""
    found: Case | None = (await find(info.context, "Case", [key], [selected(info, "Case")])).get(key)
    return found
