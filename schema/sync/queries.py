"""The synchronisation as a whole, and its conflicts."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.exchange.crm_records import Health
from domain.protocol.access.permissions import Permission, require
from schema.answers import answers
from schema.context import Info
from schema.ids import key_of
from schema.lookahead import is_counted, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection, connection_of, page_request
from schema.personal_data import note_held_back
from schema.sync.loading import conflict_nodes
from schema.sync.types import HeldBackRecord, SyncConflict, SyncOverview


@strawberry.type(description="Whether the CRM answers.")
class CrmHealthShape:
    ok: bool = strawberry.field(description="It answers.")
    detail: str = strawberry.field(description="A sentence for the operator.")
    latency_seconds: float | None = strawberry.field(description="Time of the probe, in seconds.")


answers(CrmHealthShape)(Health)


@strawberry.type
class SyncQueries:
    @strawberry.field(description="Backlog, lag and conflicts of the synchronisation.")
    async def sync(self, info: Info) -> SyncOverview:
        require(info.context.actor, Permission.READ_SYNC)
        read = info.context.read
        return SyncOverview(await read.backlog(), info.context.machine_now(), await read.class_progress())

    @strawberry.field(description="Probe of the CRM, made now.")
    async def crm_health(self, info: Info) -> Health:
        require(info.context.actor, Permission.READ_SYNC)
        return await info.context.operations.crm_health()

    @strawberry.field(description="Conflicts with the CRM, newest first.")
    async def sync_conflicts(
        self,
        info: Info,
        account_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this account.")] = None,
        open_only: Annotated[bool, strawberry.argument(description="Only those not resolved yet.")] = True,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[SyncConflict]:
        require(info.context.actor, Permission.READ_SYNC)
        page = await info.context.read.conflicts(
            page_request(first, last, after, before, counted=is_counted(info, "SyncConflict")),
            account_id=key_of(account_id, "Account", "accountId") if account_id else None,
            open_only=open_only,
        )
        nodes = await conflict_nodes(info.context, page.items, selected_items(info, "SyncConflict"))
        return connection_of(nodes, page)

    @strawberry.field(description="Records of the CRM that cannot come in as they are, newest first.")
    async def held_back_records(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[HeldBackRecord]:
        require(info.context.actor, Permission.READ_SYNC)
        page = await info.context.read.held_back(
            page_request(first, last, after, before, counted=is_counted(info, "HeldBackRecord"))
        )
        for selection in selected_items(info, "HeldBackRecord"):
            note_held_back(info.context, selection, page.items)
        return connection(page, HeldBackRecord)
