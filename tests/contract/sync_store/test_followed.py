"""What is done in the CRM is followed here, with a trace (F-44, POL-07)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from connectors.contract import records as crm_records
from domain.model.accounts import Contact
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.joined import Joined
from domain.model.rut import Rut
from domain.model.timers import Timer
from persistence.sync.local_records import SqlLocalRecords
from persistence.tables import crm_shadow, decision
from sync.compare import compare
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.support.builders import REGIONAL, an_action

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


async def with_children(sides: Sides) -> tuple[str, str, str]:
    """An account with a main contact and an action; their keys."""
    account = await sides.register(name="Antes")
    async with sides.transactions(REGIONAL) as work:
        contact = await work.accounts.add_contact(
            Contact(str(uuid.uuid4()), account.id, "Rosa Ejemplo", email="rosa@example.cl", is_main=True)
        )
        action = await work.actions.add(an_action(date(2025, 5, 6), id=str(uuid.uuid4()), account_id=account.id))
    await sides.settle()
    return account.id, contact.id, action.id


async def traces(sides: Sides, account_id: str, what: str) -> list[str]:
    """What the record of decisions says of it."""
    wanted = select(decision.c.outcome).where(decision.c.account_id == account_id, decision.c.what == what)
    return [row.outcome for row in await sides.database.read(wanted)]


async def test_a_contact_and_an_action_follow_to_another_account(sides: Sides) -> None:
    """What Dynamics' Merge does to all children; the main contact of the account that goes on keeps the mark."""
    before, contact, action = await with_children(sides)
    after, other, _ = await with_children(sides)

    sides.crm.edit(CONTACT, contact, {"account_id": after, "position": "Gerenta"})
    sides.crm.edit(ACTION, action, {"account_id": after})
    await sides.settle()

    assert (await sides.here(before)).contacts == ()
    marks = {c.id: (c.is_main, c.position) for c in (await sides.here(after)).contacts}
    assert marks == {contact: (False, "Gerenta"), other: (True, None)}
    async with sides.transactions(REGIONAL) as work:
        assert action in [each.id for each in await work.actions.of_account(after)]
        assert await work.actions.of_account(before) == []
    assert len(await traces(sides, before, "move_in_crm")) == 2
    assert len(await traces(sides, after, "move_in_crm")) == 2
    shadows = await sides.database.read(select(crm_shadow.c.account_id).where(crm_shadow.c.key == contact))
    assert [row.account_id for row in shadows] == [after]
    assert await sides.open_conflicts() == []
    report = await compare(sides.crm, SqlLocalRecords(sides.database))
    assert (report.same, report.waiting) == (True, 0)


async def test_accounts_merged_in_the_crm_are_joined_here(sides: Sides) -> None:
    """AMB-63: the children have passed there already; what is left waits for the worker, once, with a trace."""
    absorbed, contact, action = await with_children(sides)
    survivor = (await sides.register(name="Sigue", rut=Rut.parse("76.543.210-3"))).id
    await sides.settle()
    told: list[Joined] = []

    def joined(pairs: Sequence[Joined]) -> Sequence[Timer]:
        told.extend(pairs)
        return ()

    sides.worker = SyncWorker(sides.store, sides.crm, replace(sides.policy, joined=joined), QUICK)
    sides.crm.merge(absorbed, survivor)
    await sides.settle()

    assert told == [Joined(absorbed, survivor, was_active=True)]
    assert (await sides.here(absorbed)).active is False
    assert [each.id for each in (await sides.here(survivor)).contacts] == [contact]
    async with sides.transactions(REGIONAL) as work:
        assert [each.id for each in await work.actions.of_account(survivor)] == [action]
    assert len(await traces(sides, absorbed, "merged_in_crm")) == 1
    assert await sides.open_conflicts() == []
    report = await compare(sides.crm, SqlLocalRecords(sides.database))
    assert (report.same, report.waiting) == (True, 0)


async def test_a_doubled_rut_that_a_colleague_joins_waits_no_longer(sides: Sides) -> None:
    """The account that goes on bears the RUT, though the other one had it first; nobody is asked about the other."""
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    sides.crm.create(ACCOUNT, first, crm_records.account_values(name="Primera", rut="76.543.210-3"))
    sides.crm.create(ACCOUNT, second, crm_records.account_values(name="Segunda", rut="76543210-3", region="ocho"))
    await sides.settle()
    assert [(c.key, c.field) for c in await sides.open_conflicts()] == [(second, "region"), (second, "rut")]

    sides.crm.merge(first, second)
    sides.crm.edit(ACCOUNT, second, {"phone": "chosen in the merge", "region": "08"})
    await sides.settle()

    assert await sides.open_conflicts() == []
    assert str((await sides.here(second)).rut) == "76.543.210-3"
    assert (await sides.here(first)).rut is None
    assert sides.there(first)["rut"] == "76.543.210-3"


