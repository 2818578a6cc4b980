"""One decorator: who may call, what is taken, what is answered."""

from __future__ import annotations

import json

import pytest

from tests.api.test_problems import check_document
from tests.api.toy import ALL, ENTRY
from tracker.api.http.operation import AUTHORIZE, camel_case
from tracker.domain.limits import IDEMPOTENCY_KEY_CHARS_MAX


def log(client, headers: dict[str, str] | None = None):
    return client.post("/v1/predictions", json=ENTRY | {"note": "seen"}, headers=ALL | (headers or {}))


def amend(client, headers: dict[str, str] | None = None):
    path = "/v1/predictions/prd_1/amend?limit=9"
    return client.post(path, json={"url": "https://x"}, headers=ALL | (headers or {}))


def test_the_usual_answer_is_written_by_its_schema(client):
    answer = client.post("/v1/predictions", json=ENTRY, headers=ALL)
    assert answer.status_code == 201
    assert answer.get_json() == {"id": "prd_1", "statement": "It rains", "deadline": "2025-12-31T15:00:00Z"}
    assert list(answer.get_json()) == ["id", "statement", "deadline"]


def test_another_answer_is_written_by_its_own_schema_with_its_headers(client):
    answer = log(client)
    assert answer.status_code == 200
    assert answer.get_json() == {"caller": "all", "key": None, "version": 7}
    assert answer.headers["X-Seen"] == "yes"


def test_a_status_that_the_document_does_not_name_is_a_fault(client):
    answer = client.post("/v1/predictions", json=ENTRY | {"note": "undeclared"}, headers=ALL)
    check_document(answer, 500, "internal")


def test_stored_text_of_an_instant_is_written_like_an_instant(client):
    assert client.get("/v1/predictions/prd_1").get_json()["deadline"] == "2025-12-31T15:00:00.12Z"


def test_an_answer_without_a_schema_is_empty(client):
    answer = client.post("/v1/predictions/prd_1/undo", headers=ALL)
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Content-Type" not in answer.headers


def test_a_ready_response_passes_untouched(client):
    answer = client.get("/v1/predictions", headers={"Accept": "text/csv"})
    assert (answer.mimetype, answer.data) == ("text/csv", b"limit\r\n50\r\n")


def test_a_view_gets_query_then_body_then_path(client):
    assert amend(client, {"If-Match": '"v3"'}).get_json()["caller"] == "prd_1 https://x 9"


def test_a_public_address_needs_no_key(client):
    assert client.get("/v1/predictions").status_code == 200


def test_a_public_address_refuses_a_key_nobody_knows(client):
    answer = client.get("/v1/predictions", headers={"Authorization": "Bearer wrong"})
    check_document(answer, 401, "unauthorized")


def test_a_scope_needs_a_key(client):
    check_document(client.post("/v1/predictions", json=ENTRY), 401, "unauthorized")


def test_a_key_without_the_scope_is_told_which(client):
    answer = client.post("/v1/predictions", json=ENTRY, headers={"Authorization": "Bearer none"})
    assert "record" in check_document(answer, 403, "forbidden")["detail"]


def test_who_may_not_call_learns_nothing_about_the_body(client):
    check_document(client.post("/v1/predictions", data=b"{", content_type="text/plain"), 401, "unauthorized")


def test_a_tracker_without_an_authorizer_lets_nobody_in(app):
    del app.extensions[AUTHORIZE]
    check_document(app.test_client().get("/v1/predictions"), 500, "internal")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("abc-123", "abc-123"),
        ('"abc-123"', "abc-123"),
        (r'"a\"b\\c"', r'a"b\c'),
        ("x" * IDEMPOTENCY_KEY_CHARS_MAX, "x" * IDEMPOTENCY_KEY_CHARS_MAX),
        (f'"{"x" * IDEMPOTENCY_KEY_CHARS_MAX}"', "x" * IDEMPOTENCY_KEY_CHARS_MAX),
    ],
)
def test_an_idempotency_key_is_read_quoted_or_bare(client, given, read):
    assert log(client, {"Idempotency-Key": given}).get_json()["key"] == read


@pytest.mark.parametrize(
    "given", ["", '""', '"half', "two words", '"two words"', "日本".encode().decode("latin1"), '"a"b"']
)
def test_a_key_that_is_not_visible_ascii_is_invalid(client, given):
    document = check_document(log(client, {"Idempotency-Key": given}), 422, "invalid")
    assert [(fault["pointer"], fault["code"]) for fault in document["errors"]] == [
        ("/headers/Idempotency-Key", "invalid")
    ]


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_a_key_of_256_characters_is_too_long(client, form):
    given = form.format("x" * (IDEMPOTENCY_KEY_CHARS_MAX + 1))
    document = check_document(log(client, {"Idempotency-Key": given}), 422, "invalid")
    assert document["errors"][0]["code"] == "too_long"


@pytest.mark.parametrize("given", ['"v3"', '"v3.0f9a"', 'W/"v3.0f9a"', ' "v3" '])
def test_if_match_is_read_as_a_version(client, given):
    assert amend(client, {"If-Match": given}).get_json()["version"] == 3


@pytest.mark.parametrize("given", ["v3", "3", '"3"', '"v3", "v4"', '"vx"', '""', f'"v{"9" * 20}"'])
def test_a_tag_that_no_record_has_fails_the_precondition(client, given):
    check_document(amend(client, {"If-Match": given}), 412, "precondition_failed")


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}])
def test_a_change_that_names_no_version_must_name_one(client, headers):
    check_document(amend(client, headers), 428, "precondition_required")


def test_where_if_match_is_optional_its_absence_is_no_version(client):
    path = "/v1/predictions/prd_1/resolve"
    assert client.post(path, headers=ALL).get_json()["version"] is None
    assert client.post(path, headers=ALL | {"If-Match": '"v4"'}).get_json()["version"] == 4


def test_where_if_match_is_not_taken_it_is_not_read(client):
    assert log(client, {"If-Match": "nonsense"}).status_code == 200


def test_an_operation_is_named_like_its_view():
    assert camel_case("log_prediction") == "logPrediction"


def test_an_operation_keeps_the_order_of_refusals(client):
    headers = {"Idempotency-Key": "two words", "Content-Type": "text/plain"}
    assert client.post("/v1/predictions?x=1", data=b"{", headers=headers).status_code == 401
    assert client.post("/v1/predictions?x=1", data=b"{", headers=headers | ALL).status_code == 422
    headers["Idempotency-Key"] = "one"
    assert "/query/x" in client.post("/v1/predictions?x=1", data=b"{", headers=headers | ALL).text
    assert client.post("/v1/predictions", data=b"{", headers=headers | ALL).status_code == 415
    headers["Content-Type"] = "application/json"
    assert client.post("/v1/predictions", data=b"{", headers=headers | ALL).status_code == 400
    assert client.post("/v1/predictions", data=json.dumps({}), headers=headers | ALL).status_code == 422
