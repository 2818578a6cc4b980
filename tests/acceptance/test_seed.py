"""The whole seed story through real web, relay and worker processes, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.instance import KINDS
from tests.support.running import RunningTracker, opened, tracker_on, wait_until
from tests.support.seed import expected, needs_shared, seed_steps, write_story
from tracker.store.log.log import read_log

pytestmark = needs_shared

TOLERANCE = 1e-6
AUTHOR = "observing-japan"
NOT_VALUES = {"outcome", "days_in_force", "open_days", "scheduled_days", "coverage", "peer", "evidence_balance", "note",
              "state", "grades", "median", "v", "p_mid", "brier_last_range", "happened_on", "t_days", "H_days",
              "interim_2025_07_01", "as_ordered_quarters_plus_never"}  # fmt: skip
"""What expected.json says beside the values of scores."""


@pytest.fixture(scope="module", params=KINDS)
def instance(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningTracker]:
    """A tracker that has been told the story up to its report, and not yet the reversal."""
    folder = tmp_path_factory.mktemp(f"seed-{request.param}")
    with tracker_on(request.param, folder) as running:
        story = write_story(folder / "told", seed_steps()[:-1], "before.jsonl")
        running.run("import", str(story), "--run-clock", "--yes")
        yield running


@pytest.mark.parametrize("name", ["P1", "P2", "P3", "P4"])
def test_every_number_of_its_author_comes_out(instance: RunningTracker, name: str) -> None:
    score = _score(instance, name)
    wanted = {key: value for key, value in expected()[name].items() if key not in NOT_VALUES}
    assert wanted
    for key, value in wanted.items():
        assert score["values"][key] == pytest.approx(value, abs=TOLERANCE), key


def test_coverage_peers_and_a_words_range_come_out(instance: RunningTracker) -> None:
    wanted = expected()
    assert _score(instance, "P1")["coverage"] == pytest.approx(wanted["P1"]["coverage"], abs=TOLERANCE)
    for forecaster, peer in wanted["P1"]["peer"].items():
        assert _score(instance, "P1", by=forecaster)["values"]["peer"] == pytest.approx(peer, abs=TOLERANCE)
    ends = _score(instance, "P3")["values"]["brier_last_range"]
    assert ends == pytest.approx(wanted["P3"]["brier_last_range"], abs=TOLERANCE)


def test_every_prediction_stands_as_it_should(instance: RunningTracker) -> None:
    wanted, found = expected(), {name: _prediction(instance, name) for name in ("P1", "P2", "P3", "P4", "P5")}
    assert found["P1"]["outcome"]["outcome"] == wanted["P1"]["outcome"]
    assert found["P2"]["antecedent_met_at"] == "2025-08-15T00:00:00Z"
    assert found["P2"]["outcome"]["outcome"] == "no"
    assert found["P3"]["outcome"]["outcome"] == wanted["P3"]["median"]
    assert found["P4"]["outcome"]["outcome"] == wanted["P4"]["happened_on"]
    assert (found["P5"]["status"], found["P5"]["outcome"]["annulment"]) == (
        "annulled",
        wanted["P5"]["reason"],
    )
    assert _scores(instance, "P5") == []
    annulled = [
        event
        for event in instance.get(f"/v1/predictions/{found['P5']['id']}/history")["items"]
        if event["type"] == "prediction.annulled"
    ]
    assert annulled[0]["effective_at"] == wanted["P5"]["annulled_at_clock"]


def test_the_interim_score_of_the_pending_date_comes_out(instance: RunningTracker) -> None:
    items = instance.get(
        f"/v1/predictions/{_prediction(instance, 'P4')['id']}/scores", interim_at="2025-07-01T00:00:00Z"
    )
    (interim,) = [one for one in items["items"] if one["interim"]]
    wanted = expected()["P4"]["interim_2025_07_01"]
    for key in ("twcrps", "twcrps_days"):
        assert interim["values"][key] == pytest.approx(wanted[key], abs=TOLERANCE)


def test_the_evidence_balance_comes_out(instance: RunningTracker) -> None:
    balance = instance.get(f"/v1/predictions/{_prediction(instance, 'P1')['id']}/evidence")
    wanted = expected()["P1"]["evidence_balance"]
    assert balance["prior_decibans"] == pytest.approx(wanted["prior_decibans"], abs=TOLERANCE)
    after = {item["external_id"]: item["after"] for item in balance["items"]}
    assert after == {name: pytest.approx(value, abs=TOLERANCE) for name, value in wanted["after"].items()}
    posterior = [item["posterior"] for item in balance["items"]]
    assert posterior == pytest.approx(wanted["posterior"][1:], abs=TOLERANCE)
    assert (balance["supports"], balance["contradicts"]) == (wanted["supports"], wanted["contradicts"])


def test_the_report_counts_as_it_should(instance: RunningTracker) -> None:
    wanted = expected()["report_at_2026-01-10_forecaster_observing-japan"]
    alone = _report(instance, as_of="2026-01-10T00:00:00Z")
    for place, count in wanted["funnel"].items():
        assert alone["funnel"][place] == count, place
    assert alone["funnel"]["main_eligible"] == alone["overall"]["n"] == wanted["main_eligible"]
    assert "assigned" in " ".join([alone["plain"]["verdict"], *alone["plain"]["sentences"]])
    named = _report(instance, as_of="2026-01-10T00:00:00Z", include="imported,assigned")
    mean = wanted["imputed_binary_mean_time_weighted"]["value"]
    assert named["overall"]["brier"]["time_weighted"]["mean"] == pytest.approx(mean, abs=TOLERANCE)


def test_every_kind_of_line_is_recorded(instance: RunningTracker) -> None:
    with opened(instance.folder, **instance.settings) as application, application.database.reading() as tx:
        types = {event.type for event in read_log(tx, after=0)}
    assert types >= {
        "forecaster.recorded", "essay.recorded", "claim.recorded", "prediction.recorded", "forecast.stated",
        "development.recorded", "evidence.linked", "prediction.antecedent_met", "prediction.graded",
        "prediction.resolved", "prediction.annulled", "prediction.finalized",
        "prediction.scored", "import.started", "import.finished",
    }  # fmt: skip


def test_the_real_clock_leaves_an_open_import_alone(instance: RunningTracker, tmp_path: Path) -> None:
    """Its deadline passed in 2025 and a default is stated: only the story's own clock may settle it."""
    steps = [step for step in seed_steps() if step["kind"] not in {"resolution", "re_resolution", "clock"}]
    story = write_story(tmp_path, steps)
    instance.run("import", str(story), "--source", "held", "--hold", "--yes")
    probe = instance.post("/v1/predictions", _probe())
    instance.post(
        "/v1/developments",
        {"headline": "It came", "occurred_at": probe["made_at"], "event_type": "probe.came"},
    )
    wait_until(lambda: instance.get(f"/v1/predictions/{probe['id']}")["outcome"], seconds=60)
    held = instance.get("/v1/predictions", source="held", external_id="P1")["items"][0]
    assert (held["outcome"], held["proposed_outcome"]) == (None, None)

    instance.run("import", str(story), "--source", "held", "--run-clock", "--yes")
    held = instance.get("/v1/predictions", source="held", external_id="P1")["items"][0]
    assert held["proposed_outcome"] == "no"


