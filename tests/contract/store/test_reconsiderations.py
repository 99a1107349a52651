"""A change of an account leaves one due work item for its open cases, in its own transaction (AMB-68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import VersionConflict
from domain.model.accounts import Account
from domain.model.cases import Flow
from domain.model.history.reconsideration import RECONSIDER, reconsideration
from domain.ports.store import Transactions, UnitOfWork
from tests.contract.store.test_cases import a_case, an_event
from tests.support.builders import REGIONAL, RUT, a_contact, an_account, an_action, new_id

NOW = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def an_account_with_a_case(transactions: Transactions, *, closed: bool = False) -> Account:
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account(rut=RUT))
        case = a_case(flow=Flow.REQUEST, account_id=account.id, closed_at=NOW if closed else None)
        await work.cases.add(case, an_event(case))
    return account


async def change(transactions: Transactions, account: Account, **fields: object) -> Account:
    async with transactions(REGIONAL) as work:
        return await work.accounts.save(replace(account, **fields), account.version)  # type: ignore[arg-type]  # fields by name


async def due(work: UnitOfWork, account: Account) -> int:
    """How many work items wait; they are gone then."""
    return len(await work.timers.cancel(f"account:{account.id}", [RECONSIDER]))


async def test_changes_of_what_cases_derive_from_are_one_work_item(transactions: Transactions) -> None:
    """Kept once for the account, however often it changes before the worker looks."""
    account = await an_account_with_a_case(transactions)
    account = await change(transactions, account, region="15", office="OFIREG-15")
    await change(transactions, account, regional_executive="luis.mamani")

    async with transactions(REGIONAL) as work:
        assert await due(work, account) == 1
        assert await due(work, account) == 0


async def test_what_no_case_reads_and_accounts_without_open_case_leave_none(transactions: Transactions) -> None:
    """A telephone; and a change of a company whose case has ended."""
    account = await change(transactions, await an_account_with_a_case(transactions), phone="+56 41 2")
    async with transactions(REGIONAL) as work:
        assert await due(work, account) == 0


async def test_contacts_and_actions_are_told_whoever_writes_them(transactions: Transactions) -> None:
    """DAT-07, DEF-05: added or changed; with how each was before the first of these changes."""
    account = await an_account_with_a_case(transactions)
    async with transactions(REGIONAL) as work:
        eva = await work.accounts.add_contact(a_contact(account, name="Eva Soto"))  # type: ignore[arg-type]  # as it is
        await work.accounts.save_contact(replace(eva, active=False), eva.version)  # type: ignore[arg-type]
        action = await work.actions.add(an_action(date(2024, 6, 3), account_id=account.id))  # type: ignore[arg-type]
    async with transactions(REGIONAL) as work:
        (item,) = await work.timers.cancel(f"account:{account.id}", [RECONSIDER])
    assert dict(item.payload) == {f"record.contact.{eva.id}": "", f"record.action.{action.id}": ""}


async def test_what_the_only_open_case_did_itself_is_no_news(transactions: Transactions) -> None:
    """It registered the action; another open case of the company has to know."""
    account = await an_account_with_a_case(transactions)
    async with transactions(REGIONAL) as work:
        (own,) = await work.cases.of_account(account.id)
        await work.actions.add(an_action(date(2024, 6, 3), account_id=account.id, case_id=own.id))  # type: ignore[arg-type]
    async with transactions(REGIONAL) as work:
        assert await due(work, account) == 0
        other = a_case(flow=Flow.HELP_CENTRE, account_id=account.id)
        await work.cases.add(other, an_event(other))
    async with transactions(REGIONAL) as work:
        await work.actions.add(an_action(date(2024, 6, 3), account_id=account.id, case_id=own.id))  # type: ignore[arg-type]
    async with transactions(REGIONAL) as work:
        assert await due(work, account) == 1


async def test_a_closed_case_is_not_reconsidered(transactions: Transactions) -> None:
    """It has ended: what changes afterwards is no longer its matter."""
    account = await change(transactions, await an_account_with_a_case(transactions, closed=True), region="15")
    async with transactions(REGIONAL) as work:
        assert await due(work, account) == 0


async def test_a_change_that_is_rolled_back_leaves_none(transactions: Transactions) -> None:
    """All or nothing."""
    account = await an_account_with_a_case(transactions)
    with pytest.raises(VersionConflict):
        await _change_twice(transactions, account)
    async with transactions(REGIONAL) as work:
        assert await due(work, account) == 0


async def _change_twice(transactions: Transactions, account: Account) -> None:
    """The second write has not seen the first."""
    async with transactions(REGIONAL) as work:
        for region in ("15", "12"):
            await work.accounts.save(replace(account, region=region), account.version)  # type: ignore[arg-type]  # as it is


async def test_what_waits_keeps_what_it_brings_and_gathers_the_rest(transactions: Transactions) -> None:
    """
    AMB-68: the value before the first change is the one a case may have followed; that of a datum that changed again
    is told by itself, for a case may have followed it by its own fact.
    """
    subject = f"account:{new_id()}"
    async with transactions(REGIONAL) as work:
        assert await work.timers.gather(reconsideration(subject, {"region": "08"}, NOW, new_id()))
        assert not await work.timers.gather(reconsideration(subject, {"region": "08", "sector": ""}, NOW, new_id()))
        assert await work.timers.gather(reconsideration(subject, {"region": "15"}, NOW + SECOND, new_id()))
        assert not await work.timers.gather(reconsideration(subject, {"region": "15", "rut": ""}, NOW, new_id()))
    async with transactions(REGIONAL) as work:
        waited = sorted((dict(each.payload) for each in await work.timers.cancel(subject)), key=str)
        assert waited == [{"region": "08", "sector": ""}, {"region": "15", "rut": ""}]
        assert await work.timers.gather(reconsideration(subject, {}, NOW, new_id()))  # the other waits no more
