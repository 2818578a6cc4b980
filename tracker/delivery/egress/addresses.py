"""Which IP addresses are public: all those outside the ranges listed here.

The ranges are those of IANA's special-purpose address registries (iana-ipv4-special-registry and
iana-ipv6-special-registry, both of 2025-10-09) and of the multicast registries, with two that
microsoft/AntiSSRF (config/IPAddressRanges.json, recommendedV1) adds: Azure's wire server and site-local
addresses.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NOT_PUBLIC_IPV4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network; 0.0.0.0 reaches the loopback on Linux
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's wire server
        "169.254.0.0/16",  # link-local; clouds answer with credentials at 169.254.169.254
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnelling
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, with the broadcast address
    )
)

GLOBAL_IPV6 = IPv6Network("2000::/3")
"""The only unicast space that IANA has opened (RFC 4291, section 2.4).

All other space is local or has a special meaning: loopback, IPv4 written as IPv6 (::/96, ::ffff:0:0/96),
NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard-only (100::/64), SRv6 (5f00::/16), unique local (fc00::/7),
link-local (fe80::/10), site-local (fec0::/10), multicast (ff00::/8).
"""

NOT_PUBLIC_IPV6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocol assignments, with Teredo (2001::/32), benchmarks and ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def read_address(text: str) -> Address | None:
    """The address in its usual notation.

    None for all else, such as 127.1, 0177.0.0.1 or fe80::1%eth0.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return None if isinstance(address, IPv6Address) and address.scope_id else address


def is_public(address: Address) -> bool:
    """Whether the address belongs to the public internet.

    >>> is_public(IPv4Address("9.9.9.9")), is_public(IPv4Address("10.0.0.1")), is_public(IPv6Address("::ffff:9.9.9.9"))
    (True, False, False)
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_IPV4)
    return address in GLOBAL_IPV6 and not any(address in network for network in NOT_PUBLIC_IPV6)
