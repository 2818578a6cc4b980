"""What could flatter a record, counted: each is legitimate once, and shows where it is a habit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.reports.reading import Prediction, Undone

DECIDERS = ("author", "other")


@dataclass(frozen=True, kw_only=True)
class Flattering:
    """Counts of predictions, whatever the cohort; by the author or by others where that makes the difference.

    undone, updates_undone: predictions and forecasts taken back within minutes. repeated: recorded again beside the same
    statement, deadline and author. merged_after_outcome: scored pairs whose forecaster was merged into another once the
    outcome was known. annulled_after_outcome: void although there was an outcome. dated_before_number: the outcome was
    dated at or before the first number. clipped_share: the share of log scores with a clipped probability. withheld:
    left out of this report because the reader may not see what they are about.
    """

    undone: int
    updates_undone: int
    withdrawn: int
    amended: int
    repeated: int
    merged_after_outcome: int
    annulled_after_outcome: dict[str, int]
    dated_before_number: dict[str, int]
    clipped_share: float | None
    withheld: int


def count_flattering(
    predictions: Sequence[Prediction], undone: Undone, *, clipped_share: float | None, withheld: int
) -> Flattering:
    """The counts over `predictions`."""
    return Flattering(
        undone=undone.predictions,
        updates_undone=undone.forecasts,
        withdrawn=sum(one.is_withdrawn for one in predictions),
        amended=sum(one.amendments > 0 for one in predictions),
        repeated=_repeated(predictions),
        merged_after_outcome=sum(
            pair.is_merged_after and pair.numbers is not None for one in predictions for pair in one.pairs
        ),
        annulled_after_outcome=_by_decider(one for one in predictions if one.is_annulled_after_outcome),
        dated_before_number=_by_decider(one for one in predictions if one.is_dated_before),
        clipped_share=clipped_share,
        withheld=withheld,
    )


def _repeated(predictions: Iterable[Prediction]) -> int:
    counts = Counter(one.likeness for one in predictions)
    return sum(n - 1 for n in counts.values())


def _by_decider(predictions: Iterable[Prediction]) -> dict[str, int]:
    counts = Counter("author" if one.judged_by == "author" else "other" for one in predictions)
    return {decider: counts[decider] for decider in DECIDERS}
