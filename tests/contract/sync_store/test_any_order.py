"""
Whatever is deleted, edited and decided, in any order, ends alike on both sides, or where a person can mend it (POL-07).

Dice play both sides and a person who decides without looking; then she decides until nothing is open (F-46).
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from sqlalchemy import select

from connectors.contract import records as crm_records
from domain.errors import InvalidRecord, ProtocolError, VersionConflict
from domain.exchange.merge import DELETED_FIELD
from domain.model.accounts import Contact
from domain.model.exchange.conflicts import Conflict, Side, SyncStatus
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from domain.use_cases.accounts.resolve_conflict import ResolveConflict, resolve_conflict
from domain.use_cases.services import Services
from persistence.database import Database
from persistence.reading import SqlReadModel
from persistence.sync.local_records import SqlLocalRecords
from persistence.tables import account, action, contact, outbox_stream
from sync.compare import compare
from sync.operate import retry, skip_refused_change
from sync.sweep import queue_strays
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, MachineClock, Sides, both_sides
from tests.support.builders import REGIONAL, a_configuration, a_contact, an_action, new_id
from tests.support.calendars import a_book

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION
STEPS: Final = 30
DECISIONS: Final = 80
SEEDS: Final = range(8)
PEOPLE: Final = (
    Person("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "ana@example.cl", "OFIREG-08"),
    Person("luis.soto", "Luis Soto", Role.REGIONAL_HEAD, "luis@example.cl", "OFIREG-08"),
)
DIRECTORY: Final = Directory(PEOPLE)


class Office:
    """Two accounts, each with a contact and an action, on both sides; and what can happen to them, by *dice*."""

    def __init__(self, sides: Sides, seed: int) -> None:
        self.sides, self.dice, self.number = sides, random.Random(seed), 0
        config = a_configuration()
        self.services = Services(sides.transactions, MachineClock(), a_book, lambda: config, new_id, lambda: DIRECTORY)
        sides.policy = replace(sides.policy, directory=lambda: DIRECTORY)
        sides.worker = SyncWorker(sides.store, sides.crm, sides.policy, QUICK)
        self.story: list[str] = []

    async def open(self) -> None:
        """Everything is agreed on."""
        for _ in range(2):
            made = await self.sides.register(name=self.word(), region="08")
            await self.add_contact(made.id)
            await self.add_action(made.id)
        await self.sides.settle()

    def word(self) -> str:
        """Another one at each time, of so few that both sides choose the same now and then."""
        self.number += 1
        return f"Valor {self.dice.randrange(4)}"

    async def ids(self, kind: RecordKind) -> Sequence[str]:
        """Keys of our records."""
        table = {ACCOUNT: account, CONTACT: contact, ACTION: action}[kind]
        return [row.id for row in await self.sides.database.read(select(table.c.id).order_by(table.c.pk))]

    async def an_id(self, kind: RecordKind) -> str:
        """One of them."""
        return self.dice.choice(await self.ids(kind))

    # Here

    async def add_contact(self, account_id: str) -> None:
        """Somebody new."""
        async with self.sides.transactions(REGIONAL) as work:
            here = await work.accounts.get(account_id)
            await work.accounts.add_contact(a_contact(here, id=new_id(), is_main=False))

    async def add_action(self, account_id: str) -> None:
        """A meeting."""
        async with self.sides.transactions(REGIONAL) as work:
            await work.actions.add(an_action(date(2025, 5, 7), id=new_id(), account_id=account_id))

    async def edit_account(self) -> None:
        """Here."""
        field = self.dice.choice(("phone", "address", "name"))
        await self.sides.change(await self.an_id(ACCOUNT), **{field: self.word()})

    async def edit_contact(self) -> None:
        """Here."""
        key = await self.an_id(CONTACT)
        async with self.sides.transactions(REGIONAL) as work:
            for each in await self.ids(ACCOUNT):
                holder = await work.accounts.get(each)
                for found in holder.contacts:
                    if found.id == key:
                        changed: Contact = replace(found, phone=self.word())
                        await work.accounts.save_contact(changed, found.version)

    async def grow(self) -> None:
        """A contact or an action is added here."""
        await self.dice.choice((self.add_contact, self.add_action))(await self.an_id(ACCOUNT))

    # There

    def there(self, *kinds: RecordKind) -> tuple[RecordKind, str] | None:
        """A record that the CRM has."""
        every = [(kind, record.key) for kind in kinds for record in self.sides.crm.records(kind)]
        return self.dice.choice(every) if every else None

    async def edit_there(self) -> None:
        """A colleague edits."""
        if found := self.there(ACCOUNT, CONTACT):
            self.sides.crm.edit(*found, {self.dice.choice(("phone", "email")): self.word()})

    async def delete_there(self) -> None:
        """A colleague deletes; an account takes its children along."""
        if found := self.there(self.dice.choice((ACCOUNT, CONTACT, ACTION))):
            self.sides.crm.delete(*found)

    async def create_there(self) -> None:
        """A colleague adds a contact or an action."""
        if found := self.there(ACCOUNT):
            kind, make = self.dice.choice(((CONTACT, crm_records.contact_values), (ACTION, crm_records.action_values)))
            self.sides.crm.create(kind, new_id(), make(found[1]))

    async def move_there(self) -> None:
        """A colleague gives a contact or an action to another account, or leaves it without."""
        found, to = self.there(CONTACT, ACTION), self.there(ACCOUNT)
        if found and to:
            self.sides.crm.edit(*found, {"account_id": self.dice.choice((to[1], to[1], None))})

    async def give_there(self) -> None:
        """A colleague gives an account to another owner, or writes who attends it: some know nobody of ours."""
        if found := self.there(ACCOUNT):
            person = self.dice.choice((*(each.id for each in PEOPLE), "Juana Del CRM"))
            if self.dice.randrange(2):
                self.sides.crm.give(found[1], person)
            else:
                self.sides.crm.edit(*found, {"regional_executive": person})

    async def assign(self) -> None:
        """Here."""
        await self.sides.change(await self.an_id(ACCOUNT), regional_executive=self.dice.choice(PEOPLE).id)

    async def refuse_there(self) -> None:
        """A plug-in refuses a record once or twice."""
        key = await self.an_id(self.dice.choice((ACCOUNT, CONTACT, ACTION)))
        self.sides.crm.faults.reject(key, "Un complemento no lo admite.", times=self.dice.randrange(1, 3))

    # Between

    async def synchronise(self) -> None:
        """As the worker does."""
        await self.sides.worker.run_once()

    async def sweep(self) -> None:
        """The slow walk."""
        for kind in (ACCOUNT, CONTACT, ACTION):
            await queue_strays(self.sides.store, kind)

    async def forget(self) -> None:
        """The cursors of the CRM expire."""
        self.sides.crm.expire_cursors()

    # A person

    async def decide(self, side: Side | None = None) -> None:
        """One open conflict, one way or another."""
        opened = await self.sides.open_conflicts()
        if opened:
            await self.resolve(self.dice.choice(opened), side)

    async def resolve(self, conflict: Conflict, side: Side | None = None) -> None:
        """With a side that it has; what cannot be taken from the CRM is kept."""
        sides = (Side.ATENCION, Side.CRM) if conflict.field == DELETED_FIELD else tuple(Side)
        chosen = side or self.dice.choice(sides)
        self.story.append(f"{conflict.kind.value} {conflict.key[:4]}.{conflict.field}: {chosen.value}")
        value = self.word() if chosen is Side.OTHER else None
        try:
            await resolve_conflict(self.services, REGIONAL, ResolveConflict(conflict.id, chosen, value))
        except (ProtocolError, InvalidRecord, VersionConflict) as refused:
            self.story.append(f"refused: {refused}")
            await resolve_conflict(self.services, REGIONAL, ResolveConflict(conflict.id, Side.ATENCION))

    async def retry_one(self) -> None:
        """`retrySync`."""
        await retry(self.sides.store, await self.an_id(ACCOUNT), new_id=new_id)

    async def skip_one(self) -> None:
        """`skipSync`."""
        await skip_refused_change(self.sides.store, await self.an_id(ACCOUNT), new_id=new_id)

    # The end

    async def house_the_homeless(self) -> None:
        """A colleague gives what has no account there the one that it has here; which may be gone there."""
        ours = SqlLocalRecords(self.sides.database)
        for kind in (CONTACT, ACTION):
            for record in self.sides.crm.records(kind):
                if record.values["account_id"] is None:
                    here = (await ours.get(kind, [record.key])).get(record.key)
                    wanted = self.there(ACCOUNT) if here is None else (ACCOUNT, str(here["account_id"]))
                    if wanted and self.sides.crm.record(*wanted):
                        self.sides.crm.edit(kind, record.key, {"account_id": wanted[1]})
                    else:
                        self.sides.crm.delete(kind, record.key)

    async def parked(self) -> list[str]:
        """Accounts whose stream stopped."""
        stopped = select(outbox_stream.c.key).where(outbox_stream.c.parked_at.is_not(None))
        return [row.key for row in await self.sides.database.read(stopped)]

    async def until_nothing_is_open(self, side: Side | None = None) -> None:
        """She decides what is open and retries what stopped; what stops again and again she skips."""
        for turn in range(DECISIONS):
            await self.sides.settle()
            if await self.sides.open_conflicts():
                await self.decide(side)
            elif stopped := await self.parked():
                skips = side is None and turn % 3 == 2
                self.story.append(f"{'skip' if skips else 'retry'} {stopped[0][:4]}")
                again = skip_refused_change if skips else retry
                await again(self.sides.store, stopped[0], new_id=new_id)
            else:
                return
        raise AssertionError("no end")

    def deeds(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """What can happen, the usual more often."""
        return (
            *(self.edit_account, self.edit_contact, self.edit_there, self.delete_there, self.grow) * 2,
            *(self.synchronise, self.decide) * 4,
            *(self.move_there, self.give_there, self.assign) * 2,
            *(self.create_there, self.refuse_there, self.sweep, self.forget, self.retry_one, self.skip_one),
        )


async def play(database: Database, seed: int) -> Office:
    """Thirty things happen, then she decides until nothing is open."""
    office = Office(both_sides(database), seed)
    await office.open()
    for deed in office.dice.choices(office.deeds(), k=STEPS):
        office.story.append(deed.__name__)
        await deed()
    office.sides.crm.faults.recover()
    await office.house_the_homeless()
    office.story.append("until nothing is open")
    await office.until_nothing_is_open()
    return office


async def statuses(office: Office) -> set[SyncStatus]:
    """How the accounts stand, as the screens tell it."""
    read = SqlReadModel(office.sides.database)
    states = await read.sync_states(await office.ids(ACCOUNT))
    return {state.status for state in states.values()}


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_order_of_decisions_ends_alike_and_can_be_mended(database: Database, seed: int) -> None:
    """What both sides have is alike; what was left deleted can be asked again, and then all is on both sides."""
    office = await play(database, seed)
    story = "\n".join(office.story)
    ours, crm = SqlLocalRecords(database), office.sides.crm
    ended = await compare(crm, ours)
    assert [kind.differences.some for kind in ended.kinds] == [[], [], []], story
    assert [kind.only_in_crm for kind in ended.kinds] == [(), (), ()], story
    assert await statuses(office) == {SyncStatus.IN_SYNC}, story

    for each in await office.ids(ACCOUNT):
        await retry(office.sides.store, each, new_id=new_id)
    office.story.append("everything is asked again, and kept")
    await office.until_nothing_is_open(Side.ATENCION)
    mended = await compare(crm, ours)
    assert mended.same, f"{mended}\n" + "\n".join(office.story)
    assert await statuses(office) == {SyncStatus.IN_SYNC}


async def test_the_contact_may_be_decided_before_its_account(database: Database) -> None:
    """F-46: deleted in the CRM, account with contact; she keeps the contact, then the account: both are there again."""
    office = Office(both_sides(database), 46)
    await office.open()
    crm = office.sides.crm
    gone = (await office.ids(ACCOUNT))[0]
    crm.delete(ACCOUNT, gone)
    await office.sides.settle()
    opened = {conflict.kind: conflict for conflict in await office.sides.open_conflicts()}
    assert opened.keys() == {ACCOUNT, CONTACT, ACTION}

    for kind in (CONTACT, ACTION, ACCOUNT):
        await office.resolve(opened[kind], Side.ATENCION)
        await office.sides.settle()

    assert all(crm.record(kind, conflict.key) for kind, conflict in opened.items())
    assert await office.parked() == []
    assert await statuses(office) == {SyncStatus.IN_SYNC}


async def test_what_was_left_deleted_can_be_asked_again(database: Database) -> None:
    """Left away in the CRM the account is no failure; `retrySync` asks anew, and nothing but a person makes it anew."""
    office = Office(both_sides(database), 47)
    await office.open()
    crm = office.sides.crm
    gone = (await office.ids(ACCOUNT))[0]
    crm.delete(ACCOUNT, gone)
    await office.until_nothing_is_open(Side.CRM)
    assert await statuses(office) == {SyncStatus.IN_SYNC}
    assert crm.record(ACCOUNT, gone) is None

    assert await retry(office.sides.store, gone, new_id=new_id)
    assert [c.field for c in await office.sides.open_conflicts()] == [DELETED_FIELD] * 3
    await office.until_nothing_is_open(Side.ATENCION)
    assert (await compare(crm, SqlLocalRecords(database))).same
