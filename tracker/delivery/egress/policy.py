"""Checks where requests may go: a URL before resolving it, an address before connecting."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Literal

import msgspec
from yarl import URL

from tracker.delivery.egress.addresses import Address, Network, is_public, read_address

URL_CHARACTERS_MAX = 2_048
URLS_KEPT = 256
"""Subscribers get many messages at the same URL."""

HTTPS_PORT, HTTP_PORT = 443, 80

RefusalCode = Literal[
    "malformed", "too_long", "refused_scheme", "userinfo", "refused_address", "refused_port"
]

_UNWRITABLE = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,254}}\Z){_LABEL}(\.{_LABEL})*\.?")
# Old notations that resolvers read as IPv4 addresses: 127.1, 2130706433, 0x7f000001, 0177.0.0.1.
# WHATWG URL, "ends in a number".
_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\.?")
_LOCALHOST = re.compile(r"(.*\.)?localhost\.?")
_LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))


class EgressPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator allows.

    allow: networks that may be reached although not public, at any port.

    proxy: the only way out, where there is one.
    """

    allow: tuple[Network, ...] = ()
    is_http_allowed: bool = False
    proxy: str | None = None

    @property
    def ports(self) -> tuple[int, ...]:
        return (HTTPS_PORT, HTTP_PORT) if self.is_http_allowed else (HTTPS_PORT,)

    def has_allowed(self, address: Address) -> bool:
        return any(address in network for network in self.allow)


class EgressRefused(Exception):
    """Nothing was sent. `code` is for programs, the message for the person who gave the URL.

    address: the refused address; the message leaves it out, since it could reveal someone's internal network.
    """

    def __init__(self, code: RefusalCode, sentence: str, *, address: str | None = None) -> None:
        super().__init__(sentence)
        self.code: RefusalCode = code
        self.address = address


def check_url(url: str, policy: EgressPolicy) -> None:
    """Refuses what can be refused without the network, for example at registration.

    Raises `EgressRefused`.
    """
    read_url(url, policy)


@lru_cache(maxsize=URLS_KEPT)
def read_url(url: str, policy: EgressPolicy) -> URL:
    """`url` as it will be requested, with its host in ASCII. Raises `EgressRefused`."""
    if len(url) > URL_CHARACTERS_MAX:
        raise EgressRefused("too_long", f"The URL is longer than {URL_CHARACTERS_MAX:,} characters.")
    parsed = _parsed(url)
    if parsed.scheme != "https" and not (parsed.scheme == "http" and policy.is_http_allowed):
        begins = "https:// or http://" if policy.is_http_allowed else "https://"
        raise EgressRefused("refused_scheme", f"The URL does not begin with {begins}.")
    if parsed.raw_user is not None or parsed.raw_password is not None:
        raise EgressRefused("userinfo", "The URL contains a user name or a password.")
    _check_host(parsed.raw_host or "", parsed.port or 0, policy)
    return parsed


def check_address(text: str, port: int, policy: EgressPolicy) -> None:
    """Refuses an address that is neither in `allow` nor public at a usual port.

    Raises `EgressRefused`.
    """
    address = read_address(text)
    if address is not None and policy.has_allowed(address):
        return
    if address is None or not is_public(address):
        raise EgressRefused("refused_address", "The URL does not lead to a public address.", address=text)
    _check_port(port, policy)


def _parsed(url: str) -> URL:
    # URL parsers disagree about spaces, control characters and backslashes, which attackers use to pass checks.
    if not _UNWRITABLE.search(url):
        try:
            return URL(url)
        except ValueError:
            pass
    raise EgressRefused("malformed", "This is not a valid URL.")


def _check_host(host: str, port: int, policy: EgressPolicy) -> None:
    if ":" in host or _NUMBER.fullmatch(host):
        check_address(host, port, policy)
    elif not _NAME.fullmatch(host):
        raise EgressRefused("malformed", "The URL has no valid host.")
    elif _LOCALHOST.fullmatch(host) and not any(policy.has_allowed(address) for address in _LOOPBACK):
        raise EgressRefused("refused_address", "The URL does not lead to a public address.")
    elif not policy.allow:
        _check_port(port, policy)  # a name may still resolve into an allowed network, where any port is fine


def _check_port(port: int, policy: EgressPolicy) -> None:
    if port not in policy.ports:
        usual = " or ".join(map(str, policy.ports))
        raise EgressRefused("refused_port", f"The URL uses port {port}; only {usual} is allowed.")
