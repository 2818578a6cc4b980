"""What is asked of the fact tables for GET /metrics: queries of one row, and of one row for each job."""

from __future__ import annotations

# A relay that is away does not number events either, where that is its work: those that wait are behind too.
LOG = """
SELECT position, :checkpoint AS checkpoint, position - :checkpoint + (SELECT count(*) FROM pending) AS behind,
    coalesce(
        (SELECT sequenced_at FROM log WHERE position > :checkpoint ORDER BY position LIMIT 1),
        (SELECT event.recorded_at FROM pending JOIN event ON event.inserted = pending.inserted
         ORDER BY pending.inserted LIMIT 1)) AS oldest
FROM (SELECT coalesce(max(position), 0) AS position FROM log) AS reached"""

# The two halves have an index each. What was asked for again counts from the latest asking. Work of open imports follows
# their own clocks: it is leased here, but not due.
WORK = """
SELECT job AS label, coalesce(sum(is_live), 0) AS due, min(CASE WHEN is_live = 1 THEN since END) AS oldest,
    coalesce(sum(CASE WHEN lease_until > :now THEN 1 ELSE 0 END), 0) AS leased
FROM (
    SELECT owed.job, owed.lease_until, CASE WHEN coalesce(import_run.is_open, 0) = 0 THEN 1 ELSE 0 END AS is_live,
        owed.since
    FROM (
        SELECT work.job, work.run, work.lease_until,
            CASE WHEN work.look_at < log.sequenced_at THEN work.look_at ELSE log.sequenced_at END AS since
        FROM work LEFT JOIN log ON log.position = work.wanted WHERE work.wanted > work.done
        UNION ALL
        SELECT job, run, lease_until, look_at AS since FROM work WHERE wanted <= done AND look_at <= :now
    ) AS owed LEFT JOIN import_run ON import_run.run = owed.run
) AS found GROUP BY job"""

STORED = """
SELECT (SELECT count(*) FROM import_run WHERE is_open = 1) AS imports,
    (SELECT count(*) FROM import_run
     WHERE clock_at IS NOT NULL AND coalesce(clock_done_at, '') < clock_at) AS clocks,
    (SELECT count(*) FROM parked) AS parked, (SELECT count(*) FROM idempotency) AS answers,
    (SELECT max(at) FROM verified) AS verified, (SELECT max(at) FROM backed_up) AS backed_up"""

SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}
