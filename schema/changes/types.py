"""One change, as the API shows it: of what, whose, and whether it is gone."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from datetime import datetime
from typing import Final

import strawberry

from domain.errors import InvalidValue
from domain.model.history.feed import Change as ChangeOfDomain
from domain.model.history.feed import ChangeKind
from schema.answers import Identified, Node, answers
from schema.ids import global_id
from schema.lookahead import Loaded, Part

_PREFIX: Final = "1f\t"
NODE_OF: Final = {
    ChangeKind.ACCOUNT: "Account",
    ChangeKind.ACTION: "Action",
    ChangeKind.CASE: "Case",
    ChangeKind.TERM: "Term",
    ChangeKind.MESSAGE: "Message",
    ChangeKind.CONFLICT: "SyncConflict",
    ChangeKind.DOCUMENT: "CaseDocument",
}
"""The GraphQL type of each kind of record."""
NODE: Final[Part[Identified | None]] = Part()


def cursor_of(position: int) -> str:
    """The opaque cursor of a place in the feed."""
    return urlsafe_b64encode(f"{_PREFIX}{position}".encode()).decode()


def position_of(cursor: str) -> int:
    """The place that a cursor names. Raises InvalidValue for anything else."""
    try:
        told = urlsafe_b64decode(cursor).decode()
        if told.startswith(_PREFIX):
            return int(told.removeprefix(_PREFIX))
    except (Base64Error, ValueError):
        pass
    raise InvalidValue("El cursor no es de este registro de cambios: empiece de nuevo.", field=("after",))


@strawberry.type(description="That a record changed («cambio»). It tells nothing of what the record says.")
class ChangeShape:
    cursor: str = strawberry.field(description="Place in the feed; the next reading begins after it.")
    at: datetime = strawberry.field(description="Instant of the change, by the store's clock.")
    kind: ChangeKind = strawberry.field(description="What changed.")
    node_id: strawberry.ID = strawberry.field(description="Global id of the record.")
    gone: bool = strawberry.field(
        name="isGone", description="The viewer may not know of the record any more, or it is no more: forget it."
    )
    version: int | None = strawberry.field(description="Version of the record, when it counts its writes.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of its account; none: it has none, or it is gone."
    )
    office_code: str | None = strawberry.field(description="Code of the responsible office, when it has one.")

    @strawberry.field(
        description="The record as it is now, which may be newer than the change; none: it is gone.",
        graphql_type=Node | None,
    )
    def node(root: strawberry.Parent[Change]) -> Identified | None:
        return NODE.read(root)


@answers(ChangeShape, beneath=ChangeOfDomain)
class Change:
    __slots__ = ("_change", "loaded", "node_id")

    def __init__(self, change: ChangeOfDomain) -> None:
        self._change = change
        self.loaded: Loaded = {}
        self.node_id = global_id(NODE_OF[change.kind], change.key)

    def __getattr__(self, name: str) -> object:
        return getattr(self._change, name)

    @property
    def change(self) -> ChangeOfDomain:
        """What it shows."""
        return self._change

    @property
    def place(self) -> tuple[str, str]:
        """GraphQL type and key of the record."""
        return NODE_OF[self._change.kind], self._change.key

    @property
    def cursor(self) -> str:
        return cursor_of(self._change.position)

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._change.account_id) if self._change.account_id else None

    @property
    def office_code(self) -> str | None:
        return self._change.office
