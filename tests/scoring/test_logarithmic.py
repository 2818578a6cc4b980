"""The logarithmic score: known answers, the infinite case, clipping, propriety."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.strategies import outcomes, probabilities
from tests.scoring.test_brier import TWELVE_P, TWELVE_Y
from tracker.scoring.logarithmic import CLIP, is_clipped, log_loss, log_loss_clipped
from tracker.scoring.summary import exact_mean


@pytest.mark.parametrize(
    ("p", "y", "nats"),
    [
        (0.5, 0, 0.6931471805599453),
        (0.5, 1, 0.6931471805599453),
        (0.4, 0, 0.5108256237659907),
        (0.1, 0, 0.10536051565782628),
        (0.3, 0, 0.35667494393873245),
        (0.51, 1, 0.6733445532637656),
        (0.012, 1, 4.422848629194137),
        (0.975, 1, 0.02531780798428988),
        (1, 1, 0.0),
        (0, 0, 0.0),
    ],
)
def test_known_answers_come_out(p, y, nats):
    assert log_loss(p, y) == pytest.approx(nats, abs=1e-14)


def test_the_twelve_rows_have_the_published_mean():
    losses = [log_loss(p, y) for p, y in zip(TWELVE_P, TWELVE_Y, strict=True)]
    assert exact_mean(losses) == pytest.approx(0.5766849, abs=5e-8)


@pytest.mark.parametrize(("p", "y"), [(0, 1), (0.0, 1), (1, 0), (1.0, 0)])
def test_never_said_of_what_happened_costs_infinity_and_does_not_crash(p, y):
    assert log_loss(p, y) == math.inf


@pytest.mark.parametrize(("p", "y"), [(1, 1), (0, 0)])
def test_a_sure_hit_costs_a_zero_without_a_sign(p, y):
    assert math.copysign(1, log_loss(p, y)) == 1


def test_the_smallest_probability_keeps_its_digits():
    assert log_loss(5e-324, 1) == pytest.approx(744.4400719213812)
    assert log_loss(1e-20, 0) == 1e-20


@pytest.mark.parametrize(
    ("p", "y", "nats"),
    [
        (0, 1, 4.605170185988091),
        (0.001, 1, 4.605170185988091),
        (1, 0, 4.605170185988091),
        (1, 1, 0.01005033585350145),
        (0, 0, 0.01005033585350145),
        (0.012, 1, 4.422848629194137),
    ],
)
def test_clipping_moves_the_ends_to_one_in_a_hundred(p, y, nats):
    assert log_loss_clipped(p, y) == pytest.approx(nats, abs=1e-12)


@pytest.mark.parametrize(
    ("p", "clipped"),
    [
        (0, True),
        (0.0099, True),
        (0.01, False),
        (0.012, False),
        (0.975, False),
        (0.99, False),
        (0.991, True),
        (1, True),
    ],
)
def test_the_bounds_themselves_are_not_clipped(p, clipped):
    assert is_clipped(p) is clipped


@pytest.mark.parametrize("loss", [log_loss, log_loss_clipped])
@pytest.mark.parametrize(("p", "y"), [(1.1, 1), (-0.1, 0), (math.nan, 1), (0.5, 2)])
def test_nonsense_is_refused_even_where_clipping_would_hide_it(loss, p, y):
    with pytest.raises(ValueError):
        loss(p, y)


@settings(deadline=None)
@given(p=probabilities, y=outcomes)
def test_the_loss_is_never_negative_and_the_clipped_one_has_a_ceiling(p, y):
    assert 0 <= log_loss(p, y) <= math.inf
    assert -math.log(1 - CLIP) - 1e-12 <= log_loss_clipped(p, y) <= -math.log(CLIP) + 1e-12


@settings(deadline=None)
@given(p=probabilities, y=outcomes)
def test_clipping_changes_exactly_what_is_clipped(p, y):
    assert (log_loss_clipped(p, y) == log_loss(p, y)) is not is_clipped(p)


@settings(deadline=None)
@given(truth=st.floats(min_value=0.001, max_value=0.999), said=st.floats(min_value=0.001, max_value=0.999))
def test_nobody_gains_by_saying_another_number_than_the_true_one(truth, said):
    def expected(p):
        return truth * log_loss(p, 1) + (1 - truth) * log_loss(p, 0)

    # The advantage of honesty is at least twice the squared distance (Pinsker's inequality).
    assert expected(said) - expected(truth) >= 2 * (said - truth) ** 2 - 1e-12
