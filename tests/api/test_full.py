"""A tracker without room: every request that would record is told so, reading goes on, and the same request succeeds later."""

from __future__ import annotations

import pytest

from tests.api.test_problems import check_document
from tests.application.doing import line, story_lines
from tests.store.test_full import Room
from tests.support.instance import AUTHOR, open_application, settings_for
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.domain.errors import StorageFull
from tracker.domain.key import SCOPES

BODY = {"statement": "It comes to this", "probability": 0.4, "deadline": "2099-12-31"}
LONG = "x" * 900


@pytest.fixture
def application(tmp_path):
    with open_application(tmp_path) as opened:
        yield opened


@pytest.fixture
def client(application, tmp_path):
    made = create_app(settings_for(tmp_path), application).test_client()
    _, token = issue_key(application, name="author", scopes=SCOPES, author=AUTHOR)
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def test_a_full_tracker_says_so_and_takes_the_same_request_later(application, client):
    standing = client.post("/v1/predictions", json=BODY).json["id"]
    room = Room(application.database)
    room.take()
    answers = []
    while len(answers) < 100 and (not answers or answers[-1].status_code == 201):
        body = BODY | {"statement": f"{len(answers)} {LONG}"}
        headers = {"Idempotency-Key": f"k-{len(answers)}"}
        answers.append(client.post("/v1/predictions", json=body, headers=headers))
    refused = answers[-1]
    document = check_document(refused, 507, "storage_full")
    assert refused.headers["Retry-After"] == "30"
    explained = client.get(document["type"].removeprefix("http://localhost")).json
    assert explained["status"] == 507
    assert client.get(f"/v1/predictions/{standing}").status_code == 200
    room.give_back()
    again = client.post("/v1/predictions", json=body, headers=headers)
    assert again.status_code == 201, again.text
    assert client.post("/v1/predictions", json=body, headers=headers).json == again.json


def test_a_line_for_which_there_is_no_room_is_not_passed_over(client, monkeypatch):
    def full(*_):
        raise StorageFull("full")

    run = client.post("/v1/imports", json={"source": "story", "timezone": "UTC"}).json["run"]
    monkeypatch.setattr("tracker.application.imports.runs.record_line", full)
    body = b"\n".join(story_lines())
    answer = client.post(f"/v1/imports/{run}/lines", data=body, content_type="application/x-ndjson")
    check_document(answer, 507, "storage_full")


def test_an_import_without_room_is_no_wrong_line(application, client):
    run = client.post("/v1/imports", json={"source": "story", "timezone": "UTC"}).json["run"]
    room = Room(application.database)
    room.take()
    lines = [
        *story_lines()[:1],
        *(line("forecaster", id=f"f{n}", name=f"{n} " + "x" * 190) for n in range(500)),
    ]
    path, body = f"/v1/imports/{run}/lines", b"\n".join(lines)
    check_document(client.post(path, data=body, content_type="application/x-ndjson"), 507, "storage_full")
    room.give_back()
    answer = client.post(path, data=body, content_type="application/x-ndjson")
    assert answer.status_code == 200, answer.text
    assert b"refused" not in answer.data
