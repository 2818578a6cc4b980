"""The logarithmic score of one forecast, in nats: as stated, and with a clipped probability."""

import math

from tracker.scoring.binary import mix, require_binary, require_probability

CLIP = 0.01
"""Probabilities nearer to 0 or 1 are moved to this distance, so that one "never" cannot outweigh all others."""


def log_loss(p: float, y: float) -> float:
    """-ln of the probability given to the outcome, a loss in nats, 0..math.inf.

    `p` is the probability of yes; `y` is 1 for yes, 0 for no, and weighs both in between. A 0 given to the outcome
    costs math.inf and is no error, because people do say "never". Source: Good (1952), "Rational decisions".
    Raises ValueError for a `p` or a `y` outside 0..1.

    >>> log_loss(0.5, 1)
    0.6931471805599453
    >>> log_loss(0, 1), log_loss(1, 1)
    (inf, 0.0)
    """
    require_binary(p, y)
    # log1p keeps the digits of a small p that 1 - p would lose; 0.0 minus avoids -0.0 for a certain hit.
    yes = math.inf if p == 0 else 0.0 - math.log(p)
    no = math.inf if p == 1 else 0.0 - math.log1p(-p)
    return mix(yes, no, y)


def log_loss_clipped(p: float, y: float) -> float:
    """`log_loss` with `p` clipped to [CLIP, 1 - CLIP], in nats: .0101 to 4.6052, always finite.

    `p` is the probability of yes; `y` is 1 for yes, 0 for no. Clipping makes the score improper at the ends, so a
    report that prints it must also print how many were clipped. Raises ValueError like `log_loss`.

    >>> round(log_loss_clipped(0, 1), 4), round(log_loss_clipped(1, 1), 4)
    (4.6052, 0.0101)
    >>> log_loss_clipped(0.4, 1) == log_loss(0.4, 1)
    True
    """
    require_binary(p, y)
    return log_loss(clip(p), y)


def clip(p: float) -> float:
    """`p`, a probability in 0..1, moved into [CLIP, 1 - CLIP].

    >>> clip(0), clip(0.5), clip(0.995)
    (0.01, 0.5, 0.99)
    """
    require_probability(p)
    return min(max(p, CLIP), 1 - CLIP)


def is_clipped(p: float) -> bool:
    """Whether `clip` changes `p`, a probability in 0..1; it does not change the bounds.

    >>> is_clipped(0.01), is_clipped(0.99), is_clipped(0.995)
    (False, False, True)
    """
    return not CLIP <= p <= 1 - CLIP
