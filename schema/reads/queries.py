"""The record of reads of personal data: of whom, or by whom (POL-07)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.context import Info
from schema.ids import key_of
from schema.lookahead import is_counted, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request
from schema.reads.loading import read_nodes
from schema.reads.types import PersonalDataRead


@strawberry.type
class PersonalReadQueries:
    @strawberry.field(description="Who was shown personal data of whom, newest first (POL-07).")
    async def reads_of_personal_data(
        self,
        info: Info,
        account_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this account.")] = None,
        case_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this case.")] = None,
        by: Annotated[str | None, strawberry.argument(description="Only by this person or service.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[PersonalDataRead]:
        page = await info.context.personal_reads.reads(
            page_request(first, last, after, before, counted=is_counted(info, "PersonalDataRead")),
            account_id=key_of(account_id, "Account", "account_id") if account_id else None,
            case_id=key_of(case_id, "Case", "case_id") if case_id else None,
            by=by,
        )
        nodes = await read_nodes(info.context, page.items, selected_items(info, "PersonalDataRead"))
        return connection_of(nodes, page)
