"""The table of addresses against the addresses next to each range and against the standard library's own table."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

import pytest

from tracker.delivery.egress.addresses import NOT_PUBLIC_IPV4, is_public, read_address

# microsoft/AntiSSRF config/IPAddressRanges.json, recommendedV1, written out, and IPv4 written as IPv6 besides.
SPECIAL = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15
    198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
    ::1/128 ::/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 2002::/16
    2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 ::/96 ::ffff:0:0/96
"""

BESIDE = """
    1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15 168.63.129.17
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0
    198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255
    2001:200:: 2001:db7:ffff:: 2001:db9:: 2003:: 2620:4f:7fff:: 2620:4f:8001:: 3ffe:ffff:: 3fff:1000::
"""


@pytest.mark.parametrize("text", SPECIAL.split())
def test_no_address_of_a_special_range_is_public(text):
    network = ip_network(text)
    for address in (network[0], network[network.num_addresses // 2], network[-1]):
        assert not is_public(address), address


@pytest.mark.parametrize(
    "text", [*BESIDE.split(), "1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450::200e"]
)
def test_all_others_are_public(text):
    assert is_public(ip_address(text))


def test_what_the_standard_library_calls_private_is_not_public():
    edges = {int(network[at]) for network in NOT_PUBLIC_IPV4 for at in (0, -1)}
    for number in {edge + step for edge in edges for step in (-1, 0, 1)} - {-1, 2**32}:
        address = IPv4Address(number)
        assert address.is_global or not is_public(address), address


@pytest.mark.parametrize(
    "text", ["127.1", "0", "0x7f000001", "2130706433", "0177.0.0.1", "fe80::1%eth0", "a.example", ""]
)
def test_an_address_is_read_in_its_usual_form_only(text):
    assert read_address(text) is None
