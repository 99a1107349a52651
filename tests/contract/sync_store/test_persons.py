"""What people do about the synchronisation, and what it tells of itself, on SQLite and PostgreSQL."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from connectors.contract import records as crm_records
from connectors.mock.faults import Fault, FaultKind
from domain.model.exchange.conflicts import Resolution, Side
from domain.model.exchange.crm_records import RecordKind
from domain.model.rut import Rut
from persistence.tables import decision
from sync.operate import skip_refused_change
from sync.pull import Puller
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.support.builders import REGIONAL

ACCOUNT, ACTION = RecordKind.ACCOUNT, RecordKind.ACTION


def new_id() -> str:
    """UUID text."""
    return str(uuid.uuid4())


async def test_a_skipped_change_becomes_a_conflict_and_the_later_ones_go_on(sides: Sides) -> None:
    """Skip: the difference is kept before people's eyes, and the account is no longer stopped."""
    account = await sides.register(phone="1", address="calle 1")
    await sides.settle()
    await sides.change(account.id, phone="2")
    sides.crm.faults.add(Fault(FaultKind.REJECTED, key=account.id, times=2))
    await sides.settle()
    await sides.change(account.id, address="calle 2")  # it is sent along once more, and refused
    await sides.settle()

    assert await skip_refused_change(sides.store, account.id, new_id=new_id) is True
    await sides.settle()

    assert [(c.field, c.local, c.remote) for c in await sides.open_conflicts()] == [("phone", "2", "1")]
    assert (sides.there(account.id)["phone"], sides.there(account.id)["address"]) == ("1", "calle 2")
    assert await skip_refused_change(sides.store, account.id, new_id=new_id) is False


@pytest.mark.parametrize(("side", "value", "ends"), [(Side.ATENCION, "3", "3"), (Side.OTHER, "4", "4")])
async def test_a_resolved_conflict_is_pushed(sides: Sides, side: Side, value: str, ends: str) -> None:
    """The chosen value is on both sides, against the version the CRM has now."""
    account = await sides.register(phone="1")
    await sides.settle()
    sides.crm.edit(ACCOUNT, account.id, {"phone": "2"})
    await sides.change(account.id, phone="3")
    await sides.settle()
    (conflict,) = await sides.open_conflicts()

    async with sides.transactions(REGIONAL) as work:
        resolution = Resolution(side, value, REGIONAL.id, datetime.now(UTC))
        await work.conflicts.resolve(replace(conflict, resolution=resolution))
        stored = await work.accounts.get(account.id)
        await work.accounts.save(replace(stored, phone=value), stored.version)
    await sides.settle()

    assert (await sides.here(account.id)).phone == ends
    assert sides.there(account.id)["phone"] == ends
    assert await sides.open_conflicts() == []


async def test_a_deleted_record_that_a_person_keeps_is_created_anew_in_the_crm(sides: Sides) -> None:
    """Only a person's decision recreates it."""
    account = await sides.register(name="Empresa", phone="1")
    await sides.settle()
    sides.crm.delete(ACCOUNT, account.id)
    await sides.settle()
    (conflict,) = await sides.open_conflicts()

    async with sides.transactions(REGIONAL) as work:
        resolution = Resolution(Side.ATENCION, False, REGIONAL.id, datetime.now(UTC))
        await work.conflicts.resolve(replace(conflict, resolution=resolution))
    await sides.settle()

    assert sides.there(account.id)["name"] == "Empresa"
    await sides.change(account.id, phone="2")
    await sides.settle()
    assert sides.there(account.id)["phone"] == "2"
    assert await sides.open_conflicts() == []


async def test_two_accounts_of_the_crm_with_one_rut_are_not_merged_in_silence(sides: Sides) -> None:
    """AMB-63: RUT is unique; the second is kept without it, and a person is asked."""
    first, second = new_id(), new_id()
    sides.crm.create(ACCOUNT, first, crm_records.account_values(rut="760123455"))
    sides.crm.create(ACCOUNT, second, crm_records.account_values(rut="760123455"))

    await sides.settle()

    ruts = {key: (await sides.here(key)).rut for key in (first, second)}
    assert [str(rut) for rut in ruts.values() if rut is not None] == ["76.012.345-5"]
    (conflict,) = await sides.open_conflicts()
    assert (conflict.field, conflict.remote, conflict.proposed) == ("rut", "760123455", Side.ATENCION)
    assert sides.there(second)["rut"] == "760123455"


