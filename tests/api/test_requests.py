"""What every request and answer has."""

from __future__ import annotations

import io
import json
import uuid

import pytest

from tests.api.test_problems import check_document
from tests.api.toy import ALL, BODY_LIMIT, ENTRY

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"
TRACED = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
PATHS = ["/v1/predictions", "/v1/nowhere", "/refused/bug", "/livez", "/openapi.json"]


@pytest.mark.parametrize("given", ["req-1", "a.B_c-9", "x" * 100])
def test_a_request_id_in_order_comes_back(client, given):
    assert client.get("/livez", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "two words", "x" * 101, "a/b", "é", '"><script>'])
def test_a_request_id_out_of_order_is_replaced(client, given):
    answer = client.get("/livez", headers={"X-Request-Id": given})
    assert uuid.UUID(answer.headers["X-Request-Id"]).version == 4


def test_two_requests_have_two_ids(client):
    ids = {client.get("/livez").headers["X-Request-Id"] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_closed_to_sniffing_and_framing(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_what_brings_no_policy_of_its_own_may_load_nothing(client):
    assert client.get("/slashed/").headers["Content-Security-Policy"].startswith("default-src 'none'; ")


def test_a_trace_gives_the_request_its_id_unless_it_has_one(client):
    assert client.get("/livez", headers=TRACED).headers["X-Request-Id"] == f"{TRACE}-{SPAN}"
    assert client.get("/livez", headers=TRACED | {"X-Request-Id": "r1"}).headers["X-Request-Id"] == "r1"


@pytest.mark.parametrize(
    "given",
    [
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
        "",
        "nonsense",
    ],
)
def test_a_trace_that_is_malformed_is_passed_over(client, given):
    answer = client.get("/livez", headers={"traceparent": given})
    assert uuid.UUID(answer.headers["X-Request-Id"]).version == 4


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_to_a_key_is_never_stored(client, path):
    assert client.get(path, headers=ALL).headers["Cache-Control"] == "no-store"


def test_a_public_answer_may_be_stored(client):
    assert "Cache-Control" not in client.get("/v1/predictions").headers


def test_a_body_at_the_limit_is_read(client):
    body = b'{"url": "x"' + b" " * (BODY_LIMIT - 12) + b"}"
    headers = ALL | {"If-Match": '"v1"'}
    path = "/v1/predictions/p/amend"
    assert client.post(path, data=body, content_type="application/json", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/v1/predictions", "/v1/predictions/p/undo", "/v1/nowhere"])
def test_a_body_over_the_limit_is_refused_before_anything_else(client, path):
    check_document(client.post(path, data=b"x" * (BODY_LIMIT + 1)), 413, "too_large")


def test_a_body_of_unknown_length_is_refused_when_it_grows_too_large(client):
    answer = client.post(
        "/v1/predictions",
        input_stream=io.BytesIO(json.dumps(ENTRY).encode() + b" " * BODY_LIMIT),
        content_type="application/json",
        headers=ALL,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    check_document(answer, 413, "too_large")


def test_a_body_of_unknown_length_within_the_limit_is_read(client):
    answer = client.post(
        "/v1/predictions",
        input_stream=io.BytesIO(json.dumps(ENTRY).encode()),
        content_type="application/json",
        headers=ALL,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert answer.status_code == 201
