"""Which predictions a reader may read, as a condition in SQL for lists and counts."""

from __future__ import annotations

from tracker.projections.prediction_lists import Condition

EVERYTHING = Condition("1 = 1", {})


def shown_to(at: str, *, is_client: bool) -> Condition:
    """Predictions whose words readers without rights of their own may read at `at`; clients read those for clients too."""
    shown = (
        "prediction.visibility IN ('public', 'clients')" if is_client else "prediction.visibility = 'public'"
    )
    opened = "prediction.visible_from IS NULL OR prediction.visible_from <= :reads_at"
    return Condition(f"({opened}) AND {shown}", {"reads_at": at})


def own_or(shown: Condition, *, author: str | None, key: str) -> Condition:
    """Those that are `shown`, and those by that author or recorded with that API key."""
    own = "prediction.author = :reads_as OR prediction.recorded_by = :reads_with"
    return Condition(f"({own} OR {shown.sql})", {**shown.parameters, "reads_as": author, "reads_with": key})
