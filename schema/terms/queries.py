"""Terms across accounts: what is due, at risk or overdue, and whose (LIN-03)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from domain.model.institution.channels import Channel
from domain.model.terms import TermState
from domain.ports.reading import TermQuery
from domain.protocol.terms.configured import risk_margin, terms_in_force
from schema.context import Info
from schema.pagination import After, Before, Connection, First, Last, connection, page_request
from schema.terms.types import Term


@strawberry.input(description="Which terms; every condition that is given must hold.")
class TermFilter:
    states: list[TermState] | None = strawberry.field(default=None, description="In one of these states now.")
    offices: list[str] | None = strawberry.field(default=None, description="Codes of responsible offices.")
    units: list[str] | None = strawberry.field(
        default=None, description="Accountable units: of the term, or of the process of its case (LIN-03)."
    )
    channels: list[Channel] | None = strawberry.field(default=None, description="Channels of the case.")
    rules: list[str] | None = strawberry.field(default=None, description="Rule ids.")
    due_from: datetime | None = strawberry.field(default=None, description="Due at this instant or later.")
    due_until: datetime | None = strawberry.field(default=None, description="Due at this instant or earlier.")


@strawberry.type
class TermQueries:
    @strawberry.field(description="Terms by due instant, page by page.")
    async def terms(
        self,
        info: Info,
        filter: Annotated[TermFilter | None, strawberry.argument(description="Which terms.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Term]:
        context, given = info.context, filter or TermFilter()
        query = TermQuery(
            now=context.now(),
            states=frozenset(given.states or ()),
            offices=frozenset(given.offices or ()),
            units=frozenset(given.units or ()),
            channels=frozenset(channel.value for channel in given.channels or ()),
            rules=frozenset(rule.upper() for rule in given.rules or ()),
            due_from=given.due_from,
            due_until=given.due_until,
        )
        page = await context.read.terms(query, page_request(first, last, after, before))
        margin, now, book = risk_margin(context.configuration), context.now(), context.services.book
        rules = terms_in_force(context.configuration)
        return connection(page, lambda term: Term(term, book, now, margin, rules))
