"""aiohttp's resolver, socket factory and connector, which connect to checked addresses only.

aiohttp does not call the resolver for a host that is an IP address, so the socket factory makes the final
check.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import cache

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import AddrInfoType, Connection
from aiohttp.tracing import Trace

from tracker.delivery.egress.policy import EgressPolicy, EgressRefused, check_address

CONNECTIONS_MAX = 100

CheckedAddresses = Callable[[str, int], Awaitable[list[str]]]
"""The addresses of a name for a port; refuses if any of them is not allowed."""


class Exchange:
    """A request under way: when it began, and the address it last tried."""

    def __init__(self) -> None:
        self.address: str | None = None
        self._began = time.monotonic()

    @property
    def duration_s(self) -> float:
        return time.monotonic() - self._began


EXCHANGE: ContextVar[Exchange] = ContextVar("attempt")
"""Set by the sender; sockets are created in tasks of their own, which see the same attempt."""


def checked_connector(addresses: CheckedAddresses, policy: EgressPolicy) -> aiohttp.TCPConnector:
    """Connects only to addresses that `addresses` returns and `policy` allows."""
    return _NotingConnector(
        ssl=tls_context(),
        limit=CONNECTIONS_MAX,
        use_dns_cache=False,
        resolver=_CheckedResolver(addresses),
        socket_factory=lambda address_info: open_socket(address_info, policy),
    )


def proxy_connector() -> aiohttp.TCPConnector:
    """Connects to the operator's proxy, for requests that all go through it."""
    return aiohttp.TCPConnector(ssl=tls_context(), limit=CONNECTIONS_MAX)


@cache
def tls_context() -> ssl.SSLContext:
    """This process's only TLS context.

    Creating it takes 50 ms, so a program that forks should create it before.
    """
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def open_socket(address_info: AddrInfoType, policy: EgressPolicy) -> socket.socket:
    """A socket for an allowed address.

    Raises PermissionError, which aiohttp reports as unreachable, for all others.
    """
    family, kind, protocol, _, (host, port, *_) = address_info
    try:
        check_address(str(host), int(port), policy)
    except EgressRefused as refused:
        raise PermissionError(str(refused)) from None
    EXCHANGE.get().address = str(host)
    return socket.socket(family, kind, protocol)


class _NotingConnector(aiohttp.TCPConnector):
    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the signature is aiohttp's
    ) -> Connection:
        """A connection; a reused one creates no socket, so its address is noted here."""
        connection = await super().connect(req, traces, timeout)
        peer = connection.transport and connection.transport.get_extra_info("peername")
        if peer:
            EXCHANGE.get().address = peer[0]
        return connection


class _CheckedResolver(AbstractResolver):
    def __init__(self, addresses: CheckedAddresses) -> None:
        self._addresses = addresses

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - the signature is aiohttp's
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self._addresses(host, port)
        ]

    async def close(self) -> None:
        pass
