"""The fact tables, and the triggers that keep the log append-only.

DELETE is refused; one UPDATE is allowed, data and salt to NULL with all else unchanged (a takedown). BEFORE INSERT
refuses taken keys too, since on SQLite INSERT OR REPLACE slips past DELETE triggers; PostgreSQL's unique keys do. `event` and `log` are never
altered by a later migration: a batch migration would drop their triggers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String().with_variant(sa.Text(collation="C"), "postgresql")

SQLITE_TRIGGERS = (
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'event is append-only: nothing is deleted'); END""",
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
    WHEN NOT (NEW.data IS NULL AND NEW.salt IS NULL AND NEW.inserted IS OLD.inserted AND NEW.event_id IS OLD.event_id AND NEW.stream IS OLD.stream AND NEW.version IS OLD.version AND NEW.type IS OLD.type AND NEW.schema_version IS OLD.schema_version AND NEW.effective_at IS OLD.effective_at AND NEW.recorded_at IS OLD.recorded_at AND NEW.recorded_by IS OLD.recorded_by AND NEW.import_id IS OLD.import_id AND NEW.correlation_id IS OLD.correlation_id AND NEW.causation_id IS OLD.causation_id AND NEW.data_digest IS OLD.data_digest AND NEW.commitment IS OLD.commitment)
    BEGIN SELECT RAISE(ABORT, 'event is append-only: nothing is changed'); END""",
    """CREATE TRIGGER event_no_replace BEFORE INSERT ON event
    WHEN EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id)
      OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
      OR EXISTS (SELECT 1 FROM event WHERE inserted = NEW.inserted)
    BEGIN SELECT RAISE(ABORT, 'event is append-only: this place is taken'); END""",
    """CREATE TRIGGER log_no_delete BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'log is append-only: nothing is deleted'); END""",
    """CREATE TRIGGER log_no_update BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'log is append-only: nothing is changed'); END""",
    """CREATE TRIGGER log_no_replace BEFORE INSERT ON log
    WHEN EXISTS (SELECT 1 FROM log WHERE position = NEW.position)
      OR EXISTS (SELECT 1 FROM log WHERE event_id = NEW.event_id)
      OR EXISTS (SELECT 1 FROM log WHERE inserted = NEW.inserted)
    BEGIN SELECT RAISE(ABORT, 'log is append-only: this place is taken'); END""",
)

POSTGRES_TRIGGERS = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only: nothing is changed or deleted', TG_TABLE_NAME; END $$""",
    """
    CREATE FUNCTION allow_takedown() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.data IS NULL AND NEW.salt IS NULL AND
            NEW.inserted IS NOT DISTINCT FROM OLD.inserted AND
            NEW.event_id IS NOT DISTINCT FROM OLD.event_id AND
            NEW.stream IS NOT DISTINCT FROM OLD.stream AND
            NEW.version IS NOT DISTINCT FROM OLD.version AND
            NEW.type IS NOT DISTINCT FROM OLD.type AND
            NEW.schema_version IS NOT DISTINCT FROM OLD.schema_version AND
            NEW.effective_at IS NOT DISTINCT FROM OLD.effective_at AND
            NEW.recorded_at IS NOT DISTINCT FROM OLD.recorded_at AND
            NEW.recorded_by IS NOT DISTINCT FROM OLD.recorded_by AND
            NEW.import_id IS NOT DISTINCT FROM OLD.import_id AND
            NEW.correlation_id IS NOT DISTINCT FROM OLD.correlation_id AND
            NEW.causation_id IS NOT DISTINCT FROM OLD.causation_id AND
            NEW.data_digest IS NOT DISTINCT FROM OLD.data_digest AND
            NEW.commitment IS NOT DISTINCT FROM OLD.commitment
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'event is append-only: nothing is changed';
    END $$""",
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION allow_takedown()",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER log_no_update BEFORE UPDATE ON log FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER log_no_delete BEFORE DELETE ON log FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("consumer", TEXT, nullable=False),
        sa.Column("position", POSITION, nullable=False),
        sa.PrimaryKeyConstraint("consumer"),
    )
    op.create_table(
        "essay_text",
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "event",
        sa.Column("inserted", POSITION, sa.Identity(cache=1), nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("stream", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("effective_at", TEXT, nullable=False),
        sa.Column("recorded_at", TEXT, nullable=False),
        sa.Column("recorded_by", TEXT, nullable=False),
        sa.Column("import_id", TEXT, nullable=True),
        sa.Column("correlation_id", TEXT, nullable=False),
        sa.Column("causation_id", TEXT, nullable=True),
        sa.Column("data", TEXT, nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("data_digest", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("inserted"),
        sa.UniqueConstraint("event_id", name="event_event_id_key"),
        sa.UniqueConstraint("stream", "version", name="event_stream_version_key"),
    )
    op.create_index(
        "event_import_id_index",
        "event",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_table(
        "house",
        sa.Column("house_id", TEXT, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("house_id"),
    )
    op.create_table(
        "idempotency",
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("request_digest", TEXT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key_id", "idempotency_key"),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("run", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("timezone", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("is_open", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("clock_at", TEXT, nullable=True),
        sa.Column("clock_done_at", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("run"),
        sa.UniqueConstraint("source"),
    )
    op.create_table(
        "key_secret",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("secret_sha256"),
    )
    op.create_table(
        "lease",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("until", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "log",
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("inserted", POSITION, nullable=False),
        sa.Column("sequenced_at", TEXT, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("event_id", name="log_event_id_key"),
        sa.UniqueConstraint("inserted", name="log_inserted_key"),
    )
    op.create_table(
        "parked",
        sa.Column("consumer", TEXT, nullable=False),
        sa.Column("position", POSITION, autoincrement=False, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("consumer", "position"),
    )
    op.create_table(
        "pending",
        sa.Column("inserted", POSITION, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("inserted"),
    )
    op.create_table(
        "projection",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "slot",
        sa.Column("job", TEXT, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("job", "slot"),
    )
    op.create_table(
        "work",
        sa.Column("job", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("run", TEXT, nullable=True),
        sa.Column("wanted", POSITION, nullable=False),
        sa.Column("done", POSITION, nullable=False),
        sa.Column("look_at", TEXT, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_owner", TEXT, nullable=True),
        sa.Column("lease_until", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("job", "subject"),
    )
    op.create_index(
        "work_look_at_index",
        "work",
        ["look_at"],
        unique=False,
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.create_index("work_run_index", "work", ["run", "job"], unique=False)
    op.create_index(
        "work_wanted_index",
        "work",
        ["job", "run"],
        unique=False,
        sqlite_where=sa.text("wanted > done"),
        postgresql_where=sa.text("wanted > done"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in SQLITE_TRIGGERS if is_sqlite else POSTGRES_TRIGGERS:
        op.execute(trigger)
