"""Which addresses the hub may call: of the Internet, or let through by the operator."""

from __future__ import annotations

import asyncio
import functools
import re
import socket
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from hub import settings

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = ip_network("64:ff9b::/96")
_GLOBAL_V6 = ip_network("2000::/3")
_CLOSED = tuple(
    map(
        ip_network,
        (
            # RFC 6890 and its registry, multicast, reserved, and where Azure answers its guests
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
            "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            # Teredo, ORCHID, 6to4, documentation: tunnels into the house among them
            "2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20",
        ),
    )
)  # fmt: skip


class Refused(Exception):
    """The address may not be reached, or does not exist: the two must not be told apart."""


def is_public(address: Address) -> bool:
    """Whether the address is of the Internet, not of this house nor of any other network."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _GLOBAL_V6:
            return False
    return not any(address in network for network in _CLOSED)


async def checked(host: str, port: int, trusted: frozenset[str]) -> list[Address]:
    """The addresses of a host, all of which may be called. Only these may be connected to.

    Raises:
        Refused: there are none, or one of them may not.
    """
    addresses = await _addresses(host, port)
    if not _is_allowed_host(host, trusted) and not all(map(_is_allowed, addresses)):
        raise Refused
    return addresses


async def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(ip_address(it[4][0]) for it in found))
    except (OSError, UnicodeError, ValueError):
        raise Refused from None


def _is_allowed(address: Address) -> bool:
    return is_public(address) or any(address in network for network in _allowed()[0])


def _is_allowed_host(host: str, trusted: frozenset[str]) -> bool:
    return host.rstrip(".").lower() in trusted | _allowed()[1]


def _allowed() -> tuple[tuple[Network, ...], frozenset[str]]:
    return _read_allowed(settings.current.get().outbound_allow)


@functools.cache
def _read_allowed(text: str) -> tuple[tuple[Network, ...], frozenset[str]]:
    """The networks and the names that `HUB_OUTBOUND_ALLOW` lets through."""
    words = text.lower().replace(",", " ").split()
    names = frozenset(word for word in words if re.search(r"[a-z]", word) and ":" not in word)
    return tuple(ip_network(word) for word in words if word not in names), names
