"""Decide on a join by e-mail (AMB-45)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.history.profiles import JoinState
from domain.model.rut import Rut as RutOfDomain
from domain.use_cases.profiles.joins import DecideJoin, decide_join
from schema.accounts.mutations import ClientKey
from schema.context import Info
from schema.errors import UserError, attempt
from schema.lookahead import selected
from schema.personal_data import note_joins
from schema.profiles.types import ProfileJoin
from schema.scalars import Rut


@strawberry.input(description="What is decided on an address and the profile of a RUT or RUN (AMB-45).")
class DecideProfileJoinInput:
    email: str = strawberry.field(description="The address, as it was proposed.")
    rut: Rut = strawberry.field(description="RUT or RUN of the account that it would be joined to.")
    state: JoinState = strawberry.field(description="ACCEPTED, REJECTED, or UNDONE to take back the decision before.")
    reason: str | None = strawberry.field(default=None, description="Por qué; hace falta para deshacer.")
    version: int | None = strawberry.field(default=None, description="Version of the decision before that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> DecideJoin:
        rut = RutOfDomain(self.rut)
        return DecideJoin(self.email, rut, self.state, self.reason, self.version, self.client_key)


@strawberry.type(description="A decision on an address and a profile.")
class ProfileJoinPayload:
    join: ProfileJoin | None = strawberry.field(description="As it is now; none: nothing was decided.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was decided; empty: it was.")


@strawberry.type
class ProfileMutations:
    @strawberry.mutation(
        description="Accept or reject that what came with an e-mail address is of a profile, or undo that (AMB-45)."
    )
    async def decide_profile_join(
        self, info: Info, input: Annotated[DecideProfileJoinInput, strawberry.argument(description="The decision.")]
    ) -> ProfileJoinPayload:
        outcome, errors = await attempt(info.context, decide_join, input.asked)
        if outcome is None:
            return ProfileJoinPayload(join=None, user_errors=errors)
        for below in selected(info, "ProfileJoinPayload").below("join", "ProfileJoin"):
            note_joins(info.context, below, [(outcome.join.rut, None)])
        return ProfileJoinPayload(join=ProfileJoin(outcome.join), user_errors=[])
