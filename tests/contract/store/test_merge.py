"""What `AccountStore.absorb` promises (AMB-63): everything changes hands, nothing is copied or lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import AccountMerged, VersionConflict
from domain.model.accounts import Account, FactKind
from domain.ports.store import Transactions
from tests.support.builders import REGIONAL, a_contact, a_fact, an_account, an_action


async def two(transactions: Transactions) -> tuple[Account, Account]:
    """Two accounts of one company, each with a main contact, a fact and an action."""
    made = []
    for day, title in ((date(2024, 3, 1), "Feria"), (date(2024, 5, 1), "Asesoría")):
        account = an_account(rut=None, facts=(a_fact(FactKind.CATEGORY, "2", day),))
        account = replace(account, contacts=(a_contact(account),))
        async with transactions(REGIONAL) as work:
            made.append(await work.accounts.add(account))
            await work.actions.add(an_action(day, account_id=account.id, title=title))
    return made[0], made[1]


async def merged(transactions: Transactions, survivor: Account, absorbed: Account) -> tuple[Account, Account]:
    async with transactions(REGIONAL) as work:
        gone = replace(absorbed, merged_into=survivor.id, active=False)
        return await work.accounts.absorb(replace(survivor, phone="+56 2 1"), survivor.version, gone, absorbed.version)


async def test_everything_of_one_is_the_others_afterwards(transactions: Transactions) -> None:
    """Facts in order, contacts with one main one, actions; the fields as given; both with a new version."""
    survivor, absorbed = await two(transactions)

    after, gone = await merged(transactions, survivor, absorbed)

    async with transactions(REGIONAL) as work:
        assert await work.accounts.get(survivor.id) == after
        assert await work.accounts.get(absorbed.id, merged=True) == gone
        titles = [action.title for action in await work.actions.of_account(survivor.id)]
        assert await work.actions.of_account(absorbed.id) == []
    assert titles == ["Feria", "Asesoría"]
    assert [fact.on for fact in after.facts] == [date(2024, 3, 1), date(2024, 5, 1)]
    assert {c.id for c in after.contacts} == {survivor.contacts[0].id, absorbed.contacts[0].id}
    assert [c.id for c in after.contacts if c.is_main] == [survivor.contacts[0].id]
    assert (after.phone, after.version, after.active) == ("+56 2 1", 2, True)
    assert (gone.merged_into, gone.version, gone.active, gone.facts, gone.contacts) == (survivor.id, 2, False, (), ())


async def test_a_merged_account_names_the_one_that_goes_on(transactions: Transactions) -> None:
    """Whoever wants to work with it learns with which to go on."""
    survivor, absorbed = await two(transactions)
    await merged(transactions, survivor, absorbed)

    with pytest.raises(AccountMerged) as told:
        async with transactions(REGIONAL) as work:
            await work.accounts.get(absorbed.id)

    assert told.value.survivor_id == survivor.id


async def test_a_change_since_is_noticed_and_nothing_is_passed(transactions: Transactions) -> None:
    """Versions of both are looked at."""
    survivor, absorbed = await two(transactions)
    async with transactions(REGIONAL) as work:
        await work.accounts.save(replace(absorbed, phone="9"), absorbed.version)

    with pytest.raises(VersionConflict):
        await merged(transactions, survivor, absorbed)

    async with transactions(REGIONAL) as work:
        assert (await work.accounts.get(survivor.id)).version == 1
        assert len(await work.actions.of_account(absorbed.id)) == 1
