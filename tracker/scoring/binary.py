"""What every loss of a yes-or-no prediction accepts: a probability from 0 to 1, and an outcome from 0 to 1."""


def require_probability(p: float) -> None:
    """Refuse, by a ValueError, a number outside 0..1; both ends are legal: people do state 0 and 1. NaN is refused.

    >>> require_probability(1)
    >>> require_probability(1.5)
    Traceback (most recent call last):
    ValueError: 1.5 is not a probability: it must lie in 0..1
    """
    if not 0 <= p <= 1:
        raise ValueError(f"{p!r} is not a probability: it must lie in 0..1")


def require_binary(p: float, y: float) -> None:
    """Refuse, by a ValueError, a probability of yes `p` or an outcome `y` outside 0..1.

    `y` is 1 for yes, 0 for no, and in between for what came true in part: .25 is a quarter.

    >>> require_binary(1, 0.25)
    >>> require_binary(0.5, 2)
    Traceback (most recent call last):
    ValueError: 2 is not a binary outcome: 0 is no, 1 is yes, a part lies between
    """
    require_probability(p)
    if not 0 <= y <= 1:
        raise ValueError(f"{y!r} is not a binary outcome: 0 is no, 1 is yes, a part lies between")


def mix(yes: float, no: float, y: float) -> float:
    """What a rule gives for an outcome `y` in 0..1: y * yes + (1 - y) * no, from its values for both ends.

    Whatever has no weight is left out, so that an infinite loss for what did not happen is nobody's.

    >>> mix(0.0, float("inf"), 1), mix(2.0, 4.0, 0.25)
    (0.0, 3.5)
    """
    if y in {0, 1}:
        return yes if y == 1 else no
    return y * yes + (1 - y) * no
