"""The fact tables: storage only. Nothing is validated here.

Instants are 27-character UTC text (text order is time order, the same on every database), digests raw bytes.
`event` and `log` are append-only by trigger (see `triggers`) and are never altered by a migration.
"""

from __future__ import annotations

from sqlalchemy import Identity, Index, UniqueConstraint, text
from sqlmodel import Field

from tracker.store import delivery_tables
from tracker.store.fact_table import FactTable, Position

DELIVERY = delivery_tables
"""The delivery tables, imported here so that the metadata has every table."""


class HouseRow(FactTable, table=True):
    """One row: the identity that the chain of heads begins with."""

    __tablename__ = "house"
    house_id: str = Field(primary_key=True)
    created_at: str


class EventRow(FactTable, table=True):
    """The envelope (see `envelope`); `inserted` is the order of insertion, data and salt are NULL once redacted."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("event_id", name="event_event_id_key"),
        UniqueConstraint("stream", "version", name="event_stream_version_key"),
        Index(
            "event_import_id_index",
            "import_id",
            sqlite_where=text("import_id IS NOT NULL"),
            postgresql_where=text("import_id IS NOT NULL"),
        ),
    )
    inserted: int | None = Field(
        default=None, primary_key=True, sa_type=Position, sa_column_args=(Identity(cache=1),)
    )
    event_id: str
    stream: str
    version: int
    type: str
    schema_version: int
    effective_at: str
    recorded_at: str
    recorded_by: str
    import_id: str | None = None
    correlation_id: str
    causation_id: str | None = None
    data: str | None = None
    salt: bytes | None = None
    data_digest: bytes
    commitment: bytes


class LogRow(FactTable, table=True):
    """The total order: `position` is dense from 1, `head` chains everything up to here."""

    __tablename__ = "log"
    __table_args__ = (
        UniqueConstraint("event_id", name="log_event_id_key"),
        UniqueConstraint("inserted", name="log_inserted_key"),
    )
    position: int = Field(primary_key=True, sa_type=Position, sa_column_kwargs={"autoincrement": False})
    event_id: str
    inserted: int = Field(sa_type=Position)
    sequenced_at: str
    head: bytes


class PendingRow(FactTable, table=True):
    """An event that has no position yet; empty on SQLite, whose writer numbers positions itself."""

    __tablename__ = "pending"
    inserted: int = Field(primary_key=True, sa_type=Position, sa_column_kwargs={"autoincrement": False})


class IdempotencyRow(FactTable, table=True):
    """The answer that a request with an Idempotency-Key got, kept 7 days.

    `is_encoded` where `body` is the JSON as it was sent; before version 0007 it was what that JSON is made from.
    """

    __tablename__ = "idempotency"
    key_id: str = Field(primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    request_digest: str
    status: int
    body: str
    created_at: str = Field(index=True)
    is_encoded: int | None


class KeySecretRow(FactTable, table=True):
    """The SHA-256 of an API key; the key itself is shown once and kept nowhere."""

    __tablename__ = "key_secret"
    key: str = Field(primary_key=True)
    secret_sha256: bytes = Field(unique=True)


class EssayTextRow(FactTable, table=True):
    """An essay's NFC text by its hash, outside the log so that it can be taken down."""

    __tablename__ = "essay_text"
    sha256: str = Field(primary_key=True)
    text: str


class RedactionRow(FactTable, table=True):
    """Read and written no more: what remains of a payload stands in the event that says it was taken down.

    It stays for processes of an earlier version that run until they are ended.
    """

    __tablename__ = "redaction"
    event_id: str = Field(primary_key=True)
    remains: str
    recorded_in: str


class ImportRunRow(FactTable, table=True):
    """One run per source. While `is_open` the live clock leaves its streams alone; `clock_at` is the story's clock."""

    __tablename__ = "import_run"
    run: str = Field(primary_key=True)
    source: str = Field(unique=True)
    timezone: str
    title: str | None = None
    is_open: int
    lines: int
    refused: int
    clock_at: str | None = None
    clock_done_at: str | None = None


class WorkRow(FactTable, table=True):
    """Work that a job owes a subject: due while `wanted` > `done` (log positions) or `look_at` has passed.

    `run` is the import run that owns the subject; `attempt` counts leases since the work was last done.
    """

    __tablename__ = "work"
    __table_args__ = (
        Index(
            "work_look_at_index",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "work_wanted_index",
            "job",
            "run",
            sqlite_where=text("wanted > done"),
            postgresql_where=text("wanted > done"),
        ),
        Index("work_run_index", "run", "job"),
    )
    job: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    run: str | None = None
    wanted: int = Field(sa_type=Position)
    done: int = Field(sa_type=Position)
    look_at: str | None = None
    attempt: int
    lease_owner: str | None = None
    lease_until: str | None = None


class LeaseRow(FactTable, table=True):
    """Who leads: the relay that may sequence, feed and ring until `until`."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    until: str


class SlotRow(FactTable, table=True):
    """A run of a periodic job: the unique key makes any number of relays enqueue it once."""

    __tablename__ = "slot"
    job: str = Field(primary_key=True)
    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class CheckpointRow(FactTable, table=True):
    """The log position that a consumer has reached."""

    __tablename__ = "checkpoint"
    consumer: str = Field(primary_key=True)
    position: int = Field(sa_type=Position)


class ParkedRow(FactTable, table=True):
    """An event whose type or version this code does not know: reported, never skipped in silence."""

    __tablename__ = "parked"
    consumer: str = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=Position, sa_column_kwargs={"autoincrement": False})
    reason: str


class ProjectionRow(FactTable, table=True):
    """The version of a projection's code that filled its table."""

    __tablename__ = "projection"
    name: str = Field(primary_key=True)
    version: int


class KeyUseRow(FactTable, table=True):
    """When an API key was last used, to about a minute; not in the log, and nothing is lost where it is missing."""

    __tablename__ = "key_use"
    key: str = Field(primary_key=True)
    used_at: str


class OutboundRow(FactTable, table=True):
    """At most one row, id 1 (none: on, epoch 1). `epoch` counts the copies of the tracker that came before this one."""

    __tablename__ = "outbound"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    is_on: int
    epoch: int
    changed_at: str
    changed_by: str


class VerifiedRow(FactTable, table=True):
    """At most one row, id 1: the log was checked up to `position`, whose head is `head`, last at the instant `at`.

    `whole_at` is when a check of everything from the first position on last began; NULL: it has to begin again. A
    fault stays until a check of everything has found none.
    """

    __tablename__ = "verified"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(sa_type=Position)
    head: bytes
    at: str
    whole_at: str | None = None
    fault_position: int | None = Field(default=None, sa_type=Position)
    fault: str | None = None


class BackedUpRow(FactTable, table=True):
    """At most one row, id 1: a backup of the log up to `position`, whose head is `head`, was finished at `at`."""

    __tablename__ = "backed_up"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(sa_type=Position)
    head: bytes
    at: str
