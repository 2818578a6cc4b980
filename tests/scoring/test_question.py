"""One prediction, everybody who forecast it: names of every kind, updates, words, conditionals."""

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scoring.strategies import (
    BRIERS,
    TEN_DAYS,
    alone,
    hour,
    outcomes,
    probabilities,
    schedules,
    score_one,
    series,
)
from tests.scoring.test_counting import at
from tracker.scoring.brier import brier
from tracker.scoring.forecasts import Binary, DateCdf, Options, Quantiles
from tracker.scoring.question import late_from, score_interim, score_question
from tracker.scoring.series import Schedule, Stated
from tracker.scoring.verbal import read_term

TEN_HOURS = Schedule(hour(0), hour(10), hour(10))
QUARTERS = Options((0.1, 0.3, 0.25, 0.15, 0.2))
QUANTILES = Quantiles((0.1, 0.5, 0.9), (10, 20, 40))
EVENLY = DateCdf(((hour(0), 0.0), (hour(240), 1.0)))


# The names that each kind gives

BINARY_NAMES = {
    "p_first",
    "p_last",
    *BRIERS,
    *(name.replace("brier", "brier2") for name in BRIERS),
    "skill_daily_vs_half",
    "log_first",
    "log_last",
    "log_first_unclipped",
    "log_last_unclipped",
    "spherical_first",
    "spherical_last",
    "baseline_first",
    "baseline_last",
    "baseline_time_weighted",
    "peer",
    "relative_brier_vs_daily_median",
}
OPTION_NAMES = {"multi_brier", "multi_brier_half", "log", "log_unclipped", "spherical", "baseline", "peer"}
OTHER_WAYS = ("first", "time_weighted", "daily", "mean_update")
NAMES = [
    ("binary", Binary(0.5), {"outcome": 1}, BINARY_NAMES),
    ("graded", Binary(0.5), {"outcome": 3}, {"p_first", "p_last", *BRIERS}),
    (
        "categorical",
        QUARTERS,
        {"outcome": 2, "options": 5},
        OPTION_NAMES | {f"multi_brier_{way}" for way in OTHER_WAYS},
    ),
    (
        "ordered",
        QUARTERS,
        {"outcome": 2, "options": 5},
        OPTION_NAMES | {"rps", "rps_normalised", "ordinal"} | {f"rps_normalised_{way}" for way in OTHER_WAYS},
    ),
    (
        "numeric",
        QUANTILES,
        {"outcome": 45},
        {"wis", "wis_first", "wis_mean_update", "over", "under", "dispersion"}
        | {"coverage_50", "coverage_90", "ae_median"},
    ),
    (
        "date",
        EVENLY,
        {"outcome": None},
        {"twcrps", "twcrps_first", "twcrps_mean_update", "twcrps_days"},
    ),
]


@pytest.mark.parametrize(("kind", "said", "settled", "names"), NAMES, ids=[row[0] for row in NAMES])
def test_a_kind_gives_these_values_and_no_others(kind, said, settled, names):
    assert set(alone(kind, said, **settled).values) == names


@pytest.mark.parametrize(("kind", "said", "settled", "names"), NAMES, ids=[row[0] for row in NAMES])
def test_every_value_is_a_float_or_missing(kind, said, settled, names):
    values = alone(kind, said, **settled).values
    assert {type(value) for value in values.values()} <= {float, type(None)}


@pytest.mark.parametrize(("kind", "said", "settled", "names"), NAMES, ids=[row[0] for row in NAMES])
def test_forecasts_of_another_form_are_refused(kind, said, settled, names):
    other = EVENLY if isinstance(said, Binary) else Binary(0.5)
    with pytest.raises(ValueError, match=f"A forecast of this kind must be {type(said).__name__}"):
        alone(kind, said, other, **settled)


@pytest.mark.parametrize(
    ("kind", "said", "settled"),
    [
        ("binary", Binary(0.5), {"outcome": None}),
        ("binary", Binary(0.5), {"outcome": 2}),
        ("binary", Binary(0.5), {"outcome": math.nan}),
        ("graded", Binary(0.5), {"outcome": 0.5}),
        ("graded", Binary(0.5), {"outcome": hour(3)}),
        ("categorical", QUARTERS, {"outcome": 5, "options": 5}),
        ("categorical", QUARTERS, {"outcome": -1, "options": 5}),
        ("categorical", QUARTERS, {"outcome": 2}),
        ("categorical", QUARTERS, {"outcome": 2.0, "options": 5}),
        ("ordered", QUARTERS, {"outcome": 2, "options": 4}),
        ("numeric", QUANTILES, {"outcome": math.inf}),
        ("numeric", QUANTILES, {"outcome": None}),
        ("date", EVENLY, {"outcome": 3.0}),
        ("date", EVENLY, {"outcome": datetime(2025, 1, 3)}),  # noqa: DTZ001 - it must be refused
    ],
)
def test_an_outcome_that_does_not_fit_is_refused(kind, said, settled):
    with pytest.raises(ValueError):
        alone(kind, said, **settled)


