"""The funnel: each recorded prediction counts in exactly one place, so that the counts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports.reading import Prediction

JUDGES = ("author", "other", "rule", "deadline")


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Overlapping counts of predictions by the marks of their forecasts.

    retrospective: all forecasts are. assigned, late: at least one forecast is. disputed: the outcome is.
    """

    retrospective: int
    imported: int
    assigned: int
    late: int
    disputed: int


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Counts of predictions, regardless of cohort; recorded = open + dormant + due + ... + scored.

    annulled: by reason. pairs: (prediction, forecaster) pairs with a forecast. provisional, settled_early
    (deadline after the report's as_of), judged_by: among the scored ones. main_eligible: with a pair in the
    main figure.
    """

    recorded: int
    open: int
    dormant: int
    due: int
    proposed: int
    disputed: int
    lapsed: int
    annulled: dict[str, int]
    unscorable: int
    thesis: int
    scored: int
    pairs: int
    marks: Marks
    provisional: int
    main_eligible: int
    settled_early: int
    judged_by: dict[str, int]


def make_funnel(predictions: Sequence[Prediction], *, as_of: str, main_eligible: int) -> Funnel:
    """The funnel of `predictions` at `as_of`."""
    by_status = Counter(one.status for one in predictions)
    scored = [one for one in predictions if one.status == "scored"]
    annulled = Counter(one.annulment or "unsaid" for one in predictions if one.status == "annulled")
    judges = Counter(one.judged_by for one in scored)
    return Funnel(
        recorded=len(predictions),
        open=by_status["open"],
        dormant=by_status["dormant"],
        due=by_status["due"],
        proposed=by_status["proposed"],
        disputed=by_status["disputed"],
        lapsed=by_status["lapsed"],
        annulled=dict(sorted(annulled.items())),
        unscorable=by_status["unscorable"],
        thesis=by_status["thesis"],
        scored=len(scored),
        pairs=sum(len(one.pairs) for one in predictions),
        marks=_marks(predictions),
        provisional=sum(not one.is_final for one in scored),
        main_eligible=main_eligible,
        settled_early=sum(one.closes > as_of for one in scored),
        judged_by={judge: judges[judge] for judge in JUDGES},
    )


def _marks(predictions: Sequence[Prediction]) -> Marks:
    return Marks(
        retrospective=sum(
            bool(one.pairs) and all("retrospective" in pair.marks for pair in one.pairs)
            for one in predictions
        ),
        imported=sum(one.is_imported for one in predictions),
        assigned=sum(any("assigned" in pair.marks for pair in one.pairs) for one in predictions),
        late=sum(any(pair.late for pair in one.pairs) for one in predictions),
        disputed=sum(one.status == "scored" and one.is_disputed for one in predictions),
    )
