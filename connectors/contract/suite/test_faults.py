"""
Contract of `CrmConnector` when the CRM is not well: down, throttled, refused; and of its capabilities.

The sentences in the docstrings are those of the port, `Capabilities` and `Health` (issue 2, section 3).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import pytest

from connectors.contract.records import a_write, new_key
from connectors.contract.under_test import CrmUnderTest, Requirement
from domain.errors import AccessDenied, CrmThrottled, CrmUnavailable
from domain.model.exchange.crm_records import RecordKind, WriteStatus
from domain.ports.crm import CrmConnector

pytestmark = pytest.mark.asyncio

Requires = Callable[[Requirement], None]
WRITE = a_write()

CALLS: Mapping[str, Callable[[CrmConnector], Awaitable[object]]] = {
    "get": lambda connector: connector.get(RecordKind.ACCOUNT, [new_key()]),
    "changes": lambda connector: connector.changes(RecordKind.ACCOUNT, None),
    "write": lambda connector: connector.write([WRITE]),
}


@pytest.mark.parametrize("call", CALLS)
async def test_a_crm_that_is_down_says_try_later(crm: CrmUnderTest, call: str) -> None:
    """Every method may raise CrmUnavailable; afterwards the same connector works again."""
    await crm.faults.go_down()

    with pytest.raises(CrmUnavailable) as told:
        await CALLS[call](crm.connector)
    assert str(told.value)
    assert told.value.operation

    await crm.faults.recover()
    assert await crm.connector.get(RecordKind.ACCOUNT, [WRITE.key]) == {}
    await CALLS[call](crm.connector)


@pytest.mark.parametrize("call", CALLS)
async def test_a_throttled_request_says_how_long_to_wait_and_wrote_nothing(crm: CrmUnderTest, call: str) -> None:
    """CrmThrottled: all workers wait retry_after seconds; nothing was written by the refused request."""
    await crm.faults.throttle(7)

    with pytest.raises(CrmThrottled) as told:
        await CALLS[call](crm.connector)
    assert told.value.retry_after == 7

    await crm.faults.recover()
    assert await crm.connector.get(RecordKind.ACCOUNT, [WRITE.key]) == {}
    (outcome,) = await crm.connector.write([WRITE])
    assert outcome.status is WriteStatus.CREATED


@pytest.mark.parametrize("call", CALLS)
async def test_wrong_credentials_are_told_apart(crm: CrmUnderTest, requires: Requires, call: str) -> None:
    """AccessDenied: trying again as it is cannot help."""
    requires(Requirement.DENIAL)
    await crm.faults.deny()

    with pytest.raises(AccessDenied):
        await CALLS[call](crm.connector)


async def test_opening_does_not_fail_because_the_crm_is_down(crm: CrmUnderTest) -> None:
    """`__aenter__` does not fail because the CRM is down; the process starts, and health says what is wrong."""
    await crm.faults.go_down()

    async with crm.reopen() as connector:
        health = await connector.health()

    assert not health.ok
    assert health.detail


async def test_health_never_raises_for_a_crm_that_is_down(crm: CrmUnderTest) -> None:
    """One cheap call; ok, a sentence for the operator, and the latency of the probe in seconds."""
    well = await crm.connector.health()
    await crm.faults.go_down()
    ill = await crm.connector.health()
    await crm.faults.recover()
    recovered = await crm.connector.health()

    assert (well.ok, ill.ok, recovered.ok) == (True, False, True)
    assert well.detail
    assert ill.detail
    assert ill.detail != well.detail
    assert well.latency_seconds is not None
    assert well.latency_seconds >= 0


async def test_capabilities_are_constant_and_name_parents_first(crm: CrmUnderTest) -> None:
    """Record kinds it keeps, in the order in which they must be written; constant after `__aenter__`."""
    capabilities = crm.connector.capabilities

    assert capabilities.kinds[0] is RecordKind.ACCOUNT
    assert set(capabilities.kinds) == set(RecordKind)
    assert capabilities.max_batch >= 1
    assert capabilities.max_in_flight >= 1
    await crm.connector.health()
    assert crm.connector.capabilities == capabilities


async def test_nothing_is_skipped_without_a_written_reason(crm: CrmUnderTest) -> None:
    """A capability that an implementation lacks is skipped only with a written reason."""
    reasons = [*crm.lacks.values(), *crm.unmapped.values()]

    assert [reason for reason in reasons if len(reason.split()) < 4] == []
