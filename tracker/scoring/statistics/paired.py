"""Compares two forecasters on the same questions: how likely a difference like theirs is by chance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from tracker.scoring.statistics.cells import Floats

EXACT_UNTIL = 14
"""Clusters; 2^14 patterns are counted one by one, above it `DRAWS` seeded ones."""

DRAWS = 20_000
_SLACK = 1e-12


def sign_flip(sums: Sequence[float] | Floats, *, seed_of: str) -> float:
    """The two-sided p value of the hypothesis that neither is better, from each cluster's sum of loss differences.

    If neither is better, each cluster's sum could as well have the other sign. The value is the share of sign patterns
    whose total is at least as large as the observed one, which is among them. seed_of: what the random patterns depend
    on, so that the same question gives the same value. Sources: Fisher (1935); Canay, Romano and Shaikh (2017). Raises
    ValueError without a cluster.

    >>> sign_flip([1.0, 1.0, 1.0], seed_of="")
    0.25
    """
    differences = np.asarray(sums, dtype=np.float64)
    if not len(differences):
        raise ValueError("There are no clusters to compare.")
    observed = abs(float(differences.sum())) - _SLACK
    if len(differences) <= EXACT_UNTIL:
        patterns = (np.arange(2 ** len(differences))[:, None] >> np.arange(len(differences))) & 1
        return float(np.mean(np.abs((1.0 - 2.0 * patterns) @ differences) >= observed))
    reached = sum(
        int(np.count_nonzero(np.abs(signs @ differences) >= observed))
        for signs in _signs(seed_of, len(differences))
    )
    return (reached + 1) / (DRAWS + 1)


def _signs(seed_of: str, clusters: int, *, rows: int = 1_000) -> Sequence[Floats]:
    """`DRAWS` rows of random signs: bits of raw PCG64 integers, which are the same on every machine."""
    seed = int.from_bytes(hashlib.sha256(seed_of.encode()).digest()[:8], "big")
    source = np.random.PCG64(seed)
    words = (clusters + 63) // 64
    found: list[Floats] = []
    for _ in range(DRAWS // rows):
        raw = source.random_raw(rows * words).reshape(rows, words)
        bits = (raw[:, :, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
        found.append((1.0 - 2.0 * bits.reshape(rows, -1)[:, :clusters]).astype(np.float64))
    return found
