"""The client: which tracker it speaks to, with which key, and what a refusal looks like."""

from __future__ import annotations

import json
import socket

import click
import pytest

from tests.cli.loopback import Reply, problem
from tracker.cli.client.client import Client, Refused, Unreachable
from tracker.cli.client.folder import LOCK, write_address, write_private
from tracker.cli.supervision.supervisor import hold_lock

REPORT = "GET /v1/reports/track-record"
PLAIN = {"plain": {"title": "Nobody", "verdict": "", "sentences": [], "counted": ""}}


@pytest.fixture
def instance(tmp_path):
    """A tracker's folder, with a key of its own."""
    folder = tmp_path / "tracker"
    folder.mkdir()
    write_private(folder / "api-key", "trk_live_local\n")
    return folder


def test_without_settings_the_folder_says_address_and_key(tracker, loopback, instance):
    loopback.replies[REPORT] = [Reply(200, PLAIN)]
    write_address(instance, loopback.address)
    with hold_lock(instance / LOCK):
        assert tracker("report").exit_code == 0
    assert loopback.seen[0].headers["Authorization"] == "Bearer trk_live_local"


def test_the_folders_key_goes_to_no_other_address(tracker, loopback, instance):
    loopback.replies[REPORT] = [Reply(200, PLAIN)]
    write_address(instance, "http://127.0.0.1:9")
    with hold_lock(instance / LOCK):
        assert tracker("report", TRACKER_URL=loopback.address).exit_code == 0
    assert "Authorization" not in loopback.seen[0].headers


def test_a_tracker_that_is_not_up_is_not_asked_though_its_file_is_left(tracker, loopback, instance):
    write_address(instance, loopback.address)
    (instance / LOCK).touch()
    result = tracker("report")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: No tracker is running on ")
    assert loopback.seen == []


def test_no_proxy_of_the_environment_gets_the_key(people, loopback, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    loopback.replies[REPORT] = [Reply(200, PLAIN)]
    assert people("report").exit_code == 0


def test_where_nobody_listens_that_is_one_line_and_nothing_started(tracker):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = tracker("report", TRACKER_URL=f"http://127.0.0.1:{port}")
    assert result.exit_code == 2
    assert result.stderr == f"Error: No answer from http://127.0.0.1:{port}. Is `tracker up` running?\n"


@pytest.mark.parametrize("url", ["ftp://x", "localhost:8000", "http://[::", "http://x:y"])
def test_an_address_that_is_none_is_said_in_one_line(tracker, url):
    result = tracker("report", TRACKER_URL=url)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("key", ["schl\u00fcssel", "a\nb"])
def test_a_key_that_no_header_can_carry_is_said_in_one_line(tracker, loopback, key):
    result = tracker("report", TRACKER_URL=loopback.address, TRACKER_KEY=key)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert key not in result.stderr


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (problem(422, "30 means 3000%.", errors=(("/probability", "30 means 3000%."),)), "30 means 3000%. (/probability)"),
        (problem(422, "Invalid", errors=(("/a", "no"), ("/b", "neither"))), "Invalid (/a: no; /b: neither)"),
        (problem(403, "this key lacks the scope read", code="forbidden"), "this key lacks the scope read"),
        (problem(409, "it stands", address="/v1/predictions/prd_1"), "it stands (existing record: /v1/predictions/prd_1)"),
        (problem(500, "The tracker failed", code="internal", request_id="r-1"), "The tracker failed (request r-1)"),
        (problem(422, "two\nlines\x1b[2J here"), "two lines [2J here"),
        (Reply(502, b"<html>bad gateway</html>"), "HTTP 502 from {address}/v1/reports/track-record"),
    ],
)  # fmt: skip
def test_a_refusal_is_one_line_with_its_faults(people, loopback, reply, line):
    loopback.replies[REPORT] = [reply]
    result = people("report", "--topic", "japan")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {line.format(address=loopback.address)}\n"


def test_a_page_that_is_no_tracker_is_told_from_one(people, loopback):
    loopback.replies[REPORT] = [Reply(200, b"<html>hello</html>", {"Content-Type": "text/html"})]
    result = people("report")
    assert result.exit_code == 2
    assert "it is not a tracker" in result.stderr


def test_every_write_has_an_idempotency_key_of_its_own(loopback):
    loopback.replies["POST /v1/x"] = [Reply(201, {})]
    with Client(loopback.address, None) as client:
        client.post("/v1/x", {"a": "\u00e4"})
        client.post("/v1/x", {"a": "\u00e4"})
    first, second = (one.headers["Idempotency-Key"] for one in loopback.seen)
    assert first != second
    assert loopback.seen[0].body == json.dumps({"a": "\u00e4"}, ensure_ascii=False).encode()


def test_with_patience_a_busy_tracker_is_asked_again_with_the_same_idempotency_key(loopback):
    busy = [problem(409, "still running", code="in_progress"), problem(503, "restarting")]
    loopback.replies["POST /v1/x"] = [*busy, Reply(201, {"done": True})]
    with Client(loopback.address, None, patience_s=10) as client:
        assert client.post("/v1/x", {}).document == {"done": True}
    assert len({one.headers["Idempotency-Key"] for one in loopback.seen}) == 1
    assert len(loopback.seen) == 3


def test_patience_ends(loopback):
    loopback.replies["POST /v1/x"] = [problem(409, "still running", code="in_progress")]
    with (
        Client(loopback.address, None, patience_s=0.5) as client,
        pytest.raises(Refused, match="still running"),
    ):
        client.post("/v1/x", {})
    assert 1 < len(loopback.seen) < 6


def test_a_refusal_that_will_stand_is_not_asked_again(loopback):
    loopback.replies["POST /v1/x"] = [problem(409, "no", code="conflict"), Reply(201, {})]
    with Client(loopback.address, None, patience_s=10) as client, pytest.raises(Refused):
        client.post("/v1/x", {})
    assert len(loopback.seen) == 1


def test_a_redirect_is_not_followed_with_the_key(loopback):
    loopback.replies["GET /v1/x"] = [Reply(302, {}, {"Location": "http://127.0.0.1:9/"})]
    with Client(loopback.address, "k") as client, pytest.raises(Refused):
        client.get("/v1/x")


def test_a_list_is_read_page_by_page_only_as_far_as_somebody_looks(loopback):
    pages = [Reply(200, {"items": [{"n": n}], "next_cursor": str(n)}) for n in range(3)]
    loopback.replies["GET /v1/x"] = [*pages, Reply(200, {"items": [{"n": 3}], "next_cursor": None})]
    with Client(loopback.address, None) as client:
        listed = client.pages("/v1/x", {"status": ("due", "overdue")}, limit=7)
        assert next(listed) == {"n": 0}
        assert len(loopback.seen) == 1
        assert [one["n"] for one in listed] == [1, 2, 3]
    assert [one.query.get("cursor") for one in loopback.seen] == [None, "0", "1", "2"]
    assert {one.query["limit"] for one in loopback.seen} == {"7"}


def test_a_list_without_an_end_is_left(loopback):
    loopback.replies["GET /v1/x"] = [Reply(200, {"items": [], "next_cursor": "again"})]
    with (
        Client(loopback.address, None) as client,
        pytest.raises(click.ClickException, match="Narrow the request"),
    ):
        list(client.pages("/v1/x", pages_max=3))
    assert len(loopback.seen) == 3


def test_unreachable_and_refused_have_different_exit_codes():
    assert (Unreachable.exit_code, Refused.exit_code) == (2, 1)
