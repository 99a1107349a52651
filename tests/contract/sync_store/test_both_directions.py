"""Changes cross in both directions, on SQLite and PostgreSQL (issue 2, section 3: sync)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

from connectors.contract import records as crm_records
from connectors.mock.faults import Fault, FaultKind
from domain.model.accounts import Contact
from domain.model.exchange.conflicts import Side
from domain.model.exchange.crm_records import CrmRecord, RecordKind
from sync.operate import retry
from tests.contract.sync_store.conftest import Sides
from tests.support.builders import COMMERCIAL, REGIONAL, an_action, new_id

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


async def test_a_change_here_appears_in_the_crm_and_leaves_the_outbox(sides: Sides) -> None:
    """Transactional outbox: the domain change and its push are one transaction."""
    account = await sides.register(name="Conservas del Sur")
    assert await sides.queued() == 1
    assert sides.crm.record(ACCOUNT, account.id) is None

    await sides.settle()

    assert sides.there(account.id)["name"] == "Conservas del Sur"
    assert await sides.queued() == 0
    assert (await sides.here(account.id)).version == 1


async def test_a_change_in_the_crm_appears_here_and_is_not_sent_back(sides: Sides) -> None:
    """A record applied from the CRM is not pushed back."""
    account = await sides.register()
    await sides.settle()
    sides.crm.edit(ACCOUNT, account.id, {"phone": "+56 41 299 0000"}, by="carla.crm")
    writes = sum(r.operation == "write" for r in sides.crm.trace)

    await sides.settle()

    here = await sides.here(account.id)
    assert (here.phone, here.version) == ("+56 41 299 0000", 2)
    assert (here.provenance["phone"].source, here.provenance["phone"].by) == ("crm", "carla.crm")
    assert await sides.queued() == 0
    assert sum(r.operation == "write" for r in sides.crm.trace) == writes


async def test_an_account_born_in_the_crm_is_born_here_with_its_facts(sides: Sides) -> None:
    """A record born in the CRM creates the local one, under the CRM's id."""
    key = str(uuid.uuid4())
    sides.crm.create(
        ACCOUNT, key, crm_records.account_values(validation="VALIDATED", validated_on=date(2025, 4, 2), category="2")
    )
    action_key = str(uuid.uuid4())
    sides.crm.create(ACTION, action_key, crm_records.action_values(key))

    await sides.settle()

    account = await sides.here(key)
    assert [(f.kind.value, f.value, f.source) for f in account.facts if f.kind.value == "VALIDATION"] == [
        ("VALIDATION", "VALIDATED", "crm")
    ]
    async with sides.transactions(REGIONAL) as work:
        assert (await work.actions.get(action_key)).registered_by == "ana.rojas"
    assert await sides.queued() == 0


async def test_changes_of_different_fields_merge(sides: Sides) -> None:
    """Three-way comparison field by field."""
    account = await sides.register(phone="1", address="calle 1")
    await sides.settle()
    sides.crm.edit(ACCOUNT, account.id, {"phone": "2"})
    await sides.change(account.id, address="calle 2")

    await sides.settle()

    here, there = await sides.here(account.id), sides.there(account.id)
    assert (here.phone, here.address) == ("2", "calle 2")
    assert (there["phone"], there["address"]) == ("2", "calle 2")
    assert await sides.open_conflicts() == []


async def test_changes_of_the_same_field_become_a_conflict_and_neither_side_is_overwritten(sides: Sides) -> None:
    """Both values, both authors, and the winner that the field's owner suggests."""
    account = await sides.register(phone="1")
    await sides.settle()
    sides.crm.edit(ACCOUNT, account.id, {"phone": "2"}, by="carla.crm")
    await sides.change(account.id, phone="3")

    await sides.settle()

    (conflict,) = await sides.open_conflicts()
    assert (conflict.field, conflict.agreed, conflict.local, conflict.remote) == ("phone", "1", "3", "2")
    assert (conflict.local_by, conflict.remote_by, conflict.proposed) == ("ana.rojas", "carla.crm", Side.CRM)
    assert (await sides.here(account.id)).phone == "3"
    assert sides.there(account.id)["phone"] == "2"
    assert await sides.queued() == 0


async def test_a_conflicting_field_does_not_hold_up_the_others(sides: Sides) -> None:
    """Only the field under an open conflict is neither pushed nor overwritten."""
    account = await sides.register(phone="1", address="calle 1")
    await sides.settle()
    sides.crm.edit(ACCOUNT, account.id, {"phone": "2"})
    await sides.change(account.id, phone="3")
    await sides.settle()

    await sides.change(account.id, address="calle 2", phone="4")
    await sides.settle()

    assert sides.there(account.id)["address"] == "calle 2"
    assert sides.there(account.id)["phone"] == "2"
    assert (await sides.here(account.id)).phone == "4"


