"""Merged accounts and the CRM (AMB-63): it hears of it, and what it says of the absorbed one reaches the survivor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from connectors.contract import records as crm_records
from domain.model.accounts import Account
from domain.model.exchange.crm_records import RecordKind
from persistence.sync.local_records import SqlLocalRecords
from tests.contract.sync_store.conftest import Sides
from tests.support.builders import REGIONAL, a_contact, an_action, new_id


async def merge(sides: Sides, survivor: Account, absorbed: Account) -> None:
    async with sides.transactions(REGIONAL) as work:
        gone = replace(absorbed, merged_into=survivor.id, active=False)
        await work.accounts.absorb(replace(survivor, phone="7"), survivor.version, gone, absorbed.version)


async def test_the_crm_hears_of_a_merge_and_keeps_both_histories(sides: Sides) -> None:
    """The absorbed account is inactive there, its action stays under it, and nothing is in conflict or doubled."""
    survivor, absorbed = await sides.register(), await sides.register()
    async with sides.transactions(REGIONAL) as work:
        action = await work.actions.add(an_action(date(2024, 3, 1), account_id=absorbed.id))
        await work.accounts.add_contact(a_contact(survivor))
        contact = await work.accounts.add_contact(a_contact(absorbed))
    await sides.settle()

    await merge(sides, survivor, absorbed)
    await sides.settle()

    assert sides.there(absorbed.id)["active"] is False
    assert (sides.there(survivor.id)["phone"], sides.there(survivor.id)["active"]) == ("7", True)
    left = sides.crm.record(RecordKind.ACTION, action.id)
    assert left is not None
    assert left.values["account_id"] == absorbed.id
    unmarked = sides.crm.record(RecordKind.CONTACT, contact.id)
    assert unmarked is not None
    assert unmarked.values["is_main"] is False
    assert len(sides.crm.records(RecordKind.ACTION)) == 1
    assert await sides.open_conflicts() == []

    compared = await SqlLocalRecords(sides.database).get(RecordKind.ACTION, [action.id])
    assert compared[action.id]["account_id"] == absorbed.id  # both sides are alike (`crm compare`)

    sides.crm.edit(RecordKind.ACTION, action.id, {"notes": "Anotado en el CRM"})
    await sides.settle()
    async with sides.transactions(REGIONAL) as work:
        (here,) = await work.actions.of_account(survivor.id)
    assert here.notes == "Anotado en el CRM"


async def test_what_the_crm_adds_to_an_absorbed_account_belongs_to_the_survivor(sides: Sides) -> None:
    """A colleague there still works with the old one; nothing is lost, and the old one is not revived."""
    survivor, absorbed = await sides.register(), await sides.register()
    await sides.settle()
    await merge(sides, survivor, absorbed)
    await sides.settle()

    late = new_id()
    sides.crm.create(RecordKind.ACTION, late, crm_records.action_values(absorbed.id))
    sides.crm.edit(RecordKind.ACCOUNT, absorbed.id, {"active": True, "phone": "8"})
    await sides.settle()

    async with sides.transactions(REGIONAL) as work:
        assert [each.id for each in await work.actions.of_account(survivor.id)] == [late]
        old = await work.accounts.get(absorbed.id, merged=True)
    assert (old.merged_into, old.phone) == (survivor.id, "8")
    assert (await sides.here(survivor.id)).phone == "7"


async def test_accounts_that_wait_for_the_crm_are_not_merged_yet(sides: Sides) -> None:
    """What is on its way keeps its order: first it arrives, then they are joined."""
    survivor, absorbed = await sides.register(), await sides.register()

    both = (survivor.id, absorbed.id)
    async with sides.transactions(REGIONAL) as work:
        assert await work.accounts.wait_for_crm(both)

    await sides.settle()
    async with sides.transactions(REGIONAL) as work:
        assert not await work.accounts.wait_for_crm(both)
        await work.accounts.save(replace(survivor, phone="9"), survivor.version)
        assert not await work.accounts.wait_for_crm(both)  # its own change is told when it is committed
