"""An answer of the CRM that is stored late tells of the past: what both sides agreed on meanwhile stands (POL-07)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest

from domain.model.exchange.crm_records import CrmWrite, RecordKind, WriteOutcome, WriteStatus
from sync.dispatch import Dispatcher
from sync.pull import Puller
from tests.contract.sync_store.conftest import QUICK, Sides

ACCOUNT = RecordKind.ACCOUNT


def meanwhile(sides: Sides, patch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[None]]) -> list[WriteStatus]:
    """From now on the next write is answered, and *happens* comes before the answer is stored; what it answered."""
    write, answered = sides.crm.write, list[WriteStatus]()

    async def late(writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        outcomes = await write(writes)
        if not answered:
            answered.extend(outcome.status for outcome in outcomes)
            await happens()
        return outcomes

    patch.setattr(sides.crm, "write", late)
    return answered


async def test_a_colleagues_newer_edit_is_not_undone_by_the_answer_to_an_older_write(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The CRM shows its record with a write whose values were there already; before that is stored a colleague edits
    again, and another worker pulls it. The pull never shows that edit a second time: undone here, it was lost.
    """
    account = await sides.register(phone="1", address="calle 0")
    await sides.settle()
    await sides.change(account.id, phone="2")
    sides.crm.edit(ACCOUNT, account.id, {"phone": "2", "address": "calle 1"})

    async def edited_again() -> None:
        sides.crm.edit(ACCOUNT, account.id, {"address": "calle 2"})
        await Puller(sides.store, sides.crm, sides.policy, QUICK).pull(ACCOUNT)
        assert (await sides.here(account.id)).address == "calle 2"

    answered = meanwhile(sides, monkeypatch, edited_again)
    await Dispatcher(sides.store, sides.crm, sides.policy, QUICK).push_once()
    assert answered == [WriteStatus.UNCHANGED]
    await sides.settle()

    here, there = await sides.here(account.id), sides.there(account.id)
    assert (here.phone, here.address) == (there["phone"], there["address"]) == ("2", "calle 2")
    assert await sides.open_conflicts() == []


async def test_what_another_worker_sent_is_not_undone_by_one_that_stood_still(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker gets its answer and freezes past its lease; another one delivers; the first wakes and stores the old."""
    account = await sides.register(phone="1", address="calle 0")
    await sides.settle()
    await sides.change(account.id, phone="2")
    sides.crm.edit(ACCOUNT, account.id, {"address": "calle 1"})
    frozen = replace(QUICK, lease_seconds=1.5)  # long enough to send in on a busy machine

    async def another_takes_over() -> None:
        await asyncio.sleep(1.6)
        await sides.another_worker().run_once()
        await sides.change(account.id, phone="3")
        await sides.another_worker().run_once()
        assert sides.there(account.id)["phone"] == "3"

    dispatcher = Dispatcher(sides.store, sides.crm, sides.policy, frozen)
    send = dispatcher._send
    monkeypatch.setattr(dispatcher, "_send", lambda plan, _third: send(plan, 60.0))  # its clock stood still too
    answered = meanwhile(sides, monkeypatch, another_takes_over)
    await dispatcher.push_once()
    assert answered == [WriteStatus.CONFLICT]
    await sides.settle()

    here, there = await sides.here(account.id), sides.there(account.id)
    assert (here.phone, here.address) == (there["phone"], there["address"]) == ("3", "calle 1")
    assert await sides.open_conflicts() == []
