"""The outcome of a graded prediction: grades from 1 (broken) to 5 (kept), mapped to 0..1."""


def grade_value(median: float) -> float:
    """(median - 1) / 4, 0..1: the outcome that `brier` compares with `p`, the expected grade.

    Raises ValueError for a `median` outside 1..5.

    >>> grade_value(1), grade_value(3), grade_value(3.5), grade_value(5)
    (0.0, 0.5, 0.625, 1.0)
    """
    if not 1 <= median <= 5:
        raise ValueError(f"{median!r} is not a grade from 1 to 5.")
    return (median - 1) / 4
