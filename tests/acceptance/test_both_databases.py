"""The same story gives the same report on SQLite and on PostgreSQL, and two relays share one tracker."""

from __future__ import annotations

import gzip
import json
import signal
import time
from pathlib import Path
from typing import Any

from tests.support.instance import KINDS
from tests.support.postgres import new_database
from tests.support.running import TAKE_OVER_S, RunningTracker, opened, tracker_on, two_trackers, wait_until
from tests.support.seed import GOVERNORS, needs_datasets, needs_shared, seed_steps, write_story
from tests.support.valkey import running_valkey
from tracker.application.context import AppContext

QUESTIONS = 60
EVERYTHING = ("--include", "imported,assigned", "--cohort", "settled", "--rule", "all", "--json")


@needs_shared
@needs_datasets
def test_the_seed_and_the_governors_give_the_same_report_on_both(tmp_path: Path) -> None:
    story, governors = write_story(tmp_path, seed_steps()), _some_governors(tmp_path)
    told = {}
    for kind in KINDS:
        with tracker_on(kind, tmp_path) as instance:
            instance.run("import", str(story), "--run-clock", "--yes")
            seed = _report(instance, "--by", "prediction")
            instance.run("import", str(governors), "--source", "gov", "--run-clock", "--yes")
            told[kind] = [seed, _report(instance, "--by", "forecaster")]
    assert told["sqlite"] == told["postgres"]


def test_when_the_leading_relay_dies_the_other_takes_over(tmp_path: Path) -> None:
    """The first tracker's relay leads since it came first; killed with its tracker, nobody starts it again."""
    with (
        new_database() as database_url,
        running_valkey(tmp_path / "queue") as queue_url,
        two_trackers(tmp_path, database_url, queue_url) as (first, second),
    ):
        with opened(second.folder, **second.settings) as application:
            leading = _leader(application)
            first.process.send_signal(signal.SIGKILL)
            began = time.monotonic()
            wait_until(lambda: _leader(application) not in {None, leading}, seconds=15)
        assert time.monotonic() - began <= TAKE_OVER_S
        prediction = second.post("/v1/predictions", {"statement": "It goes on", "deadline": "2099-01-01"})
        wait_until(lambda: _is_projected(second, prediction["id"]), seconds=30)


def _some_governors(folder: Path) -> Path:
    """The story of the first `QUESTIONS` elections; all of them go through one database in test_governors.py."""
    with gzip.open(GOVERNORS) as stream:
        lines = [json.loads(line) for line in stream]
    kept = {one["id"] for one in [one for one in lines if one["kind"] == "prediction"][:QUESTIONS]}
    named = [
        one
        for one in lines
        if one.get("prediction", one.get("id")) in kept or one["kind"] in {"story", "forecaster"}
    ]
    path = folder / "governors.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in named))
    return path


def _report(instance: RunningTracker, *asked: str) -> str:
    """The document but for what names this tracker: ids, instants, positions and heads."""
    document = json.loads(instance.run("report", *EVERYTHING, *asked).stdout)
    for name in ("position", "head", "as_of"):
        del document[name]
    document["plain"]["counted"] = document["plain"]["counted"].partition("Known as of")[0]
    for group in document["groups"]:
        group["key"] = group.get("external_id")
    return json.dumps(document, sort_keys=True)


def _leader(application: AppContext) -> Any:
    with application.database.reading() as tx:
        return tx.value("SELECT owner FROM lease WHERE name = 'relay'")


def _is_projected(instance: RunningTracker, prediction: str) -> bool:
    with opened(instance.folder, **instance.settings) as application, application.database.reading() as tx:
        return (
            tx.value("SELECT 1 FROM prediction_history WHERE prediction = :id", {"id": prediction})
            is not None
        )
