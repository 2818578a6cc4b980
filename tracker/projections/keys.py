"""API keys that were issued, and whether they still count (inline)."""

from __future__ import annotations

import msgspec
from sqlmodel import Field

from tracker.domain.key import KeyIssued, KeyRevoked
from tracker.projections.table import ProjectionTable, upsert
from tracker.store.database import Row, Transaction
from tracker.store.log import RecordedEvent

VERSION = 1
CATEGORIES = ("key",)


class KeyRow(ProjectionTable, table=True):
    __tablename__ = "api_key"
    id: str = Field(primary_key=True)
    name: str
    scopes: str
    forecaster: str | None = None
    is_revoked: int = 0


TABLES = (KeyRow,)


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Bring the table up to `recorded`."""
    match recorded.event:
        case KeyIssued() as event:
            row = {
                "id": event.key,
                "name": event.name,
                "scopes": msgspec.json.encode(event.scopes).decode(),
                "forecaster": event.forecaster,
            }
            upsert(tx, KeyRow, row | {"is_revoked": 0})
        case KeyRevoked() as event:
            tx.execute("UPDATE api_key SET is_revoked = 1 WHERE id = :id", {"id": event.key})
        case _:
            pass


def find_key(tx: Transaction, secret_sha256: bytes) -> Row | None:
    """The key whose secret has that SHA-256, or None."""
    return tx.row(
        """
        SELECT api_key.* FROM key_secret JOIN api_key ON api_key.id = key_secret.key
        WHERE key_secret.secret_sha256 = :secret_sha256""",
        {"secret_sha256": secret_sha256},
    )


def forecaster_of_key(tx: Transaction, key: str) -> str | None:
    """The author in whose name a key logs, or None."""
    forecaster: str | None = tx.value("SELECT forecaster FROM api_key WHERE id = :id", {"id": key})
    return forecaster
