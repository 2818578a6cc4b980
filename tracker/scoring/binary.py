"""What every loss of a yes-or-no prediction accepts: a probability from 0 to 1, and an outcome of 0 or 1."""


def require_binary(p: float, y: int) -> None:
    """Refuse, by a ValueError, a probability of yes `p` outside 0..1 and a `y` other than 0 (no) and 1 (yes).

    Both ends are legal: people do state 0 and 1. NaN lies nowhere, so it is refused.

    >>> require_binary(1, 0)
    >>> require_binary(1.5, 0)
    Traceback (most recent call last):
    ValueError: 1.5 is not a probability: it must lie in 0..1
    """
    if not 0 <= p <= 1:
        raise ValueError(f"{p!r} is not a probability: it must lie in 0..1")
    if y not in {0, 1}:
        raise ValueError(f"{y!r} is not a binary outcome: 0 is no, 1 is yes")
