"""Forecasters of one prediction against each other: peer, relative Brier, the crowd. Slow walks are the oracles."""

import math
from datetime import timedelta
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scoring.strategies import HOURS, hour, outcomes, schedules, series
from tests.scoring.test_counting import ISHIBA, ISHIBA_STATED, at, on
from tracker.scoring.brier import brier
from tracker.scoring.crowd import Crowd, crowd_at
from tracker.scoring.forecasts import Binary
from tracker.scoring.question import score_question
from tracker.scoring.series import Schedule, Stated

TEN_DAYS = Schedule(hour(0), hour(240), hour(240))
SEED = {
    "observing-japan": ISHIBA_STATED,
    "peer-a": [Stated(Binary(0.3), on("2025-02-18"), 15, "line-15")],
    "peer-b": [Stated(Binary(0.5), on("2025-02-18"), 16, "line-16")],
}
crowds = st.lists(series(), min_size=1, max_size=5).map(
    lambda all_of: dict(zip("abcde", all_of, strict=False))
)


def values(crowd, name, *, schedule=TEN_DAYS, y=1):
    scores = score_question("binary", crowd, schedule=schedule, outcome=y)
    return {who: score and score.values[name] for who, score in scores.items()}


def test_the_seeds_peer_scores_are_as_published():
    assert values(SEED, "peer", schedule=ISHIBA, y=0) == pytest.approx(
        {"observing-japan": 25.295154544723758, "peer-a": 6.917857372938081, "peer-b": -32.21301191766183}
    )


def test_the_seeds_relative_brier_score_is_as_published():
    relative = values(SEED, "relative_brier_vs_daily_median", schedule=ISHIBA, y=0)
    assert relative["observing-japan"] == pytest.approx(-0.05861224489795917, abs=1e-12)


def test_alone_one_is_nobodys_better():
    alone = {"a": [at(0, 0.9), at(50, 0.3)]}
    assert values(alone, "peer") == {"a": 0}
    assert values(alone, "relative_brier_vs_daily_median") == {"a": 0}


def test_time_before_the_second_forecaster_speaks_counts_nothing():
    crowd = {"a": [at(0, 0.8)], "b": [at(120, 0.4)]}
    assert values(crowd, "peer") == pytest.approx(
        {"a": 0.5 * 100 * math.log(2), "b": -0.5 * 100 * math.log(2)}
    )


def test_the_scheduled_denominator_stays():
    early = Schedule(hour(0), hour(240), hour(60))
    crowd = {"a": [at(0, 0.8)], "b": [at(0, 0.4)]}
    assert values(crowd, "peer", schedule=early)["a"] == pytest.approx(0.25 * 100 * math.log(2))


def test_a_never_is_clipped_and_so_costs_no_infinity():
    crowd = {"a": [at(0, 0)], "b": [at(0, 1)]}
    assert values(crowd, "peer")["b"] == pytest.approx(100 * math.log(0.99 / 0.01))


def test_somebody_whose_forecasts_are_all_late_is_no_rival():
    crowd = {"a": [at(0, 0.8)], "b": [at(0, 0.4)], "late": [at(240, 1)]}
    without = {"a": [at(0, 0.8)], "b": [at(0, 0.4)]}
    assert values(crowd, "peer") == {**values(without, "peer"), "late": None}


def test_without_open_time_nobody_is_compared():
    never = Schedule(hour(0), hour(0), hour(10))
    crowd = {"a": [at(0, 0.8)], "b": [at(0, 0.4)]}
    assert values(crowd, "peer", schedule=never) == {"a": None, "b": None}
    assert values(crowd, "relative_brier_vs_daily_median", schedule=never) == {"a": None, "b": None}


def test_without_a_whole_day_there_is_no_daily_comparison():
    short = Schedule(hour(0), hour(10), hour(10))
    crowd = {"a": [at(0, 0.8)], "b": [at(0, 0.4)]}
    assert values(crowd, "relative_brier_vs_daily_median", schedule=short) == {"a": None, "b": None}


