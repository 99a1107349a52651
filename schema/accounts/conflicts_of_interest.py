"""Conflicts of interest with a company («conflictos de interés»): who declared one, from when until when (AMB-72)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.model.history.conflicts_of_interest import ConflictOfInterest as ConflictOfInterestOfDomain
from domain.model.history.conflicts_of_interest import ToldEnd
from domain.protocol.access.permissions import Permission, is_allowed
from schema.answers import answers
from schema.context import Context, Info
from schema.ids import global_id
from schema.links.following import LazyAccount, Link, follow
from schema.links.people import Person, person_named
from schema.lookahead import Loaded, Selection

if TYPE_CHECKING:
    from schema.accounts.types import Account

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.account_id)


@strawberry.type(description="An end of a conflict of interest, as it was told once.")
class ConflictOfInterestEndShape:
    until: date = strawberry.field(description="First day on which it stands no more.")
    at: datetime = strawberry.field(description="Instant at which it was told.")
    reason: str | None = strawberry.field(description="Why; for who declared it, and for who may see decisions.")


@answers(ConflictOfInterestEndShape)
class ConflictOfInterestEnd:
    __slots__ = ("at", "reason", "until")

    def __init__(self, end: ToldEnd, reason: str | None) -> None:
        self.until = end.until
        self.at = end.at
        self.reason = reason


@strawberry.type(
    description="That somebody declared a conflict of interest with a company («conflicto de interés»): while it "
    "stands, they decide nothing on it (POL-07, AMB-72)."
)
class ConflictOfInterestShape:
    username: str = strawberry.field(description="Stable id of who declared it, of themself.")
    account_global_id: strawberry.ID = strawberry.field(name="accountId", description="Global id of the company.")
    since: date = strawberry.field(description="First day on which it stands, inclusive.")
    until: date | None = strawberry.field(description="First day on which it stands no more; none: not known.")
    stands: bool = strawberry.field(description="It stands today.")
    declared_at: datetime = strawberry.field(description="Instant at which it was declared.")
    reason: str | None = strawberry.field(description="Why; for who declared it, and for who may see decisions.")
    ends: list[ConflictOfInterestEnd] = strawberry.field(
        description="Every end that was told, oldest first; the last one holds."
    )

    @strawberry.field(description="Who declared it.")
    def person(root: strawberry.Parent[ConflictOfInterest], info: Info) -> Person | None:
        return person_named(root.username, info.context)

    @strawberry.field(description="The company.")
    def account(root: strawberry.Parent[ConflictOfInterest]) -> LazyAccount | None:
        return ACCOUNT.read(root)


@answers(ConflictOfInterestShape)
class ConflictOfInterest:
    """As its viewer may see it."""

    __slots__ = (
        "account_global_id", "account_id", "declared_at", "ends", "loaded", "reason", "since", "stands", "until",
        "username",
    )  # fmt: skip

    def __init__(self, record: ConflictOfInterestOfDomain, context: Context) -> None:
        viewer = context.actor
        told = record.person == viewer.id or is_allowed(viewer, Permission.READ_DECISIONS)
        self.loaded: Loaded = {}
        self.account_id = record.account_id
        self.account_global_id = global_id("Account", record.account_id)
        self.username = record.person
        self.since = record.since
        self.until = record.until
        self.stands = record.stands(context.today())
        self.declared_at = record.declared_at
        self.reason = record.reason if told else None
        self.ends = [ConflictOfInterestEnd(end, end.reason if told else None) for end in record.ends]


async def conflict_of_interest_nodes(
    context: Context, records: Sequence[ConflictOfInterestOfDomain], selections: Sequence[Selection]
) -> list[ConflictOfInterest]:
    """As the viewer may see them, with everything loaded that *selections* ask of them."""
    nodes = [ConflictOfInterest(record, context) for record in records]
    await follow(context, nodes, selections, (ACCOUNT,))
    return nodes
