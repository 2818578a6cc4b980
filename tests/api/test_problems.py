"""Every refusal is a problem document that explains itself and tells nothing else."""

from __future__ import annotations

import logging

import pytest

from tests.api.toy import ALL, BODY_LIMIT
from tracker.api.http.problems import BY_CODE, KINDS
from tracker.domain import errors
from tracker.domain.errors import TrackerError

MEMBERS = ["type", "title", "status", "detail", "instance", "request_id", "code", "errors"]

REFUSALS = [
    ("plain", 422, "refused"),
    ("invalid", 422, "invalid"),
    ("reused", 422, "idempotency_key_reused"),
    ("not-found", 404, "not_found"),
    ("conflict", 409, "conflict"),
    ("recorded", 409, "already_recorded"),
    ("version", 409, "version_conflict"),
    ("in-progress", 409, "in_progress"),
    ("precondition", 412, "precondition_failed"),
    ("required", 428, "precondition_required"),
    ("unauthorized", 401, "unauthorized"),
    ("forbidden", 403, "forbidden"),
    ("full", 507, "storage_full"),
    ("altered", 500, "text_altered"),
    ("away", 503, "not_ready"),
    ("schema", 422, "invalid"),
    ("bug", 500, "internal"),
    ("rate", 429, "rate_limited"),
    ("400", 400, "malformed"),
    ("401", 401, "unauthorized"),
    ("403", 403, "forbidden"),
    ("404", 404, "not_found"),
    ("405", 405, "method_not_allowed"),
    ("406", 406, "not_acceptable"),
    ("409", 409, "conflict"),
    ("412", 412, "precondition_failed"),
    ("413", 413, "too_large"),
    ("415", 415, "unsupported_media_type"),
    ("418", 418, "refused"),
    ("422", 422, "invalid"),
    ("428", 428, "precondition_required"),
    ("429", 429, "rate_limited"),
    ("500", 500, "internal"),
    ("502", 502, "not_ready"),
    ("503", 503, "not_ready"),
]


def check_document(answer, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    document = answer.get_json()
    assert list(document)[: len(MEMBERS)] == MEMBERS
    assert document["status"] == status
    assert document["code"] == code
    assert document["detail"]
    assert document["request_id"] == answer.headers["X-Request-Id"]
    return document


@pytest.mark.parametrize(("how", "status", "code"), REFUSALS)
def test_every_refusal_is_a_problem_document(client, how, status, code):
    document = check_document(client.get(f"/refused/{how}"), status, code)

    assert document["instance"] == f"/refused/{how}"
    explained = client.get(document["type"].removeprefix("http://localhost"))
    assert explained.status_code == 200
    assert explained.get_json()["title"] == document["title"]


def test_every_error_of_the_domain_has_a_row_of_its_own():
    classes = {
        error
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, TrackerError)
    }
    assert {error.code for error in classes} <= set(BY_CODE)
    assert {error.title for error in classes} <= {kind.title for kind in KINDS}


def test_no_two_kinds_share_a_code():
    assert len(BY_CODE) == len(KINDS)


def test_a_refusal_without_a_row_keeps_its_code_and_takes_the_row_above(client):
    document = check_document(client.get("/refused/unlisted"), 409, "unlisted")
    assert document["type"] == "http://localhost/problems/conflict"


def test_faults_are_listed_with_pointer_detail_and_code(client):
    document = client.get("/refused/invalid").get_json()
    assert document["errors"] == [{"pointer": "/deadline", "detail": "Already past.", "code": "past"}]


def test_nested_messages_become_escaped_pointers(client):
    document = client.get("/refused/schema").get_json()
    assert document["errors"] == [
        {"pointer": "/a/b~1c/0", "detail": "Not a valid string.", "code": "wrong_type"}
    ]


def test_what_was_recorded_already_has_an_address(client):
    assert client.get("/refused/recorded").get_json()["address"] == "/v1/predictions/prd_1"


def test_a_version_conflict_tells_the_present_version(client):
    assert client.get("/refused/version").get_json()["current"] == 7


def test_a_request_in_progress_says_when_to_come_again(client):
    assert client.get("/refused/in-progress").headers["Retry-After"] == "1"
    assert client.get("/refused/full").headers["Retry-After"] == "30"
    assert client.get("/refused/away").headers["Retry-After"] == "5"
    assert "Retry-After" not in client.get("/refused/conflict").headers


@pytest.mark.parametrize("how", ["unauthorized", "401"])
def test_who_is_not_known_is_told_how_to_say_it(client, how):
    assert client.get(f"/refused/{how}").headers["WWW-Authenticate"] == "Bearer"


def test_too_many_requests_keep_their_retry_after(client):
    assert client.get("/refused/rate").headers["Retry-After"] == "7"


def test_an_address_nobody_knows_is_a_problem_document(client):
    document = check_document(client.get("/v1/日本 %22<x>"), 404, "not_found")
    assert document["instance"] == "/v1/%E6%97%A5%E6%9C%AC%20%22%3Cx%3E"


def test_a_method_nobody_offers_is_a_problem_document_with_allow(client):
    answer = client.delete("/v1/predictions/prd_1")
    check_document(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_body_too_large_is_a_problem_document(client):
    answer = client.post("/v1/predictions/x/undo", data=b"x" * (BODY_LIMIT + 1), headers=ALL)
    check_document(answer, 413, "too_large")


def test_a_bug_is_logged_with_its_request_id_and_not_told(client, caplog):
    with caplog.at_level(logging.ERROR):
        answer = client.get("/refused/bug", headers={"X-Request-Id": "req-1"})

    assert "secret cause" not in answer.text
    assert "Traceback" not in answer.text
    assert "req-1" in caplog.records[0].getMessage()
    assert "the secret cause" in caplog.text


def test_a_view_that_gives_up_with_500_is_logged_too(client, caplog):
    client.get("/refused/500")
    assert len(caplog.records) == 1


def test_a_refusal_is_not_logged_as_a_fault(client, caplog):
    client.get("/refused/conflict")
    assert not caplog.records


@pytest.mark.parametrize("path", ["/slashed", "/refused/redirect"])
def test_a_redirect_stays_a_redirect(client, path):
    answer = client.get(path)
    assert answer.status_code in {302, 308}
    assert answer.mimetype == "text/html"


def test_a_response_that_a_view_aborts_with_stays_as_it_is(client):
    assert client.get("/refused/response").get_json() == {"said": "so"}


def test_an_unknown_problem_type_is_a_problem_itself(client):
    check_document(client.get("/problems/no-such"), 404, "not_found")


def test_the_type_follows_the_host_that_was_asked(client):
    document = client.get("/v1/x", base_url="https://tracker.example/").get_json()
    assert document["type"] == "https://tracker.example/problems/not-found"
