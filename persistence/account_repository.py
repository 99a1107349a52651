"""`AccountStore` in SQL."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.accounts import Account, Contact, Provenance
from domain.model.people import Actor
from domain.model.rut import Rut
from persistence import records, tables
from persistence.changes import Changes
from persistence.database import Transaction

ACCOUNT_ES: Final = "una cuenta"
CONTACT_ES: Final = "un contacto"
SOURCE: Final = "atencion"

_NOT_TRACED: Final = frozenset({"id", "version", "contacts", "facts", "provenance"})
_TRACED: Final = tuple(f.name for f in fields(Account) if f.name not in _NOT_TRACED)


class SqlAccounts:
    """Accounts with their contacts and facts, in one transaction."""

    def __init__(self, tx: Transaction, changes: Changes, actor: Actor, now: datetime) -> None:
        self._tx = tx
        self._kind = records.kind_of(tx)
        self._fetch = records.inside(tx)
        self._changes = changes
        self._actor = actor
        self._now = now

    async def get(self, account_id: str) -> Account:
        """See `AccountStore.get`."""
        return await self._read(account_id, lock=False)

    async def by_rut(self, rut: Rut) -> Account | None:
        """See `AccountStore.by_rut`."""
        account_id = await self._id_where(tables.account.c.rut == rut.compact)
        return None if account_id is None else await self.get(account_id)

    async def add(self, account: Account) -> Account:
        """See `AccountStore.add`."""
        added = replace(account, version=1, facts=_in_order(account))
        await self._refuse_taken(added)
        try:
            async with self._tx.begin_nested():
                await records.insert_accounts(self._tx, [added])
        except IntegrityError:
            await self._refuse_taken(added)
            raise
        self._changes.account(None, added)
        for each in added.contacts:
            self._changes.contact(None, each)
        return added

    async def save(self, account: Account, seen: int) -> Account:
        """See `AccountStore.save`."""
        stored = await self._read(account.id, lock=True)
        if stored.version != seen:
            raise VersionConflict(ACCOUNT_ES, account.id, seen, stored, stored.version)
        facts = {fact.id: fact for fact in (*account.facts, *stored.facts)}  # what is stored is never rewritten
        after = replace(account, version=seen + 1, contacts=stored.contacts, facts=tuple(facts.values()))
        after = replace(after, facts=_in_order(after), provenance=self._provenance(stored, after))
        await self._write(stored, after)
        self._changes.account(stored, after)
        return after

    async def add_contact(self, contact: Contact) -> Contact:
        """See `AccountStore.add_contact`."""
        await self._lock(contact.account_id)
        added = replace(contact, version=1)
        await self._take_mark(added)
        await records.insert_contacts(self._tx, [added])
        self._changes.contact(None, added)
        return added

    async def save_contact(self, contact: Contact, seen: int) -> Contact:
        """See `AccountStore.save_contact`."""
        await self._lock(contact.account_id)
        stored = (await records.read_contacts(self._fetch, self._kind, [contact.id], lock=True)).get(contact.id)
        if stored is None or stored.account_id != contact.account_id:
            raise RecordNotFound(CONTACT_ES, contact.id)
        if stored.version != seen:
            raise VersionConflict(CONTACT_ES, contact.id, seen, stored, stored.version)
        after = replace(contact, version=seen + 1)
        await self._take_mark(after)
        await records.update_contacts(self._tx, [after])
        self._changes.contact(stored, after)
        return after

    async def _read(self, account_id: str, *, lock: bool) -> Account:
        found = await records.read_accounts(self._fetch, self._kind, [account_id], lock=lock)
        if account_id not in found:
            raise RecordNotFound(ACCOUNT_ES, account_id)
        return found[account_id]

    async def _lock(self, account_id: str) -> None:
        """Changes of an account's contacts stand in line, so that there is one main contact."""
        if await self._id_where(tables.account.c.id == account_id, lock=True) is None:
            raise RecordNotFound(ACCOUNT_ES, account_id)

    async def _id_where(self, condition: ColumnElement[bool], *, lock: bool = False) -> str | None:
        wanted = select(tables.account.c.id).where(condition)
        found: Any = await self._tx.scalar(wanted.with_for_update() if lock else wanted)
        return None if found is None else str(found)

    async def _refuse_taken(self, new: Account) -> None:
        """Raise DuplicateRecord if another account has this RUT or this id (AMB-63)."""
        if new.rut is not None:
            holder = await self._id_where(tables.account.c.rut == new.rut.compact)
            if holder is not None and holder != new.id:
                raise DuplicateRecord(ACCOUNT_ES, str(new.rut), holder)
        if new.version == 1 and await self._id_where(tables.account.c.id == new.id) is not None:
            raise DuplicateRecord(ACCOUNT_ES, new.id, new.id)

    async def _write(self, before: Account, after: Account) -> None:
        if after.rut == before.rut:
            await records.update_accounts(self._tx, [(before, after)])
            return
        await self._refuse_taken(after)
        try:
            async with self._tx.begin_nested():
                await records.update_accounts(self._tx, [(before, after)])
        except IntegrityError:  # somebody else took the RUT since
            await self._refuse_taken(after)
            raise

    def _provenance(self, before: Account, after: Account) -> dict[str, Provenance]:
        traced = {**before.provenance, **after.provenance}
        for name in _TRACED:
            already_told = after.provenance.get(name) != before.provenance.get(name)
            if getattr(before, name) != getattr(after, name) and not already_told:
                traced[name] = Provenance(SOURCE, self._actor.id, self._now)
        return traced

    async def _take_mark(self, taker: Contact) -> None:
        if not taker.is_main:
            return
        holders = (
            select(tables.contact.c.id)
            .join(tables.account, tables.account.c.pk == tables.contact.c.account_pk)
            .where(tables.account.c.id == taker.account_id, tables.contact.c.is_main, tables.contact.c.id != taker.id)
        )
        ids = [row.id for row in await self._fetch(holders)]
        if not ids:
            return
        for before in (await records.read_contacts(self._fetch, self._kind, ids)).values():
            after = replace(before, is_main=False, version=before.version + 1)
            await self._tx.execute(
                update(tables.contact)
                .where(tables.contact.c.id == after.id)
                .values(is_main=False, version=after.version)
            )
            self._changes.contact(before, after)


def _in_order(changed: Account) -> tuple[Any, ...]:
    return tuple(sorted(changed.facts, key=lambda fact: (fact.on, fact.at)))
