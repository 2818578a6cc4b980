"""Ringing for work, and what is signed on the way: asked once, carried as JSON, read back only as it was said."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import timedelta

import pytest
from rq import Queue
from rq.exceptions import NoSuchJobError

from tests.workers.planted import Allowing, RunsWhileRead
from tests.workers.rqs_worker import (
    SEALED,
    SECRET,
    WORK,
    runs,
    sealed_queue,
    work_off,
)
from tracker.bootstrap import ROOT
from workers.queues import (
    PAYLOAD_BYTES_MAX,
    JobRefused,
    QueueSecretMissing,
    SignedJSON,
    TrackerJob,
    enqueue,
    queue_named,
    queue_secret,
)


def test_ringing_twice_with_one_id_asks_once(url, client, marks):
    assert enqueue(sealed_queue(client), WORK, job_id="settle-p1-7-0", name="once")
    assert not enqueue(sealed_queue(client), WORK, job_id="settle-p1-7-0", name="once")
    work_off(url, marks, classes=SEALED)
    assert runs(marks) == {"once": 1}
    assert enqueue(sealed_queue(client), WORK, job_id="settle-p1-7-0", name="again")


def test_arguments_may_be_called_like_rqs_own(client):
    assert enqueue(sealed_queue(client), WORK, job_id="named", name="x", timeout=5, description="y", args=[1])
    found = Allowing.fetch("named", connection=client)
    assert found.kwargs == {"name": "x", "timeout": 5, "description": "y", "args": [1]}


def test_a_function_off_the_list_is_refused_when_ringing(client):
    with pytest.raises(JobRefused, match=r"os\.system is not a job"):
        enqueue(queue_named(client, "settle"), "os.system", job_id="x")
    with pytest.raises(JobRefused):
        enqueue(Queue("settle", connection=client), "workers.jobs.settle", job_id="x")
    assert client.keys() == []


@pytest.mark.parametrize("job_id", ["", "a b", "a:b", "ä"])
def test_an_id_outside_the_alphabet_is_refused(client, job_id):
    with pytest.raises(ValueError, match=r"[Jj]ob[ _](ID|id)"):
        enqueue(queue_named(client, "settle"), "workers.jobs.settle", job_id=job_id)


def test_a_named_queue_is_sealed(client):
    queue = queue_named(client, "settle")
    assert enqueue(queue, "workers.jobs.settle", job_id="settle-p1", now="2026-01-01T00:00:00Z")
    job = queue.fetch_job("settle-p1")
    assert isinstance(job, TrackerJob)
    assert job.kwargs == {"now": "2026-01-01T00:00:00Z"}
    with pytest.raises(ValueError, match="'other' is not a queue"):
        queue_named(client, "other")


def test_an_unknown_id_is_no_job(client):
    for job_id in ("nobody", "not an id"):
        with pytest.raises(NoSuchJobError):
            TrackerJob.fetch(job_id, connection=client)


def test_what_was_signed_reads_back():
    content = ["workers.jobs.settle", None, [], {"prediction": "p_ä", "count": 3}]
    assert SignedJSON.loads(SignedJSON.dumps(content)) == content


@pytest.mark.parametrize(
    "damage",
    [
        lambda signed: signed[64:],
        lambda signed: b"0" * 64 + signed[64:],
        lambda signed: signed[:-1],
        lambda signed: signed + b" ",
        lambda signed: signed[:70] + b"X" + signed[71:],
        lambda signed: signed.upper(),
        lambda _: b"",
        lambda _: pickle.dumps(RunsWhileRead("false")),
    ],
)
def test_damaged_bytes_are_refused(damage):
    signed = SignedJSON.dumps(["workers.jobs.settle", None, [], {}])
    with pytest.raises(JobRefused):
        SignedJSON.loads(damage(signed))


def test_another_secret_signs_otherwise(monkeypatch):
    signed = SignedJSON.dumps([])
    monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET + "!")
    with pytest.raises(JobRefused):
        SignedJSON.loads(signed)


@pytest.mark.parametrize("value", [None, "", "short"])
def test_a_missing_or_short_secret_is_named(monkeypatch, value):
    monkeypatch.delenv("TRACKER_SECRET_KEY")
    if value is not None:
        monkeypatch.setenv("TRACKER_SECRET_KEY", value)
    for call in (queue_secret, lambda: SignedJSON.dumps([]), lambda: SignedJSON.loads(b"")):
        with pytest.raises(QueueSecretMissing, match="TRACKER_SECRET_KEY is missing"):
            call()


def test_importing_reads_no_secret():
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", "import workers.queues"], env=env, check=True, timeout=30)


@pytest.mark.parametrize("content", [float("nan"), timedelta(1), "x" * PAYLOAD_BYTES_MAX])
def test_what_json_cannot_carry_is_not_signed(content):
    with pytest.raises((TypeError, ValueError)):
        SignedJSON.dumps(content)
