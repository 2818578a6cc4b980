"""The weighted interval score: known answers, its parts, and two independent ways of computing it."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.scoring.forecasts import Quantiles
from tracker.scoring.wis import absolute_error, coverage, wis

SEVEN = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@st.composite
def quantiles(draw):
    """Levels about .5 in pairs, with .1 and .9; values that never fall, equal ones among them."""
    below = {1, *draw(st.sets(st.sampled_from([0.1, 0.25, 0.5, 2, 2.5, 3, 4, 4.9])))}
    levels = sorted({tenth / 10 for tenth in below} | {1 - tenth / 10 for tenth in below} | {0.5})
    values = draw(st.lists(st.integers(-50, 50), min_size=len(levels), max_size=len(levels)))
    return Quantiles(tuple(levels), tuple(sorted(values)))


observed = st.integers(-60, 60) | st.floats(-60, 60)


def twice_the_mean_pinball_loss(said, y):
    """Another formula for the same number, in fractions."""
    losses = [
        (y - Fraction(value)) * (Fraction(level) - (y < value))
        for level, value in zip(said.levels, said.values, strict=True)
    ]
    return float(2 * sum(losses) / len(losses))


def test_a_case_worked_by_hand_comes_out():
    # Median 20, y 45: 25/2. Interval 10..40 with alpha .2: width .1 * 30, and 5 above it. All over 1.5.
    score = wis(Quantiles((0.1, 0.5, 0.9), (10, 20, 40)), 45)
    assert score.total == pytest.approx((12.5 + 3 + 5) / 1.5)
    assert (score.over, score.under, score.dispersion) == pytest.approx((0, 17.5 / 1.5, 2))


def test_a_point_that_is_right_costs_nothing():
    score = wis(Quantiles((0.1, 0.5, 0.9), (7, 7, 7)), 7)
    assert (score.total, score.over, score.under, score.dispersion) == (0, 0, 0, 0)


@settings(deadline=None)
@given(said=quantiles(), y=observed)
def test_it_is_twice_the_mean_pinball_loss(said, y):
    assert wis(said, y).total == pytest.approx(twice_the_mean_pinball_loss(said, Fraction(y)), abs=1e-9)


@settings(deadline=None)
@given(said=quantiles(), y=observed)
def test_the_parts_add_up_and_only_one_side_is_blamed(said, y):
    score = wis(said, y)
    assert score.over + score.under + score.dispersion == pytest.approx(score.total, abs=1e-9)
    assert min(score.over, score.under, score.dispersion) >= 0
    if not said.values[0] <= y <= said.values[-1]:
        assert min(score.over, score.under) == 0


@settings(deadline=None)
@given(said=quantiles(), y=observed, shift=st.integers(-20, 20), scale=st.integers(1, 9))
def test_another_zero_changes_nothing_and_another_unit_scales(said, y, shift, scale):
    moved = Quantiles(said.levels, tuple(scale * value + shift for value in said.values))
    assert wis(moved, scale * y + shift).total == pytest.approx(scale * wis(said, y).total, abs=1e-6)


@settings(deadline=None)
@given(said=quantiles(), y=observed)
def test_over_and_under_are_mirror_images(said, y):
    mirrored = wis(Quantiles(said.levels, tuple(-value for value in reversed(said.values))), -y)
    score = wis(said, y)
    assert (mirrored.over, mirrored.under) == pytest.approx((score.under, score.over), abs=1e-9)


def test_no_other_quantiles_than_the_true_ones_help():
    # The outcome is one of twenty numbers, all alike likely; its deciles are known.
    numbers = range(1, 21)
    truth = Quantiles((0.1, 0.5, 0.9), (2, 10, 18))

    def expected(said):
        return math.fsum(wis(said, y).total for y in numbers)

    others = [
        Quantiles((0.1, 0.5, 0.9), (low, middle, high))
        for low in range(22)
        for middle in range(low, 22)
        for high in range(middle, 22)
    ]
    assert min(map(expected, others)) == pytest.approx(expected(truth))


@pytest.mark.parametrize(
    ("y", "inside_50", "inside_90"),
    [(25, 1, 1), (20, 1, 1), (30, 1, 1), (19.9, 0, 1), (5, 0, 1), (45, 0, 1), (45.1, 0, 0), (4, 0, 0)],
)
def test_the_intervals_are_closed(y, inside_50, inside_90):
    said = Quantiles(SEVEN, (5, 10, 20, 25, 30, 40, 45))
    assert (coverage(said, y, level=0.5), coverage(said, y, level=0.9)) == (inside_50, inside_90)


def test_without_its_levels_an_interval_covers_nothing_and_misses_nothing():
    said = Quantiles((0.1, 0.5, 0.9), (10, 20, 40))
    assert (coverage(said, 20, level=0.5), coverage(said, 20, level=0.9)) == (None, None)


def test_how_far_off_the_median_was():
    assert absolute_error(Quantiles((0.1, 0.5, 0.9), (10, 20, 40)), 17.5) == 2.5


@pytest.mark.parametrize("y", [math.inf, -math.inf, math.nan])
def test_an_outcome_is_a_number(y):
    with pytest.raises(ValueError, match="not a finite number"):
        wis(Quantiles((0.1, 0.5, 0.9), (10, 20, 40)), y)