# Kinds and updates


def test_first_last_and_mean_are_told_apart_for_every_kind():
    numbers = alone("numeric", QUANTILES, Quantiles((0.1, 0.5, 0.9), (45, 45, 45)), outcome=45)
    assert (numbers.values["wis"], numbers.values["wis_first"]) == (0, pytest.approx(20.5 / 1.5))
    assert numbers.values["wis_mean_update"] == pytest.approx(20.5 / 3)
    dates = alone("date", EVENLY, DateCdf(((hour(0), 0.0),)), outcome=None)
    assert (dates.values["twcrps"], dates.values["twcrps_first"]) == (0, pytest.approx(1 / 3))
    assert dates.values["twcrps_mean_update"] == pytest.approx(1 / 6)
    options = alone("categorical", Options((0.5, 0.5)), Options((1, 0)), outcome=0, options=2)
    assert (options.values["multi_brier"], options.values["multi_brier_first"]) == (0, 0.5)
    assert options.values["multi_brier_half"] == 0
    assert options.n_updates == 2
    assert options.inputs == ("said-0", "said-1")


@pytest.mark.parametrize(
    ("kind", "name", "evenly"), [("categorical", "multi_brier", 2 / 3), ("ordered", "rps_normalised", 5 / 18)]
)
def test_time_before_the_first_forecast_costs_what_giving_all_the_same_costs(kind, name, evenly):
    sure = [Stated(Options((1, 0, 0)), hour(60), 1, "a")]
    scores = score_question(kind, {"a": sure}, schedule=TEN_DAYS, outcome=0, options=3)
    assert scores["a"].values[name] == 0
    assert scores["a"].values[f"{name}_time_weighted"] == pytest.approx(evenly / 4)
    assert scores["a"].coverage == 0.75


def test_the_reference_loss_is_briers_and_doubles_with_him():
    score = score_one([at(4, 1)], schedule=TEN_HOURS, y=1, reference_loss=0.09)
    assert score.values["brier_time_weighted"] == pytest.approx(0.4 * 0.09)
    assert score.values["brier2_time_weighted"] == pytest.approx(0.4 * 0.18)
    assert score.values["baseline_time_weighted"] == pytest.approx(0.6 * 98.550043034909)


def test_options_that_got_nothing_are_infinite_and_said_to_be():
    score = alone("categorical", Options((1, 0, 0)), outcome=2, options=3)
    assert (score.values["log_unclipped"], score.infinite) == (None, ("log_unclipped",))
    assert (score.values["log"], score.clipped) == (pytest.approx(-math.log(0.01)), ("log",))
    assert alone("ordered", QUARTERS, outcome=2, options=5).clipped == ()


def test_peer_scores_of_options_go_by_what_was_given_to_the_outcome():
    crowd = {
        "a": [Stated(Options((0.8, 0.1, 0.1)), hour(0), 1, "a")],
        "b": [Stated(Options((0.2, 0.4, 0.4)), hour(0), 2, "b")],
    }
    scores = score_question("categorical", crowd, schedule=TEN_DAYS, outcome=0, options=3)
    assert scores["a"].values["peer"] == pytest.approx(100 * math.log(4))
    assert scores["b"].values["peer"] == pytest.approx(-100 * math.log(4))


def test_a_level_that_an_earlier_forecast_lacked_takes_no_coverage_from_the_last():
    full = Quantiles((0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95), (5, 10, 20, 25, 30, 40, 45))
    last_has_it = alone("numeric", QUANTILES, full, outcome=45)
    assert (last_has_it.values["coverage_50"], last_has_it.values["coverage_90"]) == (0, 1)
    last_lacks_it = alone("numeric", full, QUANTILES, outcome=45)
    assert (last_lacks_it.values["coverage_50"], last_lacks_it.values["coverage_90"]) == (None, None)


def test_a_date_without_a_horizon_has_no_value():
    nowhere = Schedule(hour(5), hour(5), hour(9))
    assert alone("date", EVENLY, schedule=nowhere, outcome=hour(9)).values == {}


def test_a_deadline_already_behind_the_interim_instant_is_the_cut():
    late = alone("date", EVENLY, outcome=None, schedule=Schedule(hour(0), hour(240), hour(400)))
    said = {"somebody": [Stated(EVENLY, hour(0), 0, "said-0")]}
    interim = score_interim(said, schedule=TEN_DAYS, interim_at=hour(400))["somebody"]
    assert interim.values["twcrps"] == late.values["twcrps"]


def test_an_interim_score_knows_no_forecast_of_its_own_instant():
    said = {"a": [Stated(EVENLY, hour(24), 0, "a")], "b": [Stated(EVENLY, hour(23), 0, "b")]}
    scores = score_interim(said, schedule=TEN_DAYS, interim_at=hour(24))
    assert scores["a"] is None
    assert scores["b"].values["twcrps_days"] == pytest.approx(0.1**2 / 3)