def test_a_reversal_keeps_the_first_outcome_and_its_scores_visible(
    instance: RunningTracker, tmp_path: Path
) -> None:
    """The last: it changes what the others look at. Told twice, the story records nothing new."""
    recorded = instance.get("/v1/events", limit=1)["position"]
    whole = write_story(tmp_path, seed_steps())
    instance.run("import", str(whole), "--run-clock", "--yes")

    old, new = [one for one in _scores(instance, "P1") if one["forecaster"]["external_id"] == AUTHOR]
    assert old["values"]["brier_last"] == pytest.approx(expected()["P1"]["brier_last"], abs=TOLERANCE)
    assert [old["superseded"], new["superseded"]] == [True, False]
    after = expected()["P1_after_re_resolution"]
    for name in ("brier_last", "brier_time_weighted"):
        assert new["values"][name] == pytest.approx(after[name], abs=TOLERANCE)
    types = [event["type"] for event in instance.get("/v1/events", after=recorded)["items"]]
    assert types.count("prediction.re_resolved") == types.count("prediction.scored") == 1

    end = instance.get("/v1/events", limit=1)["position"]
    instance.run("import", str(whole), "--run-clock", "--yes")
    assert instance.get("/v1/events", limit=1)["position"] == end


def _probe() -> dict[str, Any]:
    return {
        "statement": "The live clock still works",
        "deadline": "2099-01-01",
        "probability": 0.5,
        "rule": {"event_type": "probe.came"},
        "settlement": "at_once",
    }


def _prediction(instance: RunningTracker, name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = instance.get("/v1/predictions", source="seed", external_id=name)["items"]
    return found[0]


def _scores(instance: RunningTracker, name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = instance.get(f"/v1/predictions/{_prediction(instance, name)['id']}/scores")[
        "items"
    ]
    return items


def _score(instance: RunningTracker, name: str, *, by: str = AUTHOR) -> dict[str, Any]:
    """The forecaster's first scoring."""
    return next(one for one in _scores(instance, name) if one["forecaster"]["external_id"] == by)


def _report(instance: RunningTracker, **asked: str) -> dict[str, Any]:
    document: dict[str, Any] = instance.get(
        "/v1/reports/track-record", forecaster=AUTHOR, cohort="settled", **asked
    )
    return document
