"""How many posts a second leave the tracker over kept connections: the guarded way out against bare HTTP clients."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from ipaddress import ip_network

import aiohttp
import httpx2

from benchmarks.asked import AIOHTTP, CLIENT, HTTPX2, IN_FLIGHT
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace, take_turns
from benchmarks.receiver import receiving
from tracker.delivery.egress.guard import Egress
from tracker.delivery.egress.outgoing import Outgoing
from tracker.delivery.egress.policy import EgressPolicy

Post = Callable[[], Awaitable[int]]
"""Posts once; the status of the answer."""

OURS = "ours"
BODY = b"x" * 2_048
HEADERS = {
    "content-type": "application/json",
    "webhook-id": "msg_0000000000",
    "webhook-timestamp": "1767225600",
    "webhook-signature": f"v1,{'x' * 44}",
}


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """A figure for each line, once: no database has a part in it."""
    if place.name != "SQLite":
        return
    with _opened_posts() as (runner, posts):
        for in_flight in IN_FLIGHT:
            turns = {name: _turn(runner, post, in_flight) for name, post in posts.items()}
            done = take_turns(turns, pace)
            for asked in CLIENT:
                if asked.what.endswith(f" {in_flight} in flight"):
                    yield Figure(asked=asked, ours=tuple(done[OURS]), peer=tuple(done[asked.peer]))


@contextmanager
def _opened_posts() -> Iterator[tuple[asyncio.Runner, dict[str, Post]]]:
    """Every contestant with its connections open, and the one event loop that they all run on."""
    openers = {OURS: _egress, AIOHTTP: _aiohttp, HTTPX2: _httpx2}
    with receiving() as url, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            yield (
                runner,
                {
                    name: runner.run(stack.enter_async_context(opened(url)))
                    for name, opened in openers.items()
                },
            )
        finally:
            runner.run(stack.aclose())


def _turn(runner: asyncio.Runner, post: Post, in_flight: int) -> Callable[[float], float]:
    return lambda seconds: runner.run(_rate(post, in_flight, seconds))


async def _rate(post: Post, in_flight: int, seconds: float) -> float:
    """Posts a second by as many senders, each of which posts again when it has its answer."""
    began = time.perf_counter()

    async def send_on() -> int:
        done = 0
        while done == 0 or time.perf_counter() < began + seconds:
            status = await post()
            if status != 204:
                raise RuntimeError(f"answered {status}")
            done += 1
        return done

    done = sum(await asyncio.gather(*(send_on() for _ in range(in_flight))))
    return done / (time.perf_counter() - began)


@asynccontextmanager
async def _egress(url: str) -> AsyncIterator[Post]:
    policy = EgressPolicy(allow=(ip_network("127.0.0.0/8"),), is_http_allowed=True)
    outgoing = Outgoing(method="POST", url=url, headers=HEADERS, body=BODY)
    async with Egress(policy) as egress:

        async def post() -> int:
            return (await egress.send(outgoing)).status

        yield post


@asynccontextmanager
async def _aiohttp(url: str) -> AsyncIterator[Post]:
    async with aiohttp.ClientSession() as session:

        async def post() -> int:
            async with session.post(url, headers=HEADERS, data=BODY) as response:
                await response.read()
                return response.status

        yield post


@asynccontextmanager
async def _httpx2(url: str) -> AsyncIterator[Post]:
    async with httpx2.AsyncClient() as client:

        async def post() -> int:
            return (await client.post(url, headers=HEADERS, content=BODY)).status_code

        yield post