async def test_equal_values_on_both_sides_are_no_conflict(sides: Sides) -> None:
    """Two people who say the same agree."""
    account = await sides.register(phone="1")
    await sides.settle()
    sides.crm.edit(ACCOUNT, account.id, {"phone": "2"})
    await sides.change(account.id, phone="2")

    await sides.settle()

    assert await sides.open_conflicts() == []
    assert await sides.queued() == 0


async def test_our_own_unconfirmed_write_is_an_echo_not_a_conflict(sides: Sides) -> None:
    """The answer was lost after the write, and here the same field changed again meanwhile."""
    account = await sides.register(phone="1")
    await sides.settle()
    await sides.change(account.id, phone="2")
    sides.crm.faults.add(Fault(FaultKind.LOST_AFTER, times=1, operation="write"))
    await sides.worker.run_once()
    assert sides.there(account.id)["phone"] == "2"
    await sides.change(account.id, phone="3")

    await sides.settle()

    assert await sides.open_conflicts() == []
    assert sides.there(account.id)["phone"] == "3"
    assert (await sides.here(account.id)).phone == "3"


async def test_a_record_deleted_in_the_crm_is_kept_here_and_waits_for_a_person(sides: Sides) -> None:
    """Never silently recreated, never silently deleted (POL-07)."""
    account = await sides.register(phone="1")
    await sides.settle()
    sides.crm.delete(ACCOUNT, account.id)
    await sides.settle()
    await sides.change(account.id, phone="2")
    await sides.settle()

    (conflict,) = await sides.open_conflicts()
    assert (conflict.field, conflict.remote) == ("deleted", True)
    assert (await sides.here(account.id)).phone == "2"
    assert sides.crm.record(ACCOUNT, account.id) is None
    assert await sides.queued() == 0


async def test_a_deletion_met_by_a_push_is_told_in_the_same_way(sides: Sides) -> None:
    """The conditional write finds the record gone."""
    account = await sides.register(phone="1")
    await sides.settle()
    sides.crm.delete(ACCOUNT, account.id)
    await sides.change(account.id, phone="2")

    await sides.settle()

    assert [c.field for c in await sides.open_conflicts()] == ["deleted"]
    assert sides.crm.record(ACCOUNT, account.id) is None


async def test_the_cursor_expires_and_a_full_read_finds_what_was_deleted_meanwhile(sides: Sides) -> None:
    """A full resync when the CRM refuses the cursor; nothing is born twice."""
    kept, gone = await sides.register(phone="1"), await sides.register()
    await sides.settle()
    sides.crm.delete(ACCOUNT, gone.id)
    sides.crm.edit(ACCOUNT, kept.id, {"phone": "2"})
    sides.crm.expire_cursors()

    await sides.settle()

    assert (await sides.here(kept.id)).phone == "2"
    assert [(c.key, c.field) for c in await sides.open_conflicts()] == [(gone.id, "deleted")]


async def test_a_rejected_change_stops_its_account_only_until_a_person_lets_it_retry(sides: Sides) -> None:
    """One bad record parks its own account; the others flow."""
    bad, good = await sides.register(name="Mala"), await sides.register(name="Buena")
    sides.crm.faults.add(Fault(FaultKind.REJECTED, key=bad.id, reason="Falta el giro."))

    await sides.settle()

    assert sides.there(good.id)["name"] == "Buena"
    stream = await sides.stream(bad.id)
    assert (stream.error, stream.parked_at is not None) == ("Falta el giro.", True)  # type: ignore[attr-defined]  # a row
    sides.crm.faults.clear()
    await sides.settle()
    assert sides.crm.record(ACCOUNT, bad.id) is None

    assert await retry(sides.store, bad.id, new_id=new_id) is True
    await sides.settle()
    assert sides.there(bad.id)["name"] == "Mala"


async def test_a_child_waits_for_its_parent_and_both_arrive(sides: Sides) -> None:
    """Parents first; each account in its own order."""
    account = await sides.register()
    async with sides.transactions(REGIONAL) as work:
        action = await work.actions.add(an_action(date(2025, 5, 6), id=str(uuid.uuid4()), account_id=account.id))
        contact = await work.accounts.add_contact(
            Contact(str(uuid.uuid4()), account.id, "Rosa Ejemplo", email="rosa@example.cl", is_main=True)
        )

    await sides.settle()

    assert sides.crm.record(ACTION, action.id) is not None
    assert sides.crm.record(CONTACT, contact.id) is not None
    assert await sides.queued() == 0


async def test_a_main_contact_from_the_crm_takes_the_mark_on_both_sides(sides: Sides) -> None:
    """One main contact per account (DAT-07)."""
    account = await sides.register()
    async with sides.transactions(REGIONAL) as work:
        old = await work.accounts.add_contact(Contact(str(uuid.uuid4()), account.id, "Rosa Ejemplo", is_main=True))
    await sides.settle()
    new = str(uuid.uuid4())
    sides.crm.create(CONTACT, new, crm_records.contact_values(account.id, name="Luis Ejemplo"))

    await sides.settle()

    assert {c.id: c.is_main for c in (await sides.here(account.id)).contacts} == {old.id: False, new: True}
    record = sides.crm.record(CONTACT, old.id)
    assert isinstance(record, CrmRecord)
    assert record.values["is_main"] is False


