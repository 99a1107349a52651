"""The viewer, the protocol's clock, and any object by its global id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, TypeVar

import strawberry

from domain.errors import InvalidValue
from domain.model.institution.people import Actor, Role
from domain.ports.casework import CaseOrder
from domain.protocol.access.desk import Whose
from domain.protocol.access.permissions import Permission
from domain.protocol.catalogue import AMBIGUITIES
from schema.accounts.conflicts_of_interest import ConflictOfInterest, conflict_of_interest_nodes
from schema.actions.types import Action
from schema.answers import Identified, Node, answers
from schema.authorisation import permissions_of
from schema.cases.queries import CaseFilter
from schema.cases.types import Case, NextStep
from schema.catalogue.queries import OpenPoint, Rule, rule_node
from schema.context import Context, Info
from schema.ids import global_id, read_global_id
from schema.links.following import find, finds, kinds
from schema.lookahead import Selection, is_counted, selected
from schema.offices.types import REGION_NODES, Office, Region, office_node
from schema.pagination import MAX_PAGE, After, Before, Connection, First, Last, page_request
from schema.representations.queries import representations_of_viewer
from schema.representations.types import Representation
from schema.terms.queries import TermFilter
from schema.terms.types import Term
from schema.viewer import desk
from schema.viewer.desk import Of

T = TypeVar("T")


@strawberry.type(description="Who is asking.")
class ViewerShape:
    actor_id: str = strawberry.field(name="username", description="Stable id of the person or service.")
    name: str = strawberry.field(description="Nombre.")
    role: Role = strawberry.field(description="Role under which the request acts.")
    office: Office | None = strawberry.field(description="Its office.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="For a company's representative: the account for which she acts, when it is one."
    )
    permissions: list[Permission] = strawberry.field(description="What the role may do.")

    @strawberry.field(
        description="Whom the person represents or declared to, oldest first (AMB-54). She acts for all that are "
        "confirmed, or for the one whose account id the header `Atencion-Account` names."
    )
    async def representations(root: strawberry.Parent[Viewer], info: Info) -> list[Representation]:
        del root
        return await representations_of_viewer(info)

    @strawberry.field(description="The viewer's own conflicts of interest, ended ones too, oldest first (AMB-72).")
    async def conflicts_of_interest(root: strawberry.Parent[Viewer], info: Info) -> list[ConflictOfInterest]:
        found = await info.context.read.conflicts_of_interest(None, root.actor_id)
        return await conflict_of_interest_nodes(info.context, found, [selected(info, "ConflictOfInterest")])

    @strawberry.field(description="Terms that are the viewer's, by due instant: open ones unless `states` says more.")
    async def terms(
        root: strawberry.Parent[Viewer],
        info: Info,
        of: Of = Whose.MINE,
        filter: Annotated[TermFilter | None, strawberry.argument(description="Which terms.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Term]:
        del root
        return await desk.terms(
            info, of, filter, page_request(first, last, after, before, counted=is_counted(info, "Term"))
        )

    @strawberry.field(description="Cases that are the viewer's.")
    async def cases(
        root: strawberry.Parent[Viewer],
        info: Info,
        of: Of = Whose.MINE,
        filter: Annotated[CaseFilter | None, strawberry.argument(description="Which cases.")] = None,
        order: Annotated[CaseOrder, strawberry.argument(description="In which order.")] = CaseOrder.NEWEST,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Case]:
        del root
        return await desk.cases(
            info, of, filter, order, page_request(first, last, after, before, counted=is_counted(info, "Case"))
        )

    @strawberry.field(
        description="The next step of each open case that is the viewer's; what is due first goes first (COM-02)."
    )
    async def next_steps(
        root: strawberry.Parent[Viewer],
        info: Info,
        of: Of = Whose.MINE,
        first: Annotated[int, strawberry.argument(description="At most how many, 1 to 100.")] = 50,
    ) -> list[NextStep]:
        del root
        return await desk.next_steps(info, of, page_request(first, None, None, None))


@answers(ViewerShape)
class Viewer:
    __slots__ = ("account_global_id", "actor_id", "name", "office", "permissions", "role")

    def __init__(self, actor: Actor, context: Context) -> None:
        self.actor_id = actor.id
        self.name = actor.name
        self.role = actor.role
        self.office = office_node(actor.office, context.configuration, context.services.book)
        self.account_global_id = global_id("Account", actor.account_id) if actor.account_id else None
        self.permissions = permissions_of(actor.role)


@strawberry.type(description="The protocol's clock.")
class ProtocolClockShape:
    now: datetime = strawberry.field(description="What time it is for the protocol.")
    today: date = strawberry.field(description="The day it is in the viewer's office.")
    can_be_moved: bool = strawberry.field(description="Development mode: the clock can be set and moved.")


@answers(ProtocolClockShape)
class ProtocolClock:
    __slots__ = ("can_be_moved", "now", "today")

    def __init__(self, context: Context) -> None:
        self.now = context.now()
        self.today = context.today()
        self.can_be_moved = context.operations.development


@finds("Rule")
async def find_rules(context: Context, keys: Sequence[str], _: Sequence[Selection]) -> Mapping[str, Rule]:
    """By their code."""
    return _known((key, rule_node(context, key)) for key in keys)


@finds("OpenPoint")
async def find_open_points(_: Context, keys: Sequence[str], __: Sequence[Selection]) -> Mapping[str, OpenPoint]:
    """By their code."""
    return {key: OpenPoint(AMBIGUITIES[key]) for key in keys if key in AMBIGUITIES}


@finds("Region")
async def find_regions(_: Context, keys: Sequence[str], __: Sequence[Selection]) -> Mapping[str, Region]:
    """By their CUT code."""
    return _known((key, REGION_NODES.get(key)) for key in keys)


@finds("Office")
async def find_offices(context: Context, keys: Sequence[str], _: Sequence[Selection]) -> Mapping[str, Office]:
    """By their code."""
    return _known((key, office_node(key, context.configuration, context.services.book)) for key in keys)


def _known(found: Iterable[tuple[str, T | None]]) -> dict[str, T]:
    return {key: each for key, each in found if each is not None}


async def objects_by_id(info: Info, ids: Sequence[str]) -> list[Identified | None]:
    """
    The objects with these global ids, in their order; none for one that the actor may not see.

    As many statements as one object of each kind costs.
    """
    asked = [read_global_id(each) for each in ids]
    found: dict[tuple[str, str], Identified] = {}
    for kind in dict.fromkeys(kind for kind, _ in asked if kind in kinds()):
        keys = [key for each, key in asked if each == kind]
        of_kind = await find(info.context, kind, keys, [selected(info, kind)])
        found |= {(kind, key): each for key, each in of_kind.items()}
    return [found.get(each) for each in asked]


@strawberry.type
class ViewerQueries:
    @strawberry.field(description="Who is asking.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer(info.context.actor, info.context)

    @strawberry.field(description="The protocol's clock.")
    def clock(self, info: Info) -> ProtocolClock:
        return ProtocolClock(info.context)

    @strawberry.field(
        description="An object by its global id; none when there is none, or the actor may not see it.",
        graphql_type=Node | None,
    )
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Global id.")]
    ) -> Identified | None:
        return (await objects_by_id(info, [id]))[0]

    @strawberry.field(
        description="Objects by their global ids, in their order; none for one that there is not, or that the actor "
        "may not see.",
        graphql_type=list[Node | None],
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids, at most 100.")],
    ) -> list[Identified | None]:
        if len(ids) > MAX_PAGE:
            raise InvalidValue(f"Pida hasta {MAX_PAGE} objetos a la vez.", field=("ids",))
        return await objects_by_id(info, ids)

    @strawberry.field(description="One action; none when there is none, or the actor may not see it.")
    async def action(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Global id.")]
    ) -> Action | None:
        type_name, key = read_global_id(id)
        found = await find(info.context, "Action", [key] if type_name == "Action" else [], [selected(info, "Action")])
        action: Action | None = found.get(key)
        return action
