"""Planned activities, whoever they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

import strawberry

from domain.model.activities import ActivityState
from domain.model.classes import Category, Group
from domain.ports.activities import ActivityQuery
from domain.protocol.access.permissions import Permission, require
from schema.activities.types import Activity
from schema.context import Context, Info
from schema.links.following import finds
from schema.lookahead import Selection, is_counted
from schema.pagination import After, Before, Connection, First, Last, connection, page_request
from schema.scalars import CountryCode


@strawberry.input(
    description="Which activities; every condition that is given must hold. One that sets no limit suits any value."
)
class ActivityFilter:
    states: list[ActivityState] | None = strawberry.field(default=None, description="In these states today.")
    types: list[str] | None = strawberry.field(default=None, description="Of these instruments.")
    groups: list[Group] | None = strawberry.field(default=None, description="For any of these groups.")
    categories: list[Category] | None = strawberry.field(default=None, description="For any of these categories.")
    sectors: list[str] | None = strawberry.field(default=None, description="For any of these sectors.")
    regions: list[str] | None = strawberry.field(default=None, description="For any of these regions (CUT codes).")
    markets: list[CountryCode] | None = strawberry.field(default=None, description="That aim at any of these markets.")
    offices: list[str] | None = strawberry.field(default=None, description="Of these offices.")
    starts_from: date | None = strawberry.field(default=None, description="That begin on this day or later.")
    starts_until: date | None = strawberry.field(default=None, description="That begin on this day or before.")

    def query(self, context: Context) -> ActivityQuery:
        return ActivityQuery(
            on=context.today(),
            states=frozenset(self.states or ()),
            types=frozenset(self.types or ()),
            groups=frozenset(self.groups or ()),
            categories=frozenset(self.categories or ()),
            sectors=frozenset(self.sectors or ()),
            regions=frozenset(self.regions or ()),
            markets=frozenset(self.markets or ()),
            offices=frozenset(self.offices or ()),
            starts_from=self.starts_from,
            starts_until=self.starts_until,
        )


@finds("Activity")
async def find_activities(context: Context, keys: Sequence[str], _: Sequence[Selection]) -> Mapping[str, Activity]:
    """Activities are public. A statement for each: nobody asks for many."""
    found = {key: await context.activity_read.activity(key) for key in keys}
    return {key: Activity(each, context) for key, each in found.items() if each is not None}


@strawberry.type
class ActivityQueries:
    @strawberry.field(description="Activities that support internationalisation, by last day to apply (POL-09).")
    async def activities(
        self,
        info: Info,
        filter: Annotated[ActivityFilter | None, strawberry.argument(description="Which activities.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Activity]:
        context = info.context
        require(context.actor, Permission.READ_RULES)
        query = (filter or ActivityFilter()).query(context)
        page = await context.activity_read.activities(
            query, page_request(first, last, after, before, counted=is_counted(info, "Activity"))
        )
        return connection(page, lambda each: Activity(each, context))
