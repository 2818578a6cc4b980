"""The overview: complete, and quick because nothing is imported for it."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from tracker.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_overview_is_there_and_says_what_the_overview_says(name):
    command = main.get_command(click.Context(main), name)
    assert command.name == name
    assert command.get_short_help_str(200) == COMMANDS[name].summary


def test_the_overview_imports_no_command_and_no_library_but_click():
    heavy = "{'sqlalchemy', 'httpx2', 'rich', 'flask', 'alembic', 'redis', 'tracker.bootstrap'}"
    program = (
        "import sys; from click.testing import CliRunner; from tracker.cli import main; "
        f"print(CliRunner().invoke(main, ['--help']).exit_code, sorted({heavy} & sys.modules.keys()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert told.stdout == "0 []\n"


def test_a_wrong_setting_is_one_line_that_names_it(tracker):
    result = tracker("report", TRACKER_PORT="many")
    assert (result.exit_code, result.stderr) == (2, "Error: TRACKER_PORT: 'many' is not a whole number.\n")


def test_a_wrong_form_of_the_log_stops_the_start(tracker, tmp_path):
    result = tracker("up", TRACKER_LOG="loud")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: TRACKER_LOG: 'loud' is not auto, console or json")
    assert not (tmp_path / "tracker").exists()


def test_an_unknown_command_is_refused(tracker):
    assert tracker("predict").exit_code == 2
