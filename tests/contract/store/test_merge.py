"""What `AccountStore.absorb` promises (AMB-63): everything changes hands, nothing is copied or lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import AccountMerged, DuplicateRecord, VersionConflict
from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, Flow
from domain.model.terms import Milestones, Term
from domain.ports.store import Transactions
from tests.contract.store.test_cases import T0, a_case, an_event
from tests.support.builders import REGIONAL, a_contact, a_fact, an_account, an_action, new_id


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


# and separated again


async def separated(transactions: Transactions, survivor: Account, absorbed: Account) -> tuple[Account, Account]:
    """What was filled is emptied by the caller; here the telephone, which the survivor did not have."""
    async with transactions(REGIONAL) as work:
        back = replace(absorbed, merged_into=None, active=True)
        return await work.accounts.separate(replace(survivor, phone=None), survivor.version, back, absorbed.version)


async def test_what_passed_goes_back_and_what_came_since_stays(transactions: Transactions) -> None:
    """F-24: facts, contacts with their mark, actions and cases; both histories as they were before."""
    survivor, absorbed = await two(transactions)
    case = a_case(flow=Flow.REQUEST, account_id=absorbed.id)
    async with transactions(REGIONAL) as work:
        case = await work.cases.add(case, an_event(case))
        await work.terms.add(a_term(case), Milestones())
    after, gone = await merged(transactions, survivor, absorbed)
    async with transactions(REGIONAL) as work:
        assert [each.id for each in await work.cases.of_account(survivor.id)] == [case.id]
        await work.actions.add(an_action(date(2024, 6, 1), account_id=survivor.id, title="Después"))
        assert (await work.accounts.passed(absorbed.id))["case"] == {case.id}

    here, there = await separated(transactions, after, gone)

    async with transactions(REGIONAL) as work:
        assert await work.accounts.get(survivor.id) == here
        assert await work.accounts.get(absorbed.id) == there
        assert [action.title for action in await work.actions.of_account(survivor.id)] == ["Feria", "Después"]
        assert [action.title for action in await work.actions.of_account(absorbed.id)] == ["Asesoría"]
        assert [each.id for each in await work.cases.of_account(absorbed.id)] == [case.id]
        assert await work.cases.of_account(survivor.id) == []
        assert [term.case_id for term in await work.terms.of_account(absorbed.id)] == [case.id]
        assert await work.accounts.passed(absorbed.id) == {}
    assert (here.facts, there.facts) == (survivor.facts, absorbed.facts)
    assert [(c.id, c.is_main) for c in here.contacts] == [(survivor.contacts[0].id, True)]
    assert [(c.id, c.is_main, c.account_id) for c in there.contacts] == [(absorbed.contacts[0].id, True, absorbed.id)]
    assert (there.active, there.merged_into) == (True, None)


async def test_an_open_case_of_which_there_is_one_passes_and_comes_back(transactions: Transactions) -> None:
    """AMB-62: after it has passed, another one of its flow cannot be opened for the survivor; back again it can."""
    survivor, absorbed = await two(transactions)
    case = a_case(flow=Flow.CAPTURE, state="CONTACTO", account_id=absorbed.id)
    async with transactions(REGIONAL) as work:
        await work.cases.add(case, an_event(case))
    after, gone = await merged(transactions, survivor, absorbed)
    another = a_case(flow=Flow.CAPTURE, state="CONTACTO", account_id=survivor.id)
    with pytest.raises(DuplicateRecord):
        async with transactions(REGIONAL) as work:
            await work.cases.add(another, an_event(another))

    await separated(transactions, after, gone)

    async with transactions(REGIONAL) as work:
        await work.cases.add(another, an_event(another))


async def test_accounts_that_changed_since_are_not_separated(transactions: Transactions) -> None:
    """Versions of both are looked at."""
    after, gone = await merged(transactions, *await two(transactions))
    with pytest.raises(VersionConflict):
        await separated(transactions, replace(after, version=after.version - 1), gone)
    async with transactions(REGIONAL) as work:
        assert await work.accounts.passed(gone.id)


def a_term(case: Case) -> Term:
    return Term(new_id(), "SLA-07", "2024", T0, "OFIREG-08", case.account_id, case.id)
