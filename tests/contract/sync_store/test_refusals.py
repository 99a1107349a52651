"""What the CRM refuses: corrected, it goes by itself; what may pass is tried again for a while (F-45)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from connectors.mock.faults import Fault, FaultKind
from domain.model.exchange.crm_records import RecordKind
from sync.operate import retry
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.support.builders import new_id

ACCOUNT = RecordKind.ACCOUNT
PATIENT = replace(QUICK, refusal_tries=3, refusal_seconds=0.01, refusal_most_seconds=0.05)


def refusing(sides: Sides, key: str, *, passing: bool, times: int | None = None) -> None:
    """The CRM refuses this record so often; None: for ever."""
    reason = "Un complemento falló."
    sides.crm.faults.add(Fault(FaultKind.REJECTED, times, key=key, reason=reason, passing=passing))


async def stream(sides: Sides, account_id: str) -> Any:
    """The account's place in the outbox."""
    return await sides.stream(account_id)


async def run(sides: Sides, times: int = 12) -> None:
    """The worker looks so often, with time for the pauses between."""
    for _ in range(times):
        await sides.worker.run_once()
        await asyncio.sleep(0.03)


async def test_a_corrected_value_frees_the_account_by_itself(sides: Sides) -> None:
    """The next change of the account is sent with it; nobody has to ask for it."""
    account = await sides.register(phone="1")
    await sides.settle()
    refusing(sides, account.id, passing=False, times=1)
    await sides.change(account.id, phone="x" * 300)
    await sides.settle()
    assert (await stream(sides, account.id)).parked_at is not None

    await sides.change(account.id, phone="2")
    await sides.settle()

    assert sides.there(account.id)["phone"] == "2"
    assert await sides.queued() == 0
    assert (await stream(sides, account.id)).error is None


async def test_a_value_that_is_still_refused_waits_for_a_person_again(sides: Sides) -> None:
    """Once for each change: the CRM is not asked for ever."""
    account = await sides.register(phone="1")
    await sides.settle()
    refusing(sides, account.id, passing=False)
    await sides.change(account.id, phone="2")
    await sides.settle()
    await sides.change(account.id, phone="3")
    await sides.settle()

    assert (await stream(sides, account.id)).parked_at is not None
    assert sides.there(account.id)["phone"] == "1"


async def test_a_refusal_that_passes_is_sent_again_with_patience(sides: Sides) -> None:
    """A plug-in falls over twice; meanwhile the account says why it waits, and others flow."""
    slowly = replace(PATIENT, refusal_seconds=600.0, refusal_most_seconds=600.0)
    sides.worker = SyncWorker(sides.store, sides.crm, sides.policy, slowly)
    bad, good = await sides.register(name="Mala"), await sides.register(name="Buena")
    refusing(sides, bad.id, passing=True, times=2)

    await sides.worker.run_once()
    assert sides.there(good.id)["name"] == "Buena"
    waiting = await stream(sides, bad.id)
    assert (waiting.error, waiting.parked_at) == ("Un complemento falló.", None)

    sides.worker = SyncWorker(sides.store, sides.crm, sides.policy, PATIENT)
    assert await retry(sides.store, bad.id, new_id=new_id) is True  # ten minutes later
    await run(sides)

    assert sides.there(bad.id)["name"] == "Mala"
    done = await stream(sides, bad.id)
    assert (done.error, done.refusals) == (None, 0)


async def test_patience_ends_and_a_person_is_asked(sides: Sides) -> None:
    """Three more tries, no more; then it is stopped like any refusal, and can be tried again by hand."""
    sides.worker = SyncWorker(sides.store, sides.crm, sides.policy, PATIENT)
    account = await sides.register(name="Mala")
    refusing(sides, account.id, passing=True)

    await run(sides)

    assert (await stream(sides, account.id)).parked_at is not None
    assert sum(r.operation == "write" for r in sides.crm.trace) == 4
    sides.crm.faults.clear()
    assert await retry(sides.store, account.id, new_id=new_id) is True
    await sides.settle()
    assert sides.there(account.id)["name"] == "Mala"


async def test_an_outage_does_not_use_up_the_patience(sides: Sides) -> None:
    """Failures of the call and refusals of the record are counted apart."""
    sides.worker = SyncWorker(sides.store, sides.crm, sides.policy, PATIENT)
    account = await sides.register(name="Mala")
    sides.crm.faults.go_down(times=6)
    refusing(sides, account.id, passing=True, times=2)

    await run(sides, 25)

    assert sides.there(account.id)["name"] == "Mala"
