"""Independent libraries agree to nine digits, on histograms of every shape."""

import math

import numpy as np
import pytest
import scipy.stats
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression
from statsmodels.stats.proportion import proportion_confint

from tracker.scoring.statistics.bins import bin_of, reliability
from tracker.scoring.statistics.calls import EXACT_UNTIL, perfect_calls
from tracker.scoring.statistics.cells import Cells, cells_of
from tracker.scoring.statistics.cox import cox
from tracker.scoring.statistics.decomposition import corp, log_corp, murphy, recalibrated
from tracker.scoring.statistics.intervals import mean_of
from tracker.scoring.statistics.paired import sign_flip
from tracker.scoring.statistics.skill import leave_one_out_loss
from tracker.scoring.statistics.student import t_quantile

PERCENTS = st.integers(0, 100).map(lambda n: n / 100)
OUTCOMES = st.sampled_from([0.0, 1.0]) | st.sampled_from([0.0, 1.0, 0.25])
FORECASTS = st.lists(st.tuples(PERCENTS, OUTCOMES, st.integers(0, 4)), min_size=1, max_size=40)


def cells(forecasts) -> Cells:
    return cells_of(*zip(*forecasts, strict=True))


def spread(forecasts):
    p, y, cluster = (np.array(one, dtype=float) for one in zip(*forecasts, strict=True))
    return p, y, cluster


@given(FORECASTS)
def test_pooling_adjacent_violators_is_isotonic_regression(forecasts):
    groups = cells(forecasts).groups
    expected = IsotonicRegression().fit_transform(groups.p, groups.y / groups.n, sample_weight=groups.n)
    assert recalibrated(groups) == pytest.approx(expected, abs=1e-9)


@given(FORECASTS)
def test_scores_are_the_sum_of_their_parts(forecasts):
    groups = cells(forecasts).groups
    p, y, _ = spread(forecasts)
    brier = np.mean((p - y) ** 2)
    clipped = np.clip(p, 0.01, 0.99)
    log = -np.mean(y * np.log(clipped) + (1 - y) * np.log(1 - clipped))
    for found, score in ((corp(groups), brier), (log_corp(groups), log)):
        assert found.mcb - found.dsc + found.unc == pytest.approx(score, abs=1e-12)
    found = corp(groups)
    assert found.mcb >= -1e-12
    assert found.dsc >= -1e-12
    parts = murphy(groups)
    assert parts.rel - parts.res + parts.unc == pytest.approx(brier, abs=1e-12)


@given(FORECASTS, st.randoms())
def test_the_order_of_cells_and_how_they_are_split_change_nothing(forecasts, random):
    shuffled = random.sample(forecasts, len(forecasts))
    distinct = sorted(set(forecasts))
    counts = [forecasts.count(one) for one in distinct]
    merged = cells_of(*zip(*distinct, strict=True), n=counts)
    for other in (cells(shuffled), merged):
        one = cells(forecasts)
        assert other.total == one.total
        assert corp(other.groups).mcb == pytest.approx(corp(one.groups).mcb, abs=1e-12)
        assert reliability(other.groups).ece == pytest.approx(reliability(one.groups).ece, abs=1e-12)
        ours, theirs = (mean_of(a, (a.p - a.y) ** 2) for a in (one, other))
        assert (theirs.mean, theirs.clusters) == (pytest.approx(ours.mean, abs=1e-12), ours.clusters)
        assert (theirs.low is None) == (ours.low is None)
        if ours.low is not None:
            assert theirs.low == pytest.approx(ours.low, abs=1e-9)


@given(FORECASTS)
def test_the_interval_is_that_of_a_clustered_regression_on_a_constant(forecasts):
    p, y, cluster = spread(forecasts)
    losses = (p - y) ** 2
    found = mean_of(cells(forecasts), losses)
    groups = len(set(cluster))
    if groups < 2:
        assert (found.low, found.high) == (None, None)
        return
    fitted = sm.OLS(losses, np.ones(len(losses))).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    half = scipy.stats.t.ppf(0.975, groups - 1) * math.sqrt(fitted.cov_params()[0, 0])
    assert found.high - found.mean == pytest.approx(half, abs=1e-9)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 30, 99, 1_000, 123_456, 20_000_000])
@pytest.mark.parametrize("level", [0.6, 0.9, 0.975, 0.995])
def test_quantiles_of_t(df, level):
    assert t_quantile(level, df) == pytest.approx(scipy.stats.t.ppf(level, df), rel=1e-9)


@settings(deadline=None)
@given(FORECASTS)
def test_coxs_regression_is_a_logit_model(forecasts):
    p, y, _ = spread([one for one in forecasts if one[1] in {0.0, 1.0}] or [(0.5, 1.0, 0)])
    found = cox(cells_of(p, y).groups)
    if found.se is None:
        return
    logit = np.log(np.clip(p, 0.01, 0.99) / (1 - np.clip(p, 0.01, 0.99)))
    fitted = sm.Logit(y, sm.add_constant(logit, has_constant="add")).fit(disp=0, maxiter=200, tol=1e-13)
    assert (found.intercept, found.slope) == pytest.approx(tuple(fitted.params), abs=1e-6, rel=1e-6)
    assert found.se == pytest.approx(tuple(fitted.bse), abs=1e-5, rel=1e-5)


