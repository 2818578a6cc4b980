"""A published post of Ghost is an essay here: recorded once, revised when its text is another, on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.served import Clock
from tests.delivery.test_ghost_hook import SECRET, signed
from tests.support.instance import KINDS, new_caller, open_application, settings_for
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.application.event_ids import FreshIds
from tracker.application.recording.essays import record_essay
from tracker.application.transact import write_once
from tracker.delivery.redaction import redact
from tracker.domain.essay import RecordEssay
from tracker.store.log.log import Origin, count_pending, read_head

PATH = "/v1/hooks/ghost"
URL = "https://essays.example/on-cabinets/"
POST = {
    "id": "65f",
    "url": URL,
    "title": "On cabinets",
    "status": "published",
    "html": "<p>It falls.</p><p>By March.</p>",
    "published_at": "2026-01-01T11:00:00.000Z",
    "primary_author": {"name": "Bo Byline"},
}
TEXT = "It falls.\n\nBy March."
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Hooked:
    def __init__(self, application: Any, folder: Path, **settings: str) -> None:
        self.application, self.clock = application, application.clock
        self.app = create_app(settings_for(folder, **settings), application)

    def send(self, post: dict[str, Any], *, header: str | None = None, tampered: bytes | None = None) -> Any:
        body = json.dumps({"post": {"current": post, "previous": {}}}).encode()
        headers = {"X-Ghost-Signature": header or signed(body, at=self.clock())}
        return self.app.test_client().post(
            PATH, data=tampered or body, headers=headers, content_type="application/json"
        )

    def events(self) -> int:
        while self.application.database.sequence():
            pass
        with self.application.database.reading() as tx:
            return int(read_head(tx).position + count_pending(tx))


@pytest.fixture(name="hooked", params=KINDS)
def _hooked(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Hooked]:
    with open_application(tmp_path, clock=Clock(START), kind=request.param) as application:
        yield Hooked(application, tmp_path, TRACKER_GHOST_HOOK_SECRET=SECRET)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_published_post_is_an_essay_whose_hash_proves_its_date(hooked: Hooked) -> None:
    answer = hooked.send(POST)
    assert answer.status_code == 200, answer.text
    essay = hooked.app.test_client().get(answer.json["address"]).json
    assert essay == answer.json
    assert (essay["url"], essay["title"], essay["author"]["name"]) == (URL, "On cabinets", "Bo Byline")
    assert (essay["published_at"], essay["text_sha256"]) == ("2026-01-01T11:00:00Z", sha256(TEXT))
    assert (essay["recorded_at"], essay["recorded_by"]) == ("2026-01-01T12:00:00Z", "ghost-hook")


def test_the_same_post_again_records_nothing(hooked: Hooked) -> None:
    first, before = hooked.send(POST).json, hooked.events()
    hooked.clock.now += timedelta(minutes=1)
    again = hooked.send(POST)
    assert (again.status_code, again.json, hooked.events()) == (200, first, before)


def test_the_same_post_twice_at_once_is_one_essay(hooked: Hooked) -> None:
    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(hooked.send, [POST] * 4))
    assert {(one.status_code, one.json["id"]) for one in answers} == {(200, answers[0].json["id"])}
    assert hooked.events() == 1


def test_another_text_is_a_revision(hooked: Hooked) -> None:
    first = hooked.send(POST).json
    hooked.clock.now += timedelta(hours=1)
    second = hooked.send({**POST, "html": "<p>It stands.</p>", "title": "On a cabinet"}).json
    assert (second["id"], second["version"], second["title"]) == (first["id"], 2, "On a cabinet")
    assert second["text_sha256"] == sha256("It stands.") != first["text_sha256"]


def test_what_people_said_of_the_essay_stays(hooked: Hooked) -> None:
    entry = RecordEssay(url=URL, byline="Known Better", published_at="2025-12-31")
    record(hooked, entry)
    essay = hooked.send(POST).json
    assert (essay["author"]["name"], essay["published_at"]) == ("Known Better", "2025-12-31T00:00:00Z")
    assert (essay["title"], essay["text_sha256"]) == ("On cabinets", sha256(TEXT))


def test_what_nobody_said_is_added(hooked: Hooked) -> None:
    caller = new_caller(hooked.application, author=None, scopes=("record",))
    record(hooked, RecordEssay(url=URL), caller=caller)
    essay = hooked.send(POST).json
    assert (essay["author"]["name"], essay["published_at"]) == ("Bo Byline", "2026-01-01T11:00:00Z")


def test_a_day_that_lies_ahead_is_today(hooked: Hooked) -> None:
    assert (
        hooked.send({**POST, "published_at": "2026-06-01T00:00:00.000Z"}).json["published_at"]
        == "2026-01-01T12:00:00Z"
    )


def test_a_text_that_was_taken_down_does_not_come_back(hooked: Hooked) -> None:
    essay = hooked.send(POST).json
    redact(hooked.application, essay["id"], reason="asked for")
    hooked.send(POST)
    token = issue_key(hooked.application, name="reader", scopes=("read",), author=None)[1]
    gone = hooked.app.test_client().get(
        f"{essay['address']}/texts/{sha256(TEXT)}", headers={"Authorization": f"Bearer {token}"}
    )
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("age", "secret"),
    [
        (timedelta(minutes=6), SECRET),
        (timedelta(minutes=-6), SECRET),
        (timedelta(0), "another secret"),
    ],
)
def test_what_is_signed_wrongly_or_at_another_time_records_nothing(
    hooked: Hooked, age: timedelta, secret: str
) -> None:
    body = json.dumps({"post": {"current": POST, "previous": {}}}).encode()
    answer = hooked.send(POST, header=signed(body, at=START - age, secret=secret))
    assert (answer.status_code, answer.json["code"], hooked.events()) == (401, "unauthorized", 0)


def test_a_changed_byte_records_nothing(hooked: Hooked) -> None:
    body = json.dumps({"post": {"current": POST, "previous": {}}}).encode()
    answer = hooked.send(POST, header=signed(body, at=START), tampered=body.replace(b"March", b"April"))
    assert (answer.status_code, hooked.events()) == (401, 0)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"status": "draft"}, 422),
        ({"url": "essays.example/no-scheme"}, 422),
        ({"html": f"<p>{'a' * 500_001}</p>"}, 422),
        ({"title": "a\x00b"}, 422),
    ],
)
def test_a_post_that_is_no_essay_is_refused(hooked: Hooked, said: dict[str, Any], status: int) -> None:
    answer = hooked.send({**POST, **said})
    assert (answer.status_code, hooked.events()) == (status, 0)


def test_what_is_signed_and_no_json_is_malformed(hooked: Hooked) -> None:
    answer = hooked.send(POST, header=signed(b"{", at=START), tampered=b"{")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")


def test_without_a_secret_nothing_stands_there(tmp_path: Path) -> None:
    with open_application(tmp_path, clock=Clock(START)) as application:
        assert Hooked(application, tmp_path).send(POST).status_code == 404


def test_a_closed_tracker_hears_its_ghost_too(tmp_path: Path) -> None:
    with open_application(tmp_path, clock=Clock(START)) as application:
        hooked = Hooked(application, tmp_path, TRACKER_GHOST_HOOK_SECRET=SECRET, TRACKER_CLOSED="1")
        assert hooked.send(POST).status_code == 200
        assert hooked.app.test_client().get("/v1/essays").status_code == 401


def record(hooked: Hooked, entry: RecordEssay, *, caller: Any = None) -> None:
    caller = caller or new_caller(hooked.application)
    write_once(
        hooked.application,
        lambda uow: record_essay(hooked.application, uow, entry, caller=caller),
        origin=Origin(recorded_by="test", correlation_id="test"),
        ids=FreshIds,
    )
