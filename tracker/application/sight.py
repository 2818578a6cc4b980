"""Who may see a prediction: the one place that everything which lists or matches predictions asks."""

from __future__ import annotations

from collections.abc import Callable

from tracker.application.access import Caller
from tracker.store.database import Row


def may_see(prediction: Row, caller: Caller | None) -> bool:
    """Whether `caller` (None: anybody, without a key) may see the prediction of that row."""
    del caller  # every visibility that is built is public; another is decided here
    return bool(prediction["visibility"] == "public")


def rows_seen(
    fetch: Callable[[str, int], list[Row]], *, caller: Caller | None, after: str, limit: int
) -> list[Row]:
    """The first `limit` predictions that the caller may see, of those that `fetch(after, limit)` gives by id."""
    seen: list[Row] = []
    while len(seen) < limit:
        rows = fetch(after, limit)
        seen += [row for row in rows if may_see(row, caller)]
        if len(rows) < limit:
            break
        after = rows[-1]["id"]
    return seen[:limit]