def test_outcomes_that_can_be_told_apart_have_no_plain_fit():
    found = cox(cells_of([0.2, 0.3, 0.7, 0.8], [0, 0, 1, 1]).groups)
    assert (found.intercept, found.slope, found.se) == (None, None, None)
    assert found.ridge[1] > 1


@given(
    st.lists(st.tuples(PERCENTS, st.integers(1, 12)), min_size=1, max_size=5, unique_by=lambda one: one[0])
)
def test_the_band_is_that_of_all_outcomes_taken_one_by_one(groups):
    p, n = (np.array(one, dtype=float) for one in zip(*groups, strict=True))
    shares = np.ones(1)
    for chance in np.repeat(p, n.astype(int)):
        shares = np.convolve(shares, [1 - chance, chance])
    found = perfect_calls(p, n)
    below = np.cumsum(shares)
    assert below[int(found.low)] >= 0.025 - 1e-9
    assert found.low == 0 or below[int(found.low) - 1] < 0.025 + 1e-9
    assert below[int(found.high)] >= 0.975 - 1e-9
    expected = float(np.dot(shares, np.abs(np.arange(len(shares)) - np.dot(p, n))))
    assert found.deviation == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("chance", [0.03, 0.5, 0.97])
def test_the_band_of_many_is_close_to_the_exact_one(chance):
    n = EXACT_UNTIL + 1
    found = perfect_calls(np.array([chance]), np.array([float(n)]))
    low, high = scipy.stats.binom.ppf([0.025, 0.975], n, chance)
    assert (found.low / n, found.high / n) == pytest.approx((low / n, high / n), abs=0.0005)


@given(FORECASTS)
def test_the_interval_of_a_share_is_wilsons(forecasts):
    for one in reliability(cells([(p, float(y >= 0.5), c) for p, y, c in forecasts]).groups).bins:
        expected = proportion_confint(round(one.observed * one.n), one.n, method="wilson")
        assert one.wilson == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("p", "place"), [(0.0, 0), (0.1, 1), (0.29, 2), (0.57, 5), (0.58, 5), (0.7, 7), (1.0, 9)]
)
def test_a_probability_lies_in_the_bin_of_its_text(p, place):
    assert bin_of(p) == place


@pytest.mark.parametrize(("n", "expected"), [(30, 0.176), (100, 0.100), (1_000, 0.031)])
def test_a_perfect_forecasters_calibration_error(n, expected):
    source = np.random.default_rng(4)
    found = [
        reliability(cells_of(np.round(source.random(n), 3), np.zeros(n)).groups).ece_expected
        for _ in range(40)
    ]
    assert np.mean(found) == pytest.approx(expected, abs=0.004)


@given(FORECASTS)
def test_leaving_one_out_is_what_it_says(forecasts):
    _, y, _ = spread(forecasts)
    found = leave_one_out_loss(cells(forecasts).groups)
    if len(y) < 2:
        assert found is None
        return
    errors = [one - (y.sum() - one) / (len(y) - 1) for one in y]
    assert found == pytest.approx(np.mean(np.square(errors)), abs=1e-9)


@settings(deadline=None, max_examples=10)
@given(st.lists(st.integers(-20, 20).map(float), min_size=15, max_size=20))
def test_random_sign_patterns_come_near_all_of_them(sums):
    exact = [abs(np.dot(1 - 2 * ((n >> np.arange(15)) & 1), sums[:15])) for n in range(2**15)]
    share = np.mean(np.array(exact) >= abs(sum(sums[:15])) - 1e-12)
    assert sign_flip(sums[:15], seed_of="a") == pytest.approx(share, abs=0.02)
    assert sign_flip(sums[:15], seed_of="a") == sign_flip(sums[:15], seed_of="a")


@pytest.mark.parametrize("clusters", [2, 5, 20])
def test_intervals_cover(clusters):
    """20 losses a cluster, intraclass correlation 0.1: the true mean lies inside 92 to 97 times out of 100."""
    source = np.random.default_rng(clusters)
    inside, rounds = 0, 2_000
    place = np.repeat(np.arange(clusters), 20)
    for _ in range(rounds):
        shared = source.normal(0, math.sqrt(0.1), clusters)[place]
        losses = shared + source.normal(0, math.sqrt(0.9), len(place))
        even = cells_of(np.full(len(place), 0.5), np.zeros(len(place)), place)
        found = mean_of(even, losses)
        inside += found.low <= 0 <= found.high
    assert 0.92 <= inside / rounds <= 0.97


@pytest.mark.parametrize(
    "wrong",
    [
        {"p": [0.5], "y": [0, 1]},
        {"p": [1.5], "y": [0]},
        {"p": [0.5], "y": [float("nan")]},
        {"p": [0.5], "y": [0], "n": [0]},
    ],
)
def test_what_is_no_histogram_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\."):
        cells_of(**wrong)
