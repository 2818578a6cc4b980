"""A prediction marked by graders, 1 (broken) to 5 (kept), on the scale of a probability."""


def grade_value(median: float) -> float:
    """(median - 1) / 4, 0..1: what `p`, read as the expected grade, is held against by `brier`.

    Raises ValueError for a `median` outside 1..5.

    >>> grade_value(1), grade_value(3), grade_value(3.5), grade_value(5)
    (0.0, 0.5, 0.625, 1.0)
    """
    if not 1 <= median <= 5:
        raise ValueError(f"{median!r} is not a grade: it must lie in 1..5")
    return (median - 1) / 4
