"""Changed fields of accounts and contacts, before and after: append-only (POL-07)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from domain.model.exchange.crm_records import RecordKind
from domain.model.history.field_changes import FIELDS
from domain.model.history.field_changes import FieldChange as ChangeOfDomain
from domain.model.institution.people import Role
from schema.answers import Node, answers
from schema.context import Info
from schema.ids import global_id, key_of, record_id
from schema.languages.spoken import SAID
from schema.links.people import by_person
from schema.lookahead import is_counted, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection, page_request
from schema.personal_data import note_changes


@strawberry.type(description="One field of an account or contact that somebody changed. Never changed, never deleted.")
class FieldChangeShape(Node):
    at: datetime = strawberry.field(description="Instant of the change.")
    by: str = strawberry.field(description="Who changed it.")
    by_person = by_person("by", "Who changed it")
    role: Role | None = strawberry.field(description="As what; none: as somebody of the CRM.")
    source: str = strawberry.field(description="By which door: the system in which it was changed.")
    kind: RecordKind = strawberry.field(description="What kind of record was changed.")
    record_global_id: strawberry.ID = strawberry.field(name="recordId", description="The account or contact.")
    account_global_id: strawberry.ID = strawberry.field(
        name="accountId", description="The account that it is, or was of on that day."
    )
    field: str = strawberry.field(description="Name of the field.")
    field_in_words: str = strawberry.field(
        description="The field as a person calls it; in Spanish or English.", metadata=SAID
    )
    before: str | None = strawberry.field(description="Its value before, as text; none: it had none.")
    after: str | None = strawberry.field(description="Its value after, as text; none: it has none.")


@answers(FieldChangeShape, beneath=ChangeOfDomain)
class FieldChange:
    __slots__ = ("change",)

    def __init__(self, change: ChangeOfDomain) -> None:
        self.change = change

    def __getattr__(self, name: str) -> object:
        return getattr(self.change, name)

    @property
    def global_id(self) -> str:
        return global_id("FieldChange", str(self.change.number))

    @property
    def at(self) -> datetime:
        return self.change.author.at

    @property
    def by(self) -> str:
        return self.change.author.by

    @property
    def role(self) -> Role | None:
        role = self.change.author.role
        return None if role is None else Role(role)

    @property
    def source(self) -> str:
        return self.change.author.source

    @property
    def record_global_id(self) -> str:
        return record_id(self.change.kind, self.change.key)

    @property
    def account_global_id(self) -> str:
        return global_id("Account", self.change.account_id)

    @property
    def field_in_words(self) -> str:
        return FIELDS[self.change.kind][self.change.field]


@strawberry.type
class FieldChangeQueries:
    @strawberry.field(
        description="What was changed of an account, of those joined to it and of their contacts: who, when, by which "
        "door, from what to what; newest first (POL-07)."
    )
    async def field_changes(
        self,
        info: Info,
        account_id: Annotated[strawberry.ID, strawberry.argument(description="The account.")],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[FieldChange]:
        page = page_request(first, last, after, before, counted=is_counted(info, "FieldChange"))
        shown = connection(
            await info.context.read.field_changes(page, key_of(account_id, "Account", "account_id")), FieldChange
        )
        for selection in selected_items(info, "FieldChange"):
            await note_changes(info.context, selection, [node.change for node in shown.nodes])
        return shown
