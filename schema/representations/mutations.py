"""End a representation; it is confirmed and refused as a fact of its case (`confirmRepresentationInCapture`)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.use_cases.representations.settle import EndRepresentation, end_representation
from schema.accounts.mutations import ClientKey
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.ids import key_of
from schema.lookahead import selected
from schema.representations.loading import representation_nodes
from schema.representations.types import Representation


@strawberry.type(description="A representation after a decision.")
class RepresentationPayload:
    representation: Representation | None = strawberry.field(description="As it is now; none when nothing changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.input(description="A person represents a company no more: from now on she does not see its account.")
class EndRepresentationInput:
    representation_id: strawberry.ID = strawberry.field(description="Global id of the representation.")
    reason: str = strawberry.field(description="Por qué termina; la persona lo lee.")
    version: int | None = strawberry.field(default=None, description="Version of the representation that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> EndRepresentation:
        key = key_of(self.representation_id, "Representation", "representation_id")
        return EndRepresentation(key, self.reason, seen=self.version, client_key=self.client_key)


@strawberry.type
class RepresentationMutations:
    @strawberry.mutation(
        description="End a confirmed representation, at once and with its reason (AMB-54). One that is declared is "
        "confirmed or refused in its case: `confirmRepresentationInCapture`, `refuseRepresentationInCapture`, or in "
        "the interview."
    )
    async def end_representation(
        self, info: Info, input: Annotated[EndRepresentationInput, strawberry.argument(description="Which, and why.")]
    ) -> RepresentationPayload:
        context = info.context
        ended, errors = await attempt_with_cases(context, end_representation, input.asked)
        if ended is None:
            return RepresentationPayload(representation=None, user_errors=errors)
        below = selected(info, "RepresentationPayload").below("representation", "Representation")
        (row,) = await representation_nodes(context, [ended], below)
        return RepresentationPayload(representation=row, user_errors=[])
