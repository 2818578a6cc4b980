"""Where a request may go, said of a URL before anything is resolved and of an address before anything is connected."""

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
"""A subscriber is written to again and again at the same one."""

HTTPS_PORT, HTTP_PORT = 443, 80

RefusalCode = Literal[
    "malformed", "too_long", "refused_scheme", "userinfo", "refused_address", "refused_port"
]

_UNWRITABLE = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,254}}\Z){_LABEL}(\.{_LABEL})*\.?")
# What resolvers read as an IPv4 address in one of its old forms: 127.1, 2130706433, 0x7f000001, 0177.0.0.1.
# WHATWG URL, "ends in a number".
_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\.?")
_LOCALHOST = re.compile(r"(.*\.)?localhost\.?")
_LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))


class EgressPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator lets out: `allow` names networks that may be reached though not public, at any port.

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
    """Nothing was sent. `code` is for programs, the message for whoever gave the URL.

    address: where a name led; the message leaves it out, since it may be the map of somebody's inside.
    """

    def __init__(self, code: RefusalCode, sentence: str, *, address: str | None = None) -> None:
        super().__init__(sentence)
        self.code: RefusalCode = code
        self.address = address


def check_url(url: str, policy: EgressPolicy) -> None:
    """Refuse what can be refused without the network, as when an endpoint is registered. Raises `EgressRefused`."""
    read_url(url, policy)


@lru_cache(maxsize=URLS_KEPT)
def read_url(url: str, policy: EgressPolicy) -> URL:
    """`url` in the form in which it is requested, its host in ASCII. Raises `EgressRefused`."""
    if len(url) > URL_CHARACTERS_MAX:
        raise EgressRefused("too_long", f"The URL is longer than {URL_CHARACTERS_MAX:,} characters.")
    parsed = _parsed(url)
    if parsed.scheme != "https" and not (parsed.scheme == "http" and policy.is_http_allowed):
        begins = "https:// or http://" if policy.is_http_allowed else "https://"
        raise EgressRefused("refused_scheme", f"The URL does not begin with {begins}.")
    if parsed.raw_user is not None or parsed.raw_password is not None:
        raise EgressRefused("userinfo", "The URL carries a user name or a password.")
    _check_host(parsed.raw_host or "", parsed.port or 0, policy)
    return parsed


def check_address(text: str, port: int, policy: EgressPolicy) -> None:
    """Refuse an address that is neither public, at a usual port, nor in `allow`. Raises `EgressRefused`."""
    address = read_address(text)
    if address is not None and policy.has_allowed(address):
        return
    if address is None or not is_public(address):
        raise EgressRefused("refused_address", "The URL does not lead to a public address.", address=text)
    _check_port(port, policy)


def _parsed(url: str) -> URL:
    # Readers of URLs differ over spaces, control characters and backslashes, and that is how guards are passed by.
    if not _UNWRITABLE.search(url):
        try:
            return URL(url)
        except ValueError:
            pass
    raise EgressRefused("malformed", "This is not a URL.")


def _check_host(host: str, port: int, policy: EgressPolicy) -> None:
    if ":" in host or _NUMBER.fullmatch(host):
        check_address(host, port, policy)
    elif not _NAME.fullmatch(host):
        raise EgressRefused("malformed", "The URL names no host.")
    elif _LOCALHOST.fullmatch(host) and not any(policy.has_allowed(address) for address in _LOOPBACK):
        raise EgressRefused("refused_address", "The URL does not lead to a public address.")
    elif not policy.allow:
        _check_port(port, policy)  # a name may still turn out to lead into an allowed network, at any port


def _check_port(port: int, policy: EgressPolicy) -> None:
    if port not in policy.ports:
        usual = " or ".join(map(str, policy.ports))
        raise EgressRefused("refused_port", f"The URL asks for port {port}; requests go to {usual} only.")
