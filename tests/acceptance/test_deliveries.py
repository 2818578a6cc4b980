"""Whatever is killed while messages go out: everybody gets everything, in order, under the same ids."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from redis import Redis

from tests.acceptance.test_kills import trackers_on
from tests.delivery.receiver import Receiver, receiving
from tests.support.instance import KINDS
from tests.support.running import RunningTracker, opened, running_tracker, wait_until

ROUNDS = int(os.environ.get("TRACKER_CHAOS_ROUNDS", "10"))
"""`make chaos` strikes thirty times."""
PREDICTIONS = 1_000
SUBSCRIBERS = 5
WRITERS = 4
QUIET_S = 240.0
SEED = 20250218
SENDING = {"TRACKER_UNDO_MINUTES": "0", "TRACKER_EGRESS_ALLOW": "127.0.0.0/8", "TRACKER_EGRESS_HTTP": "1"}
EVENTS = ["event:prediction.recorded", "event:prediction.amended"]


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_gets_everything_in_order_whatever_is_killed(kind: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with ExitStack() as stack:
        instances = stack.enter_context(trackers_on(kind, tmp_path, **SENDING))
        receivers = [stack.enter_context(receiving()) for _ in range(SUBSCRIBERS)]
        subscribers = [subscribe(instances[0], one) for one in receivers]
        uow = threading.Thread(target=write, args=(instances,))
        uow.start()
        for n in range(ROUNDS):
            time.sleep(chance.uniform(0.3, 1.0))
            strike(chance.choice(instances), chance, n)
        uow.join(timeout=QUIET_S)
        wait_until(lambda: is_all_delivered(instances[0]), seconds=QUIET_S)
        sent = deliveries(instances[0])
    for subscriber, receiver in zip(subscribers, receivers, strict=True):
        assert_everything_came(sent[subscriber], receiver)


def test_news_reaches_a_quiet_subscriber_within_a_second(tmp_path: Path) -> None:
    with running_tracker(tmp_path / "tracker", **SENDING) as instance, receiving() as receiver:
        subscribe(instance, receiver)
        took = []
        for n in range(20):
            began, before = time.monotonic(), len(receiver.got)
            instance.post("/v1/predictions", prediction(f"quiet {n}"))
            wait_until(lambda count=before: len(receiver.got) > count, seconds=10)
            took.append(time.monotonic() - began)
            time.sleep(0.05)
        assert sorted(took)[10] < 1.0, sorted(took)


def subscribe(instance: RunningTracker, receiver: Receiver) -> str:
    """A subscriber to every event of the predictions, once it has answered its ping."""
    made = instance.post("/v1/subscribers", {"url": receiver.url, "types": EVENTS})
    address = f"/v1/subscribers/{made['id']}"
    wait_until(lambda: instance.get(address)["status"] == "active", seconds=20)
    return str(made["id"])


def prediction(statement: str) -> dict[str, Any]:
    return {"statement": statement, "probability": 0.4, "deadline": "2099-12-31"}


def write(instances: list[RunningTracker]) -> None:
    """Log and amend a thousand predictions, each request repeated until it is acknowledged."""
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda n: write_one(instances[n % len(instances)], n), range(PREDICTIONS)))


def write_one(instance: RunningTracker, n: int) -> None:
    made = insist(instance, "/v1/predictions", prediction(f"It comes to {n}"), f"p.{n}")
    words = {"statement": f"It comes to {n} at last", "reason": "clearer"}
    insist(instance, f"/v1/predictions/{made['id']}/amend", words, f"a.{n}", If_Match='"v1"')


def insist(instance: RunningTracker, path: str, body: dict[str, Any], key: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with suppress(httpx2.HTTPError):
            answer = instance.client.post(path, json=body, headers={"Idempotency-Key": key, **named})
            if answer.is_success:
                return answer.json()
            assert answer.status_code >= 500 or answer.status_code == 409, answer.text
        time.sleep(0.05)
    raise AssertionError(f"{path} was never acknowledged")


def strike(instance: RunningTracker, chance: random.Random, n: int) -> None:
    """Kill a worker in the middle of whatever it sends; every third time the queue forgets everything too."""
    if n % 3 == 2:
        with Redis.from_url(instance.queue_url()) as queue:
            queue.flushall()
    victims = instance.children("workers worker")
    if victims:
        with suppress(psutil.NoSuchProcess):
            chance.choice(victims).send_signal(signal.SIGKILL)


def is_all_delivered(instance: RunningTracker) -> bool:
    with opened(instance.folder, **instance.settings) as application, application.database.reading() as tx:
        expected = SUBSCRIBERS * (2 * PREDICTIONS + 1)
        return tx.value("SELECT count(*) FROM delivery WHERE state <> 'waiting'") == expected


def deliveries(instance: RunningTracker) -> dict[str, list[Any]]:
    """Every message by subscriber, in its order."""
    found: dict[str, list[Any]] = defaultdict(list)
    with opened(instance.folder, **instance.settings) as application, application.database.reading() as tx:
        for row in tx.rows(
            "SELECT endpoint, message, sequence, order_key, state FROM delivery ORDER BY sequence"
        ):
            found[row["endpoint"]].append(
                {name: row[name] for name in ("message", "sequence", "order_key", "state")}
            )
    return found


def assert_everything_came(sent: list[Any], receiver: Receiver) -> None:
    assert [one["sequence"] for one in sent] == list(range(1, 2 * PREDICTIONS + 2))
    assert {one["state"] for one in sent} == {"delivered"}
    first_came: dict[str, int] = {}
    sequence: dict[str, int] = {}
    for place, got in enumerate(receiver.got):
        first_came.setdefault(got.id, place)
        assert sequence.setdefault(got.id, got.data["sequence"]) == got.data["sequence"]
    assert sequence == {one["message"]: one["sequence"] for one in sent}
    by_prediction: dict[str, list[int]] = defaultdict(list)
    for one in sent:
        by_prediction[one["order_key"]].append(first_came[one["message"]])
    assert all(places == sorted(places) for places in by_prediction.values())
