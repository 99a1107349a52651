"""A contact or an action passes to another account, with what is known of its twin in the CRM (F-44)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import delete, select, update

from domain.model.exchange.crm_records import RecordKind
from domain.ports.sync import Move
from persistence.accounts.standings import contacts_remembered
from persistence.database import Transaction
from persistence.tables import account, action, conflict, contact, crm_shadow
from persistence.tables.accounts import joined_record

_CHILDREN: Final = {RecordKind.CONTACT: contact, RecordKind.ACTION: action}


async def move(tx: Transaction, told: Move, today: date) -> None:
    """Give the record to the other account; both accounts remember whether they had a main contact until yesterday."""
    table: Any = _CHILDREN[told.kind]
    before = await tx.scalar(
        select(account.c.id).join(table, table.c.account_pk == account.c.pk).where(table.c.id == told.key)
    )
    to = select(account.c.pk).where(account.c.id == told.account_id).scalar_subquery()
    async with contacts_remembered(tx, [each for each in (before, told.account_id) if each], today):
        await tx.execute(update(table).where(table.c.id == told.key).values(account_pk=to))
    passed = (joined_record.c.kind == told.kind.value, joined_record.c.key == told.key)
    await tx.execute(delete(joined_record).where(*passed))  # it does not go back when accounts are separated
    for known in (crm_shadow, conflict):
        of_record = (known.c.kind == told.kind.value, known.c.key == told.key)
        await tx.execute(update(known).where(*of_record).values(account_id=told.account_id))
