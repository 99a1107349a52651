"""Trap 1 of the engineering notes (A.4): no statement of a synchronisation walks a stored table."""

from __future__ import annotations

import sqlite3

from connectors.contract import records as crm_records
from connectors.mock.connector import MockConnector
from domain.model.accounts import Contact
from domain.model.exchange.crm_records import RecordKind
from persistence.database import Database
from persistence.tables import metadata
from sync.operate import retry
from tests.contract.sync_store.conftest import Sides, both_sides
from tests.support.builders import REGIONAL, new_id

OUR_OWN_LOOK = "SELECT outbox_stream.id"  # `Sides.settle` asks whether it is done
ALLOWED = ("outbox_gate", "pull_cursor", "class_generation")  # one row per channel, per kind, per set of periods


async def synchronise(sides: Sides) -> set[str]:
    """Every statement of pushes, pulls, a merge, a conflict, a deletion and a full read."""
    crm: MockConnector = sides.crm
    with sides.database.watch() as seen:
        account, other = await sides.register(phone="1", address="a"), await sides.register()
        async with sides.transactions(REGIONAL) as work:
            await work.accounts.add_contact(Contact(new_id(), account.id, "Rosa Ejemplo", is_main=True))
        await sides.settle()
        crm.create(RecordKind.ACTION, new_id(), crm_records.action_values(account.id))
        crm.create(RecordKind.CONTACT, new_id(), crm_records.contact_values(account.id))
        crm.edit(RecordKind.ACCOUNT, account.id, {"phone": "2", "category": "1"})
        await sides.change(account.id, phone="3", address="b")
        crm.delete(RecordKind.ACCOUNT, other.id)
        await sides.settle()
        crm.expire_cursors()
        await sides.settle()
        await sides.store.strays(RecordKind.ACCOUNT, "", 10)
        await retry(sides.store, account.id, new_id=new_id)
    return {sql for sql, _ in seen if not sql.startswith(OUR_OWN_LOOK)}


async def test_no_statement_of_a_synchronisation_walks_a_table_in_sqlite(sqlite_database: Database) -> None:
    """EXPLAIN QUERY PLAN names no SCAN but those of the lists we pass in."""
    statements = sorted(await synchronise(both_sides(sqlite_database)))
    tables = {table.name for table in metadata.sorted_tables} - set(ALLOWED) | {"s", "m"}
    connection = sqlite3.connect(str(sqlite_database.url.database))
    try:
        walks = []
        for sql in statements:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()
            steps = [str(row[3]) for row in plan]
            walks += [
                (step, sql) for step in steps if step.startswith("SCAN ") and step.split()[1] in tables | {"s", "m"}
            ]
    finally:
        connection.close()
    assert len(statements) > 20
    assert walks == []