async def test_an_account_that_was_merged_before_it_came_needs_nobody(sides: Sides) -> None:
    """A first load: the master comes along, the doubled RUT and the odd region of the other are past."""
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    sides.crm.create(ACCOUNT, first, crm_records.account_values(rut="76.543.210-3", region="ocho"))
    sides.crm.create(ACCOUNT, second, crm_records.account_values(rut="76543210-3"))
    sides.crm.merge(first, second)

    await sides.settle()

    assert await sides.open_conflicts() == []
    assert str((await sides.here(second)).rut) == "76.543.210-3"


async def test_a_contact_moved_to_an_account_that_is_not_here_brings_it_along(sides: Sides) -> None:
    """The account was born in the CRM a moment before."""
    before, contact, _ = await with_children(sides)
    new = str(uuid.uuid4())
    sides.crm.create(ACCOUNT, new, crm_records.account_values(name="Recién creada"))
    sides.crm.edit(CONTACT, contact, {"account_id": new})

    await sides.worker._puller.pull(CONTACT)

    assert [each.id for each in (await sides.here(new)).contacts] == [contact]
    assert (await sides.here(before)).contacts == ()


async def test_a_conflict_of_a_moved_contact_moves_with_it(sides: Sides) -> None:
    """Whoever answers for the new account decides."""
    before, contact, _ = await with_children(sides)
    after = (await sides.register(name="Después")).id
    await sides.settle()
    async with sides.transactions(REGIONAL) as work:
        (held,) = (await work.accounts.get(before)).contacts
        await work.accounts.save_contact(replace(held, phone="1"), held.version)
    sides.crm.edit(CONTACT, contact, {"phone": "2"})
    await sides.settle()
    assert [(c.account_id, c.field) for c in await sides.open_conflicts()] == [(before, "phone")]

    sides.crm.edit(CONTACT, contact, {"account_id": after})
    await sides.settle()

    assert [(c.account_id, c.field) for c in await sides.open_conflicts()] == [(after, "phone")]


async def test_a_change_here_of_a_contact_that_moved_there_loses_neither(sides: Sides) -> None:
    """Both in the same moment: the record follows, and our change is written under the new account."""
    before, contact, _ = await with_children(sides)
    after = (await sides.register(name="Después")).id
    await sides.settle()
    async with sides.transactions(REGIONAL) as work:
        (held,) = (await work.accounts.get(before)).contacts
        await work.accounts.save_contact(replace(held, phone="7"), held.version)
    sides.crm.edit(CONTACT, contact, {"account_id": after})

    await sides.settle()

    there = sides.crm.record(CONTACT, contact)
    assert there is not None
    assert (there.values["account_id"], there.values["phone"]) == (after, "7")
    assert [each.phone for each in (await sides.here(after)).contacts] == ["7"]
    assert await sides.open_conflicts() == []


async def test_a_record_that_is_restored_in_the_crm_goes_on(sides: Sides) -> None:
    """Deleted and brought back under its id: nobody has to decide any more, and both sides agree again."""
    account = await sides.register(phone="1")
    await sides.settle()
    held = sides.crm.record(ACCOUNT, account.id)
    assert held is not None
    sides.crm.delete(ACCOUNT, account.id)
    await sides.settle()
    assert [c.field for c in await sides.open_conflicts()] == ["deleted"]

    sides.crm.create(ACCOUNT, account.id, {**held.values, "phone": "2"})
    await sides.settle()

    assert await sides.open_conflicts() == []
    assert (await sides.here(account.id)).phone == "2"
    await sides.change(account.id, address="calle 3")
    await sides.settle()
    assert sides.there(account.id)["address"] == "calle 3"
    assert len(await traces(sides, account.id, "restored_in_crm")) == 1


async def test_a_record_that_is_deactivated_in_the_crm_is_inactive_here(sides: Sides) -> None:
    """With its author; and active again when it is."""
    account, contact, _ = await with_children(sides)
    sides.crm.edit(ACCOUNT, account, {"active": False}, by="carla.crm")
    sides.crm.edit(CONTACT, contact, {"active": False})
    await sides.settle()
    here = await sides.here(account)
    assert (here.active, here.provenance["active"].by, here.contacts[0].active) == (False, "carla.crm", False)

    sides.crm.edit(ACCOUNT, account, {"active": True})
    await sides.settle()
    assert (await sides.here(account)).active is True
