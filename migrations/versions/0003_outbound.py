"""Whether anything is sent to others, and how far the log was last verified: one row each."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "outbound",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_on", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("changed_at", TEXT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "verified",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", POSITION, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("whole_at", TEXT, nullable=True),
        sa.Column("fault_position", POSITION, nullable=True),
        sa.Column("fault", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
