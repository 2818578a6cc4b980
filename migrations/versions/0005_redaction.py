"""What remains of a payload that was taken down."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.String().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "redaction",
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("remains", TEXT, nullable=False),
        sa.Column("recorded_in", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
