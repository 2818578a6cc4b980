"""A tracker to speak with, and the command line as somebody types it."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner

from tests.cli.loopback import serving
from tests.support.instance import open_application
from tracker.cli import main

KEY = "trk_live_test"


@pytest.fixture
def loopback():
    with serving() as server:
        yield server


@pytest.fixture
def tracker(monkeypatch, tmp_path):
    """Runs `tracker ARGUMENTS...` in this process, on a folder of its own and with no setting but what is given."""
    for name in ("TRACKER_URL", "TRACKER_KEY", "TRACKER_PORT", "REDIS_URL", "TRACKER_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRACKER_DATA", str(tmp_path / "tracker"))
    monkeypatch.setenv("TRACKER_AUTHOR", "Ada Example")

    def run(*arguments, **environment):
        return CliRunner().invoke(
            main, [str(one) for one in arguments], env=environment, catch_exceptions=False
        )

    # What commands that make files set for their process would stay with this one.
    before = os.umask(0o022)
    yield run
    os.umask(before)


@pytest.fixture
def folder(tmp_path):
    """The folder of the tracker that `tracker` runs on, with nothing in its log."""
    with open_application(tmp_path / "tracker"):
        pass
    return tmp_path / "tracker"


@pytest.fixture
def people(tracker, loopback):
    """The same, speaking to the loopback."""
    return lambda *arguments, **environment: tracker(
        *arguments, **{"TRACKER_URL": loopback.address, "TRACKER_KEY": KEY, **environment}
    )
