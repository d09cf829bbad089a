"""Which network addresses are out in the public: the verdict on one address.

An address inside an address counts as the inner one: IPv6 can carry IPv4 in five ways, and each
has been a way round somebody's filter. `ipaddress` alone is not enough: its `is_private` misses
shared, translated and tunnelled addresses, its `is_global` lets multicast and mapped ones pass.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_ANYBODYS = (ip_network("0.0.0.0/0"), ip_network("2000::/3"))
"""What is given out to be reached: of IPv6 only the unicast eighth."""
_NEVER = (
    ip_network("192.0.0.0/24"),  # protocol assignments
    ip_network("192.88.99.0/24"),  # relays of 6to4, withdrawn
    ip_network("2001::/23"),  # protocol assignments (Teredo, in it, is unwrapped before)
    ip_network("2001:db8::/32"),  # documentation
    ip_network("3fff::/20"),  # documentation
)
_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")
_LOW_32_BITS = 0xFFFFFFFF


@lru_cache(maxsize=1024)
def is_public(text: str) -> bool:
    """Return whether `text` is the canonical spelling of an address anybody may reach.

    False for whatever is not one: names, short and numeric spellings, addresses with a zone.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return all(_is_global(inner) for inner in _unwrapped(address))


def _unwrapped(address: Address) -> tuple[Address, ...]:
    """Return the addresses that `address` leads to: itself, or those it carries."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.teredo is not None:
        return address.teredo
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and (address in _NAT64 or address in _COMPATIBLE):
        carried = IPv4Address(int(address) & _LOW_32_BITS)
    return (address if carried is None else carried,)


def _is_global(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and getattr(address, "scope_id", None) is None
        and any(address in network for network in _ANYBODYS)
        and not any(address in network for network in _NEVER)
    )
