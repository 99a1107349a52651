"""
Where a name leads, looked at for each request ("dirección comprobada").

A name that leads into a private network, or to this machine, is refused, whatever else it leads to; the request then
goes to the very address that was looked at, with the name in its TLS, so that the name cannot lead elsewhere meanwhile.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
_NAT64: Final = ip_network("64:ff9b::/96")
_SHARED: Final = (
    ip_network("100.64.0.0/10"),
    ip_network("64:ff9b:1::/48"),
    ip_network("fec0::/10"),
    ip_network("3fff::/20"),
)


class AddressRefused(Exception):
    """The name leads to nothing to which anything is sent; the message says why, in Spanish."""


class Addresses:
    """
    Args:
        allowed: Networks to which something is sent although they are private.
    """

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    async def of(self, host: str, port: int) -> str:
        """
        The address of a host, as text.

        Raises:
            AddressRefused: It has none, or one of them is of a private network.
        """
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise AddressRefused("El nombre no existe o no se pudo averiguar.") from None
        addresses = [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
        if not addresses:
            raise AddressRefused("El nombre no existe o no se pudo averiguar.")
        if not all(self._may(each) for each in addresses):
            raise AddressRefused("El nombre lleva a una red privada, a la que no se envía.")
        return str(addresses[0])

    def is_allowed_plainly(self, address: str) -> bool:
        """Whether it is one of the allowed networks': the only ones to which anything goes without TLS."""
        return any(ip_address(address) in network for network in self._allowed)

    def _may(self, address: Address) -> bool:
        return any(address in network for network in self._allowed) or is_public(address)


def is_public(address: Address) -> bool:
    """Whether anybody on the Internet may have it; one that carries an IPv4 address is what that one is."""
    if isinstance(address, IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if carried is None and address in _NAT64:
            carried = IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(carried)
    shared = any(address in network for network in _SHARED)
    return address.is_global and not address.is_multicast and not address.is_reserved and not shared
