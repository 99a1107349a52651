"""Waive a term that can no longer be demanded (AMB-58). Terms start and stop by the facts of their cases."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.use_cases.results import TermOutcome
from domain.use_cases.terms.track_term import WaiveTerm, waive_term
from schema.accounts.mutations import ClientKey
from schema.context import Info
from schema.errors import UserError, attempt
from schema.ids import key_of
from schema.lookahead import selected
from schema.terms.loading import term_nodes
from schema.terms.types import Term


@strawberry.type(description="A term after a change.")
class TermPayload:
    term: Term | None = strawberry.field(description="The term as it is now; none when nothing was changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.input(description="A term that is no longer demanded.")
class WaiveTermInput:
    term_id: strawberry.ID = strawberry.field(description="Global id of the term.")
    reason: str = strawberry.field(description="Why; it is reported apart.")
    client_key: str | None = ClientKey

    def asked(self) -> WaiveTerm:
        key = key_of(self.term_id, "Term", "term_id")
        return WaiveTerm(term_id=key, reason=self.reason, client_key=self.client_key)


async def _payload(info: Info, outcome: TermOutcome | None, errors: list[UserError]) -> TermPayload:
    asked = selected(info, "TermPayload").below("term", "Term")
    nodes = await term_nodes(info.context, [outcome.term] if outcome else [], asked)
    return TermPayload(term=nodes[0] if nodes else None, user_errors=errors)


@strawberry.type
class TermMutations:
    @strawberry.mutation(description="Waive a term, with a reason: the company could not be reached (AMB-58).")
    async def waive_term(
        self, info: Info, input: Annotated[WaiveTermInput, strawberry.argument(description="The term.")]
    ) -> TermPayload:
        return await _payload(info, *await attempt(info.context, waive_term, input.asked))
