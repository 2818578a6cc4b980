"""What the sealed queue is attacked with: functions that leave a line in a file, and a job class that allows one.

Loaded by the workers under test, so every name here is a dotted path in some planted job.
"""

from __future__ import annotations

import os
from pathlib import Path

from workers.queues import TrackerJob

FOLDER_VARIABLE = "PLANTED_FOLDER"


def leave_a_line(name: str) -> None:
    """Tell the test that this ran, and how often."""
    with Path(os.environ[FOLDER_VARIABLE], name).open("a", encoding="utf-8") as file:
        file.write("ran\n")


def work(name: str) -> None:
    leave_a_line(name)


def fail(name: str) -> None:
    leave_a_line(name)
    raise RuntimeError("as planned")


def called_back(job, *_):
    leave_a_line(f"called-back-{job.id}")


class Allowing(TrackerJob):
    """The sealed job, allowing the functions above instead of the product's."""

    ALLOWED = frozenset({"tests.workers.planted.work", "tests.workers.planted.fail"})


class RunsWhileRead:
    """Runs a command while a pickle of it is loaded."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)
