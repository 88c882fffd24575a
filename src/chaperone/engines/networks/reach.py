"""Where an address leads, looked up at the moment of the call; the connection is made to exactly what was judged.

A name that was harmless when somebody typed it may point elsewhere a minute later (DNS rebinding), and then this
server would ask its own neighbours on a stranger's behalf (server-side request forgery, CWE-918, CWE-367).
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from .errors import ConnectorError

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052 2.1: the last four bytes are an IPv4 address


def unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that hides in an IPv6 one (mapped, 6to4, NAT64), or the address itself."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        return inner or address
    return address


def is_public(address: str) -> bool:
    """Whether this numeric address is one of the public internet."""
    plain = unwrapped(ip_address(address.partition("%")[0]))
    return plain.is_global and not plain.is_multicast


def is_loopback(address: str) -> bool:
    """Whether this numeric address is this machine itself."""
    return unwrapped(ip_address(address.partition("%")[0])).is_loopback


def names_this_machine(host: str) -> bool:
    """Whether ``host`` itself says "this machine", so that no look-up can have turned it there."""
    try:
        return is_loopback(host)
    except ValueError:
        return host == "localhost"


def addresses_of(host: str, port: int, *, anywhere: bool) -> list[str]:
    """The numeric addresses that ``host`` has now, at least one.

    ``anywhere``: the administrator set this host in the settings, so it may be a neighbour. Otherwise every address
    must be public, or the host must itself be a name of this machine (allowed or not when it was connected).
    Raises ConnectorError: ``unreachable`` when the name leads nowhere, ``address_private`` when it leads inside.
    """
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ConnectorError(
            "unreachable", permanent=False, user_text="The network could not be reached."
        ) from None
    found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    allowed = is_loopback if names_this_machine(host) else is_public
    if not found or not (anywhere or all(allowed(one) for one in found)):
        text = "The network's address leads into a private network, so nothing was sent."
        raise ConnectorError("address_private", permanent=True, user_text=text)
    return found
