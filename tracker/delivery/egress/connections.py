"""Connections that go to checked addresses only: aiohttp's resolver, socket factory and connector, each with a check.

aiohttp asks no resolver about a host that is an address, so the last look is taken where the socket is made.
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
"""The addresses of a name, for a port, of which none is refused."""


class Attempt:
    """What is known of a request under way: since when, and whom it was last tried at."""

    def __init__(self) -> None:
        self.address: str | None = None
        self._began = time.monotonic()

    @property
    def duration_s(self) -> float:
        return time.monotonic() - self._began


ATTEMPT: ContextVar[Attempt] = ContextVar("attempt")
"""Set by the sender; sockets are made in tasks of their own, which see the same attempt."""


def checked_connector(addresses: CheckedAddresses, policy: EgressPolicy) -> aiohttp.TCPConnector:
    """Connects only to what `addresses` returns and `policy` lets out."""
    return _NotingConnector(
        ssl=tls_context(),
        limit=CONNECTIONS_MAX,
        use_dns_cache=False,
        resolver=_CheckedResolver(addresses),
        socket_factory=lambda address_info: open_socket(address_info, policy),
    )


def proxy_connector() -> aiohttp.TCPConnector:
    """Connects to whatever the operator's proxy is called, and so is for requests that all go through it."""
    return aiohttp.TCPConnector(ssl=tls_context(), limit=CONNECTIONS_MAX)


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context of this process. It takes 50 ms to make: a program that forks does well to make it before."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def open_socket(address_info: AddrInfoType, policy: EgressPolicy) -> socket.socket:
    """A socket for an address that is not refused; PermissionError, which aiohttp takes for unreachable, for all others."""
    family, kind, protocol, _, (host, port, *_) = address_info
    try:
        check_address(str(host), int(port), policy)
    except EgressRefused as refused:
        raise PermissionError(str(refused)) from None
    ATTEMPT.get().address = str(host)
    return socket.socket(family, kind, protocol)


class _NotingConnector(aiohttp.TCPConnector):
    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the signature is aiohttp's
    ) -> Connection:
        """A connection; one that is used again made no socket, so its address is noted here."""
        connection = await super().connect(req, traces, timeout)
        peer = connection.transport and connection.transport.get_extra_info("peername")
        if peer:
            ATTEMPT.get().address = peer[0]
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
