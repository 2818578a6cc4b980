"""Forecasts by when: the seed's summit, the edges of the horizon, and a walk in small steps as oracle."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.strategies import hour
from tracker.scoring.forecasts import DateCdf
from tracker.scoring.twcrps import cdf_at, twcrps, twcrps_days


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# "Date of the first Trump-Putin meeting in person", asked on 2025-02-18 up to the end of the year.
SUMMIT = DateCdf(
    (
        (on("2025-02-18"), 0),
        (on("2025-04-01"), 0.1),
        (on("2025-07-01"), 0.4),
        (on("2025-10-01"), 0.65),
        (on("2026-01-01"), 0.8),
    )
)
SEED = {"opens": on("2025-02-18"), "horizon": on("2026-01-01")}
# Whole hours of four days, knots and outcomes before, in and after the horizon.
OPENS, HORIZON = hour(0), hour(96)
instants = st.integers(-30, 130).map(hour)


@st.composite
def distributions(draw):
    knots = sorted(draw(st.sets(instants, min_size=1, max_size=6)))
    heights = sorted(draw(st.lists(st.floats(0, 1), min_size=len(knots), max_size=len(knots))))
    return DateCdf(tuple(zip(knots, heights, strict=True)))


def in_small_steps(cdf, happened_at, *, opens, horizon, steps_per_hour=12):
    """The integral as a sum of midpoints, in days: slow, inexact and independent."""
    step = timedelta(hours=1) / steps_per_hour
    middles = [opens + step * n + step / 2 for n in range((horizon - opens) // step)]
    differences = [cdf_at(cdf, at) - (happened_at is not None and at >= happened_at) for at in middles]
    return math.fsum(d * d for d in differences) * (step / timedelta(days=1))


def test_the_seeds_summit_scores_as_published():
    happened = on("2025-08-15")
    assert twcrps_days(SUMMIT, happened, **SEED) == pytest.approx(31.379384057971013, abs=1e-12)
    assert twcrps(SUMMIT, happened, **SEED) == pytest.approx(0.09898859324281077, abs=1e-12)


def test_the_seeds_interim_score_is_as_published():
    cut = {"opens": on("2025-02-18"), "horizon": on("2025-07-01")}
    assert twcrps_days(SUMMIT, None, **cut) == pytest.approx(6.51, abs=1e-12)
    assert twcrps(SUMMIT, None, **cut) == pytest.approx(0.048947368421052635, abs=1e-12)


@pytest.mark.parametrize(
    ("at", "probability"),
    [
        ("2025-02-17", 0),
        ("2025-04-01", 0.1),
        ("2025-05-16T12:00", 0.25),
        ("2026-01-01", 0.8),
        ("2027-01-01", 0.8),
    ],
)
def test_the_distribution_is_straight_between_its_knots(at, probability):
    assert cdf_at(SUMMIT, on(at)) == pytest.approx(probability)


def test_it_jumps_at_its_first_knot_and_stays_behind_its_last():
    cdf = DateCdf(((hour(24), 0.5), (hour(48), 0.5)))
    # A day at 0 and three at .5, and it never happened.
    assert twcrps_days(cdf, None, opens=OPENS, horizon=HORIZON) == pytest.approx(3 * 0.25)
    # It happened at once: a day of 1, three of .25.
    assert twcrps_days(cdf, OPENS, opens=OPENS, horizon=HORIZON) == pytest.approx(1 + 3 * 0.25)


def test_a_sure_and_right_date_costs_only_its_slope():
    cdf = DateCdf(((hour(0), 0), (hour(47), 0), (hour(48), 1)))
    assert twcrps_days(cdf, hour(48), opens=OPENS, horizon=HORIZON) == pytest.approx(1 / 24 / 3)
    assert twcrps(DateCdf(((hour(48), 1),)), hour(48), opens=OPENS, horizon=HORIZON) == 0


@pytest.mark.parametrize("happened_at", [HORIZON, hour(97), None])
def test_what_happens_behind_the_horizon_is_not_by_the_horizon(happened_at):
    never = DateCdf(((hour(0), 0),))
    assert twcrps(never, happened_at, opens=OPENS, horizon=HORIZON) == 0


def test_what_happened_before_the_opening_was_always_so():
    always = DateCdf(((hour(-5), 1),))
    assert twcrps(always, hour(-2), opens=OPENS, horizon=HORIZON) == 0
    assert twcrps(always, None, opens=OPENS, horizon=HORIZON) == 1


@settings(deadline=None, max_examples=60)
@given(cdf=distributions(), happened_at=instants | st.none())
def test_it_agrees_with_walking_in_small_steps(cdf, happened_at):
    exact = twcrps_days(cdf, happened_at, opens=OPENS, horizon=HORIZON)
    assert exact == pytest.approx(in_small_steps(cdf, happened_at, opens=OPENS, horizon=HORIZON), abs=2e-4)


@settings(deadline=None)
@given(cdf=distributions(), happened_at=instants | st.none(), cut=st.integers(1, 95).map(hour))
def test_the_integral_can_be_cut_anywhere(cdf, happened_at, cut):
    whole = twcrps_days(cdf, happened_at, opens=OPENS, horizon=HORIZON)
    first = twcrps_days(cdf, happened_at, opens=OPENS, horizon=cut)
    assert first + twcrps_days(cdf, happened_at, opens=cut, horizon=HORIZON) == pytest.approx(whole, abs=1e-9)
    assert 0 <= twcrps(cdf, happened_at, opens=OPENS, horizon=HORIZON) <= 1


SIX_HOURS = [hour(n) for n in range(7)]
JUST_BEFORE = timedelta(hours=1) - timedelta(microseconds=1)


def staircase(heights):
    """A distribution that rises on whole hours only, by way of one microsecond."""
    steps = zip(SIX_HOURS, heights, strict=True)
    return DateCdf(tuple(knot for at, p in steps for knot in ((at, p), (at + JUST_BEFORE, p))))


heights = st.lists(st.floats(0, 1), min_size=7, max_size=7).map(sorted)


@settings(deadline=None)
@given(truth=heights, said=heights)
def test_nobody_gains_by_saying_another_distribution_than_the_true_one(truth, said):
    chances = [after - before for before, after in zip([0.0, *truth], [*truth, 1.0], strict=True)]

    def expected(cdf):
        losses = [twcrps(cdf, at, opens=hour(0), horizon=hour(6)) for at in [*SIX_HOURS, None]]
        return math.fsum(chance * loss for chance, loss in zip(chances, losses, strict=True))

    # The advantage of honesty is the mean squared distance between the two over the time asked about.
    distance = math.fsum((p - q) ** 2 for p, q in zip(truth[:6], said[:6], strict=True)) / 6
    assert expected(staircase(said)) - expected(staircase(truth)) == pytest.approx(distance, abs=1e-7)
