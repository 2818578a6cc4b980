"""Answers are stored as they were sent; those of an earlier version, or of one that still runs beside, say nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("idempotency", sa.Column("is_encoded", sa.Integer(), nullable=True))
