"""`AccountStore` of the memory store: versions, uniqueness, and what passes when accounts are joined."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from domain.errors import AccountMerged, DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.accounts import Account, Contact, Provenance
from domain.model.cases import Case
from domain.model.history.actions import Action
from domain.model.history.conflicts_of_interest import ConflictOfInterest
from domain.model.history.joined import what_joining_writes
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.people import Actor
from domain.model.messages import Message
from domain.model.representations import Representation
from domain.model.rut import Rut
from domain.model.standing import remembering
from domain.model.terms import Term
from domain.protocol.access.actionable import ActionableAccount

if TYPE_CHECKING:
    from tests.support.memory.store import Rows

_NO_PROVENANCE: Final = {"version", "provenance", "facts", "contacts", "former_names", "conflicts_of_interest"}


class MemoryAccounts:
    """`AccountStore`; see the port for each."""

    def __init__(self, rows: Rows, actor: Actor, now: datetime) -> None:
        self._rows, self._actor, self._now = rows, actor, now
        self._today = local_day(now, SANTIAGO)

    async def get(self, account_id: str, *, merged: bool = False) -> Account:
        if account_id not in self._rows.accounts:
            raise RecordNotFound("una cuenta", account_id)
        account = self._rows.accounts[account_id]
        if account.merged_into is not None and not merged:
            raise AccountMerged(account.merged_into)
        return account

    async def hold(self, account_id: str, *, merged: bool = False) -> Account:
        """See the port; there is one writer."""
        return await self.get(account_id, merged=merged)

    async def by_rut(self, rut: Rut) -> Account | None:
        return next((a for a in self._rows.accounts.values() if a.rut == rut), None)

    async def add(self, account: ActionableAccount) -> Account:
        await self._unique(account)
        facts = tuple(sorted(account.facts, key=lambda fact: (fact.on, fact.at)))
        added = replace(account, version=1, facts=facts, known_since=self._today)
        self._rows.accounts[account.id] = added
        return added

    async def save(self, account: ActionableAccount, seen: int, *, without: Collection[str] = ()) -> Account:
        stored = await self.get(account.id)
        if stored.version != seen:
            raise VersionConflict("una cuenta", account.id, seen, stored, stored.version)
        await self._unique(account)
        known = {fact.id for fact in stored.facts}
        every = [*stored.facts, *(fact for fact in account.facts if fact.id not in known)]
        facts = [fact for fact in every if fact.id not in without]
        changed = [
            name
            for name in Account.__dataclass_fields__
            if name not in _NO_PROVENANCE and getattr(account, name) != getattr(stored, name)
        ]
        told = {name: Provenance("atencion", self._actor.id, self._now) for name in changed}
        saved = replace(
            account,
            version=seen + 1,
            contacts=stored.contacts,
            conflicts_of_interest=stored.conflicts_of_interest,
            facts=tuple(sorted(facts, key=lambda fact: (fact.on, fact.at))),
            provenance={**stored.provenance, **told},
        )
        saved = remembering(stored, saved, self._today)
        self._rows.accounts[account.id] = saved
        return saved

    async def wait_for_crm(self, account_ids: Sequence[str]) -> bool:
        return any(c.account_id in account_ids and c.resolution is None for c in self._rows.conflicts.values())

    async def absorb(
        self, survivor: ActionableAccount, seen: int, absorbed: ActionableAccount, absorbed_seen: int
    ) -> tuple[Account, Account]:
        await self._seen((survivor, seen), (absorbed, absorbed_seen))
        here = await self.get(survivor.id)
        there = await self.get(absorbed.id, merged=True)
        known = self._rows.joined.get(there.id, {})
        written = what_joining_writes(here, survivor, there)
        now = {kind: known.get(kind, frozenset()) | frozenset(keys) for kind, keys in written.items()}
        now |= {kind: known.get(kind, frozenset()) | ids for kind, ids in self._of(there).items()}
        self._rows.joined[there.id] = now
        arriving = there.contacts if here.main_contact is None else tuple(map(_without_mark, there.contacts))
        contacts = tuple(replace(contact, account_id=here.id) for contact in arriving)
        facts = tuple(sorted((*here.facts, *there.facts), key=lambda fact: (fact.on, fact.at)))
        declared = _of_account(here.id, (*here.conflicts_of_interest, *there.conflicts_of_interest))
        joined = replace(survivor, contacts=(*here.contacts, *contacts), facts=facts, conflicts_of_interest=declared)
        joined = replace(joined, version=here.version + (joined != here))
        left = replace(
            absorbed, version=there.version + (absorbed != there), contacts=(), facts=(), conflicts_of_interest=()
        )
        self._rows.accounts[here.id] = remembering(here, joined, self._today)
        self._rows.accounts[there.id] = remembering(there, left, self._today)
        self._give(there.id, here.id, None)
        return self._rows.accounts[here.id], self._rows.accounts[there.id]

    async def passed(self, absorbed_id: str) -> Mapping[str, frozenset[str]]:
        return {kind: ids for kind, ids in self._rows.joined.get(absorbed_id, {}).items() if ids}

    async def separate(
        self, survivor: ActionableAccount, seen: int, absorbed: ActionableAccount, absorbed_seen: int
    ) -> tuple[Account, Account]:
        await self._seen((survivor, seen), (absorbed, absorbed_seen))
        passed = self._rows.joined.pop(absorbed.id, {})
        here, contacts, facts = await self.get(survivor.id), passed["contact"], passed["fact"]
        gone = tuple(each for each in here.conflicts_of_interest if each.id in passed["interest"])
        stays = tuple(each for each in here.conflicts_of_interest if each not in gone)
        back = [replace(c, account_id=absorbed.id) for c in here.contacts if c.id in contacts]
        if not any(contact.is_main for contact in back):
            back = [_with_mark(c) if c.id in passed["mark"] else c for c in back]
        there = await self.get(absorbed.id, merged=True)
        stays_here = replace(
            survivor,
            version=here.version + 1,
            contacts=tuple(c for c in here.contacts if c.id not in contacts),
            facts=tuple(f for f in here.facts if f.id not in facts),
            conflicts_of_interest=stays,
        )
        goes_back = replace(
            absorbed,
            version=absorbed_seen + 1,
            contacts=tuple(back),
            facts=tuple(f for f in here.facts if f.id in facts),
            conflicts_of_interest=_of_account(absorbed.id, gone),
        )
        self._rows.accounts[here.id] = remembering(here, stays_here, self._today)
        self._rows.accounts[absorbed.id] = remembering(there, goes_back, self._today)
        self._give(here.id, absorbed.id, passed)
        return self._rows.accounts[here.id], self._rows.accounts[absorbed.id]

    async def _seen(self, *wanted: tuple[Account, int]) -> None:
        for each, version in wanted:
            stored = await self.get(each.id, merged=True)
            if stored.version != version:
                raise VersionConflict("una cuenta", each.id, version, stored, stored.version)

    def _of(self, account: Account) -> dict[str, frozenset[str]]:
        """Ids of what the account has, by kind."""
        rows = self._rows
        return {
            "contact": frozenset(each.id for each in account.contacts),
            "fact": frozenset(each.id for each in account.facts),
            "interest": frozenset(each.id for each in account.conflicts_of_interest),
            "action": frozenset(a.id for a in rows.actions.values() if a.account_id == account.id),
            "term": frozenset(t.id for t, _ in rows.terms.values() if t.account_id == account.id),
            "case": frozenset(c.id for c in rows.cases.values() if c.account_id == account.id),
            "message": frozenset(m.id for m in rows.messages.values() if m.account_id == account.id),
            "representation": frozenset(r.id for r in rows.representations.values() if r.account_id == account.id),
        }

    def _give(self, of: str, to: str, only: Mapping[str, frozenset[str]] | None) -> None:
        """Let the rows of one account, or *only* those, be the other's."""
        rows = self._rows

        def passes(kind: str, each: Action | Term | Case | Message | Representation) -> bool:
            return each.account_id == of and (only is None or each.id in only[kind])

        rows.actions |= {k: replace(a, account_id=to) for k, a in rows.actions.items() if passes("action", a)}
        rows.terms |= {k: (replace(t, account_id=to), m) for k, (t, m) in rows.terms.items() if passes("term", t)}
        rows.cases |= {k: replace(c, account_id=to) for k, c in rows.cases.items() if passes("case", c)}
        rows.messages |= {k: replace(m, account_id=to) for k, m in rows.messages.items() if passes("message", m)}
        rows.representations |= {
            k: replace(r, account_id=to) for k, r in rows.representations.items() if passes("representation", r)
        }

    async def add_contact(self, contact: Contact) -> Contact:
        account = await self.get(contact.account_id)
        others = account.contacts
        if contact.is_main:
            others = tuple(_without_mark(other) for other in others)
        after = replace(account, contacts=(*others, contact))
        self._rows.accounts[account.id] = remembering(account, after, self._today)
        return contact

    async def save_contact(self, contact: Contact, seen: int) -> Contact:
        account = await self.get(contact.account_id)
        stored = next((c for c in account.contacts if c.id == contact.id), None)
        if stored is None:
            raise RecordNotFound("un contacto", contact.id)
        if stored.version != seen:
            raise VersionConflict("un contacto", contact.id, seen, stored, stored.version)
        saved = replace(contact, version=seen + 1)
        contacts = [saved if c.id == saved.id else _without_mark(c) if saved.is_main else c for c in account.contacts]
        self._rows.accounts[account.id] = remembering(account, replace(account, contacts=tuple(contacts)), self._today)
        return saved

    async def _unique(self, account: Account) -> None:
        other = None if account.rut is None else await self.by_rut(account.rut)
        if other is not None and other.id != account.id:
            raise DuplicateRecord("una cuenta", str(account.rut), other.id, named="RUT")


def _of_account(account_id: str, records: Sequence[ConflictOfInterest]) -> tuple[ConflictOfInterest, ...]:
    return tuple(replace(each, account_id=account_id) for each in records)


def _without_mark(contact: Contact) -> Contact:
    return replace(contact, is_main=False, version=contact.version + 1) if contact.is_main else contact


def _with_mark(contact: Contact) -> Contact:
    return replace(contact, is_main=True, version=contact.version + 1)
