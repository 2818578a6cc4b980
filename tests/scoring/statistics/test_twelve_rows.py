"""The twelve forecasts whose statistics were computed elsewhere."""

import numpy as np
import pytest

from tracker.scoring.statistics.bins import reliability
from tracker.scoring.statistics.cells import cells_of
from tracker.scoring.statistics.cox import cox
from tracker.scoring.statistics.decomposition import corp, log_corp, murphy, recalibrated
from tracker.scoring.statistics.intervals import mean_of
from tracker.scoring.statistics.paired import sign_flip
from tracker.scoring.statistics.skill import in_the_large, skill

P = np.array([0.1, 0.1, 0.2, 0.3, 0.3, 0.4, 0.6, 0.6, 0.7, 0.8, 0.9, 0.9])
Y = np.array([0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0], dtype=float)
CLUSTER = np.array([1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 8])
CELLS = cells_of(P, Y, CLUSTER)
GROUPS = CELLS.groups


def near(*values, digits=7):
    return pytest.approx(values if len(values) > 1 else values[0], abs=0.5 * 10**-digits * 1.01)


def test_the_brier_score_and_its_decompositions():
    found = mean_of(CELLS, (P - Y) ** 2)
    assert (found.n, found.clusters) == (12, 8)
    assert found.mean == near(0.1891667)
    assert corp(GROUPS).mcb == near(0.0294444)
    assert corp(GROUPS).dsc == near(0.0833333)
    assert corp(GROUPS).unc == near(0.2430556)
    assert recalibrated(GROUPS) == pytest.approx([0, 0, 1 / 3, 1 / 3, 1 / 2, 3 / 4, 3 / 4, 3 / 4])
    assert murphy(GROUPS).rel == near(0.0641667)
    assert murphy(GROUPS).res == near(0.1180556)


def test_the_log_score_and_its_decomposition():
    losses = -np.log(np.where(Y == 1, P, 1 - P))
    assert mean_of(CELLS, losses).mean == near(0.5766849)
    found = log_corp(GROUPS)
    assert (found.mcb, found.dsc, found.unc) == near(0.1120742, 0.2145826, 0.6791933)


def test_calibration():
    assert in_the_large(GROUPS) == near(-0.075)
    assert reliability(GROUPS).ece == near(0.225)
    found = cox(GROUPS)
    assert (found.intercept, found.slope) == near(-0.404822, 0.790238, digits=6)
    assert found.se == near(0.675882, 0.519271, digits=6)
    assert found.ridge == near(-0.283079, 0.826011, digits=6)


def test_skill_and_the_comparison_with_always_a_half():
    differences = (P - Y) ** 2 - 0.25
    assert skill(0.1891667, corp(GROUPS).unc) == near(0.2217143, digits=6)
    assert differences.mean() == near(-0.0608333)
    sums = [differences[one == CLUSTER].sum() for one in np.unique(CLUSTER)]
    assert sign_flip(sums, seed_of="") == near(0.328125)