def test_what_came_true_in_part_is_scored_against_the_part():
    score = score_one([at(0, 0.5)], schedule=TEN_DAYS, y=0.25)
    assert score.values["brier_last"] == score.values["brier_daily"] == 0.0625
    assert score.values["log_last"] == pytest.approx(math.log(2))
    assert score.values["baseline_last"] == pytest.approx(0)


# Words


def test_a_word_has_the_range_of_its_losses():
    score = alone("binary", read_term("likely").forecast, outcome=1)
    assert score.values["brier_last"] == pytest.approx(0.105625, abs=1e-12)
    assert set(score.ranges) == set(BRIERS)
    for name in BRIERS:
        assert score.ranges[name] == pytest.approx((0.04, 0.2025), abs=1e-12)


def test_a_number_has_no_range_and_lends_a_mixed_series_none_of_its_width():
    assert alone("binary", Binary(0.7), outcome=1).ranges == {}
    mixed = alone("binary", Binary(0.5), read_term("likely").forecast, outcome=1)
    assert "brier_first" not in mixed.ranges
    assert mixed.ranges["brier_last"] == pytest.approx((0.04, 0.2025))
    assert mixed.ranges["brier_mean_update"] == pytest.approx(((0.25 + 0.04) / 2, (0.25 + 0.2025) / 2))


@settings(deadline=None)
@given(p=probabilities, width=st.floats(0, 0.5), y=outcomes | st.floats(0, 1))
def test_every_value_lies_in_its_range(p, width, y):
    said = Binary(p, max(0.0, p - width), min(1.0, p + width))
    score = alone("binary", said, outcome=y)
    for name, (best, worst) in score.ranges.items():
        assert best - 1e-12 <= score.values[name] <= worst + 1e-12


# Conditionals


def test_only_the_number_in_force_just_before_the_antecedent_counts():
    stated = [at(0, 0.9), at(5, 0.4), at(6, 0.1), at(20, 0.2)]
    score = score_one(stated, schedule=TEN_DAYS, y=0, met_at=hour(6))
    assert {score.values[name] for name in BRIERS} == {brier(0.4, 0)}
    assert score.values["p_first"] == score.values["p_last"] == 0.4
    assert score.values["baseline_first"] == score.values["baseline_time_weighted"]
    assert (score.coverage, score.n_updates, score.inputs) == (1, 1, ("at-5",))


def test_whoever_spoke_only_once_the_antecedent_was_met_is_late():
    assert score_one([at(6, 0.4)], schedule=TEN_DAYS, y=0, met_at=hour(6)) is None
    assert late_from(TEN_DAYS, met_at=hour(6)) == hour(6)
    assert late_from(TEN_DAYS) == late_from(TEN_DAYS, met_at=hour(500)) == hour(240)


def test_rivals_on_a_conditional_are_compared_as_they_stood():
    crowd = {"a": [at(0, 0.1), at(5, 0.8)], "b": [at(3, 0.4)], "late": [at(6, 0.9)]}
    scores = score_question("binary", crowd, schedule=TEN_DAYS, outcome=1, met_at=hour(6))
    assert scores["late"] is None
    assert scores["a"].values["peer"] == pytest.approx(100 * math.log(2))
    assert scores["a"].values["relative_brier_vs_daily_median"] == pytest.approx(0.04 - 0.16)


def test_a_conditional_date_keeps_its_own_horizon():
    score = alone("date", EVENLY, outcome=None, met_at=hour(100))
    assert score.values["twcrps"] == score.values["twcrps_first"] == pytest.approx(1 / 3)
    assert score.values["twcrps_days"] == pytest.approx(10 / 3)


@settings(deadline=None)
@given(stated=series(min_size=1), schedule=schedules(), y=outcomes, met=st.integers(-6, 48))
def test_all_ways_of_counting_a_conditional_are_one(stated, schedule, y, met):
    score = score_one(stated, schedule=schedule, y=y, met_at=hour(met))
    assume(score is not None)
    assert {score.values[name] for name in BRIERS} == {score.values["brier_last"]}
    assert score.coverage == 1


@settings(deadline=None)
@given(stated=series(), schedule=schedules(), y=outcomes)
def test_another_forecaster_changes_nothing_but_the_comparison(stated, schedule, y):
    other = [Stated(Binary(0.3), schedule.opens - timedelta(hours=1), 1, "other")]
    both = score_question("binary", {"a": stated, "b": other}, schedule=schedule, outcome=y)["a"]
    single = score_one(stated, schedule=schedule, y=y)
    assert (both is None) is (single is None)
    if both is not None:
        compared = {"peer", "relative_brier_vs_daily_median"}
        assert {name: both.values[name] for name in both.values.keys() - compared} == {
            name: single.values[name] for name in single.values.keys() - compared
        }
