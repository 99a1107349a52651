"""What a unit of work leaves in the outbox when it commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from domain.model.accounts import Contact, FactKind
from domain.model.exchange.conflicts import Conflict, Resolution, Side
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind
from domain.ports.clock import Clock
from persistence.database import Database
from persistence.tables import outbox_message, outbox_stream
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, a_fact, an_account, an_action, new_id

NOW = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)


class _Frozen:
    def now(self) -> datetime:
        return NOW


CLOCK: Clock = _Frozen()


async def _queued(database: Database) -> list[tuple[str, int, dict[str, Any]]]:
    rows = await database.read(
        select(outbox_stream.c.key, outbox_message.c.seq, outbox_message.c.payload)
        .join(outbox_stream, outbox_stream.c.id == outbox_message.c.stream_id)
        .order_by(outbox_stream.c.key, outbox_message.c.seq)
    )
    return [(row.key, row.seq, row.payload) for row in rows]


async def test_a_new_account_is_queued_whole_and_before_its_contacts(database: Database) -> None:
    """One message for each record, parents first, in the account's own stream, naming the actor."""
    account = an_account()
    contact = Contact(new_id(), account.id, "Rosa Paz")
    async with SqlTransactions(database, CLOCK)(REGIONAL) as work:
        await work.accounts.add(replace(account, contacts=(contact,)))
        action = await work.actions.add(an_action(date(2024, 5, 3), account_id=account.id))

    queued = await _queued(database)

    assert [(key, seq, message["kind"], message["key"]) for key, seq, message in queued] == [
        (account.id, 1, "account", account.id),
        (account.id, 2, "contact", contact.id),
        (account.id, 3, "action", action.id),
    ]
    assert queued[0][2]["fields"] == sorted(field.name for field in SYNCED_FIELDS[RecordKind.ACCOUNT])
    assert {message["actor"] for _, _, message in queued} == {REGIONAL.id}
    assert {message["at"] for _, _, message in queued} == {NOW.isoformat()}


async def test_only_changed_synced_fields_are_queued(database: Database) -> None:
    """A fact shows as the fields that mirror it; a field the CRM does not know queues nothing."""
    transactions = SqlTransactions(database, CLOCK)
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account())
    fact = a_fact(FactKind.CATEGORY, "2", date(2024, 9, 1))
    async with transactions(REGIONAL) as work:
        saved = await work.accounts.save(replace(account, phone="+56 9 1", facts=(fact,)), 1)
    async with transactions(REGIONAL) as work:
        await work.accounts.save(replace(saved, sector_officer="beatriz.soto"), 2)

    queued = await _queued(database)

    assert [message["fields"] for _, _, message in queued[1:]] == [["category", "phone"]]


async def test_several_writes_of_one_record_are_one_message(database: Database) -> None:
    """Fewer writes for the CRM, and no half state on the way."""
    async with SqlTransactions(database, CLOCK)(REGIONAL) as work:
        account = await work.accounts.add(an_account())
        saved = await work.accounts.save(replace(account, phone="+56 9 1"), 1)
        await work.accounts.save(replace(saved, phone="+56 9 2"), 2)

    ((_, _, message),) = await _queued(database)
    assert message["values"]["phone"] == "+56 9 2"


async def test_streams_are_queued_in_the_order_of_accounts(database: Database) -> None:
    """Writers that touch several accounts cannot deadlock (engineering trap 2)."""
    accounts = [an_account(rut=None) for _ in range(4)]
    async with SqlTransactions(database, CLOCK)(REGIONAL) as work:
        for account in reversed(accounts):
            await work.accounts.add(account)

    rows = await database.read(select(outbox_stream.c.key).order_by(outbox_stream.c.id))
    assert [row.key for row in rows] == sorted(account.id for account in accounts)


async def test_a_resolution_for_our_side_is_pushed_and_one_for_the_crm_is_not(database: Database) -> None:
    """The field goes out again even though it did not change here."""
    transactions = SqlTransactions(database, CLOCK)
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account())
    before = len(await _queued(database))
    for field, side, value in (("phone", Side.ATENCION, "+56 9 1"), ("email", Side.CRM, "b@example.cl")):
        conflict = Conflict(
            new_id(), RecordKind.ACCOUNT, account.id, account.id, field, "a", "+56 9 1", "b@example.cl", NOW, side
        )
        async with transactions(REGIONAL) as work:
            await work.conflicts.add(conflict)
            await work.conflicts.resolve(replace(conflict, resolution=Resolution(side, value, REGIONAL.id, NOW)))

    after = await _queued(database)
    assert [message["values"] for _, _, message in after[before:]] == [{"phone": "+56 9 1"}]
