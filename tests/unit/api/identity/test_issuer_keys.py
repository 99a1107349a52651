"""Keys of an issuer: fetched once whoever asks, rotated, and kept for a bounded time while it is away (issue 14)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from api.identity.identity_file import Issuer
from api.identity.issuer_keys import CACHE_SECONDS, STALE_SECONDS, IssuerAway, IssuerKeys
from tests.support.issuer_keys import API, ISSUER, ScriptedIssuer, rsa


class Watch:
    """A clock that a test moves."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def keys_of(issuer: ScriptedIssuer, clock: Callable[[], float]) -> IssuerKeys:
    return IssuerKeys(Issuer("entra", ISSUER, "ProChile", audiences=(API,)), issuer.client(), clock)


async def kids(keys: IssuerKeys, *wanted: str) -> list[bool]:
    return [await keys.key(kid, "RS256") is not None for kid in wanted]


async def test_who_asks_together_causes_one_request(watch: Watch) -> None:
    """Single flight: ten requests that come before the first answer share it."""
    issuer = ScriptedIssuer()
    keys = keys_of(issuer, watch)

    found = await asyncio.gather(*(keys.key("k1", "RS256") for _ in range(10)))

    assert all(found)
    assert issuer.asked == 1


async def test_an_unknown_key_is_asked_for_once_a_minute_and_the_first_fetch_does_not_count(watch: Watch) -> None:
    """A rotation right after the first fetch is seen at once; made-up ids cannot make us ask on and on."""
    issuer = ScriptedIssuer()
    keys = keys_of(issuer, watch)
    assert await kids(keys, "k1") == [True]

    issuer.keys = [rsa("k1"), rsa("k2")]
    assert await kids(keys, "k2") == [True]
    assert await kids(keys, "made-up", "made-up-too") == [False, False]
    assert issuer.asked == 2

    watch.now += 59
    assert await kids(keys, "made-up") == [False]
    assert issuer.asked == 2
    watch.now += 1
    assert await kids(keys, "made-up") == [False]
    assert issuer.asked == 3


async def test_who_brings_a_new_key_while_it_is_being_fetched_waits_for_it(watch: Watch) -> None:
    """Of ten that come right after a rotation none is refused because another asked a moment before."""
    issuer = ScriptedIssuer()
    keys = keys_of(issuer, watch)
    assert await kids(keys, "k1") == [True]

    issuer.keys = [rsa("k2")]
    found = await asyncio.gather(*(keys.key("k2", "RS256") for _ in range(10)))
    assert all(found)
    assert issuer.asked == 2


async def test_a_key_that_its_issuer_withdrew_is_none_any_more(watch: Watch) -> None:
    """When the cache is over the old keys serve that one request, and the new ones come meanwhile."""
    issuer = ScriptedIssuer()
    keys = keys_of(issuer, watch)
    assert await kids(keys, "k1") == [True]

    issuer.keys = [rsa("k2")]
    watch.now += CACHE_SECONDS
    await kids(keys, "k1")
    await asyncio.sleep(0.05)
    assert await kids(keys, "k1", "k2") == [False, True]


async def test_while_its_issuer_is_away_a_key_serves_for_a_bounded_time(watch: Watch) -> None:
    """Stale keys outlive the cache, are told as such, and end; back again, all is well."""
    issuer = ScriptedIssuer()
    keys = keys_of(issuer, watch)
    assert await kids(keys, "k1") == [True]
    assert keys.state().ok

    issuer.away = True
    watch.now += STALE_SECONDS - 1
    assert await kids(keys, "k1") == [True]
    await asyncio.sleep(0.05)
    assert not keys.state().ok
    assert keys.state().age == STALE_SECONDS - 1

    watch.now += 11
    with pytest.raises(IssuerAway):
        await keys.key("k1", "RS256")

    issuer.away = False
    watch.now += 11
    assert await kids(keys, "k1") == [True]
    assert keys.state().ok


async def test_an_issuer_that_never_answered_is_away_and_not_asked_by_everybody(watch: Watch) -> None:
    """Its tokens are neither good nor bad; and for ten seconds nobody waits for it again."""
    issuer = ScriptedIssuer(away=True)
    keys = keys_of(issuer, watch)
    for _ in range(3):
        with pytest.raises(IssuerAway):
            await keys.key("k1", "RS256")
    issuer.away = False
    with pytest.raises(IssuerAway):
        await keys.key("k1", "RS256")
    assert issuer.asked == 0
    watch.now += 10
    assert await kids(keys, "k1") == [True]


async def test_a_discovery_that_names_another_issuer_is_not_believed(watch: Watch) -> None:
    """OpenID Connect Discovery 4.3: the issuer must be the one that was asked."""
    issuer = ScriptedIssuer(url="https://evil.test")
    with pytest.raises(IssuerAway, match="another issuer"):
        await keys_of(issuer, watch).key("k1", "RS256")
