"""What an account remembers of its undated data, whoever changes them (AMB-69)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.model.accounts import Account
from domain.ports.store import Transactions
from persistence.unit_of_work import SqlTransactions
from tests.contract.store.conftest import FrozenClock
from tests.support.builders import REGIONAL, a_contact, an_account
from tests.support.memory.store import MemoryTransactions
from tests.support.system.databases import KINDS, Databases


class Days:
    """One store, opened on any day."""

    def __init__(self, opened: Transactions, clock: FrozenClock) -> None:
        self.transactions, self._clock = opened, clock

    def on(self, day: date) -> Transactions:
        """At noon of Santiago."""
        object.__setattr__(self._clock, "at", datetime(day.year, day.month, day.day, 16, tzinfo=UTC))
        return self.transactions


@pytest.fixture(params=[*KINDS, "memory"])
async def days(request: pytest.FixtureRequest, databases: Databases):  # type: ignore[no-untyped-def]  # a generator
    """A fresh, empty store."""
    clock = FrozenClock(datetime(2024, 9, 13, 16, tzinfo=UTC))
    if request.param == "memory":
        yield Days(MemoryTransactions(clock), clock)  # type: ignore[arg-type]  # the fake has what the suite uses
        return
    async with databases.opened(request.param) as database:
        yield Days(SqlTransactions(database, clock), clock)


async def _registered(days: Days) -> Account:
    account = an_account()
    async with days.on(date(2024, 9, 13))(REGIONAL) as work:
        return await work.accounts.add(replace(account, contacts=(a_contact(account),)))


async def _read(days: Days, account: Account) -> Account:
    async with days.transactions(REGIONAL) as work:
        return await work.accounts.get(account.id)


async def test_a_change_is_remembered_until_the_day_before(days: Days) -> None:
    """The first write of an account is the first day of which its undated data are known."""
    account = await _registered(days)
    async with days.on(date(2024, 9, 16))(REGIONAL) as work:
        await work.accounts.save(replace(account, sector="TURISMO"), account.version)

    stored = await _read(days, account)
    assert stored.known_since == date(2024, 9, 13)
    ((until, sector),) = [(each.until, each.sector) for each in stored.standings]
    assert (until, sector) == (date(2024, 9, 15), "ALIMENTOS")


async def test_the_main_contact_is_remembered_as_there_or_not(days: Days) -> None:
    """DAT-07: marked inactive, then another one comes."""
    account = await _registered(days)
    (contact,) = account.contacts
    async with days.on(date(2024, 9, 16))(REGIONAL) as work:
        await work.accounts.save_contact(replace(contact, active=False), contact.version)
    async with days.on(date(2024, 9, 20))(REGIONAL) as work:
        await work.accounts.add_contact(a_contact(account, name="Luz Soto"))

    stored = await _read(days, account)
    assert [(each.until, each.has("main_contact")) for each in stored.standings] == [
        (date(2024, 9, 15), True),
        (date(2024, 9, 19), False),
    ]
    assert stored.has("main_contact")


async def test_what_changes_no_class_is_not_remembered(days: Days) -> None:
    """Another name of the same contact, another telephone."""
    account = await _registered(days)
    (contact,) = account.contacts
    async with days.on(date(2024, 9, 16))(REGIONAL) as work:
        await work.accounts.save_contact(replace(contact, name="Rosa Díaz Soto"), contact.version)
        await work.accounts.save(replace(account, phone="+56987654321"), account.version)

    assert (await _read(days, account)).standings == ()


async def test_what_a_join_brings_and_a_separation_takes_is_remembered(days: Days) -> None:
    """AMB-69, AMB-63: a main contact and a sector that came with the other account, and went back with it."""
    alone, other = an_account(rut=None, sector=None), an_account(rut=None)
    async with days.on(date(2024, 9, 13))(REGIONAL) as work:
        alone = await work.accounts.add(alone)
        other = await work.accounts.add(replace(other, contacts=(a_contact(other),)))
    async with days.on(date(2024, 9, 16))(REGIONAL) as work:
        gone = replace(other, merged_into=alone.id, active=False)
        both, gone = await work.accounts.absorb(replace(alone, sector="TURISMO"), alone.version, gone, other.version)
    async with days.on(date(2024, 9, 20))(REGIONAL) as work:
        back = replace(gone, merged_into=None, active=True)
        await work.accounts.separate(replace(both, sector=None), both.version, back, gone.version)

    stood = (await _read(days, alone)).standings
    assert [(each.until, each.has("main_contact"), each.sector) for each in stood] == [
        (date(2024, 9, 15), False, None),
        (date(2024, 9, 19), True, "TURISMO"),
    ]
    theirs = (await _read(days, other)).standings
    assert [(each.until, each.active) for each in theirs] == [(date(2024, 9, 15), True), (date(2024, 9, 19), False)]
