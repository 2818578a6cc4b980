"""API keys that were issued, and until when they count (inline)."""

from __future__ import annotations

from typing import assert_never

import msgspec
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.key import KeyEvent, KeyIssued, KeyRevoked
from tracker.projections.forecasters import NAMES_OF
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 3
CATEGORIES = ("key",)


class KeyRow(ProjectionTable, table=True):
    """`is_revoked` where it was revoked at once: then no clock that is behind or set back lets it count again."""

    __tablename__ = "api_key"
    id: str = Field(primary_key=True)
    name: str
    scopes: str
    forecaster: str | None = None
    issued_at: str
    expires_at: str | None = None
    replaces: str | None = None
    is_revoked: int = 0
    revoked_from: str | None = None


TABLES = (KeyRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if not isinstance(event, KeyEvent):
        return
    match event:
        case KeyIssued():
            row = {
                "id": event.key,
                "name": event.name,
                "scopes": msgspec.json.encode(event.scopes).decode(),
                "forecaster": event.forecaster,
                "issued_at": instant_text(recorded.effective_at),
                "expires_at": None if event.expires_at is None else instant_text(event.expires_at),
                "replaces": event.replaces,
            }
            upsert(tx, KeyRow, row | {"is_revoked": 0, "revoked_from": None})
        case KeyRevoked():
            tx.execute(
                "UPDATE api_key SET is_revoked = :is_revoked, revoked_from = :revoked_from WHERE id = :id",
                {
                    "id": event.key,
                    "is_revoked": int(event.effective_from is None),
                    "revoked_from": instant_text(event.effective_from or recorded.effective_at),
                },
            )
        case _:
            assert_never(event)


def keys_of(tx: Transaction, forecaster: str) -> set[str]:
    """The ids of all keys that were ever issued to a forecaster or to a name merged into it."""
    rows = tx.rows(
        f"SELECT id FROM api_key WHERE forecaster IN {NAMES_OF}",  # noqa: S608 - our own words
        {"forecaster": forecaster},
    )
    return {row["id"] for row in rows}


def find_key(tx: Transaction, secret_sha256: bytes) -> Row | None:
    """The key whose secret has that SHA-256, or None."""
    return tx.row(
        """
        SELECT api_key.* FROM key_secret JOIN api_key ON api_key.id = key_secret.key
        WHERE key_secret.secret_sha256 = :secret_sha256""",
        {"secret_sha256": secret_sha256},
    )


def find_key_end(tx: Transaction, key: str) -> Row | None:
    """Until when the key of that id counts, or None: one look-up by primary key, made in each write."""
    return tx.row("SELECT is_revoked, revoked_from, expires_at FROM api_key WHERE id = :id", {"id": key})


def find_key_by_id(tx: Transaction, key: str) -> Row | None:
    """The key of that id with `last_used_at`, or None."""
    return tx.row(
        """
        SELECT api_key.*, key_use.used_at AS last_used_at
        FROM api_key LEFT JOIN key_use ON key_use.key = api_key.id WHERE api_key.id = :id""",
        {"id": key},
    )


def list_keys(tx: Transaction, *, after: str, limit: int) -> list[Row]:
    """Keys with `last_used_at`, by id, behind the id `after`."""
    return tx.rows(
        """
        SELECT api_key.*, key_use.used_at AS last_used_at
        FROM api_key LEFT JOIN key_use ON key_use.key = api_key.id
        WHERE api_key.id > :after ORDER BY api_key.id LIMIT :limit""",
        {"after": after, "limit": limit},
    )


def lasting_keys(tx: Transaction, *, at: str) -> list[Row]:
    """Keys that count at the instant `at` and that nothing recorded so far will revoke."""
    return tx.rows(
        "SELECT * FROM api_key WHERE revoked_from IS NULL AND (expires_at IS NULL OR expires_at > :at)",
        {"at": at},
    )


def earlier_keys(tx: Transaction, key: str) -> list[str]:
    """The key and those it took over from, by rotation."""
    rows = tx.rows(
        """
        WITH RECURSIVE line (id, replaces) AS (
            SELECT id, replaces FROM api_key WHERE id = :key
            UNION SELECT api_key.id, api_key.replaces FROM api_key JOIN line ON api_key.id = line.replaces
        ) SELECT id FROM line""",
        {"key": key},
    )
    return [str(row["id"]) for row in rows]


def later_keys(tx: Transaction, key: str) -> list[Row]:
    """The key and those that took over from it, by rotation."""
    return tx.rows(
        """
        WITH RECURSIVE line (id) AS (
            SELECT CAST(:key AS TEXT) UNION SELECT api_key.id FROM api_key JOIN line ON api_key.replaces = line.id
        ) SELECT api_key.* FROM api_key JOIN line ON line.id = api_key.id""",
        {"key": key},
    )
