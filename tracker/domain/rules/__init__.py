"""Rules: plain JSON that says when a prediction came true, in three-valued (Kleene) logic.

`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}` around three kinds of leaves: an event (`{"event_type":
"...", "actors": [...], "tags": [...], "window": [first, last]}`), a metric (`{"metric": "nhk.approval", "op":
"lt", "value": 40, "unit": "%", "agg": "any", "window": [...]}`) and another prediction (`{"prediction":
"prd_...", "is": "yes"}`). Rules contain nothing executable. `shapes` defines them, `parsing` reads them,
`evaluation` has the logic, and `measures` aggregates measured values.
"""

from tracker.domain.rules.evaluation import evaluate, measure, next_change
from tracker.domain.rules.parsing import check_windows, parse_measure, parse_rule
from tracker.domain.rules.shapes import (
    All,
    AnyOf,
    EventLeaf,
    FactSeen,
    Happening,
    KnownOutcome,
    Leaf,
    MetricLeaf,
    Not,
    PredictionLeaf,
    Rule,
    Seen,
    Verdict,
    Window,
    fold_label,
    fold_labels,
    leaves,
)

__all__ = [
    "All",
    "AnyOf",
    "EventLeaf",
    "FactSeen",
    "Happening",
    "KnownOutcome",
    "Leaf",
    "MetricLeaf",
    "Not",
    "PredictionLeaf",
    "Rule",
    "Seen",
    "Verdict",
    "Window",
    "check_windows",
    "evaluate",
    "fold_label",
    "fold_labels",
    "leaves",
    "measure",
    "next_change",
    "parse_measure",
    "parse_rule",
]
