"""The fact tables of deliveries: the addresses of subscribers, and every message on its way to them."""

from __future__ import annotations

from sqlalchemy import Identity, Index, UniqueConstraint, text
from sqlmodel import Field

from tracker.store.fact_table import FactTable, Position


class EndpointAddressRow(FactTable, table=True):
    """A subscriber's present address and its credentials, sealed (see `sealing`); `number` counts its addresses."""

    __tablename__ = "endpoint_address"
    endpoint: str = Field(primary_key=True)
    number: int
    sealed: bytes


class EndpointSecretRow(FactTable, table=True):
    """A secret that signs what goes to a subscriber, sealed; one that was rotated out signs until `retires_at`."""

    __tablename__ = "endpoint_secret"
    endpoint: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sealed: bytes
    retires_at: str | None = None


class LaneRow(FactTable, table=True):
    """How it goes with a subscriber: the last sequence number given, failures in a row, and who sends now.

    `token` grows with every lease, so that a process that was suspended meanwhile writes nothing. `warned` counts the notices
    that it is failing.
    """

    __tablename__ = "lane"
    endpoint: str = Field(primary_key=True)
    sequence: int = Field(sa_type=Position)
    failures: int
    failing_since: str | None = None
    warned: int
    succeeded_at: str | None = None
    token: int
    lease_owner: str | None = None
    lease_until: str | None = None


class DeliveryRow(FactTable, table=True):
    """A message on its way to a subscriber: waiting, delivered or dead. `body` is frozen, whatever is upcast later.

    Messages with the same `order_key` go out in the order of `sequence`. `attempt` counts the tries of this round; of
    one that is sent again by wish (`is_replay`) neither success nor failure counts for the lane.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("endpoint", "sequence", name="delivery_sequence_key"),
        Index(
            "delivery_waiting_index",
            "endpoint",
            "sequence",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "delivery_order_index",
            "endpoint",
            "order_key",
            "sequence",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "delivery_dead_index",
            "endpoint",
            "sequence",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
    )
    endpoint: str = Field(primary_key=True)
    message: str = Field(primary_key=True)
    sequence: int = Field(sa_type=Position)
    type: str
    order_key: str
    position: int = Field(sa_type=Position)
    body: str
    state: str
    attempt: int
    next_at: str
    made_at: str
    settled_at: str | None = None
    error: str | None = None
    is_replay: int
    remote_id: str | None = None


class AttemptRow(FactTable, table=True):
    """One try to bring a message over, kept for some weeks; `answer` is the beginning of what was answered."""

    __tablename__ = "attempt"
    __table_args__ = (
        Index("attempt_message_index", "endpoint", "message"),
        Index("attempt_started_index", "started_at"),
    )
    id: int | None = Field(
        default=None, primary_key=True, sa_type=Position, sa_column_args=(Identity(cache=1),)
    )
    endpoint: str
    message: str
    number: int
    started_at: str
    duration_ms: int
    address: str | None = None
    status: int | None = None
    error: str | None = None
    answer: str | None = None


class ToldRow(FactTable, table=True):
    """What a subscriber last received about a prediction, as JSON: if it no longer holds, a correction goes out."""

    __tablename__ = "told"
    endpoint: str = Field(primary_key=True)
    prediction: str = Field(primary_key=True)
    message: str
    facts: str


class NewsClockRow(FactTable, table=True):
    """How far news that the clock brings (deadlines, embargoes) has been sent: up to that instant, and behind `after` at it."""

    __tablename__ = "news_clock"
    type: str = Field(primary_key=True)
    at: str
    after: str


class DigestTurnRow(FactTable, table=True):
    """When a subscriber's next digest is made, and up to when the last one covered everything."""

    __tablename__ = "digest_turn"
    endpoint: str = Field(primary_key=True)
    next_at: str
    since: str
