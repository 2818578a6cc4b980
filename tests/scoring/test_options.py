"""Rules over options: several-option Brier, ranked, spherical, baseline. Known answers, bounds, propriety."""

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.strategies import outcomes, probabilities
from tracker.scoring.baseline import baseline, baseline_options
from tracker.scoring.brier import brier
from tracker.scoring.logarithmic import log_loss_clipped
from tracker.scoring.multi_brier import multi_brier
from tracker.scoring.ranked import ordinal, rps, rps_normalised
from tracker.scoring.spherical import spherical, spherical_options

# The seed's fourth prediction read as four quarters and never; it came true in the third.
QUARTERS = (0.1, 0.3, 0.25, 0.15, 0.2)

RULES = [
    multi_brier,
    rps,
    rps_normalised,
    ordinal,
    lambda p, k: -spherical_options(p, k),
    lambda p, k: -baseline_options(p, k),
]
NAMES = ["multi_brier", "rps", "rps_normalised", "ordinal", "spherical", "baseline"]


@st.composite
def spreads(draw):
    """Probabilities of K options, and an outcome."""
    weights = draw(st.lists(st.integers(0, 20), min_size=2, max_size=6).filter(any))
    total = sum(weights)
    return tuple(weight / total for weight in weights), draw(st.integers(0, len(weights) - 1))


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (multi_brier, 0.725),
        (rps, 0.3325),
        (rps_normalised, 0.083125),
        (ordinal, 0.16625),
        (spherical_options, 0.5270462766947299),
        (baseline_options, 13.864688385321392),
    ],
)
def test_the_seeds_quarters_score_as_published(rule, value):
    assert rule(QUARTERS, 2) == pytest.approx(value, abs=1e-12)


def test_the_tournaments_example_of_an_ordinal_question_comes_out():
    assert ordinal((0.15, 0.45, 0.25, 0.15), 2) == pytest.approx(0.27, abs=1e-12)


def test_near_the_truth_costs_less_where_options_have_an_order():
    assert rps((0, 1, 0, 0), 2) < rps((1, 0, 0, 0), 2)
    assert multi_brier((0, 1, 0, 0), 2) == multi_brier((1, 0, 0, 0), 2) == 2


@pytest.mark.parametrize(
    ("p", "y", "value"), [(0.7, 1, 48.54268271702418), (0.7, 0, -73.69655941662062), (0.5, 0, 0.0)]
)
def test_the_known_baseline_scores_come_out(p, y, value):
    assert baseline(p, y) == pytest.approx(value, abs=1e-9)


def test_a_baseline_score_is_never_infinite():
    assert baseline(0, 1) == baseline(1, 0) == pytest.approx(-564.385618977472)
    assert baseline(1, 1) == baseline(0, 0) == pytest.approx(98.550043034909)
    assert baseline_options((1, 0, 0), 2) == pytest.approx(100 * math.log(0.03) / math.log(3))


@pytest.mark.parametrize(("p", "y", "value"), [(0.4, 0, 0.8320502943378437), (0.3, 0, 0.9191450300180579)])
def test_the_seeds_spherical_scores_come_out(p, y, value):
    assert spherical(p, y) == pytest.approx(value, abs=1e-12)


@settings(deadline=None)
@given(p=probabilities, y=outcomes)
def test_two_options_are_yes_and_no(p, y):
    both, outcome = (p, 1 - p), 1 - y
    assert multi_brier(both, outcome) / 2 == pytest.approx(brier(p, y), abs=1e-12)
    assert rps_normalised(both, outcome) == pytest.approx(brier(p, y), abs=1e-12)
    assert spherical_options(both, outcome) == pytest.approx(spherical(p, y), abs=1e-12)
    assert baseline_options(both, outcome) == pytest.approx(baseline(p, y), abs=1e-9)
    assert baseline(p, y) == pytest.approx(100 - 100 * log_loss_clipped(p, y) / math.log(2), abs=1e-9)


@settings(deadline=None)
@given(spread=spreads())
def test_every_rule_stays_within_its_bounds(spread):
    p, k = spread
    assert 0 <= multi_brier(p, k) <= 2 + 1e-12
    assert 0 <= rps_normalised(p, k) <= 1 + 1e-12
    assert rps(p, k) == pytest.approx(rps_normalised(p, k) * (len(p) - 1), abs=1e-12)
    assert ordinal(p, k) == pytest.approx(2 * rps_normalised(p, k), abs=1e-12)
    assert 0 <= spherical_options(p, k) <= 1 + 1e-12
    least, most = (100 * math.log(len(p) * end) / math.log(len(p)) for end in (0.01, 0.99))
    assert least - 1e-9 <= baseline_options(p, k) <= most + 1e-9


@settings(deadline=None)
@given(spread=spreads())
def test_the_ranked_rule_reads_the_same_from_either_end(spread):
    p, k = spread
    assert rps(p[::-1], len(p) - 1 - k) == pytest.approx(rps(p, k), abs=1e-12)


@settings(deadline=None)
@given(spread=spreads(), randomness=st.randoms(use_true_random=False))
def test_the_rules_without_an_order_do_not_mind_how_options_are_arranged(spread, randomness):
    p, k = spread
    order = list(range(len(p)))
    randomness.shuffle(order)
    arranged, outcome = tuple(p[n] for n in order), order.index(k)
    for rule in (multi_brier, spherical_options, baseline_options):
        assert rule(arranged, outcome) == rule(p, k)


GRID = [(a / 10, b / 10, (10 - a - b) / 10) for a, b in product(range(11), repeat=2) if a + b <= 10]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_nobody_gains_by_saying_another_number_than_the_true_one(rule):
    # Within the clipping bounds, beyond which the baseline score is improper and said to be.
    inside = [spread for spread in GRID if min(spread) >= 0.01]
    for truth in inside:
        expected = {
            said: math.fsum(share * rule(said, k) for k, share in enumerate(truth)) for said in inside
        }
        others = [value for said, value in expected.items() if said != truth]
        assert min(others) > expected[truth]


@pytest.mark.parametrize("rule", [brier, spherical, baseline], ids=["brier", "spherical", "baseline"])
def test_what_came_true_in_part_weighs_both_outcomes(rule):
    if rule is brier:
        assert brier(0.5, 0.25) == 0.0625
    else:
        assert rule(0.7, 0.25) == pytest.approx(0.25 * rule(0.7, 1) + 0.75 * rule(0.7, 0), abs=1e-12)
