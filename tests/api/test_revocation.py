"""A key that was let in before and counts no more: no write with it is acknowledged, whatever process is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.instances import Instance, open_tracker_behind_api
from tests.support.clock import Clock
from tests.support.instance import KINDS, bearer, settings_for
from tracker.api.http.operation import AUTHORIZE
from tracker.app import create_app
from tracker.application.access.access import OPERATOR, issue_key, revoke_key, rotate_key
from tracker.application.access.keys import revoke
from tracker.application.context import AppContext, system_clock
from tracker.application.event_ids import FreshIds
from tracker.application.transact import unit_of_work_in
from tracker.bootstrap import open_context, rebuild_projections
from tracker.domain.instants import instant_text
from tracker.domain.key import SCOPES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
LIST = "/v1/predictions"
WAIT_S = 60.0
POSTS_MAX = 300


class Two(Instance):
    """A tracker whose database two programs have open, each behind an API of its own."""

    people: ClassVar = {}

    def __init__(self, application: AppContext, client: FlaskClient) -> None:
        super().__init__(application, client)
        self.clients = [client]

    def issue(self, **options: Any) -> tuple[str, str]:
        """The id and the token of a new key, which both programs have let in."""
        public_id, token = issue_key(
            self.application, **{"name": "n", "scopes": SCOPES, "author": "Ada", **options}
        )
        self.meet(token)
        return public_id, token

    def meet(self, token: str) -> None:
        assert [self.look(token, client) for client in self.clients] == [200] * len(self.clients)

    def look(self, token: str, client: FlaskClient) -> int:
        return int(client.get(LIST, headers=bearer(token), buffered=True).status_code)


def post(client: FlaskClient, token: str, **headers: str) -> Any:
    """Log a prediction; the same key, the same words."""
    statement = f"It comes to {headers.get('Idempotency_Key') or uuid4()}"
    entry = {"statement": statement, "deadline": "2099-12-31", "probability": 0.4}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(LIST, json=entry, headers=bearer(token) | named, buffered=True)


@contextmanager
def opened(folder: Path, kind: str, clock: Any) -> Iterator[Two]:
    with open_tracker_behind_api(folder, of=Two, kind=kind, clock=clock) as tracker:
        url = tracker.application.database.engine.url
        named = (
            url.set(drivername="postgresql").render_as_string(hide_password=False)
            if kind == "postgres"
            else ""
        )
        settings = settings_for(folder, database_url=named)
        second = open_context(settings)
        try:
            application = AppContext(database=second.database, clock=clock)
            tracker.clients.append(create_app(settings, application).test_client())
            yield tracker
        finally:
            second.database.close()


@pytest.fixture(params=KINDS)
def tracker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    with opened(tmp_path, request.param, Clock(NOW)) as two:
        yield two


@pytest.fixture(params=KINDS)
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    """On the machine's clock."""
    with opened(tmp_path, request.param, system_clock) as two:
        yield two


def recorded_by(application: AppContext, key: str) -> list[str]:
    """When each event of that key was recorded."""
    with application.database.reading() as tx:
        rows = tx.rows("SELECT recorded_at FROM event WHERE recorded_by = :key", {"key": key})
    return [row["recorded_at"] for row in rows]


def test_no_write_is_acknowledged_that_begins_after_the_revocation(running: Two) -> None:
    public_id, token = running.issue()
    acknowledged, enough = [0] * 8, threading.Event()

    def write_until_refused(number: int) -> tuple[list[int], int]:
        client = running.clients[number % 2].application.test_client()  # one of its own for each thread
        for _ in range(POSTS_MAX):
            status = post(client, token).status_code
            if status != 201:
                return [status, *(post(client, token).status_code for _ in range(3))], acknowledged[number]
            acknowledged[number] += 1
            if min(acknowledged) >= 3:
                enough.set()
        return [], acknowledged[number]

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write_until_refused, number) for number in range(8)]
        assert enough.wait(WAIT_S)
        revoke_key(running.application, public_id)
        answered_at = instant_text(system_clock())
        ends = [writer.result(WAIT_S) for writer in writers]
    assert [end for end, _ in ends] == [[401] * 4] * 8
    instants = recorded_by(running.application, public_id)
    assert len(instants) == 2 * sum(count for _, count in ends)  # a prediction and its forecast
    assert max(instants) <= answered_at


def told_when_let_in(app: Flask) -> threading.Event:
    """Set once the app has let the next caller in."""
    let_in, authorize = threading.Event(), app.extensions[AUTHORIZE]

    def telling(*args: Any, **options: Any) -> Any:
        caller = authorize(*args, **options)
        let_in.set()
        return caller

    app.extensions[AUTHORIZE] = telling
    return let_in


