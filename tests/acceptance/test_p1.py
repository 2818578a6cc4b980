"""The seed essay's first prediction through real web, relay and worker processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.running import RunningHouse, opened, running_house, wait_until
from tests.support.seed import expected, needs_shared, p1_steps, write_story
from tracker.store.log import read_log

pytestmark = needs_shared

NAMES = ("brier_first", "brier_last", "brier_time_weighted")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running_house(tmp_path_factory.mktemp("p1") / "house") as running:
        yield running


def test_p1_gives_the_expected_numbers_before_and_after_the_re_resolution(
    house: RunningHouse, tmp_path: Path
) -> None:
    steps = p1_steps()
    before = write_story(tmp_path, steps[:-1], "before.jsonl")
    house.run("import", str(before), "--run-clock", "--yes")
    first = _scores_of_author(house)
    assert len(first) == 1
    _assert_scores(first[0], expected()["P1"])
    assert not first[0]["superseded"]
    recorded = house.get("/v1/events", limit=1)["position"]

    house.run("import", str(write_story(tmp_path, steps)), "--run-clock", "--yes")

    old, new = _scores_of_author(house)
    _assert_scores(old, expected()["P1"])
    assert [old["superseded"], new["superseded"]] == [True, False]
    after = expected()["P1_after_re_resolution"]
    for name in ("brier_last", "brier_time_weighted"):
        assert new["values"][name] == pytest.approx(after[name], abs=1e-6)
    types = [event["type"] for event in house.get("/v1/events", after=recorded)["items"]]
    assert sorted(types) == sorted(
        [
            "import.started",
            "prediction.re_resolved",
            "prediction.finalized",
            "prediction.scored",
            "import.finished",
        ]
    )

    end = house.get("/v1/events", limit=1)["position"]
    house.run("import", str(write_story(tmp_path, steps)), "--run-clock", "--yes")
    assert house.get("/v1/events", limit=1)["position"] == end


def test_every_kind_of_line_is_recorded(house: RunningHouse) -> None:
    with opened(house.folder) as application, application.database.reading() as tx:
        types = {event.type for event in read_log(tx, after=0)}
    assert types >= {
        "forecaster.recorded", "essay.recorded", "claim.recorded", "prediction.recorded", "forecast.stated",
        "development.recorded", "evidence.linked", "prediction.resolved", "prediction.re_resolved",
        "prediction.finalized", "prediction.scored", "import.started", "import.finished",
    }  # fmt: skip


def test_the_report_says_that_every_number_was_assigned(house: RunningHouse) -> None:
    alone = house.get("/v1/reports/track-record", forecaster="observing-japan", cohort="settled")
    assert alone["overall"]["n"] == 0
    assert "assigned" in " ".join(
        [alone["plain"]["verdict"], *alone["plain"]["sentences"], alone["plain"]["counted"]]
    )
    named = house.get(
        "/v1/reports/track-record",
        forecaster="observing-japan",
        cohort="settled",
        include="imported,assigned",
    )
    assert named["overall"]["brier"]["last"]["mean"] == pytest.approx(0.81, abs=1e-6)


def test_the_real_clock_leaves_an_open_import_alone(house: RunningHouse, tmp_path: Path) -> None:
    """Its deadline passed in 2025 and a default is stated: only the story's own clock may settle it."""
    steps = [step for step in p1_steps() if step["kind"] not in {"resolution", "re_resolution", "clock"}]
    story = write_story(tmp_path, steps)
    house.run("import", str(story), "--source", "held", "--hold", "--yes")
    probe = house.post("/v1/predictions", _probe())
    house.post(
        "/v1/developments",
        {"headline": "It came", "occurred_at": probe["made_at"], "event_type": "probe.came"},
    )
    wait_until(lambda: house.get(f"/v1/predictions/{probe['id']}")["outcome"], seconds=10)
    held = house.get("/v1/predictions", source="held", external_id="P1")["items"][0]
    assert (held["outcome"], held["proposed_outcome"]) == (None, None)

    house.run("import", str(story), "--source", "held", "--run-clock", "--yes")
    held = house.get("/v1/predictions", source="held", external_id="P1")["items"][0]
    assert held["proposed_outcome"] == "no"


def _probe() -> dict[str, Any]:
    return {
        "statement": "The live clock still works",
        "deadline": "2099-01-01",
        "probability": 0.5,
        "rule": {"event_type": "probe.came"},
        "settlement": "at_once",
    }


def _scores_of_author(house: RunningHouse) -> list[dict[str, Any]]:
    found = house.get("/v1/predictions", source="seed", external_id="P1")["items"]
    scores = house.get(f"/v1/predictions/{found[0]['id']}/scores")["items"]
    return [one for one in scores if one["forecaster"]["external_id"] == "observing-japan"]


def _assert_scores(score: dict[str, Any], wanted: dict[str, Any]) -> None:
    for name in NAMES:
        assert score["values"][name] == pytest.approx(wanted[name], abs=1e-6)
    assert score["coverage"] == pytest.approx(wanted["coverage"], abs=1e-6)
