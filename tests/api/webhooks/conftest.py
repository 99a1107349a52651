"""The API with a worker by hand, and another system that webhooks tell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api.telling import telling_webhooks
from domain.model.institution.people import Actor, Role
from sync.loops.webhooks import WebhookRunner, WebhookSettings
from tests.api.conftest import Desk, a_company, api_of
from tests.api.webhooks.receiver import Receiver, receiving
from tests.support.system.databases import KINDS, Databases

ANA = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
CERTO = Actor("certo", "CERTO", Role.SERVICE)
CREATE = """mutation($i: CreateWebhookInput!) { createWebhook(input: $i) {
  secret webhook { key url state cursor } userErrors { code message field } } }"""
WEBHOOKS = """{ webhooks { key url kinds accountIds officeCode createdBy state stoppedWhy cursor failingSince attempts
  nextAt version accountsBehind { accountId cursor failingSince attempts nextAt isStopped error } } }"""
LOG = "query($k: String!) { webhookDeliveries(key: $k) { messageId changes status error milliseconds } }"
FAST = WebhookSettings(poll_seconds=0.02, backoff_seconds=0.02, backoff_most_seconds=0.05, request_seconds=2.0)


@dataclass(slots=True)
class Room:
    """The API, its worker's loop by hand, and a receiver."""

    desk: Desk
    receiver: Receiver

    def by(self, actor: Actor) -> Desk:
        return replace(self.desk, actor=actor)

    def runner(self, settings: WebhookSettings = FAST) -> WebhookRunner:
        runtime = self.desk.runtime
        return telling_webhooks(runtime.settings, runtime.database, runtime.changes, runtime.casework, settings)

    async def account(self, name: str) -> str:
        return await a_company(self.by(ANA), name)

    async def renamed(self, account: str, name: str) -> None:
        query = "query($i: ID!) { account(by: { id: $i }) { version } }"
        version = (await self.desk.ask(query, i=account))["account"]["version"]
        change = "mutation($i: UpdateAccountInput!) { updateAccount(input: $i) { userErrors { message } } }"
        asked = {"accountId": account, "version": version, "name": name}
        assert (await self.by(ANA).ask(change, i=asked))["updateAccount"]["userErrors"] == []

    async def numbered(self) -> None:
        while await self.desk.runtime.changes.number_some():
            pass

    async def webhook(self, by: Actor | None = None, **asked: Any) -> tuple[str, str]:
        """A new one; its key and its secret."""
        await self.numbered()
        desk = self.desk if by is None else self.by(by)
        made = (await desk.ask(CREATE, i={"url": self.receiver.url, **asked}))["createWebhook"]
        assert made["userErrors"] == [], made
        return made["webhook"]["key"], made["secret"]

    async def told(self, settings: WebhookSettings = FAST) -> None:
        """All that waits is numbered and told, once."""
        await self.numbered()
        await self.runner(settings).run_once()

    async def decided(self, mutation: str, **asked: Any) -> dict[str, Any]:
        kind = mutation[0].upper() + mutation[1:] + "Input"
        kind = "StopWebhookInput" if kind in {"PauseWebhookInput", "EndWebhookInput"} else kind
        shown = "webhook { state stoppedWhy cursor } userErrors { code message }"
        shown = f"secret {shown}" if "Secret" in mutation else shown
        document = f"mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {shown} }} }}"
        found: dict[str, Any] = (await self.desk.ask(document, i=asked))[mutation]
        return found

    async def state(self) -> dict[str, Any]:
        (found,) = (await self.desk.ask(WEBHOOKS))["webhooks"]
        return dict(found)


@pytest.fixture(params=KINDS)
async def room(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> AsyncIterator[Room]:
    async with databases.opened(request.param) as database:
        url = database.url.render_as_string(hide_password=False)
        settings = {
            "ATENCION_DATABASE_URL": url,
            "ATENCION_SAMPLES": "true",
            "ATENCION_MODE": "development",
            "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
        }
        async with api_of(**settings) as desk, receiving() as receiver:
            yield Room(desk, receiver)
