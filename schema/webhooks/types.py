"""A webhook, and a try to tell it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from domain.model.history import webhooks as domain
from domain.model.history.feed import ChangeKind
from domain.model.history.webhooks import WebhookDelivery, WebhookState
from schema.answers import answers
from schema.changes.types import cursor_of
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.people import by_person


@strawberry.type(description="An account whose changes a webhook refused, and which wait («cuenta atrasada»).")
class AccountBehindShape:
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="The account; none: a record of no account."
    )
    cursor: str = strawberry.field(description="Place in the feed of the last change of it that was taken.")
    failing_since: datetime | None = strawberry.field(description="Since when it is refused; none: not tried yet.")
    attempts: int = strawberry.field(description="Tries that were refused since then.")
    next_at: datetime | None = strawberry.field(description="Instant of the next try; none: at once.")
    is_stopped: bool = strawberry.field(description="It is tried no more until the webhook is resumed.")
    error: str | None = strawberry.field(description="What came of the last try; in Spanish or English.", metadata=SAID)


@answers(AccountBehindShape, beneath=domain.AccountBehind)
class AccountBehind:
    __slots__ = ("_behind",)

    def __init__(self, behind: domain.AccountBehind) -> None:
        self._behind = behind

    def __getattr__(self, name: str) -> object:
        return getattr(self._behind, name)

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._behind.account_id) if self._behind.account_id else None

    @property
    def cursor(self) -> str:
        return cursor_of(self._behind.position)


@strawberry.type(description="Another system that is told what changed, by signed requests («aviso a otro sistema»).")
class WebhookShape:
    key: str = strawberry.field(description="By which it is named.")
    url: str = strawberry.field(description="To which it is sent.")
    kinds: list[ChangeKind] = strawberry.field(description="Kinds of record of which it is told; none: of all.")
    account_global_ids: list[strawberry.ID] | None = strawberry.field(
        name="accountIds", description="Accounts of which it is told; none: of all."
    )
    office_code: str | None = strawberry.field(description="Office of which it is told; none: of all.")
    owner_id: str = strawberry.field(name="createdBy", description="Who made it, and is told when it is paused.")
    created_by_person = by_person("owner_id", "Who made it")
    created_at: datetime = strawberry.field(description="Instant at which it was made.")
    state: WebhookState = strawberry.field(description="Whether it is told.")
    stopped_why: str | None = strawberry.field(
        description="Why it is paused or ended; in Spanish or English.", metadata=SAID
    )
    cursor: str = strawberry.field(
        description="Place in the feed up to which it took everything, but what is of `accountsBehind`."
    )
    failing_since: datetime | None = strawberry.field(
        description="Since when it is down as a whole; none: it is not, though accounts may be behind."
    )
    attempts: int = strawberry.field(description="Tries that failed since then.")
    next_at: datetime | None = strawberry.field(description="Instant of the next try; none: as soon as there is news.")
    version: int = strawberry.field(description="Counts what was decided of it.")
    accounts_behind: list[AccountBehind] = strawberry.field(
        description="Accounts whose changes it refused: they wait, in order; those of others go on."
    )


@answers(WebhookShape, beneath=domain.Webhook)
class Webhook:
    __slots__ = ("_webhook",)

    def __init__(self, webhook: domain.Webhook) -> None:
        self._webhook = webhook

    def __getattr__(self, name: str) -> object:
        return getattr(self._webhook, name)

    @property
    def key(self) -> str:
        return self._webhook.id

    @property
    def kinds(self) -> list[ChangeKind]:
        return sorted(self._webhook.kinds)

    @property
    def account_global_ids(self) -> list[str] | None:
        ids = self._webhook.account_ids
        return None if ids is None else [global_id("Account", each) for each in sorted(ids)]

    @property
    def office_code(self) -> str | None:
        return self._webhook.office

    @property
    def accounts_behind(self) -> list[AccountBehind]:
        return [AccountBehind(each) for each in self._webhook.behind]

    @property
    def owner_id(self) -> str:
        return self._webhook.owner.id

    @property
    def stopped_why(self) -> str | None:
        return self._webhook.paused_why

    @property
    def cursor(self) -> str:
        return cursor_of(self._webhook.position)


@strawberry.type(description="One try to tell a webhook.")
class WebhookDeliveryShape:
    message_id: str = strawberry.field(description="Id of what was sent; the same for every repetition of it.")
    changes: int = strawberry.field(description="How many changes it told.")
    at: datetime = strawberry.field(description="Instant at which it began.")
    milliseconds: int = strawberry.field(description="How long it took.")
    status: int | None = strawberry.field(description="HTTP status that the other side answered; none: it did not.")
    error: str | None = strawberry.field(
        description="What failed; in Spanish or English; none: it was taken.", metadata=SAID
    )


answers(WebhookDeliveryShape)(WebhookDelivery)
