"""`tracker outbound`: on, off, status, and the setting that wins."""

from __future__ import annotations

import pytest

from tests.support.instance import open_application
from tracker.store.outbound import read_outbound


def test_the_switch_is_turned_and_told(tracker, folder):
    assert tracker("outbound", "status").stdout == "Outbound is on (epoch 1).\n"
    assert tracker("outbound", "off").stdout.startswith("Outbound is off (epoch 1) since 2")
    with open_application(folder) as application, application.database.reading() as tx:
        assert not read_outbound(tx).is_on
        assert read_outbound(tx).changed_by
    assert ", changed by " in tracker("outbound", "status").stdout
    assert tracker("outbound", "on").stdout.startswith("Outbound is on (epoch 1) since 2")


def test_where_the_setting_says_off_turning_on_says_that_it_stays_off(tracker, folder):
    result = tracker("outbound", "on", TRACKER_OUTBOUND="off")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Outbound is off (epoch 1): TRACKER_OUTBOUND is off; the switch itself is on"
    )


def test_a_setting_that_is_neither_stops_the_command(tracker, folder):
    result = tracker("outbound", "status", TRACKER_OUTBOUND="maybe")
    assert (result.exit_code, result.stderr) == (2, "Error: TRACKER_OUTBOUND: 'maybe' is not on or off.\n")


@pytest.mark.parametrize("word", ["on", "off", "status"])
def test_a_folder_without_a_tracker_is_left_alone(tracker, tmp_path, word):
    assert tracker("outbound", word, "--data", tmp_path / "elsewhere").exit_code == 1
    assert not (tmp_path / "elsewhere").exists()
