"""The seal on the queues, attacked by planting jobs in a real server that a real `rq worker` reads."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import zlib
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import redis
from rq import Callback, Queue, Repeat, Retry
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer, PickleSerializer
from rq.webhook import Webhook

from tests.support.valkey import running_valkey
from tests.workers.planted import FOLDER_VARIABLE, Allowing, RunsWhileRead
from tracker.application.queue import QUEUES
from workers.queues import (
    PAYLOAD_BYTES_MAX,
    JobRefused,
    QueueSecretMissing,
    SignedJSON,
    TrackerJob,
    queue_named,
    queue_secret,
    ring,
)

ROOT = Path(__file__).parents[2]
SECRET = "a secret of the test, long enough"
WORK, FAIL, CALLED_BACK = (f"tests.workers.planted.{name}" for name in ("work", "fail", "called_back"))
SEALED = ("workers.queues.SignedJSON", "tests.workers.planted.Allowing")
PRODUCT = ("workers.queues.SignedJSON", "workers.queues.TrackerJob")
RQS_OWN_JSON = ("rq.serializers.JSONSerializer", "rq.job.Job")
RQS_OWN_PICKLE = ("rq.serializers.PickleSerializer", "rq.job.Job")


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET)


@pytest.fixture
def url(tmp_path):
    folder = tmp_path / "house"
    folder.mkdir()
    with running_valkey(folder) as address:
        yield address


@pytest.fixture
def client(url):
    with redis.Redis.from_url(url) as connection:
        yield connection


@pytest.fixture
def marks(tmp_path):
    """The folder in which everything that runs leaves a file."""
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder


@pytest.fixture
def listener():
    """A loopback HTTP server that keeps the paths it was asked for."""

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.paths.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Recorder) as server:
        server.paths = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


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
    assert ring(sealed_queue(client), WORK, job_id=job_id, name=job_id)


def touching(marks, name):
    return f"echo ran >> {marks / name}"


def everything_attached(listener):
    """Every field of a job that RQ acts on and no signature covers."""
    return {
        "on_success": Callback(CALLED_BACK),
        "on_failure": Callback(CALLED_BACK),
        "on_stopped": Callback(CALLED_BACK),
        "webhooks": [
            Webhook(f"http://127.0.0.1:{listener.server_port}/{status}", status)
            for status in ("finished", "failed")
        ],
        "repeat": Repeat(times=2),
    }


def plant_json_jobs(client, marks, listener):
    """Unsigned jobs with everything attached: one that works, one that fails, and one that waits for the first."""
    queue = Queue("settle", connection=client, serializer=JSONSerializer)
    first = queue.enqueue(
        "os.system", touching(marks, "system"), job_id="planted-system", **everything_attached(listener)
    )
    queue.enqueue(FAIL, "fails", job_id="planted-fail", retry=Retry(max=2), **everything_attached(listener))
    queue.enqueue("os.system", touching(marks, "dependent"), job_id="planted-dependent", depends_on=first)


def attach_unsigned_fields(client, job_id, listener):
    """Add to a signed job every field that its signature does not cover."""
    donor = Queue("donor", connection=client, serializer=JSONSerializer).enqueue(
        "os.getpid", retry=Retry(max=2), meta={"a": 1}, **everything_attached(listener)
    )
    fields = client.hgetall(donor.key)
    donor.delete()
    for kept in (b"data", b"origin", b"status"):
        del fields[kept]
    client.hset(
        Job.key_for(job_id),
        mapping={
            **fields,
            "meta": pickle.dumps(RunsWhileRead("true")),
            "result": pickle.dumps(RunsWhileRead("true")),
            "rate_limit_key": "planted",
            "rate_limit_concurrency": 1,
            "group_id": "no-such-group",
            "dependency_ids": '["x"]',
            "timeout": -1,
            "created_at": "no date",
            "failure_ttl": "no number",
        },
    )


def sign_under(job_id, func, *args, instance=None, **kwargs):
    """The call of a job as only a holder of the secret can write it."""
    return SignedJSON.dumps([func, instance, list(args), {**kwargs, "_sealed_for": job_id}])


def plant_signed(client, job_id, data):
    """A job whose hash holds this data."""
    fields = {"data": zlib.compress(data), "origin": "settle", "status": "queued"}
    client.hset(Job.key_for(job_id), mapping=fields)
    client.rpush("rq:queue:settle", job_id)


# --- What the plants do to RQ's own classes: these two keep the tests below honest -------------------------------


def test_rqs_own_json_runs_every_plant(url, client, marks, listener):
    plant_json_jobs(client, marks, listener)
    work_off(url, marks, classes=RQS_OWN_JSON)
    assert runs(marks) == {
        "called-back-planted-fail": 3,
        "called-back-planted-system": 3,
        "dependent": 1,
        "fails": 3,
        "system": 3,
    }
    assert sorted(set(listener.paths)) == ["/failed", "/finished"]


def test_rqs_own_pickle_runs_while_it_reads(url, client, marks):
    plant_signed(client, "pickled", pickle.dumps(RunsWhileRead(touching(marks, "pickle"))))
    work_off(url, marks, classes=RQS_OWN_PICKLE)
    assert set(runs(marks)) == {"pickle"}


# --- The same against the seal ------------------------------------------------------------------------------------


@pytest.mark.parametrize("classes", [SEALED, PRODUCT], ids=["sealed", "product"])
def test_nothing_unsigned_runs_and_the_next_proper_job_does(url, client, marks, listener, classes):
    plant_json_jobs(client, marks, listener)
    plant_signed(client, "pickled", pickle.dumps(RunsWhileRead(touching(marks, "pickle"))))
    Queue("score", connection=client, serializer=PickleSerializer).enqueue(
        "os.system", touching(marks, "pickled-call"), job_id="pickled-call"
    )
    ring_work(client, "proper")
    output = work_off(url, marks, classes=classes)
    assert runs(marks) == ({"proper": 1} if classes == SEALED else {})
    assert listener.paths == []
    assert "the bytes do not carry our signature" in output
    assert [client.llen(f"rq:queue:{name}") for name in QUEUES] == [0, 0, 0, 0]


def test_a_worker_started_without_the_serializer_still_reads_no_pickle(url, client, marks):
    plant_signed(client, "pickled", pickle.dumps(RunsWhileRead(touching(marks, "pickle"))))
    ring_work(client, "proper")
    work_off(url, marks, classes=("rq.serializers.PickleSerializer", "tests.workers.planted.Allowing"))
    assert runs(marks) == {"proper": 1}


@pytest.mark.parametrize("classes", [SEALED, PRODUCT], ids=["sealed", "product"])
def test_a_correctly_signed_call_outside_the_list_is_refused(url, client, marks, classes):
    plant_signed(client, "signed", sign_under("signed", "os.system", touching(marks, "system")))
    ring_work(client, "proper")
    output = work_off(url, marks, classes=classes)
    assert "os.system is not a job that workers may run" in output
    assert runs(marks) == ({"proper": 1} if classes == SEALED else {})


def test_a_signed_call_of_an_instance_is_refused(url, client, marks):
    plant_signed(client, "instance", sign_under("instance", WORK, instance="x", name="instance"))
    plant_signed(client, "no-call", SignedJSON.dumps({"not": "a call"}))
    ring_work(client, "proper")
    output = work_off(url, marks, classes=SEALED)
    assert output.count("signed, but not the call of a function") >= 2
    assert runs(marks) == {"proper": 1}


def test_a_signed_call_copied_to_another_id_is_refused(url, client, marks):
    ring_work(client, "original")
    fields = client.hgetall("rq:job:original")
    client.hset("rq:job:copy", mapping=fields)
    client.rpush("rq:queue:settle", "copy")
    output = work_off(url, marks, classes=SEALED)
    assert "signed for another job" in output
    assert runs(marks) == {"original": 1}


def test_unsigned_fields_of_a_signed_job_that_works_do_nothing(url, client, marks, listener):
    ring_work(client, "proper")
    attach_unsigned_fields(client, "proper", listener)
    work_off(url, marks, classes=SEALED)
    assert runs(marks) == {"proper": 1}
    assert listener.paths == []
    assert not client.exists("rq:job:proper"), "a job that is done leaves its id free"


def test_unsigned_fields_of_a_signed_job_that_fails_do_nothing(url, client, marks, listener):
    assert ring(sealed_queue(client), FAIL, job_id="failing", name="failing")
    attach_unsigned_fields(client, "failing", listener)
    output = work_off(url, marks, classes=SEALED)
    assert "as planned" in output
    assert runs(marks) == {"failing": 1}
    assert listener.paths == []
    assert 0 < client.ttl("rq:job:failing") <= 3600


def test_an_abandoned_job_is_failed_without_its_callbacks(url, client, marks, listener):
    ring_work(client, "abandoned")
    attach_unsigned_fields(client, "abandoned", listener)
    client.delete("rq:queue:settle")
    client.hset("rq:job:abandoned", "status", "started")
    client.zadd("rq:wip:settle", {"abandoned:execution": 1})
    ring_work(client, "proper")
    output = work_off(url, marks, classes=SEALED)
    assert "AbandonedJobError" in output
    assert runs(marks) == {"proper": 1}
    assert listener.paths == []


def test_a_planted_dependent_is_not_let_go(url, client, marks):
    ring_work(client, "waiting")
    client.delete("rq:queue:settle")
    client.hset("rq:job:waiting", "status", "deferred")
    client.sadd("rq:job:proper:dependents", "waiting")
    ring_work(client, "proper")
    work_off(url, marks, classes=SEALED)
    assert runs(marks) == {"proper": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"data": b"", "origin": "settle", "status": "queued"},
        {"data": b"not compressed", "origin": "settle", "status": "queued"},
        {"data": zlib.compress(b"0" * (PAYLOAD_BYTES_MAX + 1)), "origin": "settle", "status": "queued"},
        {"data": zlib.compress(b"0"), "origin": "elsewhere", "status": "queued"},
        {"data": zlib.compress(b"0"), "origin": "settle", "status": "no status"},
        {"data": zlib.compress(b"0"), "origin": b"\xff", "status": "queued"},
        {"origin": "settle"},
        {b"\xff": b"\xff"},
    ],
    ids=["empty", "raw", "bomb", "queue", "status", "bytes", "missing", "key"],
)
def test_a_malformed_job_is_passed_over_without_ending_the_worker(url, client, marks, fields):
    client.hset("rq:job:odd", mapping=fields)
    client.rpush("rq:queue:settle", "odd", "an id that no job can have")
    client.zadd("rq:ready:settle", {"odd": 1})
    client.sadd("rq:job:proper:dependents", "odd")
    ring_work(client, "proper")
    output = work_off(url, marks, classes=SEALED)
    assert "job odd is malformed and was passed over" in output
    assert "'an id that no job can have' is no id of a job" in output
    assert runs(marks) == {"proper": 1}


def test_a_worker_without_the_secret_ends_before_it_runs_anything(url, client, marks):
    ring_work(client, "proper")
    worker = start_worker(url, marks, classes=SEALED, secret="")
    assert "TRACKER_SECRET_KEY must be set" in worker.stdout
    assert "done, quitting" not in worker.stdout
    assert runs(marks) == {}


# --- Reading a stored job -----------------------------------------------------------------------------------------


def test_a_stored_job_brings_nothing_but_its_call_its_queue_and_its_status(client, listener):
    ring_work(client, "proper")
    attach_unsigned_fields(client, "proper", listener)
    blank = TrackerJob("proper", connection=client)
    found = Allowing.fetch("proper", connection=client)
    differing = {
        name for name, value in vars(found).items() if name != "created_at" and value != vars(blank)[name]
    }
    assert differing == {
        *("_data", "origin", "_status", "description"),
        *("timeout", "result_ttl", "failure_ttl"),
    }
    assert found.func_name == WORK
    assert found.kwargs == {"name": "proper"}
    assert (found.timeout, found.result_ttl, found.failure_ttl) == (60, 0, 3600)
    assert found.stopped_callback is found.success_callback is found.failure_callback is None


def test_a_refused_call_stays_refused_at_the_second_look(client):
    plant_signed(client, "signed", sign_under("signed", "os.system", "true"))
    job = TrackerJob.fetch("signed", connection=client)
    for name in ("func_name", "func", "args", "kwargs", "instance", "func_name"):
        with pytest.raises(JobRefused):
            getattr(job, name)


def test_a_signed_result_is_no_call(client):
    """An answer of a job is signed too; whoever copies it into a job gets nowhere."""
    plant_signed(client, "result", SignedJSON.dumps(["workers.jobs.settle", None, [], {}]))
    with pytest.raises(JobRefused, match="signed for another job"):
        TrackerJob.fetch("result", connection=client).func_name  # noqa: B018 - reading is what raises


def test_the_product_allows_its_jobs_and_nothing_else():
    names = (
        "settle",
        "score",
        "deliver",
        "publish_digests",
        "prune_attempts",
        "forget_idempotency",
        "verify_log",
    )
    assert {f"workers.jobs.{name}" for name in names} == TrackerJob.ALLOWED


# --- Ringing ------------------------------------------------------------------------------------------------------


def test_ringing_twice_with_one_id_asks_once(url, client, marks):
    assert ring(sealed_queue(client), WORK, job_id="settle-p1-7-0", name="once")
    assert not ring(sealed_queue(client), WORK, job_id="settle-p1-7-0", name="once")
    work_off(url, marks, classes=SEALED)
    assert runs(marks) == {"once": 1}
    assert ring(sealed_queue(client), WORK, job_id="settle-p1-7-0", name="again")


def test_arguments_may_be_called_like_rqs_own(client):
    assert ring(sealed_queue(client), WORK, job_id="named", name="x", timeout=5, description="y", args=[1])
    found = Allowing.fetch("named", connection=client)
    assert found.kwargs == {"name": "x", "timeout": 5, "description": "y", "args": [1]}


def test_a_function_off_the_list_is_refused_when_ringing(client):
    with pytest.raises(JobRefused, match=r"os\.system is not a job"):
        ring(queue_named(client, "settle"), "os.system", job_id="x")
    with pytest.raises(JobRefused):
        ring(Queue("settle", connection=client), "workers.jobs.settle", job_id="x")
    assert client.keys() == []


@pytest.mark.parametrize("job_id", ["", "a b", "a:b", "ä"])
def test_an_id_outside_the_alphabet_is_refused(client, job_id):
    with pytest.raises(ValueError, match=r"[Jj]ob[ _](ID|id)"):
        ring(queue_named(client, "settle"), "workers.jobs.settle", job_id=job_id)


def test_a_named_queue_is_sealed(client):
    queue = queue_named(client, "settle")
    assert ring(queue, "workers.jobs.settle", job_id="settle-p1", now="2026-01-01T00:00:00Z")
    job = queue.fetch_job("settle-p1")
    assert isinstance(job, TrackerJob)
    assert job.kwargs == {"now": "2026-01-01T00:00:00Z"}
    with pytest.raises(ValueError, match="no queue is called 'other'"):
        queue_named(client, "other")


def test_an_unknown_id_is_no_job(client):
    for job_id in ("nobody", "not an id"):
        with pytest.raises(NoSuchJobError):
            TrackerJob.fetch(job_id, connection=client)


# --- Signing ------------------------------------------------------------------------------------------------------


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
        with pytest.raises(QueueSecretMissing, match="TRACKER_SECRET_KEY must be set"):
            call()


def test_importing_reads_no_secret():
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", "import workers.queues"], env=env, check=True, timeout=30)


@pytest.mark.parametrize("content", [float("nan"), timedelta(1), "x" * PAYLOAD_BYTES_MAX])
def test_what_json_cannot_carry_is_not_signed(content):
    with pytest.raises((TypeError, ValueError)):
        SignedJSON.dumps(content)
