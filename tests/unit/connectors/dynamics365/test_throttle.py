"""Service protection: flight, pace and pauses (fact sheet, section 6; no sleeping here)."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from connectors.dynamics365.wire.auth import FixedToken
from connectors.dynamics365.wire.client import DataverseClient, Patience
from connectors.dynamics365.wire.errors import read_fault
from connectors.dynamics365.wire.requests import Request
from connectors.dynamics365.wire.throttle import ServiceProtection
from domain.errors import CrmRejected, CrmThrottled, CrmUnavailable
from tests.support.scripted_service import Reply, ScriptedService

REQUESTS = b'{"error":{"code":"0x80072322","message":"x"}}'
AT_ONCE = b'{"error":{"code":"0x80072326","message":"x"}}'
READ = Request("GET", "accounts", "read account")
DONE = Reply(204, {}, b"")
DOWN = Reply(503, {}, b"")
MAKE = Request("POST", "PublishAllXml", "publish", repeatable=False)


class Time:
    """Stands still until moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def protection(time: Time, most: int = 8, pace: float | None = None, burst: int = 1) -> ServiceProtection:
    return ServiceProtection(most, pace, burst, clock=time, randomness=lambda: 0.0)


def test_the_pace_lets_a_burst_through_and_then_keeps_time() -> None:
    """GCRA: 3 at once, then 2 a second."""
    time = Time()
    shield = protection(time, pace=2, burst=3)
    waits = []
    for _ in range(5):
        waits.append(round(shield.wait_seconds(), 6))
        time.now += shield.wait_seconds()
        shield.book()

    assert waits == [0, 0, 0, 0.5, 0.5]


def test_retry_after_closes_the_gate_for_everybody() -> None:
    """The window limits are waited out as told."""
    time = Time()
    shield = protection(time)
    assert shield.refused(read_fault(429, {"retry-after": "30"}, REQUESTS), attempt=1) == 30
    assert shield.wait_seconds() == 30
    time.now += 30
    assert shield.wait_seconds() == 0


def test_without_retry_after_the_wait_doubles() -> None:
    """2, 4, 8 ... seconds, at most a minute."""
    shield = protection(Time())
    waits = [shield.refused(read_fault(429, {}, REQUESTS), attempt=n) for n in (1, 2, 3, 10)]

    assert waits == [2, 4, 8, 60]


def test_too_many_at_once_halves_the_flight_and_comes_back_slowly() -> None:
    """Its Retry-After is far longer than needed: fewer at once first."""
    shield = protection(Time(), most=8)
    assert shield.refused(read_fault(429, {"retry-after": "300"}, AT_ONCE), attempt=1) == 2
    assert shield.limit == 4
    for _ in range(199):
        shield.answered(None)
    assert shield.limit == 4
    shield.answered(None)
    assert shield.limit == 5


@pytest.mark.parametrize(("hint", "limit"), [("4", 4), ("50", 8), ("0", 8), ("many", 8), (None, 8)])
def test_the_services_hint_sizes_the_flight_but_never_above_ours(hint: str | None, limit: int) -> None:
    """`x-ms-dop-hint`; 52 is the service's own bound."""
    shield = protection(Time(), most=8)
    shield.answered(hint)

    assert shield.limit == limit
    assert protection(Time(), most=99).limit == 52


async def test_no_more_than_the_limit_fly_at_once() -> None:
    """Twenty askers, three places; whoever is cancelled while waiting leaves no hole."""
    shield = protection(Time(), most=3)
    flying = most = done = 0

    async def fly() -> None:
        nonlocal flying, most, done
        async with shield:
            flying += 1
            most = max(most, flying)
            await asyncio.sleep(0)
            flying -= 1
            done += 1

    tasks = [asyncio.create_task(fly()) for _ in range(20)]
    await asyncio.sleep(0)
    tasks[10].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert (most, done) == (3, 19)


def client_on(service: ScriptedService) -> DataverseClient:
    shield = ServiceProtection(4, randomness=lambda: 0.0)
    return DataverseClient("https://org.example", FixedToken("token"), service.client(), shield)


async def test_a_throttled_request_of_the_connector_is_told_at_once() -> None:
    """The gate of all workers does the waiting; this process does not hammer."""
    service = ScriptedService([Reply(429, {"Retry-After": "7"}, REQUESTS)])
    client = client_on(service)

    with pytest.raises(CrmThrottled) as told:
        await client.call(READ)

    assert (told.value.retry_after, len(service.sent)) == (7, 1)


async def test_a_command_waits_as_told_and_goes_on() -> None:
    """Up to its patience."""
    service = ScriptedService([Reply(429, {"Retry-After": "0"}, REQUESTS), DONE])
    client = client_on(service)

    answer = await client.call(READ, Patience(3, throttle_seconds=5))

    assert (answer.status, len(service.sent)) == (204, 2)


@pytest.mark.parametrize("fault", [DOWN, httpx2.ReadError("cut"), httpx2.ReadTimeout("slow")])
async def test_what_is_safe_to_repeat_is_repeated(fault: Reply | httpx2.HTTPError) -> None:
    """5xx, cuts and time-outs, three sendings in all."""
    service = ScriptedService([fault])
    client = client_on(service)

    with pytest.raises(CrmUnavailable):
        await client.call(READ)

    assert len(service.sent) == 3


@pytest.mark.parametrize(
    ("fault", "sendings"),
    [(DOWN, 1), (httpx2.ReadError("cut"), 1), (httpx2.ConnectError("nobody there"), 3)],
)
async def test_what_is_not_safe_is_repeated_only_when_nothing_was_sent(
    fault: Reply | httpx2.HTTPError, sendings: int
) -> None:
    """A connection that never came about carried nothing."""
    service = ScriptedService([fault])
    client = client_on(service)

    with pytest.raises(CrmUnavailable):
        await client.call(MAKE)

    assert len(service.sent) == sendings


async def test_the_token_goes_to_nobody_else() -> None:
    """A link to another server is not followed, whoever gave it."""
    service = ScriptedService([DONE])
    client = client_on(service)

    with pytest.raises(CrmRejected, match="otro servidor"):
        await client.call(Request("GET", "https://evil.example/api/data/v9.2/accounts", "read account"))

    assert service.sent == []


async def test_the_common_headers_travel_with_every_request() -> None:
    """Section 1.2; a header of the request wins."""
    service = ScriptedService([DONE])
    client = client_on(service)
    await client.call(READ)
    await client.call(READ.with_headers(If_None_Match="*"))

    assert service.sent[0].headers["OData-Version"] == "4.0"
    assert [request.headers["If-None-Match"] for request in service.sent] == ["null", "*"]
    assert str(service.sent[0].url) == "https://org.example/api/data/v9.2/accounts"
