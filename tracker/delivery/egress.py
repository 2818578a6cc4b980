from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network

import aiohttp
import msgspec


class EgressPolicy(msgspec.Struct, frozen=True, kw_only=True):
    allow: tuple[IPv4Network | IPv6Network, ...] = ()
    is_http_allowed: bool = False
    proxy: str | None = None


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    address: str | None
    duration_s: float


class EgressRefused(Exception):
    code = "refused"


class EgressFailed(Exception):
    def __init__(self, code: str, address: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.address = address


def check_url(url: str, policy: EgressPolicy) -> None: ...


class Egress:
    def __init__(self, policy: EgressPolicy) -> None: ...
    async def __aenter__(self) -> Egress:
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *a: object) -> None:
        await self.session.close()

    async def send(self, o: Outgoing) -> Answered:
        began = time.monotonic()
        try:
            async with (
                asyncio.timeout(20),
                self.session.request(
                    o.method, o.url, headers=o.headers, data=o.body, allow_redirects=False
                ) as r,
            ):
                body = await r.content.read(65536)
                return Answered(
                    status=r.status,
                    headers=r.headers,
                    body=body,
                    is_cut=False,
                    address=None,
                    duration_s=time.monotonic() - began,
                )
        except TimeoutError:
            raise EgressFailed("timeout") from None
        except aiohttp.ClientError:
            raise EgressFailed("connect") from None
