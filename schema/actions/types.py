"""One action or log entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.ports.reading import ActionRow
from schema.answers import Node, answers
from schema.context import Info
from schema.ids import global_id
from schema.links.following import LazyAccount, Link
from schema.links.people import Person, by_person_if_any, known_person
from schema.lookahead import Loaded
from schema.offices.types import Office, office_node
from schema.scalars import CountryCode

if TYPE_CHECKING:
    from schema.accounts.types import Account

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.account_id)
CORRECTS: Final[Link[Action]] = Link("corrects", "Action", lambda node: node.corrects)


@strawberry.type(description="One entry of the «Registro de Acciones», or of the log («bitácora»). Never deleted.")
class ActionShape(Node):
    account_global_id: strawberry.ID = strawberry.field(name="accountId", description="Global id of its account.")
    version: int = strawberry.field(description="Counts the writes; a change must name the version it saw.")
    type: str = strawberry.field(description="Code of the action type.")
    title: str = strawberry.field(description="Título.")
    started_on: date = strawberry.field(description="First day, inclusive.")
    ended_on: date = strawberry.field(description="Last day, inclusive; it decides the year (AMB-61).")
    market: CountryCode | None = strawberry.field(description="Market it aimed at.")
    office_code: str | None = strawberry.field(description="Office that did it.")
    channel: Channel | None = strawberry.field(description="Channel (CHN-01).")
    point_of_contact: PointOfContact | None = strawberry.field(description="Point of contact (CHN-02..CHN-04).")
    notes: str | None = strawberry.field(description="Observaciones.")
    topic: str | None = strawberry.field(description="Code of what was asked for, from `topics` (MEA-05).")
    product: str | None = strawberry.field(description="Product or service that it was about, in words (POL-15).")
    registered_by: str = strawberry.field(description="Who registered it.")
    registered_role: Role = strawberry.field(description="As what; only some roles make it count (AMB-37).")
    registered_at: datetime = strawberry.field(description="Instant of registration.")
    confirmed_by: str | None = strawberry.field(description="Executive who confirmed it (AMB-37).")
    confirmed_by_person = by_person_if_any("confirmed_by", "Executive who confirmed it")
    confirmed_role: Role | None = strawberry.field(description="As what.")
    confirmed_at: datetime | None = strawberry.field(description="Instant of the confirmation.")
    annulled_by: str | None = strawberry.field(description="Who annulled it; an annulled action does not count.")
    annulled_by_person = by_person_if_any("annulled_by", "Who annulled it")
    annulled_at: datetime | None = strawberry.field(description="Instant of the annulment.")
    annulment_reason: str | None = strawberry.field(description="Why it was annulled.")
    corrects_global_id: strawberry.ID | None = strawberry.field(
        name="correctsId", description="Global id of the action it replaces."
    )
    updated_at: datetime = strawberry.field(description="Instant of the last thing that happened to it.")
    cause: str | None = strawberry.field(description="Rule that made the system write it, when no person did.")

    @strawberry.field(description="Its account; none: it is not for the viewer.")
    def account(root: strawberry.Parent[Action]) -> LazyAccount | None:
        return ACCOUNT.read(root)

    @strawberry.field(description="The action that it replaces; none: it replaces none.")
    def corrects(root: strawberry.Parent[Action]) -> Action | None:
        return CORRECTS.read(root)

    @strawberry.field(description="Who registered it, as the directory knows them.")
    def registered_by_person(root: strawberry.Parent[Action], info: Info) -> Person:
        return known_person(root.registered_by, info.context)

    @strawberry.field(description="Office that did it.")
    def office(root: strawberry.Parent[Action], info: Info) -> Office | None:
        return office_node(root.office_code, info.context.configuration, info.context.services.book)


@answers(ActionShape)
class Action(ActionRow):
    """The store's row, what was loaded for its links, and the ids a client sees."""

    loaded: Loaded

    @classmethod
    def of(cls, row: ActionRow) -> Action:
        """The node of one row, nothing loaded yet."""
        node = cls._make(row)
        node.loaded = {}
        return node

    @property
    def global_id(self) -> str:
        return global_id("Action", self.id)

    @property
    def account_global_id(self) -> str:
        return global_id("Account", self.account_id)

    @property
    def updated_at(self) -> datetime:
        return max(at for at in (self.registered_at, self.confirmed_at, self.annulled_at) if at is not None)

    @property
    def office_code(self) -> str | None:
        return self.office

    @property
    def corrects_global_id(self) -> str | None:
        return global_id("Action", self.corrects) if self.corrects else None
