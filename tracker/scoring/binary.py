"""The arguments of every loss of a yes-or-no prediction: probability and outcome in 0..1."""


def require_probability(p: float) -> None:
    """Raise ValueError for a number outside 0..1 or NaN.

    0 and 1 are allowed, since people state them.

    >>> require_probability(1)
    >>> require_probability(1.5)
    Traceback (most recent call last):
    ValueError: 1.5 is not a probability from 0 to 1.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"{p!r} is not a probability from 0 to 1.")


def require_binary(p: float, y: float) -> None:
    """Raise ValueError for a probability of yes `p` or an outcome `y` outside 0..1.

    `y` is 1 for yes, 0 for no, and in between if it came true in part: .25 is a quarter.

    >>> require_binary(1, 0.25)
    >>> require_binary(0.5, 2)
    Traceback (most recent call last):
    ValueError: 2 is not a binary outcome: write 0 for no, 1 for yes, or a share in between.
    """
    require_probability(p)
    if not 0 <= y <= 1:
        raise ValueError(f"{y!r} is not a binary outcome: write 0 for no, 1 for yes, or a share in between.")


def mix(yes: float, no: float, y: float) -> float:
    """The value of a rule for an outcome `y` in 0..1: y * yes + (1 - y) * no.

    A term with weight zero is skipped, so that an infinite loss of the other outcome has no effect.

    >>> mix(0.0, float("inf"), 1), mix(2.0, 4.0, 0.25)
    (0.0, 3.5)
    """
    if y in {0, 1}:
        return yes if y == 1 else no
    return y * yes + (1 - y) * no
