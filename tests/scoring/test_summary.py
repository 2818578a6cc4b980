"""Aggregates for a block of a report: exact means, published digits, Wilson intervals."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.scoring.summary import exact_mean, published, wilson

losses = st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=50)


def test_the_mean_does_not_drift_as_a_running_sum_does():
    assert exact_mean([0.1] * 10) == 0.1
    assert exact_mean([1e16, 1.0, -1e16]) == 1 / 3


def test_the_mean_may_be_of_anything_that_can_be_walked_once():
    assert exact_mean(x for x in (0.25, 0.75)) == 0.5


def test_the_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        exact_mean(iter(()))


def test_the_mean_with_an_infinite_loss_is_infinite():
    assert exact_mean([0.5, math.inf]) == math.inf


@settings(deadline=None)
@given(values=losses)
def test_the_mean_agrees_with_exact_fractions(values):
    assert exact_mean(values) == pytest.approx(float(sum(map(Fraction, values)) / len(values)), rel=1e-15)


@settings(deadline=None)
@given(values=losses, randomness=st.randoms(use_true_random=False))
def test_the_mean_has_the_same_bits_in_any_order(values, randomness):
    shuffled = list(values)
    randomness.shuffle(shuffled)
    assert exact_mean(shuffled).hex() == exact_mean(values).hex()


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (0.1 + 0.2, 0.3),
        (0.02987341772151899, 0.0298734177215),
        (0.16000000000000003, 0.16),
        (123456789012345.0, 123456789012000.0),
        (-1.23456789012345e-7, -1.23456789012e-7),
        (0.0, 0.0),
        (math.inf, math.inf),
    ],
)
def test_twelve_significant_digits_are_published(x, shown):
    assert published(x) == shown


def test_not_a_number_is_never_published():
    with pytest.raises(ValueError, match="NaN"):
        published(math.nan)


@settings(deadline=None)
@given(x=st.floats(min_value=1e-9, max_value=1e9))
def test_publishing_twice_changes_nothing_and_once_changes_little(x):
    assert published(published(x)) == published(x)
    assert published(x) == pytest.approx(x, rel=5.1e-12)


# Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_agrees_with_newcombes_table(successes, n, low, high):
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_none_and_all_give_the_exact_ends():
    for n in range(1, 200):
        for z in (1.0, 1.2815515655446004, 1.6448536269514722, 1.959963984540054, 2.5758293035489004):
            assert wilson(0, n, z=z)[0] == 0.0
            assert wilson(n, n, z=z)[1] == 1.0


def test_a_wider_level_gives_a_wider_interval():
    narrow, wide = wilson(3, 10), wilson(3, 10, z=2.5758293035489)
    assert wide[0] < narrow[0] < 0.3 < narrow[1] < wide[1]


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 3), (4, 3), (0, -1)])
def test_an_impossible_share_is_refused(successes, n):
    with pytest.raises(ValueError, match="is not a share"):
        wilson(successes, n)


@settings(deadline=None)
@given(n=st.integers(1, 5000), share=st.floats(min_value=0, max_value=1))
def test_the_interval_lies_within_0_to_1_holds_the_share_and_mirrors_yes_and_no(n, share):
    successes = round(share * n)
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@settings(deadline=None)
@given(n=st.integers(2, 500), share=st.floats(min_value=0.01, max_value=0.99))
def test_the_bounds_solve_the_equation_the_interval_is_named_for(n, share):
    successes = min(max(round(share * n), 1), n - 1)
    for bound in wilson(successes, n):
        deviation = abs(successes / n - bound) / math.sqrt(bound * (1 - bound) / n)
        assert deviation == pytest.approx(1.959963984540054, rel=1e-9)
