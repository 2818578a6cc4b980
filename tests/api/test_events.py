"""The log as a stream of lines: whole, bounded in memory, and over where the log ended when it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.instances import Instance, open_tracker_behind_api
from tests.api.test_problems import check_document
from tests.support.instance import bearer
from tracker.application.access.access import issue_key

LINES = {"Accept": "application/x-ndjson"}
SAID = "It rains on day {}"


class Told(Instance):
    """A tracker whose log is read as lines."""

    def say(self, number: int) -> None:
        self.made("/v1/predictions", {"statement": SAID.format(number), "deadline": "2099-12-31"})

    def stream(self, path: str = "/v1/events", *, key: str = "author") -> list[dict[str, Any]]:
        answer = self.client.get(path, headers=LINES | self.headers(key))
        assert (answer.status_code, answer.mimetype) == (200, "application/x-ndjson"), answer.text
        assert answer.data == b"" or answer.data.endswith(b"\n")
        return [json.loads(line) for line in answer.data.splitlines()]


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Told]:
    with open_tracker_behind_api(tmp_path, of=Told) as opened:
        yield opened


def test_lines_are_the_events_of_the_pages(instance: Told) -> None:
    for number in range(3):
        instance.say(number)
    page = instance.client.get("/v1/events?limit=200", headers=instance.headers("author")).json
    assert instance.stream() == page["items"]
    assert instance.stream()[-1]["head"] == page["head"]


def test_it_goes_on_behind_a_position_and_may_be_cut_short(instance: Told) -> None:
    instance.say(1)
    whole = instance.stream()
    assert instance.stream("/v1/events?after=2") == whole[2:]
    assert instance.stream("/v1/events?after=1&limit=2") == whole[1:3]
    assert instance.stream(f"/v1/events?after={whole[-1]['position']}") == []
    assert instance.stream("/v1/events?after=9007199254740991") == []


def test_more_than_a_batch_comes_whole(instance: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.api.resources.events.LINES_BATCH", 2)
    for number in range(4):
        instance.say(number)
    assert [one["position"] for one in instance.stream()] == list(range(1, len(instance.stream()) + 1))
    assert len(instance.stream()) > 6


def test_it_ends_where_the_log_ended_when_it_was_asked(instance: Told) -> None:
    instance.say(1)
    answer = instance.client.get("/v1/events", headers=LINES | instance.headers("author"))  # not read yet
    instance.say(2)
    said = [
        json.loads(line)["data"].get("statement")
        for line in answer.iter_encoded()
        for line in line.splitlines()
    ]
    assert SAID.format(1) in said
    assert SAID.format(2) not in said
    answer.close()


def test_what_keys_are_is_for_admins_and_the_chain_for_every_reader(instance: Told) -> None:
    instance.say(1)
    seen, shown = instance.stream(key="reader"), instance.stream()
    assert [one["head"] for one in seen] == [one["head"] for one in shown]
    hidden = [one["stream"].partition("-")[0] for one in seen if one["data"] is None]
    assert set(hidden) == {"key"}
    assert all(one["data"] is not None for one in shown)


def test_it_needs_a_key_that_reads(instance: Told) -> None:
    check_document(instance.client.get("/v1/events", headers=LINES), 401, "unauthorized")
    writer = bearer(issue_key(instance.application, name="w", scopes=("record",), author=None)[1])
    check_document(instance.client.get("/v1/events", headers=LINES | writer), 403, "forbidden")


def test_other_media_types_stay_as_they_were(instance: Told) -> None:
    assert (
        instance.client.get("/v1/events", headers=instance.headers("author")).mimetype == "application/json"
    )
    assert (
        instance.client.get(
            "/v1/events", headers=instance.headers("author") | {"Accept": "text/csv"}
        ).mimetype
        == "text/csv"
    )
    check_document(
        instance.client.get("/v1/events", headers=instance.headers("author") | {"Accept": "text/html"}),
        406,
        "not_acceptable",
    )


def test_no_more_than_a_batch_is_made_at_once(instance: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.api.resources.events.LINES_BATCH", 3)
    for number in range(10):
        instance.say(number)
    answer = instance.client.get("/v1/events", headers=LINES | instance.headers("author"))
    parts = [part.count(b"\n") for part in answer.iter_encoded()]
    answer.close()
    assert sum(parts) == len(instance.stream())
    assert max(parts) == 3
