"""What a binary loss accepts."""

import math

import pytest

from tracker.scoring.binary import require_binary


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("p", [0, 1, 0.0, 1.0, 0.51, 0.012, 0.975, 5e-324])
def test_what_people_really_state_is_legal(p, y):
    require_binary(p, y)


@pytest.mark.parametrize("p", [-0.01, 1.0000001, 40, math.inf, -math.inf, math.nan])
def test_a_number_outside_0_to_1_is_no_probability(p):
    with pytest.raises(ValueError, match="is not a probability"):
        require_binary(p, 1)


@pytest.mark.parametrize("y", [0, 1, 0.25])
def test_yes_no_and_a_part_are_outcomes(y):
    require_binary(0.5, y)


@pytest.mark.parametrize("y", [-1, 2, 1.01, math.nan])
def test_an_outcome_outside_0_to_1_is_refused(y):
    with pytest.raises(ValueError, match="is not a binary outcome"):
        require_binary(0.5, y)
