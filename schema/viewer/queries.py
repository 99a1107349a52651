"""The viewer, the protocol's clock, and any object by its global id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Final

import strawberry

from domain.model.institution.people import Actor, Role
from domain.protocol.access.permissions import Permission, require
from domain.protocol.catalogue import AMBIGUITIES
from domain.protocol.terms.configured import risk_margin, terms_in_force
from schema.accounts.queries import find_account
from schema.accounts.types import Account
from schema.actions.types import Action
from schema.activities.queries import find_activity
from schema.answers import Identified, Node, answers
from schema.authorisation import permissions_of
from schema.cases.queries import find_case
from schema.catalogue.queries import OpenPoint, Rule, rule_node
from schema.context import Context, Info
from schema.ids import global_id, read_global_id
from schema.lookahead import selected
from schema.messages.queries import find_message
from schema.offices.types import REGION_NODES, Office, Region, office_node
from schema.personal_data import note_conflicts
from schema.representations.queries import find_representation, representations_of_viewer
from schema.representations.types import Representation
from schema.sync.types import SyncConflict
from schema.terms.types import Term


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


async def _account(info: Info, key: str) -> Account | None:
    return await find_account(info.context, key, [selected(info, "Account")])


async def _action(info: Info, key: str) -> Action | None:
    row = await info.context.read.action(key)
    return None if row is None else Action._make(row)


async def _term(info: Info, key: str) -> Term | None:
    context = info.context
    term = await context.read.term(key)
    if term is None:
        return None
    rules = terms_in_force(context.configuration)
    return Term(term, context.services.book, context.now(), risk_margin(context.configuration), rules)


async def _conflict(info: Info, key: str) -> SyncConflict | None:
    require(info.context.actor, Permission.READ_SYNC)
    conflict = await info.context.read.conflict(key)
    if conflict is None:
        return None
    await note_conflicts(info.context, selected(info, "SyncConflict"), [conflict])
    return SyncConflict(conflict)


async def _rule(info: Info, key: str) -> Rule | None:
    return rule_node(info.context, key)


async def _open_point(_info: Info, key: str) -> OpenPoint | None:
    return OpenPoint(AMBIGUITIES[key]) if key in AMBIGUITIES else None


async def _region(_info: Info, key: str) -> Region | None:
    return REGION_NODES.get(key)


async def _office(info: Info, key: str) -> Office | None:
    return office_node(key, info.context.configuration, info.context.services.book)


NODE_READERS: Final[Mapping[str, Callable[[Info, str], Awaitable[Identified | None]]]] = {
    "Account": _account,
    "Action": _action,
    "Activity": find_activity,
    "Term": _term,
    "SyncConflict": _conflict,
    "Rule": _rule,
    "OpenPoint": _open_point,
    "Region": _region,
    "Office": _office,
    "Case": find_case,
    "Message": find_message,
    "Representation": find_representation,
}
"""How each type of node is read by its key. A type that is only reached through its account has no reader."""


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
        type_name, key = read_global_id(id)
        reader = NODE_READERS.get(type_name)
        return await reader(info, key) if reader else None

    @strawberry.field(description="One action; none when there is none, or the actor may not see it.")
    async def action(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Global id.")]
    ) -> Action | None:
        type_name, key = read_global_id(id)
        return await _action(info, key) if type_name == "Action" else None
