"""Twelve known forecasts, imported and reported: the figures were worked out by hand beforehand."""

import pytest

from tests.reports.stories import document, forecast, forecaster, prediction, resolution, told

P = (0.1, 0.1, 0.2, 0.3, 0.3, 0.4, 0.6, 0.6, 0.7, 0.8, 0.9, 0.9)
Y = (0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0)


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    steps = [forecaster("ada")]
    for i, (p, y) in enumerate(zip(P, Y, strict=True)):
        steps += [prediction(f"e{i}"), forecast(f"e{i}", p), resolution(f"e{i}", "yes" if y else "no")]
    with told(tmp_path_factory.mktemp("twelve") / "tracker", steps) as application:
        yield application


@pytest.fixture(scope="module")
def told_all(instance):
    return document(instance, cohort="settled", include="imported", rule="all")


def test_the_average_miss_and_the_log_score_are_the_known_ones(told_all):
    overall = told_all["overall"]
    assert (overall["n"], overall["n_yes"]) == (12, 5)
    assert overall["brier"]["last"]["mean"] == pytest.approx(0.1891667, abs=1e-6)
    assert overall["log"]["last"]["mean_clipped"] == pytest.approx(0.5766849, abs=1e-6)
    assert (overall["log"]["last"]["n_clipped"], overall["log"]["last"]["n_infinite"]) == (0, 0)


def test_the_mean_forecast_lies_as_far_above_the_base_rate_as_is_known(told_all):
    overall = told_all["overall"]
    assert overall["base_rate"] - overall["mean_p"] == pytest.approx(-0.075, abs=1e-9)


def test_one_forecast_each_gives_the_same_by_every_way_of_counting_updates(told_all):
    brier = told_all["overall"]["brier"]
    assert {name: one["n"] for name, one in brier.items()} == dict.fromkeys(brier, 12)
    assert len({brier[name]["mean"] for name in ("last", "first", "mean_update", "each_update")}) == 1


def test_a_rule_asked_for_alone_stands_alone(instance):
    asked = document(instance, cohort="settled", include="imported", rule="first")
    assert (set(asked["overall"]["brier"]), set(asked["overall"]["log"])) == ({"first"}, {"first"})


def test_no_interval_is_invented_before_there_is_one(told_all):
    assert told_all["overall"]["brier"]["last"] | {"mean": 0} == {
        "n": 12, "mean": 0, "low": None, "high": None, "level": 0.95,
    }  # fmt: skip


def test_without_include_old_records_stand_apart(instance):
    asked = document(instance, cohort="settled")
    assert asked["overall"]["n"] == 0
    assert asked["apart"]["imported"]["brier"]["last"]["mean"] == pytest.approx(0.1891667, abs=1e-6)
