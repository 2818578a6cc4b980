"""A worker as RQ's own command runs it, on queues that are sealed or not, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rq import Queue

from tests.workers.planted import FOLDER_VARIABLE, Allowing
from tracker.application.work.queue import QUEUES
from tracker.bootstrap import ROOT
from workers.queues import SignedJSON, enqueue

SECRET = "a secret of the test, long enough"
WORK = "tests.workers.planted.work"
SEALED = ("workers.queues.SignedJSON", "tests.workers.planted.Allowing")
"""The serializer and the class of job, as the command is told them."""


def start_worker(url, marks, *, classes, secret=SECRET):
    """Let a worker run until the queues are empty, or it gives up."""
    serializer, job_class = classes
    command = [
        *(Path(sys.executable).with_name("rq"), "worker", "-u", url),
        *("-S", serializer, "-j", job_class, "-w", "rq.worker.SimpleWorker"),
        *("--worker-ttl", "30", "--maintenance-interval", "30", "--burst"),
        *QUEUES,
    ]
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TRACKER_SECRET_KEY": secret,
        FOLDER_VARIABLE: str(marks),
    }
    return subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )


def work_off(url, marks, *, classes):
    """Let a worker empty the queues; what it wrote."""
    worker = start_worker(url, marks, classes=classes)
    assert worker.returncode == 0, worker.stdout
    assert "done, quitting" in worker.stdout, worker.stdout
    assert "unhandled exception" not in worker.stdout, worker.stdout
    return worker.stdout


def runs(marks):
    """Name -> how often it ran."""
    return {file.name: len(file.read_text().splitlines()) for file in sorted(marks.iterdir())}


def sealed_queue(client, name="settle"):
    return Queue(name, connection=client, serializer=SignedJSON, job_class=Allowing)


def ring_work(client, job_id):
    assert enqueue(sealed_queue(client), WORK, job_id=job_id, name=job_id)
