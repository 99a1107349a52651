"""What a person does about the synchronisation: retry or skip a change that the CRM refuses."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.errors import ProtocolError, RecordNotFound
from domain.protocol.permissions import Permission, require
from schema.accounts.mutations import changed_account
from schema.accounts.types import Account
from schema.context import Info
from schema.errors import UserError, user_error
from schema.ids import key_of


@strawberry.input(description="An account whose synchronisation stopped at a change that the CRM refuses.")
class StoppedSyncInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")


@strawberry.type(description="An account whose synchronisation goes on.")
class StoppedSyncPayload:
    account: Account | None = strawberry.field(description="The account; none when nothing was done.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was done; empty: it was.")


async def _go_on(info: Info, input: StoppedSyncInput, *, skip: bool) -> StoppedSyncPayload:
    try:
        require(info.context.actor, Permission.RESOLVE_CONFLICT)
        account_id = key_of(input.account_id, "Account", "account_id")
        operations = info.context.operations
        done = await (operations.skip_sync if skip else operations.retry_sync)(account_id)
        if not done:
            raise RecordNotFound("un cambio detenido de la cuenta", account_id)
    except (ProtocolError, RecordNotFound) as refused:
        member = user_error(refused)
        return StoppedSyncPayload(account=None, user_errors=[member] if member else [])
    return StoppedSyncPayload(account=await changed_account(info, "StoppedSyncPayload", account_id), user_errors=[])


@strawberry.type
class SyncMutations:
    @strawberry.mutation(description="Send the refused changes of an account to the CRM again.")
    async def retry_sync(
        self, info: Info, input: Annotated[StoppedSyncInput, strawberry.argument(description="The account.")]
    ) -> StoppedSyncPayload:
        return await _go_on(info, input, skip=False)

    @strawberry.mutation(
        description="Set aside the change that the CRM refuses (it becomes a conflict), and go on with the next."
    )
    async def skip_sync(
        self, info: Info, input: Annotated[StoppedSyncInput, strawberry.argument(description="The account.")]
    ) -> StoppedSyncPayload:
        return await _go_on(info, input, skip=True)