def test_the_median_is_of_those_who_had_spoken():
    # Nine days of .9 and .5, median .7; before them a day of .9 alone.
    crowd = {"a": [at(0, 0.9)], "b": [at(24, 0.5)]}
    relative = values(crowd, "relative_brier_vs_daily_median")
    assert relative == pytest.approx({"a": 0.9 * (0.01 - 0.09), "b": 0.25 - 0.09})


def by_the_hour(crowd, schedule, *, y):
    """Peer scores by walking every scheduled hour."""
    totals = dict.fromkeys(crowd, 0.0)
    hours = (schedule.closes - schedule.opens) // timedelta(hours=1)
    for moment in (schedule.opens + timedelta(hours=n) for n in range(hours)):
        if moment >= schedule.known_at:
            break
        logs = {
            name: ln(standing(stated, moment), y)
            for name, stated in crowd.items()
            if standing(stated, moment)
        }
        for name, log in logs.items():
            if len(logs) > 1:
                others = [other for who, other in logs.items() if who != name]
                totals[name] += 100 * (log - sum(others) / len(others))
    return {name: total / hours for name, total in totals.items()}


def standing(stated, moment):
    return max(((one.at, one.order, one.forecast.p) for one in stated if one.at <= moment), default=None)


def ln(spoken, y):
    p = min(max(spoken[2], 0.01), 0.99)
    return math.log(p if y else 1 - p)


@settings(deadline=None)
@given(crowd=crowds, schedule=schedules(), y=outcomes)
def test_peer_scores_agree_with_walking_every_hour_and_sum_to_zero(crowd, schedule, y):
    # Against the mean of the others: another form of n/(n - 1) times the distance from the mean of all.
    assume(schedule.is_ever_open)
    got = values(crowd, "peer", schedule=schedule, y=y)
    expected = by_the_hour(crowd, schedule, y=y)
    counted = {name: value for name, value in got.items() if value is not None}
    assert counted == pytest.approx({name: expected[name] for name in counted}, abs=1e-8)
    assert math.fsum(counted.values()) == pytest.approx(0, abs=1e-8)


@settings(deadline=None)
@given(crowd=crowds, known=st.integers(24, HOURS), y=outcomes)
def test_the_daily_comparison_agrees_with_asking_every_morning(crowd, known, y):
    schedule = Schedule(hour(0), hour(HOURS), hour(known))
    got = values(crowd, "relative_brier_vs_daily_median", schedule=schedule, y=y)
    for name, stated in crowd.items():
        differences = []
        for day in range(known // 24):
            said = {who: spoken[2] for who in crowd if (spoken := standing(crowd[who], hour(24 * day)))}
            if name in said:
                differences.append(Fraction(brier(said[name], y)) - Fraction(brier(median(said.values()), y)))
        if differences:
            assert got[name] == pytest.approx(float(sum(differences) / len(differences)), abs=1e-12)
        else:
            assert got[name] is None, stated


@settings(deadline=None)
@given(crowd=crowds, schedule=schedules(), y=outcomes, randomness=st.randoms(use_true_random=False))
def test_in_which_order_forecasters_are_named_changes_no_bit(crowd, schedule, y, randomness):
    names = list(crowd)
    randomness.shuffle(names)
    shuffled = {name: crowd[name] for name in names}
    assert score_question("binary", shuffled, schedule=schedule, outcome=y) == score_question(
        "binary", crowd, schedule=schedule, outcome=y
    )


def test_a_thousand_forecasters_who_speak_at_different_times_are_compared():
    crowd = {f"f{n:04}": [Stated(Binary(n / 1000), hour(n % 200), n, str(n))] for n in range(1000)}
    peers = values(crowd, "peer")
    assert math.fsum(peers.values()) == pytest.approx(0, abs=1e-6)


def test_the_crowd_is_of_those_who_had_spoken_before():
    crowd = {"a": [at(0, 0.25), at(5, 0.5)], "b": [at(0, 1.0)], "c": [at(9, 0.0)], "late": [at(10, 0.9)]}
    assert crowd_at(crowd, before=hour(10)) == Crowd(n=3, median=0.5, mean=0.5)
    assert crowd_at(crowd, before=hour(5)) == Crowd(n=2, median=0.625, mean=0.625)
    assert crowd_at(crowd, before=hour(0)) is None
