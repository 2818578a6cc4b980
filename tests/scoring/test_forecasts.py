"""The forms of a forecast: what is legal, and what is refused before any rule sees it."""

import math
from datetime import datetime, timedelta, timezone

import pytest

from tests.scoring.strategies import hour
from tracker.scoring.forecasts import Binary, DateCdf, Options, Quantiles

LEVELS = (0.1, 0.5, 0.9)


@pytest.mark.parametrize("p", [0, 1, 0.0, 1.0, 0.51, 0.012, 0.975, 5e-324])
def test_what_people_really_state_is_a_probability(p):
    assert Binary(p).p == p


@pytest.mark.parametrize("p", [-0.01, 1.0000001, 40, math.nan, math.inf])
def test_a_number_outside_0_to_1_is_none(p):
    with pytest.raises(ValueError, match="is not a probability"):
        Binary(p)


@pytest.mark.parametrize(("low", "high"), [(0.6, 0.8), (0.1, 0.4), (-0.1, 0.8), (0.4, 1.1), (math.nan, 1)])
def test_a_range_holds_its_number(low, high):
    with pytest.raises(ValueError, match="is not in the range"):
        Binary(0.5, low, high)


def test_a_range_has_two_ends():
    with pytest.raises(ValueError, match="both ends"):
        Binary(0.5, 0.4)


@pytest.mark.parametrize(
    "probabilities", [(0.1, 0.2, 0.7), (1 / 3, 1 / 3, 1 / 3), (1, 0), (0.5, 0.5 + 9e-10), (0.1,) * 10]
)
def test_probabilities_that_add_up_to_1_are_legal(probabilities):
    assert Options(probabilities).probabilities == probabilities


@pytest.mark.parametrize(
    ("probabilities", "why"),
    [
        ((0.5, 0.5 + 2e-9), "add up"),
        ((0.4, 0.4), "add up"),
        ((1.2, -0.2), "is not a probability"),
        ((1.0,), "At least two probabilities"),
        ((), "At least two probabilities"),
    ],
)
def test_other_probabilities_are_refused(probabilities, why):
    with pytest.raises(ValueError, match=why):
        Options(probabilities)


def test_quantiles_may_lie_on_one_value():
    assert Quantiles(LEVELS, (3, 3, 3)).at(0.9) == 3


@pytest.mark.parametrize(
    ("levels", "values", "why"),
    [
        ((0.1, 0.9), (1, 2), "0.5 is missing"),
        ((0.25, 0.5, 0.75), (1, 2, 3), "0.1 is missing"),
        ((0.1, 0.5, 0.8, 0.9), (1, 2, 3, 4), "symmetric"),
        ((0.1, 0.5, 0.9), (1, 2), "needs one value"),
        ((0.1, 0.5, 0.9), (1, 3, 2), "below that of a lower level"),
        ((0.1, 0.5, 0.9), (1, 2, math.inf), "finite"),
        ((0.1, 0.5, 0.9), (1, math.nan, 3), "finite"),
        ((0.1, 0.5, 0.5, 0.9), (1, 2, 2, 3), "rise strictly"),
        ((0.9, 0.5, 0.1), (1, 2, 3), "rise strictly"),
        ((0.0, 0.1, 0.5, 0.9, 1.0), (0, 1, 2, 3, 4), "rise strictly"),
    ],
)
def test_other_quantiles_are_refused(levels, values, why):
    with pytest.raises(ValueError, match=why):
        Quantiles(levels, values)


def test_a_level_is_found_whatever_its_last_bit():
    quantiles = Quantiles((1 - 0.9, 0.5, 0.9), (1, 2, 3))
    assert (quantiles.at(0.1), quantiles.at(0.25)) == (1, None)


def test_a_distribution_may_stay_level():
    knots = ((hour(0), 0), (hour(1), 0.5), (hour(2), 0.5))
    assert DateCdf(knots).knots == knots


@pytest.mark.parametrize(
    ("knots", "why"),
    [
        ((), "one knot"),
        (((hour(0), 0.5), (hour(1), 0.4)), "must not fall"),
        (((hour(0), 0.1), (hour(0), 0.4)), "rise in time"),
        (((hour(1), 0.1), (hour(0), 0.4)), "rise in time"),
        (((hour(0), 1.1),), "is not a probability"),
        (((hour(0).astimezone(timezone(timedelta(hours=9))), 0.1),), "is not in UTC"),
        (((datetime(2025, 1, 1), 0.1),), "is not in UTC"),  # noqa: DTZ001 - it must be refused
    ],
)
def test_other_distributions_are_refused(knots, why):
    with pytest.raises(ValueError, match=why):
        DateCdf(knots)
