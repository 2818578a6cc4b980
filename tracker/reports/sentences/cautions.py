"""A sentence for each thing that could flatter the record, where it happened."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.reports.flattering import Flattering
from tracker.reports.sentences.phrases import about, counted, listing

CLIPPED_FROM = 0.05
"""Fewer clipped log scores are not worth a sentence."""


def cautions(found: Flattering, *, who: str | None) -> Iterator[str]:
    """The sentences; none where nothing of the kind happened. who: the forecaster asked about."""
    whose = "this author's" if who else "these"
    parts = [
        (found.undone, "prediction was undone", "predictions were undone"),
        (found.updates_undone, "number was undone", "numbers were undone"),
        (found.withdrawn, "was withdrawn and still counts", "were withdrawn and still count"),
        (found.amended, "had its wording clarified", "had their wording clarified"),
        (found.repeated, "repeats an earlier prediction", "repeat earlier predictions"),
    ]
    for n, one, many in parts:
        if n:
            yield f"{counted(n, one, many)}."
    if found.merged_after_outcome:
        scored = counted(found.merged_after_outcome, "scored forecast", "scored forecasts")
        yield f"{scored} came in by merging names after the outcome was known."
    yield from _decided(
        found.annulled_after_outcome,
        "was declared void",
        "were declared void",
        "after its outcome",
        "after their outcomes",
    )
    yield from _decided(
        found.dated_before_number,
        "got an outcome dated before its first number",
        "got outcomes dated before their first numbers",
        "and is not scored",
        "and are not scored",
    )
    if found.clipped_share is not None and found.clipped_share >= CLIPPED_FROM:
        yield f"{about(found.clipped_share)} of the log scores were clipped at 1% or 99%."
    if found.withheld:
        more = counted(found.withheld, "more", "more")
        yield f"{more} of {whose} predictions are withheld here; all of them count in the overall figure."


def _decided(counts: dict[str, int], one: str, many: str, end: str, ends: str) -> Iterator[str]:
    n = sum(counts.values())
    if not n:
        return
    by = listing(
        [
            f"{counts[who]:,} by {words}"
            for who, words in (("author", "the author"), ("other", "others"))
            if counts[who]
        ]
    )
    yield f"{counted(n, one, many)} {end if n == 1 else ends} ({by})."
