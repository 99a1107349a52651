"""Where a name may lead: nowhere private, whatever else it says (issue 15, point 5)."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from messaging.webhooks.addresses import Addresses, AddressRefused, is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("3fff::1", False),
        ("2001:db8::1", False),
        ("::127.0.0.1", False),
        ("198.18.0.1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::1", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::1", False),
    ],
)
def test_what_anybody_may_have_is_public_and_nothing_else(address: str, public: bool) -> None:
    """F-60: private, shared, own, multicast, reserved; and what carries such an address in an IPv6 one."""
    assert is_public(ip_address(address)) is public


def leading(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Names lead there: another answer each time."""
    left = list(answers)

    async def found(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in left.pop(0)]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)


async def test_a_name_that_leads_to_both_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """F-60: one private address among public ones is enough; none at all, too; each time anew."""
    leading(monkeypatch, ["93.184.216.34"], ["93.184.216.34", "10.0.0.1"], [], ["127.0.0.1"])
    addresses = Addresses()
    assert await addresses.of("sistema.cl", 443) == "93.184.216.34"
    for why in ("red privada", "no existe", "red privada"):
        with pytest.raises(AddressRefused, match=why):
            await addresses.of("sistema.cl", 443)


async def test_a_network_of_the_institution_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """F-60: that one, and no other private one."""
    leading(monkeypatch, ["10.1.2.3"], ["10.2.2.3"])
    addresses = Addresses([ip_network("10.1.0.0/16")])
    assert await addresses.of("interno", 80) == "10.1.2.3"
    assert addresses.is_allowed_plainly("10.1.2.3")
    with pytest.raises(AddressRefused):
        await addresses.of("interno", 80)
