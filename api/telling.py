"""The loop that tells webhooks, made of its parts: what the API writes of a change, and where it may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import orjson

from api.settings import Settings
from domain.model.history.feed import Change
from domain.model.history.webhooks import Webhook
from domain.ports.changes import ChangeFeed
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.webhooks import pause_failing_webhook
from messaging.webhooks.addresses import Addresses
from messaging.webhooks.delivering import Delivering
from messaging.webhooks.secrets import WebhookSecrets
from persistence.changes.webhook_desk import SqlWebhookDesk
from persistence.database import Database
from schema.changes.types import NODE_OF, cursor_of
from schema.ids import global_id
from sync.loops.webhooks import WebhookRunner, WebhookSettings


def secrets_of(settings: Settings) -> WebhookSecrets:
    """The secrets of webhooks of this installation."""
    keys = settings.webhook_secrets or (settings.token_secret,)
    return WebhookSecrets([each.reveal() for each in keys])


def shown_secret(settings: Settings, webhook: Webhook) -> str:
    """The secret with which the receiver of a webhook verifies."""
    return secrets_of(settings).shown(webhook)


def telling_webhooks(
    settings: Settings,
    database: Database,
    feed: ChangeFeed,
    casework: CaseServices,
    pace: WebhookSettings | None = None,
) -> WebhookRunner:
    """The loop of a worker."""
    paced = pace or WebhookSettings(paused_after=timedelta(days=settings.webhook_pause_days))
    how = Delivering(secrets_of(settings), Addresses(settings.webhook_networks), body_of, paced.request_seconds)
    return WebhookRunner(SqlWebhookDesk(database), feed, how, partial(pause_failing_webhook, casework), paced)


def body_of(changes: Sequence[Change]) -> str:
    """What is sent of some changes: as `changes` tells them, without what they say. The same for each repetition."""
    told = [
        {
            "cursor": cursor_of(change.position),
            "at": change.at.isoformat(),
            "kind": change.kind.value,
            "nodeId": global_id(NODE_OF[change.kind], change.key),
            "isGone": change.gone,
            "version": change.version,
            "accountId": global_id("Account", change.account_id) if change.account_id else None,
            "officeCode": change.office,
        }
        for change in changes
    ]
    last = changes[-1]
    data = {"cursor": cursor_of(last.position), "changes": told}
    return orjson.dumps({"type": "changes", "timestamp": last.at.isoformat(), "data": data}).decode()
