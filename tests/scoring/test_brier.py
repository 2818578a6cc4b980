"""The Brier score: known answers, bounds, propriety."""

import pytest
from hypothesis import given, settings

from tests.scoring.strategies import outcomes, probabilities
from tracker.scoring.brier import brier
from tracker.scoring.summary import exact_mean

# The twelve-row fixture of the scoring rules' description.
TWELVE_P = [0.1, 0.1, 0.2, 0.3, 0.3, 0.4, 0.6, 0.6, 0.7, 0.8, 0.9, 0.9]
TWELVE_Y = [0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("p", "y", "loss"),
    [
        (0, 0, 0.0),
        (0, 1, 1.0),
        (1, 0, 1.0),
        (1, 1, 0.0),
        (0.5, 0, 0.25),
        (0.5, 1, 0.25),
        (0.51, 1, 0.2401),
        (0.51, 0, 0.2601),
        (0.012, 0, 0.000144),
        (0.012, 1, 0.976144),
        (0.975, 1, 0.000625),
        (0.975, 0, 0.950625),
    ],
)
def test_known_answers_come_out(p, y, loss):
    assert brier(p, y) == pytest.approx(loss, abs=1e-15)


def test_the_twelve_rows_have_the_published_mean():
    losses = [brier(p, y) for p, y in zip(TWELVE_P, TWELVE_Y, strict=True)]
    assert exact_mean(losses) == pytest.approx(0.1891667, abs=5e-8)


def test_a_certainty_stated_as_a_whole_number_scores_as_a_float():
    assert [type(brier(p, y)) for p in (0, 1) for y in (0, 1)] == [float] * 4


@pytest.mark.parametrize(("p", "y"), [(1.1, 1), (-0.1, 0), (float("nan"), 1), (0.5, 2)])
def test_nonsense_is_refused(p, y):
    with pytest.raises(ValueError):
        brier(p, y)


@settings(deadline=None)
@given(p=probabilities, y=outcomes)
def test_the_loss_lies_between_0_and_1(p, y):
    assert 0 <= brier(p, y) <= 1


@settings(deadline=None)
@given(truth=probabilities, said=probabilities)
def test_nobody_gains_by_saying_another_number_than_the_true_one(truth, said):
    def expected(p):
        return truth * brier(p, 1) + (1 - truth) * brier(p, 0)

    # The whole advantage of honesty is the squared distance from the truth, so it is asserted exactly.
    assert expected(said) - expected(truth) == pytest.approx((said - truth) ** 2, abs=1e-12)