def test_a_request_that_was_let_in_and_waits_is_refused_in_its_transaction(tracker: Two) -> None:
    public_id, token = tracker.issue()
    database, app = tracker.application.database, tracker.clients[1].application
    let_in = told_when_let_in(app)
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as tx:
            tx.lock(f"{public_id} k1")  # on SQLite the transaction itself keeps the other waiting
            waiting = pool.submit(post, app.test_client(), token, Idempotency_Key="k1")
            assert let_in.wait(WAIT_S)
            with unit_of_work_in(tx, origin=OPERATOR, ids=FreshIds(), now=NOW) as uow:
                revoke(uow, public_id, by=None)
        answer = waiting.result(WAIT_S)
    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (401, "unauthorized")
    assert recorded_by(tracker.application, public_id) == []


def test_both_programs_refuse_a_revoked_key_at_once(tracker: Two) -> None:
    public_id, token = tracker.issue()
    revoke_key(tracker.application, public_id)
    assert [post(client, token).status_code for client in tracker.clients] == [401, 401]
    assert [tracker.look(token, client) for client in tracker.clients] == [401, 401]


def test_a_key_is_refused_from_the_instant_at_which_it_expires(tracker: Two) -> None:
    until = NOW + timedelta(hours=1)
    _, token = tracker.issue(expires_at=until)
    tracker.clock.now = until - MOMENT
    assert [post(client, token).status_code for client in tracker.clients] == [201, 201]
    tracker.clock.now = until
    answers = [post(client, token) for client in tracker.clients]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert "expired" in answers[0].json["detail"]


def test_a_rotated_key_is_refused_once_the_overlap_ends(tracker: Two) -> None:
    old, token = tracker.issue()
    _, new_token = rotate_key(tracker.application, old, overlap=timedelta(hours=2))
    tracker.meet(new_token)
    tracker.clock.now = NOW + timedelta(hours=2) - MOMENT
    for client in tracker.clients:
        assert [post(client, one).status_code for one in (token, new_token)] == [201, 201]
    tracker.clock.now = NOW + timedelta(hours=2)
    for client in tracker.clients:
        assert [post(client, one).status_code for one in (token, new_token)] == [401, 201]


def test_a_stored_answer_is_not_given_to_a_revoked_key(tracker: Two) -> None:
    public_id, token = tracker.issue()
    assert post(tracker.client, token, Idempotency_Key="k1").status_code == 201
    assert post(tracker.client, token, Idempotency_Key="k1").status_code == 201
    revoke_key(tracker.application, public_id)
    assert post(tracker.client, token, Idempotency_Key="k1").status_code == 401


def test_a_rebuild_lets_in_and_refuses_the_same_keys(tracker: Two) -> None:
    _, good = tracker.issue()
    public_id, revoked = tracker.issue()
    revoke_key(tracker.application, public_id)
    while tracker.application.database.sequence():
        pass
    rebuild_projections(tracker.application.database)
    for client in tracker.clients:
        assert [post(client, one).status_code for one in (good, revoked)] == [201, 401]


@pytest.mark.parametrize(
    "wrong",
    [
        {"json": {"statement": ""}},
        {"data": b"{", "content_type": "text/plain"},
        {"json": {}, "headers": {"Idempotency-Key": ""}},
        {"json": {}, "headers": {"Accept": "text/csv"}},
        {"json": {}, "query_string": "x=1"},
    ],
    ids=["entry", "body", "idempotency key", "accept", "query"],
)
def test_a_revoked_key_learns_nothing_else_that_is_wrong(tracker: Two, wrong: dict[str, Any]) -> None:
    public_id, token = tracker.issue()
    revoke_key(tracker.application, public_id)
    headers = bearer(token) | wrong.get("headers", {})
    assert tracker.client.post(LIST, **wrong | {"headers": headers}).status_code == 401


def test_a_revoked_key_without_the_scope_learns_that_it_was_revoked(tracker: Two) -> None:
    public_id, token = tracker.issue(scopes=("read",))
    assert post(tracker.client, token).status_code == 403
    revoke_key(tracker.application, public_id)
    assert post(tracker.client, token).status_code == 401


def test_a_refused_use_of_a_key_is_not_noted(tracker: Two) -> None:
    public_id, token = tracker.issue()
    tracker.clock.forward(hours=1)
    revoke_key(tracker.application, public_id)
    assert post(tracker.client, token).status_code == 401
    with tracker.application.database.reading() as tx:
        assert tx.value("SELECT used_at FROM key_use") == instant_text(NOW)
