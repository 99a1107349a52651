"""Declare and end a conflict of interest with a company: one's own (AMB-72)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.use_cases.accounts.conflicts_of_interest import (
    ConflictOfInterestOutcome,
    DeclareConflictOfInterest,
    EndConflictOfInterest,
    declare_conflict_of_interest,
    end_conflict_of_interest,
)
from schema.accounts.conflicts_of_interest import ConflictOfInterest, conflict_of_interest_nodes
from schema.accounts.mutations import ClientKey, changed_account
from schema.accounts.types import Account
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.ids import key_of
from schema.lookahead import selected


@strawberry.type(description="A conflict of interest after it was declared or ended.")
class ConflictOfInterestPayload:
    conflict_of_interest: ConflictOfInterest | None = strawberry.field(
        description="As it is now; none when nothing changed."
    )
    account: Account | None = strawberry.field(description="The company.")
    passed_cases: list[int] = strawberry.field(
        description="Numbers of the open cases that passed to the choice of the head."
    )
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.input(description="The viewer's own conflict of interest with a company.")
class DeclareConflictOfInterestInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    reason: str = strawberry.field(description="Por qué.")
    since: date | None = strawberry.field(
        default=None, description="First day on which it stands, today at the latest; none: today."
    )
    client_key: str | None = ClientKey

    def asked(self) -> DeclareConflictOfInterest:
        key = key_of(self.account_id, "Account", "account_id")
        return DeclareConflictOfInterest(key, self.reason, self.since, self.client_key)


@strawberry.input(description="The end of the viewer's own conflict of interest with a company.")
class EndConflictOfInterestInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    reason: str = strawberry.field(description="Por qué termina.")
    until: date | None = strawberry.field(
        default=None, description="First day on which it stands no more, tomorrow at the earliest; none: tomorrow."
    )
    client_key: str | None = ClientKey

    def asked(self) -> EndConflictOfInterest:
        key = key_of(self.account_id, "Account", "account_id")
        return EndConflictOfInterest(key, self.reason, self.until, self.client_key)


async def _payload(
    info: Info, outcome: ConflictOfInterestOutcome | None, refused: list[UserError]
) -> ConflictOfInterestPayload:
    if outcome is None:
        return ConflictOfInterestPayload(conflict_of_interest=None, account=None, passed_cases=[], user_errors=refused)
    below = selected(info, "ConflictOfInterestPayload").below("conflictOfInterest", "ConflictOfInterest")
    (node,) = await conflict_of_interest_nodes(info.context, [outcome.record], below)
    return ConflictOfInterestPayload(
        conflict_of_interest=node,
        account=await changed_account(info, "ConflictOfInterestPayload", outcome.account.id),
        passed_cases=list(outcome.passed),
        user_errors=[],
    )


@strawberry.type
class ConflictOfInterestMutations:
    @strawberry.mutation(
        description="Declare the viewer's own conflict of interest with a company: from now on they decide nothing on "
        "it, and their open cases of it pass to the choice of the head (POL-07, AMB-72)."
    )
    async def declare_conflict_of_interest(
        self,
        info: Info,
        input: Annotated[DeclareConflictOfInterestInput, strawberry.argument(description="With whom, and why.")],
    ) -> ConflictOfInterestPayload:
        return await _payload(info, *await attempt_with_cases(info.context, declare_conflict_of_interest, input.asked))

    @strawberry.mutation(
        description="End the viewer's own conflict of interest; told again while it stands, the later word holds and "
        "the earlier one stays on record (POL-07, AMB-72)."
    )
    async def end_conflict_of_interest(
        self,
        info: Info,
        input: Annotated[EndConflictOfInterestInput, strawberry.argument(description="Which, and why.")],
    ) -> ConflictOfInterestPayload:
        return await _payload(info, *await attempt_with_cases(info.context, end_conflict_of_interest, input.asked))
