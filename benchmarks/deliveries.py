"""How fast messages go out: to one healthy receiver, to a hundred subscribers, and how soon news arrives in a quiet house."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

import aiohttp
from redis import Redis
from rq import Queue

from benchmarks.asked import DELIVERIES, ONE_JOB_EACH, Asked
from benchmarks.commands import answered, new_caller, record_prediction
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace
from benchmarks.receiver import receiving
from tests.support.valkey import running_valkey
from tracker.application.context import AppContext
from tracker.application.work.feed import feed
from tracker.delivery.connectors.signing import new_secret
from tracker.delivery.examples import example
from tracker.delivery.messages.kinds import RESOLVED, Message
from tracker.delivery.queue import endpoints
from tracker.delivery.queue.deliveries import enqueue
from tracker.delivery.queue.endpoints import EndpointInput
from tracker.delivery.queue.planner import plan
from tracker.delivery.queue.subscriber_queues import queues_due
from tracker.delivery.sending.sender import Sender
from tracker.domain.endpoint import Wants
from tracker.store.sealing import Sealer

IN_FLIGHT = 32
MESSAGES = 2_000
SUBSCRIBERS, EACH = 100, 100
JOBS = 500
NEWS = 60
WAIT_S = 120.0


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """A figure for each line about this database."""
    lines = {asked.what: asked for asked in DELIVERIES if asked.database == place.name}
    with receiving() as url, _sending(place.instance) as (instance, sender):
        yield _to_one(lines["to one receiver, 1 in flight"], instance, sender, url, pace, in_flight=1)
        yield _to_one(
            lines["to one receiver, 32 in flight"], instance, sender, url, pace, in_flight=IN_FLIGHT
        )
        if place.name == "SQLite":
            yield _to_many(
                lines["to 100 subscribers"], instance, sender, url, pace, Path(place.settings["TRACKER_DATA"])
            )
        took_ms = [one * 1_000 for one in _news(instance, sender, url, _share(NEWS, pace))]
        yield Figure(asked=lines["recorded until received, median"], ours=(median(took_ms),))
        last = quantiles(took_ms, n=100)[98] if len(took_ms) > 1 else took_ms[0]
        yield Figure(asked=lines["recorded until received, 99th percentile"], ours=(last,))


def _share(count: int, pace: Pace) -> int:
    return max(int(count * pace.rows_share), 2)


@contextmanager
def _sending(instance: AppContext) -> Iterator[tuple[AppContext, Sender]]:
    sending = replace(
        instance,
        sealer=Sealer("a secret of this benchmark"),
        egress_allow=(ip_network("127.0.0.0/8"),),
        is_egress_http_allowed=True,
        undo_window=timedelta(0),
    )
    sender = Sender(sending)
    try:
        yield sending, sender
    finally:
        sender.close()


def _to_one(
    asked: Asked, instance: AppContext, sender: Sender, url: str, pace: Pace, *, in_flight: int
) -> Figure:
    """Ours drains what waits for one subscriber; the peer posts the same bodies bare, so many at a time."""
    subscriber, count = _subscribe(instance, sender, url), _share(MESSAGES, pace)
    ours, bare = [], []
    for _ in range(pace.rounds):
        bodies = _fill(instance, [subscriber], count)
        ours.append(count / _drain(instance, sender))
        bare.append(count / asyncio.run(_post_bare(url, bodies, in_flight=in_flight)))
    return Figure(asked=asked, ours=tuple(ours), peer=tuple(bare))


def _to_many(
    asked: Asked, instance: AppContext, sender: Sender, url: str, pace: Pace, folder: Path
) -> Figure:
    """Ours against one job on RQ for each delivery, which its fastest worker runs in one process."""
    subscribers = [_subscribe(instance, sender, url) for _ in range(_share(SUBSCRIBERS, pace))]
    each, rounds = _share(EACH, pace), min(pace.rounds, 3)
    ours, peer = [], []
    with running_valkey(folder) as queue_url:
        for _ in range(rounds):
            bodies = _fill(instance, subscribers, each)
            ours.append(len(subscribers) * each / _drain(instance, sender))
            peer.append(_one_job_each(queue_url, url, bodies[0], _share(JOBS, pace)))
    assert asked.peer == ONE_JOB_EACH
    return Figure(asked=asked, ours=tuple(ours), peer=tuple(peer))


def _subscribe(instance: AppContext, sender: Sender, url: str) -> str:
    caller = new_caller(instance)
    entry = EndpointInput(url=url, wants=Wants(types=("event:prediction.recorded",)))
    made = answered(
        instance,
        caller,
        lambda uow: endpoints.register(instance, uow, entry, secret=new_secret(), by=caller),
    )
    _drain(instance, sender)  # its ping
    return str(made.content["id"])


def _fill(instance: AppContext, subscribers: list[str], count: int) -> list[bytes]:
    """Put so many messages on their way to each; their bodies."""
    shown, now = example(RESOLVED), instance.clock()
    with instance.database.writing() as tx:
        for subscriber in subscribers:
            for _ in range(count):
                message = Message(
                    id=f"msg_{uuid4().hex}", type=RESOLVED, order_key=uuid4().hex, at=now, position=1, head="0",
                    data=shown.data,
                )  # fmt: skip
                enqueue(tx, subscriber, message, epoch=1, now=now)
        rows = tx.rows("SELECT body FROM delivery WHERE state = 'waiting' LIMIT :count", {"count": count})
    return [row["body"].encode() for row in rows]


def _drain(instance: AppContext, sender: Sender) -> float:
    """Seconds until nothing is due any more."""
    began = time.perf_counter()
    sender.notify()
    while time.perf_counter() < began + WAIT_S:
        with instance.database.reading() as tx:
            is_due = bool(queues_due(tx, now=instance.clock(), limit=1))
        if not is_due and sender.is_idle():
            return time.perf_counter() - began
        time.sleep(0.02)
    raise RuntimeError("the sender does not come to an end")


async def _post_bare(url: str, bodies: list[bytes], *, in_flight: int) -> float:
    waiting = iter(bodies)

    async def post(session: aiohttp.ClientSession) -> None:
        for body in waiting:
            async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                await answer.read()

    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        await asyncio.gather(*(post(session) for _ in range(in_flight)))
        return time.perf_counter() - began


def _one_job_each(queue_url: str, url: str, body: bytes, count: int) -> float:
    """Jobs a second; the worker's start is not counted, since it runs on one job first."""
    with Redis.from_url(queue_url) as connection:
        queue = Queue("each", connection=connection)
        queue.enqueue_many([
            Queue.prepare_data("benchmarks.one_job.post", (url, body.decode()), result_ttl=0)
            for _ in range(count)
        ])  # fmt: skip
        worker = subprocess.Popen(
            [str(Path(sys.executable).parent / "rq"), "worker", "--burst", "--quiet", "-w",
             "rq.worker.SimpleWorker", "-u", queue_url, "each"],
        )  # fmt: skip
        while queue.count == count:
            time.sleep(0.002)
        began, left = time.perf_counter(), queue.count
        worker.wait(WAIT_S)
        return left / (time.perf_counter() - began)


def _news(instance: AppContext, sender: Sender, url: str, count: int) -> list[float]:
    """Seconds from the request that records until the message has been answered, relay and sender in this process."""
    _subscribe(instance, sender, url)
    caller, took = new_caller(instance), []
    _follow(instance)
    for _ in range(count):
        began = time.perf_counter()
        record_prediction(instance, caller)
        _follow(instance)
        _drain(instance, sender)
        took.append(time.perf_counter() - began)
    return took


def _follow(instance: AppContext) -> None:
    while feed(instance).is_behind:
        pass
    while plan(instance):
        pass