@pytest.mark.parametrize("where", ["here", "there"])
async def test_a_rut_that_another_account_gives_up_is_taken_by_itself(sides: Sides, where: str) -> None:
    """F-45, AMB-63: the other's RUT was the wrong one; nobody touches the account that waited, and nobody decides."""
    first, second, third = sorted((new_id(), new_id(), new_id()))
    for key in (first, second, third):
        sides.crm.create(ACCOUNT, key, crm_records.account_values(name=key, rut="760123455"))
        await sides.settle()
    assert {(c.key, c.field) for c in await sides.open_conflicts()} == {(second, "rut"), (third, "rut")}

    if where == "here":
        await sides.change(first, rut=Rut.parse("76.543.210-3"))
    else:
        sides.crm.edit(ACCOUNT, first, {"rut": "76.543.210-3"})
    await sides.settle()

    ruts = [str((await sides.here(key)).rut) for key in (first, second, third)]
    assert ruts == ["76.543.210-3", "76.012.345-5", "None"]
    assert [(c.key, c.field) for c in await sides.open_conflicts()] == [(third, "rut")]
    assert sides.there(second)["rut"] == "760123455"


async def test_a_value_we_cannot_hold_waits_for_a_person(sides: Sides) -> None:
    """The CRM's text is kept where it is, and ours too."""
    account = await sides.register(phone="1")
    await sides.settle()
    sides.crm.edit(ACCOUNT, account.id, {"organisation": "CLUB", "phone": "2"})

    await sides.settle()

    here = await sides.here(account.id)
    assert (here.phone, here.organisation.value) == ("2", "COMPANY")
    assert [c.field for c in await sides.open_conflicts()] == ["organisation"]
    assert sides.there(account.id)["organisation"] == "CLUB"


async def test_a_record_that_cannot_be_ours_leaves_a_trace(sides: Sides) -> None:
    """POL-07: what the system refuses is in the record of decisions, with no personal data."""
    account = await sides.register()
    await sides.settle()
    key = new_id()
    blank = crm_records.action_values(account.id, started_on=None, ended_on=None)
    sides.crm.create(ACTION, key, blank)

    await sides.settle()

    rows = await sides.database.read(select(decision.c.what, decision.c.rule, decision.c.inputs))
    assert [tuple(row) for row in rows] == [("refuse_crm_record", "POL-07", {"kind": "action", "key": key})]


async def test_an_action_registered_in_the_crm_later_waits_for_nobody(sides: Sides) -> None:
    """A child whose account is not here yet brings its account with it."""
    key, child = new_id(), new_id()
    await sides.settle()
    sides.crm.create(ACCOUNT, key, crm_records.account_values())
    sides.crm.create(ACTION, child, crm_records.action_values(key, ended_on=date(2025, 5, 7)))

    done = await Puller(sides.store, sides.crm, sides.policy, QUICK).pull(ACTION)

    assert (done.records, done.caught_up) == (1, True)
    assert (await sides.here(key)).name == "Conservas Bahía Clara SpA"


async def test_logs_name_no_person(sides: Sides, caplog: pytest.LogCaptureFixture) -> None:
    """Structured, and without personal data."""
    with caplog.at_level(logging.DEBUG, logger="atencion.sync"):
        account = await sides.register(name="Secreta SpA", phone="+56 9 1234", email="rosa@secreta.cl")
        sides.crm.faults.add(Fault(FaultKind.DOWN, times=1))
        await sides.settle()
        sides.crm.edit(ACCOUNT, account.id, {"email": "otra@secreta.cl"})
        await sides.settle()

    told = " ".join(str(record.__dict__) for record in caplog.records if record.name.startswith("atencion.sync"))
    assert "page applied" in told
    assert not any(secret in told for secret in ("Secreta", "secreta.cl", "1234"))
