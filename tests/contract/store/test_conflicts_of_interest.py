"""What the store of conflicts of interest promises (`ConflictOfInterestStore`): they come with their account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import RecordNotFound, VersionConflict
from domain.model.accounts import Account
from domain.model.history.conflicts_of_interest import ConflictOfInterest, ToldEnd
from domain.ports.store import Transactions
from tests.contract.store.test_merge import merged, two
from tests.support.builders import REGIONAL, an_account, new_id

T0 = datetime(2024, 9, 13, 20, 0, 0, 123456, UTC)


def declared(account: Account, **fields: object) -> ConflictOfInterest:
    record = ConflictOfInterest(new_id(), account.id, "ana.rojas", date(2024, 2, 29), T0, "Mi hermana es «socia»")
    return replace(record, **fields)  # type: ignore[arg-type]  # fields by name


async def kept(transactions: Transactions, account: Account, *records: ConflictOfInterest) -> Account:
    async with transactions(REGIONAL) as work:
        for record in records:
            await work.conflicts_of_interest.add(record)
    async with transactions(REGIONAL) as work:
        return await work.accounts.get(account.id)


async def test_they_are_read_with_their_account_word_for_word_in_the_order_of_declaring(
    transactions: Transactions,
) -> None:
    """POL-07: day, instant and reason; of another account there is none, and the account's version stays."""
    account, other = an_account(rut=None), an_account(rut=None)
    async with transactions(REGIONAL) as work:
        await work.accounts.add(account)
        await work.accounts.add(other)
    first, second = declared(account), declared(account, person="luisa.paz", since=date(2023, 1, 1))

    after = await kept(transactions, account, first, second)

    assert after.conflicts_of_interest == (first, second)
    assert after.version == 1
    async with transactions(REGIONAL) as work:
        assert (await work.accounts.get(other.id)).conflicts_of_interest == ()
        assert (await work.accounts.hold(account.id)).conflicts_of_interest == (first, second)
        assert (await work.accounts.save(replace(account, phone="1"), 1)).conflicts_of_interest == (first, second)


async def test_each_end_that_was_told_stays_and_the_last_one_holds(transactions: Transactions) -> None:
    """AMB-72: an end told again is a correction with trace; on the version that was seen."""
    account = an_account()
    async with transactions(REGIONAL) as work:
        await work.accounts.add(account)
    record = declared(account)
    await kept(transactions, account, record)
    once = replace(record, ends=(ToldEnd(date(2024, 10, 1), T0, "Vendió su parte"),))
    twice = replace(once, ends=(*once.ends, ToldEnd(date(2024, 11, 1), T0, "La vende en octubre")))

    async with transactions(REGIONAL) as work:
        assert await work.conflicts_of_interest.save(once, 1) == replace(once, version=2)
        assert await work.conflicts_of_interest.save(twice, 2) == replace(twice, version=3)

    async with transactions(REGIONAL) as work:
        (stored,) = (await work.accounts.get(account.id)).conflicts_of_interest
    assert (stored, stored.until) == (replace(twice, version=3), date(2024, 11, 1))
    with pytest.raises(VersionConflict) as told:
        async with transactions(REGIONAL) as work:
            await work.conflicts_of_interest.save(once, 1)
    assert (told.value.current, told.value.current_version) == (stored, 3)
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.conflicts_of_interest.save(declared(account), 1)


async def test_it_passes_to_the_account_that_goes_on_and_goes_back(transactions: Transactions) -> None:
    """AMB-63, AMB-72: who is in conflict with one is so with the company that both are; separated, as before."""
    survivor, absorbed = await two(transactions)
    record = declared(absorbed)
    absorbed = await kept(transactions, absorbed, record)

    after, gone = await merged(transactions, survivor, absorbed)

    assert after.conflicts_of_interest == (replace(record, account_id=survivor.id),)
    assert gone.conflicts_of_interest == ()
    async with transactions(REGIONAL) as work:
        back = replace(gone, merged_into=None, active=True)
        here, there = await work.accounts.separate(after, after.version, back, gone.version)
    assert (here.conflicts_of_interest, there.conflicts_of_interest) == ((), (record,))
