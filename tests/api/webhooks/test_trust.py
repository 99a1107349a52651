"""Who is behind a webhook: signatures, addresses, and who may make which, on both databases (F-60; SYS-01)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from api.telling import body_of, secrets_of
from domain.model.history.webhooks import WebhookState
from messaging.webhooks.addresses import Addresses
from messaging.webhooks.delivering import Delivering
from persistence.changes.webhook_desk import SqlWebhookDesk
from sync.loops.webhooks import WebhookRunner
from tests.api.conftest import api_of
from tests.api.webhooks.conftest import ANA, CERTO, CREATE, FAST, LOG, WEBHOOKS, Room


async def test_a_change_is_told_signed_and_without_what_it_says(room: Room) -> None:
    """F-60: as `changes` tells it; a receiver verifies it with the library of Standard Webhooks."""
    _, secret = await room.webhook(kinds=["ACCOUNT"])
    account = await room.account("Viña Secreta SpA")
    await room.told()
    ((headers, body, _),) = room.receiver.taken
    told = Verifier(secret).verify(body, headers)
    assert (told["type"], headers["content-type"]) == ("changes", "application/json")
    assert headers["host"] == f"localhost:{room.receiver.port}"
    (change,) = told["data"]["changes"]
    assert (change["kind"], change["nodeId"], change["accountId"]) == ("ACCOUNT", account, account)
    assert told["data"]["cursor"] == change["cursor"] == (await room.state())["cursor"]
    assert "Secreta" not in body
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body + " ", headers)


async def test_another_secret_signs_at_once_and_the_one_before_for_a_day(room: Room) -> None:
    """F-60: nobody misses anything while the receiver changes; afterwards the old one verifies nothing."""
    key, old = await room.webhook(kinds=["ACCOUNT"])
    rotated = await room.decided("rotateWebhookSecret", key=key)
    new = rotated["secret"]
    assert new != old
    await room.account("Una")
    await room.told()
    ((headers, body, _),) = room.receiver.taken
    for secret in (old, new):
        Verifier(secret).verify(body, headers)
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook SET old_secret_until = 1"))
    await room.account("Otra")
    await room.told()
    headers, body, _ = room.receiver.taken[-1]
    Verifier(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(body, headers)


async def test_nothing_is_sent_into_a_private_network(room: Room) -> None:
    """F-60: a name that leads there when something is sent is a failure in the log, and no connection."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.numbered()
    runtime = room.desk.runtime
    how = Delivering(secrets_of(runtime.settings), Addresses(), body_of, 2.0)

    async def pause(webhook_id: str, why: str) -> None:
        raise AssertionError(f"{webhook_id}: {why}")

    await WebhookRunner(SqlWebhookDesk(runtime.database), runtime.changes, how, pause, FAST).run_once()
    assert room.receiver.taken == []
    log = (await room.desk.ask(LOG, k=key))["webhookDeliveries"]
    assert log[0]["error"] == "El nombre lleva a una red privada, a la que no se envía."


async def test_who_may_make_and_see_which(room: Room) -> None:
    """SYS-01: an administrator all, a service its own, nobody else any; each decision is recorded."""
    admins, _ = await room.webhook(kinds=["ACCOUNT"])
    services, _ = await room.webhook(by=CERTO)
    assert {each["key"] for each in (await room.desk.ask(WEBHOOKS))["webhooks"]} == {admins, services}
    assert [each["key"] for each in (await room.by(CERTO).ask(WEBHOOKS))["webhooks"]] == [services]
    refused = await room.by(ANA).answer(WEBHOOKS)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    (error,) = (await room.by(ANA).ask(CREATE, i={"url": room.receiver.url}))["createWebhook"]["userErrors"]
    assert error["code"] == "NOT_AUTHORISED"
    elsewhere = replace(room, desk=room.by(CERTO))
    (error,) = (await elsewhere.decided("endWebhook", key=admins, reason="x"))["userErrors"]
    assert error["code"] == "NOT_FOUND"
    ended = await elsewhere.decided("endWebhook", key=services, reason="Ya no hace falta")
    assert ended["webhook"]["state"] == WebhookState.ENDED.value
    (error,) = (await elsewhere.decided("resumeWebhook", key=services))["userErrors"]
    assert error["code"] == "STEP_NOT_ALLOWED"
    decisions = (await room.desk.ask("{ decisions(first: 10) { nodes { what by reason } } }"))["decisions"]["nodes"]
    told = [(each["what"], each["by"], each["reason"]) for each in decisions if "webhook" in each["what"]]
    assert told == [
        ("end_webhook", "certo", "Ya no hace falta"), ("create_webhook", "certo", None),
        ("create_webhook", "admin", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "http://sistema.cl/x", "ftp://sistema.cl", "https://", "https://u:p@sistema.cl/", "https://sistema.cl/#x",
        "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://2130706433/", "https://0x7f.1/",
        "https://sistema.cl:0/", "https://sistema.cl/ñ", "https://sistema.cl/a b", "x",
        "https://localhost./", "https://127.0.0.1./", "https://127.1./", "https://0x7f.0x0.0x0.0x1/", "https://.cl/",
        "https://sistema..cl/", "https://sistema.cl\\@otro.cl/", "https://-sistema.cl/", f"https://{'a' * 64}.cl/",
        "https://[::ffff:127.0.0.1]/", "https://sistema.cl:99999/",
    ],
)  # fmt: skip
async def test_an_address_to_which_nothing_is_sent_is_refused_when_it_is_given(tmp_path: Path, url: str) -> None:
    """F-60: in production https by a public name alone, without a user in it; in Spanish, on its field."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'urls.db'}") as desk:
        (error,) = (await desk.ask(CREATE, i={"url": url}))["createWebhook"]["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID_VALUE", ["url"])
