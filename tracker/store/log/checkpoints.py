"""How far each consumer has read the log, and who leads."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tracker.domain.instants import instant_text
from tracker.store.databases.database import Row, Transaction

GIVEN_FOR_MAX = timedelta(minutes=1)
"""No lease is given for so long: one that ends later was given by a clock that has been set back since."""


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Who leads, until which instant."""

    owner: str
    until: str

    def is_over(self, *, now: datetime) -> bool:
        return self.until <= instant_text(now) or self.until > instant_text(now + GIVEN_FOR_MAX)


def read_checkpoint(tx: Transaction, consumer: str) -> int:
    """The log position that `consumer` has reached; 0 before its first step."""
    return int(
        tx.value("SELECT position FROM checkpoint WHERE consumer = :consumer", {"consumer": consumer}) or 0
    )


def lock_checkpoint(tx: Transaction, consumer: str) -> int:
    """The same, locked until the transaction ends: another process that reads on waits and then goes on from here."""
    tx.execute(
        "INSERT INTO checkpoint (consumer, position) VALUES (:consumer, 0) ON CONFLICT (consumer) DO NOTHING",
        {"consumer": consumer},
    )
    sql = f"SELECT position FROM checkpoint WHERE consumer = :consumer{tx.for_update}"  # noqa: S608 - our own words
    return int(tx.value(sql, {"consumer": consumer}))


def move_checkpoint(tx: Transaction, consumer: str, *, position: int) -> None:
    """Move on to `position`; the caller has locked the checkpoint."""
    tx.execute(
        "UPDATE checkpoint SET position = :position WHERE consumer = :consumer",
        {"consumer": consumer, "position": position},
    )


def take_lease(tx: Transaction, name: str, *, owner: str, now: datetime, until: datetime) -> bool:
    """Take or renew the lease `name` until the instant `until`; False while another owner holds it."""
    changed = tx.execute(
        """
        INSERT INTO lease (name, owner, until) VALUES (:name, :owner, :until)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE lease.owner = excluded.owner OR lease.until <= :now OR lease.until > :beyond""",
        {
            "name": name,
            "owner": owner,
            "now": instant_text(now),
            "until": instant_text(until),
            "beyond": instant_text(now + GIVEN_FOR_MAX),
        },
    )
    return changed == 1


def holds_lease(tx: Transaction, name: str, *, owner: str, now: datetime) -> bool:
    """Whether the lease `name` is that owner's at the instant `now`."""
    held = read_lease(tx, name)
    return held is not None and held.owner == owner and not held.is_over(now=now)


def read_lease(tx: Transaction, name: str) -> Lease | None:
    """The lease `name` as it was last given; None where nobody has it or it was given back."""
    row = tx.row("SELECT owner, until FROM lease WHERE name = :name", {"name": name})
    return None if row is None else Lease(owner=row["owner"], until=row["until"])


def give_back_lease(tx: Transaction, name: str, *, owner: str) -> None:
    """End the lease early, so that another can lead at once."""
    tx.execute("DELETE FROM lease WHERE name = :name AND owner = :owner", {"name": name, "owner": owner})


def drop_leases(tx: Transaction) -> None:
    """Drop every lease: no other process serves a copy of a database."""
    tx.execute("DELETE FROM lease")


def checkpoints_under(tx: Transaction, prefix: str) -> list[Row]:
    """The `consumer` and `position` of every consumer whose name begins with `prefix`."""
    return tx.rows(
        "SELECT consumer, position FROM checkpoint WHERE consumer >= :first AND consumer < :beyond",
        {"first": prefix, "beyond": f"{prefix}~"},
    )


def forget_checkpoint(tx: Transaction, consumer: str) -> None:
    """Delete the checkpoint of a consumer that has finished."""
    tx.execute("DELETE FROM checkpoint WHERE consumer = :consumer", {"consumer": consumer})
