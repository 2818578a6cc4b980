"""The only way out: `Egress` sends all requests to others, as far as its policy allows.

A name is resolved for each new connection; if any of its addresses is refused, nothing is sent. The
connection goes to the checked address, while certificate and Host stay those of the name. Redirects are not
followed, bodies are not decompressed, only the first 64 KiB of a response are kept, and proxies from the
environment are ignored.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from tracker.delivery.egress.addresses import read_address
from tracker.delivery.egress.connections import EXCHANGE, Exchange, checked_connector, proxy_connector
from tracker.delivery.egress.outgoing import Answered, EgressFailed, FailureCode, Outgoing
from tracker.delivery.egress.policy import (
    EgressPolicy,
    EgressRefused,
    check_address,
    read_url,
)

DEADLINE_S = 20.0
ANSWER_BYTES_MAX = 65_536
LOOKUPS_MAX = 32
"""Threads, since the system's resolver blocks and a slow name server must not hold up others."""

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""The addresses of a name, as text. Raises OSError where there are none."""

_COOKIES = frozenset({"set-cookie", "set-cookie2"})
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "expect", "te", "trailer", "upgrade"}
)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")


class Egress:
    """The open way out for one event loop: connections are kept and reused until it is closed."""

    def __init__(
        self, policy: EgressPolicy, *, resolve: Resolve | None = None, deadline_s: float = DEADLINE_S
    ) -> None:
        self._policy = policy
        self._resolve = resolve or self._look_up
        self._deadline_s = deadline_s

    async def __aenter__(self) -> Self:
        self._lookups = ThreadPoolExecutor(LOOKUPS_MAX, thread_name_prefix="lookup")
        self._session = aiohttp.ClientSession(
            connector=checked_connector(self._addresses, self._policy)
            if self._policy.proxy is None
            else proxy_connector(),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            headers={"User-Agent": "tracker", "Accept-Encoding": "identity"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._session.close()
        self._lookups.shutdown(wait=False, cancel_futures=True)

    async def send(self, outgoing: Outgoing) -> Answered:
        """The response to `outgoing`, within the deadline. Raises `EgressRefused` or `EgressFailed`."""
        url = read_url(outgoing.url, self._policy)
        _check_headers(outgoing.headers)
        exchange = Exchange()
        EXCHANGE.set(exchange)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._exchange(outgoing, url, exchange)
        except (aiohttp.ClientError, OSError) as failure:
            # aiohttp's message contains the whole URL, whose path may be a secret, so it must not be logged.
            raise EgressFailed(
                _failure_code(failure), address=exchange.address, duration_s=exchange.duration_s
            ) from None

    async def _exchange(self, outgoing: Outgoing, url: URL, exchange: Exchange) -> Answered:
        headers = dict(outgoing.headers)
        target, hostname = url, None
        if self._policy.proxy is not None:
            target, hostname = await self._pinned(url, exchange), (url.raw_host or "").rstrip(".")
            headers["Host"] = url.host_port_subcomponent or ""
        # Leaving the block returns the connection, or drops it if the response was not read to its end.
        async with self._session.request(
            outgoing.method,
            target,
            headers=headers,
            data=outgoing.body or None,
            allow_redirects=False,
            proxy=self._policy.proxy,
            server_hostname=hostname,
        ) as response:
            body = await _read_body(response.content)
        return Answered(
            status=response.status,
            headers=_without_cookies(response.headers),
            body=body[:ANSWER_BYTES_MAX],
            is_cut=len(body) > ANSWER_BYTES_MAX,
            address=exchange.address,
            duration_s=exchange.duration_s,
        )

    async def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a name, all of them allowed. Raises `EgressRefused` and OSError."""
        addresses = list(await self._resolve(host))
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        for address in addresses:
            check_address(address, port, self._policy)
        return addresses

    async def _pinned(self, url: URL, exchange: Exchange) -> URL:
        """`url` with a checked address as its host, so that the name cannot lead the proxy elsewhere."""
        host, port = url.raw_host or "", url.port or 0
        exchange.address = host if read_address(host) else (await self._addresses(host, port))[0]
        return url.with_host(exchange.address)

    async def _look_up(self, host: str) -> Sequence[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._lookups,
            lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG),
        )
        return [str(address[0]) for *_, address in found]


async def _read_body(content: aiohttp.StreamReader) -> bytes:
    """The body, or a little more than `ANSWER_BYTES_MAX` of it."""
    body = bytearray()
    while len(body) <= ANSWER_BYTES_MAX and (part := await content.read(ANSWER_BYTES_MAX)):
        body += part
    return bytes(body)


def _check_headers(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value) or name.lower() in _OURS:
            raise EgressRefused("malformed", f"The header {name!r} cannot be sent.")


def _without_cookies(headers: CIMultiDictProxy[str]) -> Mapping[str, str]:
    kept = ((name, value) for name, value in headers.items() if name.lower() not in _COOKIES)
    return CIMultiDictProxy(CIMultiDict(kept))


def _failure_code(failure: aiohttp.ClientError | OSError) -> FailureCode:
    match failure:
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            return "dns"
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return "tls"
        case aiohttp.ClientConnectorError() | aiohttp.ClientHttpProxyError():
            return "connect"
        case TimeoutError():
            return "timeout"
        case aiohttp.ClientResponseError():
            return "malformed_answer"
        case _:
            return "closed"
