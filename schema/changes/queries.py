"""What changed since a cursor: the base of keeping a copy, of a screen that stays fresh, of other systems (F-60)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry

from domain.errors import ChangesForgotten, InvalidValue
from domain.model.history.feed import ChangeKind
from domain.ports.changes import ChangeQuery
from domain.use_cases.seen_changes import Changes
from schema.changes.types import NODE, Change, cursor_of, position_of
from schema.context import Context, Info
from schema.faults import Fault, FaultCode
from schema.ids import key_of
from schema.links.following import follow_nodes
from schema.lookahead import Selection, selected
from schema.pagination import MAX_PAGE

OfKinds = Annotated[list[ChangeKind] | None, strawberry.argument(description="Only of these kinds; none: of all.")]
OfAccount = Annotated[strawberry.ID | None, strawberry.argument(description="Only of this account, or of it before.")]
OfOffice = Annotated[str | None, strawberry.argument(description="Only of this office (code), or of it before.")]


@strawberry.type(description="What changed, in the order in which everybody learns of it.")
class ChangesSince:
    changes: list[Change] = strawberry.field(description="The changes; each record may come more than once.")
    cursor: str = strawberry.field(description="From which to go on; keep it, whether there were changes or not.")
    has_more: bool = strawberry.field(description="There are more by now: ask again at once.")


async def change_nodes(context: Context, nodes: Sequence[Change], selections: Sequence[Selection]) -> None:
    """The records of the changes, when they are selected. One statement for each kind, and what is below it."""
    await follow_nodes(context, nodes, selections, "node", NODE, lambda node: None if node.change.gone else node.place)


def asked_changes(kinds: list[ChangeKind] | None, account_id: str | None, office: str | None) -> ChangeQuery:
    """Which changes the arguments of a field ask for."""
    key = key_of(account_id, "Account", "account_id") if account_id else None
    return ChangeQuery(
        kinds=frozenset(kinds or ()), account_ids=None if key is None else frozenset({key}), office=office
    )


def cursor_expired(forgotten: ChangesForgotten) -> Fault:
    """The refusal of a cursor that is too old, with the one from which to begin anew."""
    message = "The changes after this cursor are kept no more: read the records anew, then go on from `cursor`."
    return Fault(FaultCode.CURSOR_EXPIRED, message, extensions={"cursor": cursor_of(forgotten.head)})


async def changes_since(context: Context, found: Changes, asked: Sequence[Selection]) -> ChangesSince:
    """As clients read them, with the records that are selected."""
    nodes = [Change(each) for each in found.items]
    await change_nodes(context, nodes, asked)
    return ChangesSince(changes=nodes, cursor=cursor_of(found.position), has_more=found.more)


@strawberry.type
class ChangeQueries:
    @strawberry.field(
        description="What changed after a cursor, of what the viewer may know of. Without a cursor: nothing yet, only "
        "the one from which to begin: ask for it first, then read the records, then ask what changed meanwhile. One "
        "that is too old is refused with CURSOR_EXPIRED and `extensions.cursor`, from which to begin anew."
    )
    async def changes(
        self,
        info: Info,
        after: Annotated[str | None, strawberry.argument(description="Cursor of the reading before.")] = None,
        first: Annotated[int | None, strawberry.argument(description="At most how many, 1 to 100; none: 100.")] = None,
        kinds: OfKinds = None,
        account_id: OfAccount = None,
        office: OfOffice = None,
    ) -> ChangesSince:
        most = MAX_PAGE if first is None else first
        if not 1 <= most <= MAX_PAGE:
            raise InvalidValue(f"Pida entre 1 y {MAX_PAGE} cambios.", field=("first",))
        query = asked_changes(kinds, account_id, office)
        try:
            found = await info.context.changes.since(query, None if after is None else position_of(after), most)
        except ChangesForgotten as forgotten:
            raise cursor_expired(forgotten) from forgotten
        return await changes_since(info.context, found, selected(info, "ChangesSince").below("changes", "Change"))
