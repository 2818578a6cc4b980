"""Twelve known forecasts, imported and reported: the figures were worked out by hand beforehand."""

import math
import statistics

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


def test_the_interval_is_that_of_t_with_one_degree_less_than_there_are_predictions(told_all):
    found = told_all["overall"]["brier"]["last"]
    losses = [(p - y) ** 2 for p, y in zip(P, Y, strict=True)]
    half = 2.200985 * statistics.stdev(losses) / math.sqrt(12)
    assert (found["level"], found["clusters"]) == (0.95, 12)
    assert (found["low"], found["high"]) == pytest.approx(
        (found["mean"] - half, found["mean"] + half), abs=1e-6
    )


def test_twelve_have_an_average_and_a_skill_but_no_calibration(told_all):
    overall = told_all["overall"]
    assert overall["in_the_large"] == pytest.approx(-0.075, abs=1e-9)
    assert overall["skill"]["in_sample_base_rate"] == {"n": 12, "value": pytest.approx(0.2217143, abs=1e-6)}
    assert [overall[name] for name in ("corp", "murphy", "cox", "ece")] == [None] * 4
    assert list(overall["bins"]) == []
    assert overall["worst"]["p"] == 0.9
    assert overall["worst"]["outcome"] == 0


def test_without_include_old_records_stand_apart(instance):
    asked = document(instance, cohort="settled")
    assert asked["overall"]["n"] == 0
    assert asked["apart"]["imported"]["brier"]["last"]["mean"] == pytest.approx(0.1891667, abs=1e-6)
