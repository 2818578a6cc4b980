"""What operators type where DATABASE_URL names the tracker: that tracker is meant, not a file in a folder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.dump import projection_rows
from tests.support.instance import new_caller, open_application, work_off
from tests.support.postgres import migrated_template, new_database
from tracker.bootstrap import open_context
from tracker.projections.registry import RELAY
from tracker.settings import read_settings
from tracker.store.log.checkpoints import take_lease
from tracker.store.outbound import read_outbound


@pytest.fixture
def operate(tracker, tmp_path):
    """Runs `tracker ARGUMENTS...` on a tracker on PostgreSQL; `operate.instance` is that tracker."""
    with new_database(template=migrated_template()) as url:
        instance = open_context(
            read_settings({"TRACKER_DATA": str(tmp_path / "tracker"), "DATABASE_URL": url})
        )

        def run(*arguments):
            return tracker(*arguments, DATABASE_URL=url)

        run.instance = instance
        yield run
        instance.database.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verify"], "Nothing was altered: 2 events."),
        (["keys", "list"], "test"),
        (["outbound", "status"], "Outbound is on"),
        (["migrate"], "the database that DATABASE_URL names is at the current version."),
        (["rebuild"], "Rebuilt from 2 events."),
        (["doctor"], "ok    log"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_it_needs_no_folder(operate, arguments, told):
    new_caller(operate.instance)
    work_off(operate.instance)
    result = operate(*arguments)
    assert (result.exit_code, told in result.stdout) == (0, True), result.output


def test_it_is_silenced(operate):
    assert operate("outbound", "off").exit_code == 0
    with operate.instance.database.reading() as tx:
        assert not read_outbound(tx).is_on


def test_it_is_backed_up_by_its_own_tools(operate, tmp_path):
    result = operate("backup", tmp_path / "tracker.tar")
    assert (result.exit_code, "pg_dump" in result.stderr) == (1, True)


@pytest.mark.parametrize("arguments", [["rebuild"], ["redact", "prd_0000000000", "--reason", "r", "--yes"]])
def test_while_another_machine_serves_it_nobody_touches_its_tables(operate, arguments):
    now = operate.instance.clock()
    with operate.instance.database.writing() as tx:
        assert take_lease(tx, RELAY, owner="elsewhere", now=now, until=now + timedelta(seconds=30))
    result = operate(*arguments)
    assert (result.exit_code, "A relay leads this tracker" in result.stderr) == (1, True)


def test_a_restored_folder_leaves_it_alone(operate, tracker, tmp_path):
    new_caller(operate.instance)
    with open_application(tmp_path / "small"):
        pass
    assert tracker("backup", tmp_path / "small.tar", "--data", tmp_path / "small").exit_code == 0
    with operate.instance.database.writing() as tx:
        before = projection_rows(tx)
        assert take_lease(
            tx,
            RELAY,
            owner="here",
            now=operate.instance.clock(),
            until=operate.instance.clock() + timedelta(seconds=30),
        )
    assert operate("restore", tmp_path / "small.tar", "--data", tmp_path / "copy").exit_code == 0
    with operate.instance.database.reading() as tx:
        assert projection_rows(tx) == before
        assert tx.value("SELECT count(*) FROM lease") == 1
        assert read_outbound(tx).is_on
    with open_application(tmp_path / "copy") as copy, copy.database.reading() as tx:
        assert not read_outbound(tx).is_on
