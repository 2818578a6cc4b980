"""What a job says of its work, and whose request it names."""

from __future__ import annotations

import logging

import pytest
from structlog.contextvars import get_contextvars

from tests.application.doing import develop, log
from tests.support.instance import feed_all, work_off
from tracker.application.work import jobs
from tracker.application.work.jobs import do_due_work

RULED = {"rule": {"event_type": "cabinet.falls"}, "settlement": "at_once", "probability": 0.3}

BEFORE = "2025-12-31"
"""Then what happened settles nothing that opens later, but a job has to look at it."""


@pytest.fixture
def lines(caplog):
    """(event, level, what it tells, what is bound) of every line of a job."""
    caplog.set_level(logging.DEBUG, logger="tracker")
    told = []

    def keep(record):
        names = ("job", "scope", "done", "subject", "position")
        extra = {name: getattr(record, name) for name in names if hasattr(record, name)}
        told.append((record.getMessage(), record.levelname, extra, get_contextvars()))
        return True

    logger = logging.getLogger("tracker.application.work.jobs")
    logger.addFilter(keep)
    yield told
    logger.removeFilter(keep)


def test_a_job_says_once_what_it_did_and_a_piece_names_the_request_that_asked_for_it(
    application, caller, clock, lines
):
    develop(application, caller, event_type="cabinet.falls", occurred_on=BEFORE)
    prediction = log(application, caller, **RULED)
    feed_all(application)
    with application.database.reading() as tx:
        wanted = tx.value("SELECT wanted FROM work WHERE job = 'settle'")
    assert do_due_work(application, "settle", run=None, now=clock()) == 1
    piece = {"job": "settle", "subject": prediction, "position": wanted}
    assert lines == [
        ("piece", "DEBUG", piece, {"correlation_id": "test"}),
        ("job", "INFO", {"job": "settle", "scope": "live", "done": 1}, {}),
    ]


def test_what_a_worker_recorded_is_traced_back_to_the_request_that_made_it_do_so(
    application, caller, clock, lines
):
    log(application, caller, **RULED)
    develop(application, caller, event_type="cabinet.falls")
    work_off(application)
    scored = [bound for event, _, told, bound in lines if event == "piece" and told["job"] == "score"]
    assert scored == [{"correlation_id": "test"}]


def test_a_job_that_finds_nothing_says_so(application, clock, lines):
    assert do_due_work(application, "score", run="r", now=clock()) == 0
    assert lines == [("job", "INFO", {"job": "score", "scope": "r", "done": 0}, {})]


def test_a_piece_that_fails_names_its_request_too(application, caller, clock, lines, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("as planned")

    develop(application, caller, event_type="cabinet.falls", occurred_on=BEFORE)
    log(application, caller, **RULED)
    feed_all(application)
    monkeypatch.setattr(jobs, "settle_prediction", fail)
    assert do_due_work(application, "settle", run=None, now=clock()) == 0
    assert [(level, bound) for _, level, _, bound in lines] == [
        ("ERROR", {"correlation_id": "test"}),
        ("INFO", {}),
    ]
