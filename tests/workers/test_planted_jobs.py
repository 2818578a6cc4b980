"""The seal on the queues, attacked by planting jobs in a real server that a real `rq worker` reads."""

from __future__ import annotations

import pickle
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from rq import Callback, Queue, Repeat, Retry
from rq.job import Job
from rq.serializers import JSONSerializer, PickleSerializer
from rq.webhook import Webhook

from tests.workers.planted import Allowing, RunsWhileRead
from tests.workers.rqs_worker import SEALED, WORK, ring_work, runs, sealed_queue, start_worker, work_off
from tracker.application.work.queue import QUEUES
from workers.queues import (
    PAYLOAD_BYTES_MAX,
    JobRefused,
    SignedJSON,
    TrackerJob,
    enqueue,
)

FAIL, CALLED_BACK = (f"tests.workers.planted.{name}" for name in ("fail", "called_back"))
PRODUCT = ("workers.queues.SignedJSON", "workers.queues.TrackerJob")
RQS_OWN_JSON = ("rq.serializers.JSONSerializer", "rq.job.Job")
RQS_OWN_PICKLE = ("rq.serializers.PickleSerializer", "rq.job.Job")


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
    assert "The bytes do not carry our signature" in output
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
    assert output.count("The content is signed but is not a function call") >= 2
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
    assert enqueue(sealed_queue(client), FAIL, job_id="failing", name="failing")
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
    assert "job odd is malformed and was skipped" in output
    assert "'an id that no job can have' is not a job id" in output
    assert runs(marks) == {"proper": 1}


def test_a_worker_without_the_secret_ends_before_it_runs_anything(url, client, marks):
    ring_work(client, "proper")
    worker = start_worker(url, marks, classes=SEALED, secret="")
    assert "TRACKER_SECRET_KEY is missing" in worker.stdout
    assert "done, quitting" not in worker.stdout
    assert runs(marks) == {}


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
        "settle", "score", "deliver", "publish_digests", "read_feeds", "prune_deliveries", "forget_idempotency",
        "refresh_statistics", "verify_log",
    )  # fmt: skip
    assert {f"workers.jobs.{name}" for name in names} == TrackerJob.ALLOWED
