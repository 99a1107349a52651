"""A message to a company, a person, an office or a unit, as the API shows it (section 5)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.model.messages import Delivery, DeliveryState, Language, MessageState
from domain.model.messages import Message as MessageOfDomain
from domain.protocol.quality.survey_links import without_links
from schema.answers import Node, answers
from schema.ids import global_id
from schema.links.following import LazyAccount, LazyCase, Link
from schema.lookahead import Loaded

if TYPE_CHECKING:
    from schema.accounts.types import Account
    from schema.cases.types import Case

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.message.account_id)
CASE: Final[Link[Case]] = Link("case", "Case", lambda node: node.message.case_id)


@strawberry.type(description="One address of a message.")
class MessageDeliveryShape:
    address: str = strawberry.field(description="The address.")
    state: DeliveryState = strawberry.field(description="What became of the message there.")
    error: str | None = strawberry.field(description="What the mail server said, in its words.")


answers(MessageDeliveryShape)(Delivery)


@strawberry.type(description="A message to a company, a person, an office or a unit (section 5).")
class MessageShape(Node):
    template: str = strawberry.field(description="Message id («NTF-05»).")
    template_version: str = strawberry.field(description="Version of the template.")
    language: Language = strawberry.field(description="Language.")
    recipients: list[str] = strawberry.field(description="Addressees.")
    copies: list[str] = strawberry.field(description="Copies.")
    deliveries: list[Delivery] = strawberry.field(description="Every address, with what became of it there.")
    sender_name: str | None = strawberry.field(description="In whose name it goes.")
    subject: str = strawberry.field(description="Subject.")
    text: str = strawberry.field(description="Body as text.")
    html: str = strawberry.field(description="Body as HTML.")
    rule: str = strawberry.field(description="Rule that caused it.")
    state: MessageState = strawberry.field(description="Delivery state.")
    attempts: int = strawberry.field(description="Tries to deliver it.")
    created_at: datetime = strawberry.field(description="Instant at which it was caused.")
    sent_at: datetime | None = strawberry.field(description="Instant of delivery.")
    updated_at: datetime = strawberry.field(description="Instant at which it was caused, or delivered.")
    error: str | None = strawberry.field(description="What failed last.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of the account."
    )
    case_global_id: strawberry.ID | None = strawberry.field(name="caseId", description="Global id of the case.")

    @strawberry.field(description="The account that it is about; none: none, or it is not for the viewer.")
    def account(root: strawberry.Parent[Message]) -> LazyAccount | None:
        return ACCOUNT.read(root)

    @strawberry.field(description="The case that caused it; none: none, or it is not for the viewer.")
    def case(root: strawberry.Parent[Message]) -> LazyCase | None:
        return CASE.read(root)


@answers(MessageShape, beneath=MessageOfDomain)
class Message:
    __slots__ = ("_message", "global_id", "loaded")

    def __init__(self, message: MessageOfDomain) -> None:
        self._message = message
        self.loaded: Loaded = {}
        self.global_id = global_id("Message", message.id)

    def __getattr__(self, name: str) -> object:
        return getattr(self._message, name)

    @property
    def message(self) -> MessageOfDomain:
        """What it shows."""
        return self._message

    @property
    def updated_at(self) -> datetime:
        return self._message.sent_at or self._message.created_at

    @property
    def template_version(self) -> str:
        return self._message.rendered.template_version

    @property
    def recipients(self) -> list[str]:
        return list(self._message.to)

    @property
    def copies(self) -> list[str]:
        return list(self._message.cc)

    @property
    def subject(self) -> str:
        return self._message.rendered.subject

    @property
    def text(self) -> str:
        return without_links(self._message.rendered.text)

    @property
    def html(self) -> str:
        return without_links(self._message.rendered.html)

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._message.account_id) if self._message.account_id else None

    @property
    def case_global_id(self) -> str | None:
        return global_id("Case", self._message.case_id) if self._message.case_id else None
