"""What a week brings: predictions that need somebody, by what they need (queries over the present rows)."""

from __future__ import annotations

from tracker.projections.prediction_lists import Condition
from tracker.projections.predictions import PUBLIC
from tracker.store.databases.database import Row, Transaction

SECTION_MAX = 50
"""Of each section; more than that is a list to be asked for by itself."""


def _of(author: str | None) -> str:
    return "1 = 1" if author is None else "author = :author"


def waiting_for_a_person(tx: Transaction, *, author: str | None, now: str, shown: Condition) -> list[Row]:
    """Past its deadline, proposed or disputed: somebody has to say what happened; longest overdue first."""
    return tx.rows(
        f"""
        SELECT * FROM prediction
        WHERE (state IN ('proposed', 'disputed') OR (state IN ('open', 'dormant') AND closes <= :now))
            AND judged_as IS NOT NULL AND {_of(author)} AND {shown.sql}
        ORDER BY closes, id LIMIT :limit""",  # noqa: S608 - our own conditions
        {"author": author, "now": now, "limit": SECTION_MAX, **shown.parameters},
    )


def due_between(tx: Transaction, *, author: str | None, now: str, until: str, shown: Condition) -> list[Row]:
    """Open predictions whose deadline comes by `until`, soonest first."""
    return tx.rows(
        f"""
        SELECT * FROM prediction
        WHERE state IN ('open', 'dormant') AND closes > :now AND closes <= :until
            AND {_of(author)} AND {shown.sql}
        ORDER BY closes, id LIMIT :limit""",  # noqa: S608 - our own conditions
        {"author": author, "now": now, "until": until, "limit": SECTION_MAX, **shown.parameters},
    )


def stale_since(tx: Transaction, *, author: str | None, now: str, since: str, shown: Condition) -> list[Row]:
    """Open predictions on which nobody has said anything new since `since`, longest silent first."""
    return tx.rows(
        f"""
        SELECT * FROM prediction
        WHERE state = 'open' AND closes > :now AND effective_at < :since AND withdrawn_reason IS NULL
            AND {_of(author)} AND {shown.sql} AND NOT EXISTS (
                SELECT 1 FROM forecast
                WHERE forecast.prediction = prediction.id AND forecast.undone_event IS NULL AND forecast.stands_at >= :since)
        ORDER BY effective_at, id LIMIT :limit""",  # noqa: S608 - our own conditions
        {"author": author, "now": now, "since": since, "limit": SECTION_MAX, **shown.parameters},
    )


def settled_since(tx: Transaction, *, author: str | None, since: str, shown: Condition) -> list[Row]:
    """Predictions whose outcome became knowable since `since`, latest first."""
    return tx.rows(
        f"""
        SELECT * FROM prediction
        WHERE known_at >= :since AND state NOT IN ('open', 'dormant', 'proposed', 'disputed', 'undone')
            AND {_of(author)} AND {shown.sql}
        ORDER BY known_at DESC, id LIMIT :limit""",  # noqa: S608 - our own conditions
        {"author": author, "since": since, "limit": SECTION_MAX, **shown.parameters},
    )


def deadlines_from(tx: Transaction, *, now: str, limit: int) -> list[Row]:
    """Open public predictions by deadline, soonest first."""
    return tx.rows(
        f"""
        SELECT * FROM prediction
        WHERE state IN ('open', 'dormant') AND closes > :now AND {PUBLIC}
        ORDER BY closes, id LIMIT :limit""",  # noqa: S608 - our own condition
        {"now": now, "limit": limit},
    )
