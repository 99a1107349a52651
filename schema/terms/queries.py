"""Terms across accounts: what is due, at risk or overdue, and whose (LIN-03)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from domain.model.institution.channels import Channel
from domain.model.terms import TermState
from domain.ports.reading import TermQuery
from schema.context import Context, Info
from schema.ids import key_of
from schema.lookahead import is_counted, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request
from schema.terms.loading import term_nodes
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
    account_id: strawberry.ID | None = strawberry.field(default=None, description="Of this account.")
    responsible_person: str | None = strawberry.field(
        default=None, description="In charge of this person (`username`), as `Term.responsiblePerson` tells."
    )
    executive: str | None = strawberry.field(
        default=None, description="Of an account whose regional or commercial executive is this person (`username`)."
    )
    due_from: datetime | None = strawberry.field(default=None, description="Due at this instant or later.")
    due_until: datetime | None = strawberry.field(default=None, description="Due at this instant or earlier.")


def term_query(context: Context, filter: TermFilter | None) -> TermQuery:
    """The domain's query."""
    given = filter or TermFilter()
    account_id = key_of(given.account_id, "Account", "account_id") if given.account_id else None
    return TermQuery(
        now=context.now(),
        states=frozenset(given.states or ()),
        offices=frozenset(given.offices or ()),
        units=frozenset(given.units or ()),
        channels=frozenset(channel.value for channel in given.channels or ()),
        rules=frozenset(rule.upper() for rule in given.rules or ()),
        account_ids=None if account_id is None else frozenset({account_id}),
        people=frozenset({given.responsible_person}) if given.responsible_person else frozenset(),
        executive=given.executive,
        due_from=given.due_from,
        due_until=given.due_until,
    )


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
        context = info.context
        page = await context.read.terms(
            term_query(context, filter), page_request(first, last, after, before, counted=is_counted(info, "Term"))
        )
        return connection_of(await term_nodes(context, page.items, selected_items(info, "Term")), page)
