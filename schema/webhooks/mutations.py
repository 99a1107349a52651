"""Make, pause, resume and end webhooks, and give them another secret."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from domain.model.history.feed import ChangeKind
from domain.model.history.webhooks import Webhook as WebhookOfDomain
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.webhooks import (
    CreateWebhook,
    ResumeWebhook,
    create_webhook,
    end_webhook,
    pause_webhook,
    resume_webhook,
    rotate_webhook_secret,
)
from schema.changes.types import position_of
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.ids import key_of
from schema.webhooks.types import Webhook

Key = strawberry.field(description="Key of the webhook.")


@strawberry.type(description="A webhook after a decision.")
class WebhookPayload:
    webhook: Webhook | None = strawberry.field(description="As it is now; none when nothing changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.type(description="A webhook with the secret by which its receiver verifies what it is sent.")
class WebhookSecretPayload:
    webhook: Webhook | None = strawberry.field(description="As it is now; none when nothing changed.")
    secret: str | None = strawberry.field(
        description="Its secret, as Standard Webhooks writes it; shown here and nowhere else."
    )
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.input(description="Where to tell of what.")
class CreateWebhookInput:
    url: str = strawberry.field(description="Dirección https que recibe los avisos, sin usuario ni clave.")
    kinds: list[ChangeKind] | None = strawberry.field(default=None, description="Only of these kinds; none: of all.")
    account_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only of these accounts, at most 100; none: of all."
    )
    office: str | None = strawberry.field(default=None, description="Only of this office; none: of all.")

    def asked(self) -> CreateWebhook:
        ids = self.account_ids
        accounts = None if ids is None else frozenset(key_of(each, "Account", "account_ids") for each in ids)
        return CreateWebhook(self.url, frozenset(self.kinds or ()), accounts, self.office)


@strawberry.input(description="Which webhook stops, and why.")
class StopWebhookInput:
    key: str = Key
    reason: str = strawberry.field(description="Por qué.")


@strawberry.input(description="From where a webhook is told again.")
class ResumeWebhookInput:
    key: str = Key
    after: str | None = strawberry.field(default=None, description="Cursor after which it is told again.")
    since: datetime | None = strawberry.field(default=None, description="Instant from which on it is told again.")

    def asked(self) -> ResumeWebhook:
        return ResumeWebhook(self.key, None if self.after is None else position_of(self.after), self.since)


@strawberry.input(description="Which webhook gets another secret.")
class RotateWebhookSecretInput:
    key: str = Key


@strawberry.type
class WebhookMutations:
    @strawberry.mutation(
        description="Tell another system what changes from now on, by signed requests (Standard Webhooks): an "
        "administrator, or the service itself («crear un aviso a otro sistema»)."
    )
    async def create_webhook(
        self, info: Info, input: Annotated[CreateWebhookInput, strawberry.argument(description="Where, and of what.")]
    ) -> WebhookSecretPayload:
        operations = info.context.operations
        made, errors = await attempt_with_cases(
            info.context,
            lambda services, actor, asked: create_webhook(services, actor, asked, plain_allowed=operations.development),
            input.asked,
        )
        return _with_secret(info, made, errors)

    @strawberry.mutation(description="Tell it nothing until it is resumed («poner en pausa»).")
    async def pause_webhook(
        self, info: Info, input: Annotated[StopWebhookInput, strawberry.argument(description="Which, and why.")]
    ) -> WebhookPayload:
        stopped, errors = await attempt_with_cases(
            info.context,
            lambda services, actor, asked: pause_webhook(services, actor, asked.key, asked.reason),
            lambda: input,
        )
        return WebhookPayload(webhook=None if stopped is None else Webhook(stopped), user_errors=errors)

    @strawberry.mutation(description="Tell it nothing any more («terminar»).")
    async def end_webhook(
        self, info: Info, input: Annotated[StopWebhookInput, strawberry.argument(description="Which, and why.")]
    ) -> WebhookPayload:
        stopped, errors = await attempt_with_cases(
            info.context,
            lambda services, actor, asked: end_webhook(services, actor, asked.key, asked.reason),
            lambda: input,
        )
        return WebhookPayload(webhook=None if stopped is None else Webhook(stopped), user_errors=errors)

    @strawberry.mutation(
        description="Tell it again, from where it stopped, from a cursor or from an instant on: what lies after that "
        "is told, though it may have been before («reanudar»)."
    )
    async def resume_webhook(
        self, info: Info, input: Annotated[ResumeWebhookInput, strawberry.argument(description="Which, from where.")]
    ) -> WebhookPayload:
        async def resume(services: CaseServices, actor: Actor, given: ResumeWebhookInput) -> WebhookOfDomain:
            require(actor, Permission.MANAGE_WEBHOOKS)  # before anything is said of the cursor
            return await resume_webhook(services, actor, given.asked())

        resumed, errors = await attempt_with_cases(info.context, resume, lambda: input)
        return WebhookPayload(webhook=None if resumed is None else Webhook(resumed), user_errors=errors)

    @strawberry.mutation(
        description="Give it another secret; what is sent is signed with the one before, too, for a day («cambiar el "
        "secreto»)."
    )
    async def rotate_webhook_secret(
        self, info: Info, input: Annotated[RotateWebhookSecretInput, strawberry.argument(description="Which.")]
    ) -> WebhookSecretPayload:
        now = info.context.machine_now()
        rotated, errors = await attempt_with_cases(
            info.context,
            lambda services, actor, asked: rotate_webhook_secret(services, actor, asked.key, now),
            lambda: input,
        )
        return _with_secret(info, rotated, errors)


def _with_secret(info: Info, made: WebhookOfDomain | None, errors: list[UserError]) -> WebhookSecretPayload:
    if made is None:
        return WebhookSecretPayload(webhook=None, secret=None, user_errors=errors)
    secret = info.context.operations.webhook_secret(made)
    return WebhookSecretPayload(webhook=Webhook(made), secret=secret, user_errors=[])
