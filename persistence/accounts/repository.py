"""`AccountStore` in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import AccountMerged, DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.accounts import Account, Contact, Provenance
from domain.model.history.joined import MARK, what_joining_writes
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from domain.model.standing import remembering
from domain.protocol.access.actionable import ActionableAccount, ActionableContact
from persistence import records, tables
from persistence.accounts.merging import give_back, keep_written, pass_on, passed, waits_for_the_crm
from persistence.accounts.standings import contacts_remembered
from persistence.database import Transaction
from persistence.sync.changes import Changes

ACCOUNT_ES: Final = "una cuenta"
CONTACT_ES: Final = "un contacto"
SOURCE: Final = "atencion"

_NOT_TRACED: Final = frozenset(
    {
        "id",
        "version",
        "contacts",
        "facts",
        "provenance",
        "known_since",
        "standings",
        "former_names",
        "conflicts_of_interest",
    }
)
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
        self._today = local_day(now, SANTIAGO)

    async def get(self, account_id: str, *, merged: bool = False) -> Account:
        """See `AccountStore.get`."""
        return _current(await self._read(account_id, lock=False), merged)

    async def hold(self, account_id: str, *, merged: bool = False) -> Account:
        """See `AccountStore.hold`."""
        return _current(await self._read(account_id, lock=True), merged)

    async def by_rut(self, rut: Rut) -> Account | None:
        """See `AccountStore.by_rut`."""
        account_id = await self._id_where(tables.account.c.rut == rut.compact)
        return None if account_id is None else await self.get(account_id)

    async def add(self, account: ActionableAccount) -> Account:
        """See `AccountStore.add`."""
        added = replace(account, version=1, facts=_in_order(account), known_since=self._today)
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

    async def save(self, account: ActionableAccount, seen: int, *, without: Collection[str] = ()) -> Account:
        """See `AccountStore.save`."""
        stored = await self._read(account.id, lock=True)
        if stored.version != seen:
            raise VersionConflict(ACCOUNT_ES, account.id, seen, stored, stored.version)
        known = {fact.id: fact for fact in (*account.facts, *stored.facts)}  # what is stored is never rewritten
        facts = tuple(fact for key, fact in known.items() if key not in without)
        await records.drop_facts(self._tx, without)
        kept = {"contacts": stored.contacts, "conflicts_of_interest": stored.conflicts_of_interest}
        after: Account = replace(account, version=seen + 1, facts=facts, **kept)  # type: ignore[arg-type]  # by name
        after = replace(after, facts=_in_order(after), provenance=self._provenance(stored, after))
        after = remembering(stored, after, self._today)
        await self._write(stored, after)
        self._changes.account(stored, after)
        return after

    async def absorb(
        self, survivor: ActionableAccount, seen: int, absorbed: ActionableAccount, absorbed_seen: int
    ) -> tuple[Account, Account]:
        """See `AccountStore.absorb`."""
        stored = await self._both((survivor, seen), (absorbed, absorbed_seen))
        written = what_joining_writes(stored[survivor.id], survivor, stored[absorbed.id])
        await keep_written(self._tx, absorbed.id, survivor.id, written)
        await self._drop_marks(stored[survivor.id], stored[absorbed.id])
        await pass_on(self._tx, absorbed.id, survivor.id)
        return await self._both_written(stored, survivor, absorbed)

    async def passed(self, absorbed_id: str) -> Mapping[str, frozenset[str]]:
        """See `AccountStore.passed`."""
        return await passed(self._tx, absorbed_id)

    async def separate(
        self, survivor: ActionableAccount, seen: int, absorbed: ActionableAccount, absorbed_seen: int
    ) -> tuple[Account, Account]:
        """See `AccountStore.separate`."""
        stored = await self._both((survivor, seen), (absorbed, absorbed_seen))
        marks = (await passed(self._tx, absorbed.id)).get(MARK, frozenset())
        await give_back(self._tx, absorbed.id, survivor.id)
        back = await records.read_accounts(self._fetch, self._kind, [absorbed.id])
        for before in back[absorbed.id].contacts:
            if before.id in marks and back[absorbed.id].main_contact is None:
                after = replace(before, is_main=True, version=before.version + 1)
                await records.update_contacts(self._tx, [after])
                self._changes.contact(before, after)
        return await self._both_written(stored, survivor, absorbed)

    async def _both(self, *wanted: tuple[Account, int]) -> dict[str, Account]:
        """The stored accounts, locked; each must be of the version that was seen. What they have changes hands."""
        ids = [each.id for each, _ in wanted]
        self._changes.in_hand.changing_hands(*ids)
        stored = dict(await records.read_accounts(self._fetch, self._kind, ids, lock=True))
        for each, version in wanted:
            if each.id not in stored:
                raise RecordNotFound(ACCOUNT_ES, each.id)
            if stored[each.id].version != version:
                raise VersionConflict(ACCOUNT_ES, each.id, version, stored[each.id], stored[each.id].version)
        return stored

    async def _both_written(
        self, stored: Mapping[str, Account], survivor: Account, absorbed: Account
    ) -> tuple[Account, Account]:
        """Both as given, each with the children that it has now."""
        after = await records.read_accounts(self._fetch, self._kind, list(stored))
        return (
            await self._written(stored[survivor.id], replace(survivor, **_inherited(after[survivor.id]))),
            await self._written(stored[absorbed.id], replace(absorbed, **_inherited(after[absorbed.id]))),
        )

    async def wait_for_crm(self, account_ids: Sequence[str]) -> bool:
        """See `AccountStore.wait_for_crm`."""
        return await waits_for_the_crm(self._tx, account_ids)

    async def _written(self, before: Account, after: Account) -> Account:
        """The account with its next version, if anything of it changed."""
        if after == before:
            return before
        after = replace(after, version=before.version + 1, provenance=self._provenance(before, after))
        after = remembering(before, after, self._today)
        await records.update_accounts(self._tx, [(after, after)])
        self._changes.account(before, after)
        return after

    async def _drop_marks(self, survivor: Account, absorbed: Account) -> None:
        """There is one main contact (DAT-07): the survivor's."""
        if survivor.main_contact is None:
            return
        for before in absorbed.contacts:
            if before.is_main:
                after = replace(before, is_main=False, version=before.version + 1)
                await records.update_contacts(self._tx, [after])
                self._changes.contact(before, after)

    async def add_contact(self, contact: ActionableContact) -> Contact:
        """See `AccountStore.add_contact`."""
        await self._lock(contact.account_id)
        added = replace(contact, version=1)
        async with contacts_remembered(self._tx, [added.account_id], self._today):
            await self._take_mark(added)
            await records.insert_contacts(self._tx, [added])
        self._changes.contact(None, added)
        return added

    async def save_contact(self, contact: ActionableContact, seen: int) -> Contact:
        """See `AccountStore.save_contact`."""
        await self._lock(contact.account_id)
        stored = (await records.read_contacts(self._fetch, self._kind, [contact.id], lock=True)).get(contact.id)
        if stored is None or stored.account_id != contact.account_id:
            raise RecordNotFound(CONTACT_ES, contact.id)
        if stored.version != seen:
            raise VersionConflict(CONTACT_ES, contact.id, seen, stored, stored.version)
        after = replace(contact, version=seen + 1)
        async with contacts_remembered(self._tx, [after.account_id], self._today):
            await self._take_mark(after)
            await records.update_contacts(self._tx, [after])
        self._changes.contact(stored, after)
        return after

    async def _read(self, account_id: str, *, lock: bool) -> Account:
        found = await records.read_accounts(self._fetch, self._kind, [account_id], lock=lock)
        if account_id not in found:
            raise RecordNotFound(ACCOUNT_ES, account_id)
        (self._changes.in_hand.held if lock else self._changes.in_hand.read)(found[account_id])
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
                raise DuplicateRecord(ACCOUNT_ES, str(new.rut), holder, named="RUT")
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


def _current(account: Account, merged: bool) -> Account:
    if account.merged_into is not None and not merged:
        raise AccountMerged(account.merged_into)
    return account


def _inherited(stored: Account) -> dict[str, Any]:
    """What changed hands."""
    return {
        "facts": stored.facts,
        "contacts": stored.contacts,
        "conflicts_of_interest": stored.conflicts_of_interest,
    }


def _in_order(changed: Account) -> tuple[Any, ...]:
    return tuple(sorted(changed.facts, key=lambda fact: (fact.on, fact.at)))
