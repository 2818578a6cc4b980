"""How the background programs start, or say in one line why not."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.workers.rqs_worker import SECRET
from tracker.bootstrap import ROOT

GOOD = {"TRACKER_SECRET_KEY": SECRET, "REDIS_URL": "unix:///nowhere.sock"}


def start(program, **environment):
    return subprocess.run(
        [sys.executable, "-m", "workers", *program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("program", ["relay", "worker"])
@pytest.mark.parametrize(
    ("environment", "named"),
    [
        (GOOD | {"TRACKER_LOG": "loud"}, "TRACKER_LOG: 'loud' is not auto, console or json"),
        (GOOD | {"REDIS_URL": ""}, "REDIS_URL is not set"),
        (GOOD | {"TRACKER_SECRET_KEY": "short"}, "TRACKER_SECRET_KEY is missing"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(program, environment, named):
    ended = start([program], **environment)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(named)
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("program", [[], ["other"], ["relay", "worker"]])
def test_only_one_known_program_can_be_started(program):
    ended = start(program, **GOOD)
    assert (ended.returncode, ended.stderr) == (2, "usage: python -m workers relay | worker\n")
