"""Relative skill: two by two on what both forecast."""

import pytest

from tracker.scoring.relative_skill import relative_skill


def test_only_what_both_forecast_is_compared():
    losses = {"a": {"x": 1.0, "y": 1.0}, "b": {"x": 2.0, "y": 4.0, "z": 100.0}, "c": {"y": 2.0, "z": 50.0}}
    # a/b on x and y: 1/3; a/c on y: 1/2; b/c on y and z: 52/26.
    expected = {
        "a": (1 / 3 * 1 / 2) ** (1 / 3),
        "b": (3 * 2) ** (1 / 3),
        "c": (2 * 1 / 2) ** (1 / 3),
    }
    assert relative_skill(losses) == pytest.approx(expected)
    scaled = relative_skill(losses, baseline="c")
    assert scaled == pytest.approx({name: theta / expected["c"] for name, theta in expected.items()})


def test_who_has_nothing_in_common_with_somebody_is_compared_with_the_others():
    losses = {"a": {"x": 1.0}, "b": {"x": 4.0}, "alone": {"z": 3.0}}
    assert relative_skill(losses) == pytest.approx({"a": 0.5, "b": 2.0, "alone": 1.0})


def test_a_perfect_forecaster_has_no_ratio():
    assert relative_skill({"a": {"x": 0.0}, "b": {"x": 4.0}}) == {"a": None, "b": None}
    assert relative_skill({"a": {}}, baseline="a") == {"a": None}
