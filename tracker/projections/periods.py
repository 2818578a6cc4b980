"""What a time brought, for subscribers: queries over the present rows; what was imported is not news."""

from __future__ import annotations

from tracker.store.databases.database import Row, Transaction

PERIOD_MAX = 200
"""Of each kind; nobody reads a longer digest."""


def recorded_between(tx: Transaction, *, since: str, until: str) -> list[Row]:
    """Predictions recorded behind `since` up to `until` and not taken back, oldest first."""
    return tx.rows(
        """
        SELECT * FROM prediction
        WHERE recorded_at > :since AND recorded_at <= :until AND state <> 'undone' AND run IS NULL
        ORDER BY recorded_at, id LIMIT :limit""",
        {"since": since, "until": until, "limit": PERIOD_MAX},
    )


def fell_due_between(tx: Transaction, *, since: str, until: str) -> list[Row]:
    """Predictions without an outcome whose deadline passed behind `since` up to `until`, oldest first."""
    return tx.rows(
        """
        SELECT * FROM prediction
        WHERE closes > :since AND closes <= :until AND state IN ('open', 'dormant') AND judged_as IS NOT NULL
            AND run IS NULL
        ORDER BY closes, id LIMIT :limit""",
        {"since": since, "until": until, "limit": PERIOD_MAX},
    )


def came_out_between(tx: Transaction, *, since: str, until: str, takes_provisional: bool) -> list[Row]:
    """Predictions whose outcome became final in that time, or was recorded in it and is still provisional."""
    final = """
        SELECT prediction.* FROM prediction
        WHERE final_at > :since AND final_at <= :until AND state IN ('resolved', 'annulled')"""
    provisional = """
        SELECT prediction.* FROM prediction JOIN event ON event.event_id = prediction.resolution_event
        WHERE final_at > :until AND state IN ('resolved', 'annulled')
            AND event.recorded_at > :since AND event.recorded_at <= :until"""
    asked = f"{final} UNION ALL {provisional}" if takes_provisional else final
    return tx.rows(
        f"SELECT * FROM ({asked}) AS came_out ORDER BY final_at, id LIMIT :limit",  # noqa: S608 - our own words
        {"since": since, "until": until, "limit": PERIOD_MAX},
    )


def came_due(tx: Transaction, *, at: str, after: str, until: str, limit: int) -> list[Row]:
    """Predictions without an outcome whose deadline passed up to `until`, by (`passed_at`, id) behind (`at`, `after`)."""
    return _passed(tx, "closes", _UNDECIDED, at=at, after=after, until=until, limit=limit)


def opened_by_the_clock(tx: Transaction, *, at: str, after: str, until: str, limit: int) -> list[Row]:
    """The same for predictions whose embargo ended."""
    return _passed(tx, "visible_from", "state <> 'undone'", at=at, after=after, until=until, limit=limit)


_UNDECIDED = "state IN ('open', 'dormant') AND judged_as IS NOT NULL"


def _passed(
    tx: Transaction, column: str, which: str, *, at: str, after: str, until: str, limit: int
) -> list[Row]:
    return tx.rows(
        f"""
        SELECT id, {column} AS passed_at FROM prediction
        WHERE {column} >= :at AND {column} <= :until AND ({column} > :at OR id > :after) AND {which} AND run IS NULL
        ORDER BY {column}, id LIMIT :limit""",  # noqa: S608 - our own words
        {"at": at, "after": after, "until": until, "limit": limit},
    )
