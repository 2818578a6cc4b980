"""Several requests at once: each is answered as if they had come one after another, by one process or by two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from tests.api.instances import Instance, open_tracker_behind_api
from tests.support.instance import settings_for
from tests.support.postgres import url_of
from tracker.app import create_app
from tracker.bootstrap import open_context

AT_ONCE = 6
BODY = {"statement": "It rains in Kyoto", "probability": 0.4, "deadline": "2099-12-31"}


class Crowd:
    """`tracker`, and the processes that serve it, in turn."""

    def __init__(self, instance: Instance, apps: list[Flask]) -> None:
        self.instance = instance
        self._apps = apps

    def post(self, path: Callable[[int], str], body: Callable[[int], Any], **headers: str) -> list[Any]:
        """The answers to `AT_ONCE` requests that are sent at the same moment."""
        start = Barrier(AT_ONCE)

        def one(n: int) -> Any:
            client = self._apps[n % len(self._apps)].test_client()
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            start.wait(20)
            return client.post(
                path(n), json=body(n), headers=self.instance.headers("author") | named, buffered=True
            )

        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(one, range(AT_ONCE)))


@pytest.fixture(params=["sqlite", "sqlite by two", "postgres", "postgres by two"])
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crowd]:
    kind, _, by_two = request.param.partition(" ")
    with (
        open_tracker_behind_api(tmp_path, kind=kind) as instance,
        _second(instance, tmp_path, kind) as second,
    ):
        first = instance.client.application
        yield Crowd(instance, [first, second] if by_two else [first])


@contextmanager
def _second(instance: Instance, folder: Path, kind: str) -> Iterator[Flask]:
    url = url_of(instance.application.database) if kind == "postgres" else ""
    settings = settings_for(folder, database_url=url)
    opened = open_context(settings)
    try:
        yield create_app(settings, opened)
    finally:
        opened.database.close()


def test_forecasts_into_one_stream_are_all_recorded_where_nobody_named_a_version(crowd: Crowd) -> None:
    made = crowd.instance.made("/v1/predictions", BODY)
    answers = crowd.post(lambda _: f"{made['url']}/forecasts", lambda n: {"probability": 0.1 + n / 10})
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    items = crowd.instance.read(f"{made['url']}/forecasts")["items"]
    assert {round(item["probability"]["p"], 3) for item in items} == {
        0.4,
        *(round(0.1 + n / 10, 3) for n in range(AT_ONCE)),
    }
    assert len(items) == AT_ONCE + 1


def test_the_same_prediction_is_recorded_once_and_the_others_are_shown_it(crowd: Crowd) -> None:
    """No unique key says which predictions are alike."""
    answers = crowd.post(lambda _: "/v1/predictions", lambda _: BODY)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: AT_ONCE - 1}
    (made,) = (answer.json for answer in answers if answer.status_code == 201)
    refused = [answer.json for answer in answers if answer.status_code == 409]
    assert {(one["code"], one["address"].rpartition("/")[2]) for one in refused} == {
        ("already_recorded", made["id"])
    }


def test_the_same_request_is_recorded_once_and_answered_alike(crowd: Crowd) -> None:
    before = crowd.instance.recorded()
    answers = crowd.post(lambda _: "/v1/predictions", lambda _: BODY, Idempotency_Key="once")
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.json["id"] for answer in answers}) == 1
    assert Counter(answer.headers.get("Idempotent-Replayed") for answer in answers) == {
        None: 1,
        "true": AT_ONCE - 1,
    }
    assert crowd.instance.recorded() == before + 2


def test_of_changes_of_one_version_one_counts_and_the_others_learn_the_present_one(crowd: Crowd) -> None:
    made = crowd.instance.made("/v1/predictions", BODY)
    tag = crowd.instance.tag(made["url"])
    answers = crowd.post(
        lambda _: f"{made['url']}/withdraw", lambda n: {"reason": f"reason {n}"}, If_Match=tag
    )
    assert Counter(answer.status_code < 300 for answer in answers) == {True: 1, False: AT_ONCE - 1}
    refused = [answer for answer in answers if answer.status_code >= 300]
    assert {answer.status_code for answer in refused} <= {409, 412}
    assert {answer.json["current"] for answer in refused if answer.json["code"] == "version_conflict"} <= {2}
