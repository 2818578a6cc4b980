"""The work that jobs have to do: what is due, who leases it, what is done.

SQL is the truth; Redis only notifies.

A row says that `job` has to handle `subject`. It is due while `wanted` (a log position) is ahead of `done`,
or once `look_at` has passed. Work of an open import follows that import's clock, all other work the real one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from tracker.domain.instants import instant_text
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.checkpoints import GIVEN_FOR_MAX

Job = Literal["settle", "score"]
JOBS: tuple[Job, ...] = ("settle", "score")

LEASE = timedelta(seconds=15)
CLAIM_MAX = 50


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """One leased piece of work; `wanted` is the position to mark done together with the effect."""

    job: Job
    subject: str
    wanted: int
    owner: str


class LeaseLost(Exception):
    """Another worker has taken this work over and redoes whatever was not committed."""


def require(tx: Transaction, job: Job, subject: str, *, run: str | None, position: int) -> None:
    """Require `job` to handle `subject` for the event at `position`.

    An event that comes late, since an older version had parked it, lies before what was answered already: then that is
    owed again, and a job that started before the event loses the lease.
    """
    tx.execute(
        """
        INSERT INTO work (job, subject, run, wanted, done, attempt) VALUES (:job, :subject, :run, :position, 0, 0)
        ON CONFLICT (job, subject) DO UPDATE SET
            wanted = CASE WHEN work.wanted > excluded.wanted THEN work.wanted ELSE excluded.wanted END,
            done = CASE WHEN work.done < excluded.wanted THEN work.done ELSE work.wanted - 1 END,
            lease_owner = CASE WHEN work.wanted > excluded.wanted THEN NULL ELSE work.lease_owner END,
            lease_until = CASE WHEN work.wanted > excluded.wanted THEN NULL ELSE work.lease_until END""",
        {"job": job, "subject": subject, "run": run, "position": position},
    )


def note_answered(
    tx: Transaction, job: Job, subject: str, *, position: int, next_look: datetime | None
) -> bool:
    """Write the row of a finished job for the event at `position`.

    False if `subject` already has a row.
    """
    row = {"job": job, "subject": subject, "position": position}
    changed = tx.execute(
        """
        INSERT INTO work (job, subject, run, wanted, done, look_at, attempt)
        VALUES (:job, :subject, NULL, :position, :position, :at, 0) ON CONFLICT (job, subject) DO NOTHING""",
        row | {"at": instant_text(next_look) if next_look else None},
    )
    return changed == 1


def schedule(tx: Transaction, job: Job, subject: str, *, run: str | None, at: datetime | None) -> None:
    """Schedule a look at `subject` at the instant `at`; None cancels it."""
    tx.execute(
        """
        INSERT INTO work (job, subject, run, wanted, done, look_at, attempt)
        VALUES (:job, :subject, :run, 0, 0, :at, 0)
        ON CONFLICT (job, subject) DO UPDATE SET look_at = excluded.look_at""",
        {"job": job, "subject": subject, "run": run, "at": instant_text(at) if at else None},
    )


def schedule_by(tx: Transaction, job: Job, subject: str, *, run: str | None, at: datetime) -> None:
    """Schedule a look at `subject` at `at` or earlier: an earlier scheduled look stays."""
    tx.execute(
        """
        INSERT INTO work (job, subject, run, wanted, done, look_at, attempt)
        VALUES (:job, :subject, :run, 0, 0, :at, 0)
        ON CONFLICT (job, subject) DO UPDATE SET look_at =
            CASE WHEN work.look_at < excluded.look_at THEN work.look_at ELSE excluded.look_at END""",
        {"job": job, "subject": subject, "run": run, "at": instant_text(at)},
    )


def due(
    tx: Transaction,
    job: Job,
    *,
    run: str | None,
    now: datetime,
    clock: datetime,
    limit: int = CLAIM_MAX,
    locking: str = "",
) -> list[Row]:
    """Work due at `now` without a lease at `clock`, of one import run or (None) of all else."""
    return tx.rows(
        f"{_DUE} AND (lease_until IS NULL OR lease_until <= :clock OR lease_until > :beyond) "
        f"ORDER BY attempt, wanted, work.subject LIMIT :limit{locking}",
        _scope(job, run, now)
        | {"clock": instant_text(clock), "beyond": instant_text(clock + GIVEN_FOR_MAX), "limit": limit},
    )


def is_any_due(tx: Transaction, *, run: str | None, now: datetime) -> bool:
    """Whether any work in that scope is due, leased or not."""
    return any(tx.row(f"{_DUE} LIMIT 1", _scope(job, run, now)) is not None for job in JOBS)


def claim(
    tx: Transaction, job: Job, *, run: str | None, now: datetime, clock: datetime, owner: str
) -> list[Claimed]:
    """Lease up to 50 due pieces of work to `owner` for 15 seconds."""
    rows = due(tx, job, run=run, now=now, clock=clock, locking=tx.skip_locked)
    tx.execute_many(
        """
        UPDATE work SET lease_owner = :owner, lease_until = :until, attempt = attempt + 1
        WHERE job = :job AND subject = :subject""",
        [
            {"owner": owner, "until": instant_text(clock + LEASE), "job": job, "subject": row["subject"]}
            for row in rows
        ],
    )
    return [Claimed(job=job, subject=row["subject"], wanted=row["wanted"], owner=owner) for row in rows]


def mark_done(tx: Transaction, claimed: Claimed, *, next_look: datetime | None = None) -> None:
    """Mark `claimed` done, in the transaction of its effect. Raises `LeaseLost`."""
    changed = tx.execute(
        """
        UPDATE work SET done = CASE WHEN done > :wanted THEN done ELSE :wanted END, look_at = :look_at,
            lease_owner = NULL, lease_until = NULL, attempt = 0
        WHERE job = :job AND subject = :subject AND lease_owner = :owner""",
        {
            "wanted": claimed.wanted,
            "look_at": instant_text(next_look) if next_look else None,
            "job": claimed.job,
            "subject": claimed.subject,
            "owner": claimed.owner,
        },
    )
    if changed != 1:
        raise LeaseLost(claimed.subject)


_DUE = """
SELECT work.subject, work.wanted, work.attempt, work.run
FROM (
    SELECT subject FROM work WHERE job = :job AND wanted > done
    UNION SELECT subject FROM work WHERE job || '' = :job AND look_at <= :now
) AS found
CROSS JOIN work LEFT JOIN import_run ON import_run.run = work.run
WHERE work.job = :job AND work.subject = found.subject AND (work.wanted > work.done OR work.look_at <= :now)
    AND ((CAST(:run AS TEXT) IS NULL AND coalesce(import_run.is_open, 0) = 0) OR work.run = :run)"""
"""Two indexes find the due work.

Every open prediction has a look scheduled at its deadline, and SQLite, which has no statistics, would
otherwise scan all work of the job. The condition is repeated for the row itself, since PostgreSQL rechecks a
row that was changed before it was locked, and only that row.
"""


def _scope(job: Job, run: str | None, now: datetime) -> dict[str, str | None]:
    return {"job": job, "run": run, "now": instant_text(now)}


def drop_work_leases(tx: Transaction) -> None:
    """Drop every lease: no other process works on a copy of a database."""
    tx.execute("UPDATE work SET lease_owner = NULL, lease_until = NULL")
