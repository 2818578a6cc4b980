"""How far each consumer has read the log, and who leads."""

from __future__ import annotations

from tracker.store.database import Transaction


def read_checkpoint(tx: Transaction, consumer: str) -> int:
    """The log position that `consumer` has reached; 0 before its first step."""
    return int(
        tx.value("SELECT position FROM checkpoint WHERE consumer = :consumer", {"consumer": consumer}) or 0
    )


def move_checkpoint(tx: Transaction, consumer: str, *, expected: int, position: int) -> bool:
    """Move on from `expected` to `position`; False where another relay has moved it meanwhile."""
    tx.execute(
        "INSERT INTO checkpoint (consumer, position) VALUES (:consumer, 0) ON CONFLICT (consumer) DO NOTHING",
        {"consumer": consumer},
    )
    changed = tx.execute(
        "UPDATE checkpoint SET position = :position WHERE consumer = :consumer AND position = :expected",
        {"consumer": consumer, "expected": expected, "position": position},
    )
    return changed == 1


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
