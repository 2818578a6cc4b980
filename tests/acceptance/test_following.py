"""Somebody's request goes wrong, or right: its keeper follows one id through the logs of web, relay and worker."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.running import RunningTracker, running_tracker, wait_until

pytestmark = pytest.mark.slow

ENTRY = {
    "statement": "The cabinet falls",
    "probability": 0.4,
    "deadline": "2099-12-31",
    "rule": {"event_type": "cabinet.falls"},
    "settlement": "at_once",
}


def test_a_request_is_followed_from_its_answer_to_the_score_and_no_token_is_ever_written(
    tmp_path: Path,
) -> None:
    with running_tracker(tmp_path / "tracker", TRACKER_LOG="json:debug") as instance:
        prediction = instance.post("/v1/predictions", ENTRY, **{"X-Request-Id": "made-it"})["id"]
        instance.post("/v1/developments", _happened(), **{"X-Request-Id": "saw-it"})
        wait_until(lambda: _pieces(instance, "saw-it", job="score"), seconds=60)
        wrong = {"Authorization": f"Bearer {instance.key}x", "X-Request-Id": "stranger"}
        refused = httpx2.get(
            f"{instance.url}/v1/events?after=0", headers=wrong, timeout=60, trust_env=False
        ).status_code
        assert refused == 401

    lines, rest = _written(instance)
    # What stands outside the log is what `up` tells a person at the first start, the key once.
    assert [words.split()[0] for words in rest] == ["Key", "Serving"]
    assert instance.key in rest[0]
    for line in lines:
        assert "trk_live_" not in json.dumps(line)
        assert "earer" not in json.dumps(line)
    assert {line["program"] for line in lines} >= {"web", "relay", "worker"}

    answered = [line for line in lines if line.get("request_id") == "made-it"]
    assert [(one["program"], one["method"], one["route"], one["status"]) for one in answered] == [
        ("web", "POST", "/v1/predictions", 201)
    ]
    assert answered[0]["key"].startswith("key_")
    assert [one["key"] for one in lines if one.get("request_id") == "stranger"] == [None]

    # Nothing can settle a new prediction, so recording it starts no job.
    assert [line for line in lines if line.get("correlation_id") == "made-it" and "job" in line] == []
    for job in ("settle", "score"):
        (piece,) = _pieces(instance, "saw-it", job=job)
        assert piece["subject"] == prediction
        told = [line for line in lines if line.get("job_id") == piece["job_id"]]
        assert [(one["program"], one["event"]) for one in told if one["program"] == "relay"] == [
            ("relay", "enqueued")
        ]
        assert told[-1]["event"] == "job"
        assert (told[-1]["job"], told[-1]["scope"]) == (job, "live")
        assert told[-1]["done"] >= 1


def test_at_the_usual_level_a_job_is_one_line_and_nothing_is_said_of_its_pieces(tmp_path: Path) -> None:
    with running_tracker(tmp_path / "tracker") as instance:
        instance.post("/v1/predictions", ENTRY)
        instance.post("/v1/developments", _happened())
        wait_until(lambda: [one for one in _written(instance)[0] if one.get("job") == "settle"], seconds=60)
    lines, _ = _written(instance)
    assert {line["level"] for line in lines} == {"info"}
    assert not [line for line in lines if line["event"] in {"piece", "enqueued"}]


def _happened() -> dict[str, str]:
    """A development that settles the prediction."""
    return {
        "headline": "It fell",
        "occurred_at": datetime.now(UTC).isoformat(),
        "event_type": "cabinet.falls",
    }


def _pieces(instance: RunningTracker, asked: str, *, job: str) -> list[dict[str, Any]]:
    return [
        line
        for line in _written(instance)[0]
        if line["event"] == "piece" and line["correlation_id"] == asked and line["job"] == job
    ]


def _written(instance: RunningTracker) -> tuple[list[dict[str, Any]], list[str]]:
    """Everything that the tracker's programs wrote: the lines of their logs, and whatever else there is."""
    whole = (
        (instance.folder.parent / f"{instance.folder.name}.log").read_text().rpartition("\n")[0].splitlines()
    )
    return [json.loads(one) for one in whole if one.startswith("{")], [
        one for one in whole if not one.startswith("{")
    ]
