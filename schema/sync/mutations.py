"""What a person does about the synchronisation: resolve a conflict, retry or skip a change that the CRM refuses."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.errors import InvalidValue, ProtocolError, RecordNotFound
from domain.model.classes import ClassChange
from domain.model.exchange.conflicts import Conflict, Side
from domain.protocol.access.permissions import Permission
from domain.use_cases.accounts.resolve_conflict import ResolveConflict, resolve_conflict
from schema.accounts.mutations import ClientKey, changed_account, class_changes_of
from schema.accounts.types import Account
from schema.context import Info
from schema.errors import UserError, attempt, user_errors
from schema.ids import key_of
from schema.lookahead import selected
from schema.sync.loading import conflict_nodes
from schema.sync.types import SyncConflict, scalar_of_text


@strawberry.input(description="An account whose synchronisation stopped at a change that the CRM refuses.")
class StoppedSyncInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")


@strawberry.type(description="An account whose synchronisation goes on.")
class StoppedSyncPayload:
    account: Account | None = strawberry.field(description="The account; none when nothing was done.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was done; empty: it was.")


@strawberry.input(description="Which value of a conflict holds.")
class ResolveConflictInput:
    conflict_id: strawberry.ID = strawberry.field(description="Global id of the conflict.")
    side: Side = strawberry.field(description="Whose value.")
    value: str | None = strawberry.field(default=None, description="With OTHER: the value, as text; none empties it.")
    reason: str | None = strawberry.field(default=None, description="Why; recommended against the proposal.")
    client_key: str | None = ClientKey

    def asked(self, conflict: Conflict | None) -> ResolveConflict:
        key = key_of(self.conflict_id, "SyncConflict", "conflict_id")
        value = scalar_of_text(conflict.kind, conflict.field, self.value) if conflict else None
        return ResolveConflict(
            conflict_id=key, side=self.side, value=value, reason=self.reason, client_key=self.client_key
        )


@strawberry.type(description="A conflict after its resolution, with the account it is about.")
class ConflictPayload:
    conflict: SyncConflict | None = strawberry.field(description="The conflict; none when it was not resolved.")
    account: Account | None = strawberry.field(description="The account as it is now.")
    class_changes: list[ClassChange] = strawberry.field(description="Changes of class that this brought.")
    user_errors: list[UserError] = strawberry.field(description="Why it was not resolved; empty: it was.")


async def _go_on(info: Info, input: StoppedSyncInput, *, skip: bool) -> StoppedSyncPayload:
    try:
        account_id = key_of(input.account_id, "Account", "account_id")
        await info.context.require_on(account_id, Permission.RESOLVE_CONFLICT)
        operations = info.context.operations
        done = await (operations.skip_sync if skip else operations.retry_sync)(account_id)
        if not done:
            raise RecordNotFound("un cambio detenido de la cuenta", account_id)
    except (ProtocolError, RecordNotFound) as refused:
        members = user_errors(refused)
        return StoppedSyncPayload(account=None, user_errors=members)
    return StoppedSyncPayload(account=await changed_account(info, "StoppedSyncPayload", account_id), user_errors=[])


def _key(conflict_id: str) -> str:
    """The conflict's own id; text of no conflict when it is not a global id of one (the use case then refuses it)."""
    try:
        return key_of(conflict_id, "SyncConflict", "conflict_id")
    except InvalidValue:
        return ""


@strawberry.type
class SyncMutations:
    @strawberry.mutation(description="Say which value of a conflict with the CRM holds.")
    async def resolve_conflict(
        self, info: Info, input: Annotated[ResolveConflictInput, strawberry.argument(description="The decision.")]
    ) -> ConflictPayload:
        context = info.context
        key = _key(input.conflict_id)
        known = (await context.read.conflicts_by_id([key])).get(key)
        outcome, errors = await attempt(context, resolve_conflict, lambda: input.asked(known))
        asked = selected(info, "ConflictPayload").below("conflict", "SyncConflict")
        nodes = await conflict_nodes(context, [outcome.conflict] if outcome else [], asked)
        return ConflictPayload(
            conflict=nodes[0] if nodes else None,
            account=await changed_account(info, "ConflictPayload", outcome.account.id if outcome else None),
            class_changes=class_changes_of(outcome),
            user_errors=errors,
        )

    @strawberry.mutation(
        description="Send the refused changes of an account to the CRM again; ask again what it lacks and was left so."
    )
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
