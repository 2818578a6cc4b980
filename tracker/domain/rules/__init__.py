"""Rules: plain JSON that says when a prediction came true, read with three-valued (Kleene) logic.

`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}` around three kinds of leaves: an event (`{"event_type": "...",
"actors": [...], "tags": [...], "window": [first, last]}`), a metric (`{"metric": "nhk.approval", "op": "lt", "value":
40, "unit": "%", "agg": "any", "window": [...]}`) and another prediction (`{"prediction": "prd_...", "is": "yes"}`).
Nothing executable is accepted. Shapes stand in `shapes`, reading in `parsing`, the logic in `evaluation`, and what
becomes of measured values in `measures`.
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
