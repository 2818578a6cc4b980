"""Scripts on other sites: only those on the list, and nothing changes for anybody else."""

from __future__ import annotations

import pytest

from tests.api.toy import ALL, ENTRY, make_app

OURS = "https://site.example"
LIST = "/v1/predictions"
ASKING = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}


@pytest.fixture
def open_client():
    return make_app(origins=frozenset({OURS, "http://localhost:3000"})).test_client()


def crossing(answer):
    return {name: value for name, value in answer.headers if name.startswith("Access-Control-")}


def test_without_a_list_no_site_is_let_in(client):
    assert crossing(client.get(LIST, headers={"Origin": OURS})) == {}
    assert crossing(client.options(LIST, headers={"Origin": OURS, **ASKING})) == {}


@pytest.mark.parametrize("origin", [OURS, "http://localhost:3000"])
def test_a_listed_site_may_read_answers_and_their_headers(open_client, origin):
    answer = open_client.get(LIST, headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert {"ETag", "Link", "RateLimit"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "origin", ["https://other.example", f"{OURS}.evil.example", f"{OURS}:8443", "null", "*", ""]
)
def test_any_other_site_is_not(open_client, origin):
    answer = open_client.get(LIST, headers={"Origin": origin})
    assert (answer.status_code, crossing(answer)) == (200, {})
    assert "Origin" in answer.headers["Vary"], "a cache may not hand it to a listed site"
    assert crossing(open_client.options(LIST, headers={"Origin": origin, **ASKING})) == {}


def test_a_preflight_is_answered_without_a_key(open_client):
    answer = open_client.options(LIST, headers={"Origin": OURS, **ASKING})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert {"Authorization", "Idempotency-Key", "If-Match"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert "X-Request-Id" in answer.headers


def test_what_the_preflight_allows_then_works(open_client):
    answer = open_client.post(LIST, json=ENTRY, headers={"Origin": OURS, **ALL})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (201, OURS)


def test_a_refusal_can_be_read_too(open_client):
    answer = open_client.post(LIST, json=ENTRY, headers={"Origin": OURS})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, OURS)


def test_what_is_not_for_programs_stays_closed(open_client):
    assert crossing(open_client.get("/livez", headers={"Origin": OURS})) == {}


def test_options_without_a_preflight_is_as_ever(open_client):
    assert open_client.options(LIST, headers={"Origin": OURS}).headers["Allow"]