async def test_of_several_main_contacts_that_arrive_together_one_has_the_mark(sides: Sides) -> None:
    """DAT-07: an environment that nobody looked after; the one written last has it, an inactive one only when alone."""
    account = await sides.register()
    await sides.settle()
    first, last, gone = (str(uuid.uuid4()) for _ in range(3))
    for key, name, active in (
        (first, "Rosa Ejemplo", True),
        (last, "Luis Ejemplo", True),
        (gone, "Ana Ejemplo", False),
    ):
        told = {**crm_records.contact_values(account.id, name=name), "active": active}
        sides.crm.create(CONTACT, key, told)

    await sides.settle()

    marks = {first: False, last: True, gone: False}
    assert {c.id: c.is_main for c in (await sides.here(account.id)).contacts} == marks
    assert {record.key: record.values["is_main"] for record in sides.crm.records(CONTACT)} == marks


async def test_a_contact_that_is_moved_in_the_crm_leaves_the_mark_to_the_one_that_is_there(sides: Sides) -> None:
    """DAT-07, AMB-74: as Dynamics' Merge moves it; the company that goes on keeps its main contact, on both sides."""
    here, there = await sides.register(), await sides.register()
    async with sides.transactions(REGIONAL) as work:
        ours = await work.accounts.add_contact(Contact(str(uuid.uuid4()), here.id, "Rosa Ejemplo", is_main=True))
        theirs = await work.accounts.add_contact(Contact(str(uuid.uuid4()), there.id, "Luis Ejemplo", is_main=True))
    await sides.settle()

    sides.crm.edit(CONTACT, theirs.id, {"account_id": here.id})
    await sides.settle()

    assert {c.id: c.is_main for c in (await sides.here(here.id)).contacts} == {ours.id: True, theirs.id: False}
    assert {record.key: record.values["is_main"] for record in sides.crm.records(CONTACT)} == {
        ours.id: True,
        theirs.id: False,
    }


async def test_two_people_who_change_one_record_are_written_one_after_the_other(sides: Sides) -> None:
    """One write per person and record, in order."""
    account = await sides.register(phone="1", address="calle 1")
    await sides.settle()
    await sides.change(account.id, phone="2")
    await sides.change(account.id, by=COMMERCIAL, address="calle 2")

    await sides.settle()

    assert (sides.there(account.id)["phone"], sides.there(account.id)["address"]) == ("2", "calle 2")
    record = sides.crm.record(ACCOUNT, account.id)
    assert record is not None
    assert record.modified_by == COMMERCIAL.id
    assert await sides.open_conflicts() == []


async def test_what_differs_with_nothing_queued_is_found_by_the_walk(sides: Sides) -> None:
    """Anti-entropy: local and agreed state differ, nothing pending: queued again."""
    account = await sides.register(phone="1")
    await sides.settle()
    async with sides.store.begin() as tx:
        replica = (await tx.replicas(ACCOUNT, [account.id]))[account.id]
        await tx.save([(replica.record, replace(replica.record, phone="9"))])
    await sides.settle()
    assert sides.there(account.id)["phone"] == "1"

    from sync.sweep import queue_strays

    assert await queue_strays(sides.store, ACCOUNT) == 1
    await sides.settle()
    assert sides.there(account.id)["phone"] == "9"
    assert await queue_strays(sides.store, ACCOUNT) == 0


async def test_a_chilean_company_abroad_is_told_apart_on_both_sides(sides: Sides) -> None:
    """SPC-04, F-34: the answers cross in both directions; those given before the columns were there, by the walk."""
    account = await sides.register(rut=None, country="CN", region=None)
    await sides.change(account.id, chilean_capital=False, led_by_chileans=True)
    await sides.settle()
    there = sides.there(account.id)
    assert (there["chilean_capital"], there["led_by_chileans"], there["sells_national"]) == (False, True, None)

    sides.crm.edit(ACCOUNT, account.id, {"sells_national": True}, by="carla.crm")
    await sides.settle()
    assert (await sides.here(account.id)).sells_national is True

    from sync.sweep import queue_strays

    before = await sides.register(rut=None, country="PE", region=None)
    await sides.settle()
    async with sides.store.begin() as tx:
        replica = (await tx.replicas(ACCOUNT, [before.id]))[before.id]
        await tx.save([(replica.record, replace(replica.record, chilean_capital=True))])
    assert await queue_strays(sides.store, ACCOUNT) == 1
    await sides.settle()
    assert sides.there(before.id)["chilean_capital"] is True
    assert (await queue_strays(sides.store, ACCOUNT), await sides.open_conflicts()) == (0, [])
