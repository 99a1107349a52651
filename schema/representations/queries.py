"""Representations: those of a RUT or an office for the staff, one's own for a person."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.representations import RepresentationState
from domain.model.rut import Rut as RutOfDomain
from domain.protocol.access.permissions import sees_all
from schema.context import Info
from schema.lookahead import is_counted, selected, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request
from schema.representations.loading import representation_nodes
from schema.representations.types import Representation
from schema.scalars import Rut


@strawberry.input(description="Which representations; every condition that is given must hold.")
class RepresentationFilter:
    rut: Rut | None = strawberry.field(default=None, description="Of the company with this RUT, known or not.")
    states: list[RepresentationState] | None = strawberry.field(default=None, description="In these states.")
    offices: list[str] | None = strawberry.field(default=None, description="Declared in cases of these offices.")


async def representations_of_viewer(info: Info) -> list[Representation]:
    """Every one of the person who asks, oldest first; none for staff."""
    actor = info.context.actor
    if sees_all(actor) or actor.run is None:
        return []
    asked = selected(info, "Representation")
    run = RutOfDomain.parse(actor.run)
    found = await info.context.representations.of_person(run, drafts="declared" in asked.names())
    return await representation_nodes(info.context, found, [asked])


@strawberry.type
class RepresentationQueries:
    @strawberry.field(
        description="Who declared to represent which company, newest first: all declarations of a RUT side by side "
        "(AMB-54). A person sees her own."
    )
    async def representations(
        self,
        info: Info,
        filter: Annotated[RepresentationFilter | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Representation]:
        context, given = info.context, filter or RepresentationFilter()
        page = await context.representations.page(
            page_request(first, last, after, before, counted=is_counted(info, "Representation")),
            rut=None if given.rut is None else RutOfDomain.parse(given.rut),
            offices=frozenset(given.offices or ()),
            states=frozenset(given.states or ()),
        )
        nodes = await representation_nodes(context, page.items, selected_items(info, "Representation"))
        return connection_of(nodes, page)
