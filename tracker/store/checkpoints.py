"""How far each consumer has read the log, and who leads."""

from __future__ import annotations

from tracker.store.database import Transaction


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


def take_lease(tx: Transaction, name: str, *, owner: str, now: str, until: str) -> bool:
    """Take or renew the lease `name` until the instant `until`; False while another owner holds it."""
    changed = tx.execute(
        """
        INSERT INTO lease (name, owner, until) VALUES (:name, :owner, :until)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE lease.owner = excluded.owner OR lease.until <= :now""",
        {"name": name, "owner": owner, "now": now, "until": until},
    )
    return changed == 1


def give_back_lease(tx: Transaction, name: str, *, owner: str) -> None:
    """End the lease early, so that another can lead at once."""
    tx.execute("DELETE FROM lease WHERE name = :name AND owner = :owner", {"name": name, "owner": owner})
