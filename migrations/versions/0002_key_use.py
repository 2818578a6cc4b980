"""When each API key was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.String().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "key_use",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("used_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
