"""Subscribers' addresses and secrets, and what is on its way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.String().with_variant(sa.Text(collation="C"), "postgresql")
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _make_endpoints()
    _make_deliveries()
    _make_news()


def _make_endpoints() -> None:
    op.create_table(
        "endpoint_address",
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint"),
    )
    op.create_table(
        "endpoint_secret",
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("retires_at", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("endpoint", "number"),
    )
    op.create_table(
        "lane",
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("sequence", POSITION, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", TEXT, nullable=True),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("succeeded_at", TEXT, nullable=True),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("lease_owner", TEXT, nullable=True),
        sa.Column("lease_until", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("endpoint"),
    )


def _make_deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("sequence", POSITION, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("order_key", TEXT, nullable=False),
        sa.Column("position", POSITION, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_at", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("settled_at", TEXT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("is_replay", sa.Integer(), nullable=False),
        sa.Column("remote_id", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("endpoint", "message"),
        sa.UniqueConstraint("endpoint", "sequence", name="delivery_sequence_key"),
    )
    waiting, dead = sa.text("state = 'waiting'"), sa.text("state = 'dead'")
    for name, columns, where in (
        ("delivery_waiting_index", ["endpoint", "sequence"], waiting),
        ("delivery_order_index", ["endpoint", "order_key", "sequence"], waiting),
        ("delivery_dead_index", ["endpoint", "sequence"], dead),
    ):
        op.create_index(name, "delivery", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "attempt",
        sa.Column("id", POSITION, sa.Identity(cache=1), nullable=False),
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", TEXT, nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("address", TEXT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("answer", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attempt_message_index", "attempt", ["endpoint", "message"])
    op.create_index("attempt_started_index", "attempt", ["started_at"])


def _make_news() -> None:
    op.create_table(
        "told",
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("prediction", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("endpoint", "prediction"),
    )
    op.create_table(
        "news_clock",
        sa.Column("type", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("type"),
    )
    op.create_table(
        "digest_turn",
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("next_at", TEXT, nullable=False),
        sa.Column("since", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("endpoint"),
    )
