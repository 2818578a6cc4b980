"""Wrong requests: each has its documented status and problem document, and the log does not move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.house import AUTHOR, open_application, settings_for
from tracker.app import create_app
from tracker.application.access import issue_key
from tracker.domain.key import SCOPES
from tracker.store.log import read_head

GOOD = {"statement": "It will rain", "deadline": "2099-12-31"}
MISSING = "prd_0000000000"


@dataclass
class House:
    client: FlaskClient
    application: Any
    keys: dict[str, str]
    prediction: str = ""
    resolved: str = ""
    run: str = ""
    finished: str = ""

    def position(self) -> int:
        with self.application.database.reading() as tx:
            return int(read_head(tx).position)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with open_application(folder) as application:
        keys = {
            "all": issue_key(application, name="all", scopes=SCOPES, author=AUTHOR)[1],
            "read": issue_key(application, name="read", scopes=("read",), author=None)[1],
            "record": issue_key(application, name="record", scopes=("read", "record"), author=AUTHOR)[1],
            "nobody": issue_key(application, name="nobody", scopes=("read", "record"), author=None)[1],
        }
        house = House(create_app(settings_for(folder), application).test_client(), application, keys)
        house.prediction = _made(house, "/v1/predictions", {**GOOD, "statement": "Open"})
        house.resolved = _made(house, "/v1/predictions", {**GOOD, "statement": "Resolved"})
        _made(house, f"/v1/predictions/{house.resolved}/resolution", {"outcome": "no", "note": "seen"})
        _made(house, "/v1/predictions", {**GOOD, "statement": "Kept"}, key="used")
        house.run = _made(house, "/v1/imports", {"source": "open"}, name="run")
        house.finished = _made(house, "/v1/imports", {"source": "finished"}, name="run")
        house.client.post(f"/v1/imports/{house.finished}/finish", headers=_headers(keys["all"]))
        yield house


@dataclass(frozen=True)
class Wrong:
    """A request and what it must be told; `{prediction}` and the like stand for what the house has."""

    says: str
    status: int
    code: str
    path: str = "/v1/predictions"
    body: Any = None
    raw: bytes | None = None
    method: str = "POST"
    key: str | None = "all"
    headers: dict[str, str] = field(default_factory=dict)
    pointer: str | None = None


RESOLUTION = "/v1/predictions/{prediction}/resolution"
LINES = "/v1/imports/{run}/lines"
NDJSON = {"Content-Type": "application/x-ndjson"}

WRONG = [
    Wrong("no key", 401, "unauthorized", body=GOOD, key=None),
    Wrong("a key that is none", 401, "unauthorized", body=GOOD, headers={"Authorization": "Bearer nonsense"}, key=None),
    Wrong("a well-formed key nobody has", 401, "unauthorized", body=GOOD, headers={"Authorization": "Bearer trk_live_" + "0" * 38}, key=None),
    Wrong("another scheme", 401, "unauthorized", body=GOOD, headers={"Authorization": "Basic YTpi"}, key=None),
    Wrong("a key that may only read", 403, "forbidden", body=GOOD, key="read"),
    Wrong("a key that may not resolve", 403, "forbidden", RESOLUTION, {"outcome": "no", "note": "x"}, key="record"),
    Wrong("resolving through a development without the scope", 403, "forbidden", "/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "resolves": {"prediction": "{prediction}", "outcome": "yes"}}, key="record"),
    Wrong("malformed JSON", 400, "malformed", raw=b"{"),
    Wrong("a name that stands twice", 400, "malformed", raw=b'{"statement": "a", "statement": "b", "deadline": "2099-12-31"}'),
    Wrong("NaN", 400, "malformed", raw=b'{"statement": "a", "deadline": "2099-12-31", "probability": NaN}'),
    Wrong("bytes that are not UTF-8", 400, "malformed", raw=b'{"statement": "\xff"}'),
    Wrong("not JSON at all", 415, "unsupported_media_type", raw=b"statement=a", headers={"Content-Type": "application/x-www-form-urlencoded"}),
    Wrong("a list", 422, "invalid", body=[GOOD]),
    Wrong("no statement", 422, "invalid", body={"deadline": "2099-12-31"}, pointer="/statement"),
    Wrong("an empty statement", 422, "invalid", body={**GOOD, "statement": "  "}, pointer="/statement"),
    Wrong("10,000 characters", 422, "invalid", body={**GOOD, "statement": "a" * 10_000}, pointer="/statement"),
    Wrong("an unknown field", 422, "invalid", body={**GOOD, "deadlin": "2099-12-31"}, pointer="/deadlin"),
    Wrong("a probability of 30", 422, "invalid", body={**GOOD, "probability": 30}, pointer="/probability"),
    Wrong("a negative probability", 422, "invalid", body={**GOOD, "probability": -0.1}, pointer="/probability"),
    Wrong("true as a probability", 422, "invalid", body={**GOOD, "probability": True}, pointer="/probability"),
    Wrong("a word that is on no scale", 422, "invalid", body={**GOOD, "probability": "somehow"}, pointer="/probability"),
    Wrong("a deadline that has passed", 422, "invalid", body={**GOOD, "deadline": "2020-01-01"}, pointer="/deadline"),
    Wrong("a deadline that is no date", 422, "invalid", body={**GOOD, "deadline": "2099-02-31"}, pointer="/deadline"),
    Wrong("a deadline without an offset", 422, "invalid", body={**GOOD, "deadline": "2099-12-31T00:00:00"}, pointer="/deadline"),
    Wrong("an unknown zone", 422, "invalid", body={**GOOD, "timezone": "Asia/Atlantis"}, pointer="/timezone"),
    Wrong("an unknown author", 422, "invalid", body={**GOOD, "author": "Ada Exampel"}, pointer="/author"),
    Wrong("no author", 422, "invalid", body=GOOD, key="nobody", pointer="/author"),
    Wrong("a kind that is none", 422, "invalid", body={**GOOD, "type": "numerical"}, pointer="/type"),
    Wrong("a settlement that is none", 422, "invalid", body={**GOOD, "settlement": "later"}, pointer="/settlement"),
    Wrong("a visibility that is none", 422, "invalid", body={**GOOD, "visibility": "secret"}, pointer="/visibility"),
    Wrong("a metric rule without its op", 422, "invalid", body={**GOOD, "rule": {"metric": "a.b", "value": 1}}, pointer="/rule/op"),
    Wrong("an empty rule", 422, "invalid", body={**GOOD, "rule": {}}, pointer="/rule"),
    Wrong("a rule six levels deep", 422, "invalid", body={**GOOD, "rule": {"not": {"not": {"not": {"not": {"not": {"event_type": "a"}}}}}}}),
    Wrong("a quote without its essay", 422, "invalid", body={**GOOD, "quote": "rain"}, pointer="/essay"),
    Wrong("an essay nobody knows", 422, "invalid", body={**GOOD, "essay": "ess_none"}, pointer="/essay"),
    Wrong("control characters", 422, "invalid", body={**GOOD, "statement": "a\u0000b"}, pointer="/statement"),
    Wrong("the same prediction again", 409, "already_recorded", body={**GOOD, "statement": "open"}),
    Wrong("an idempotency key used for another body", 422, "idempotency_key_reused", body=GOOD, headers={"Idempotency-Key": "used"}),
    Wrong("an empty idempotency key", 422, "invalid", body=GOOD, headers={"Idempotency-Key": '""'}),
    Wrong("a forecast on nothing", 404, "not_found", f"/v1/predictions/{MISSING}/forecasts", {"probability": 0.5}),
    Wrong("a forecast after the outcome", 409, "conflict", "/v1/predictions/{resolved}/forecasts", {"probability": 0.5}),
    Wrong("an outcome that is none", 422, "invalid", RESOLUTION, {"outcome": "maybe", "note": "x"}, pointer="/outcome"),
    Wrong("an annulment as an outcome", 422, "invalid", RESOLUTION, {"outcome": "annulled", "note": "x"}, pointer="/outcome"),
    Wrong("a yes without a source", 422, "invalid", RESOLUTION, {"outcome": "yes", "happened_on": "2026-01-01"}, pointer="/source"),
    Wrong("a no out of nowhere", 422, "invalid", RESOLUTION, {"outcome": "no"}, pointer="/note"),
    Wrong("an outcome from the future", 422, "invalid", RESOLUTION, {"outcome": "no", "note": "x", "happened_on": "2098-01-01"}, pointer="/happened_on"),
    Wrong("a change of the outcome without If-Match", 428, "precondition_required", "/v1/predictions/{resolved}/resolution", {"outcome": "yes", "source": "https://a.example", "happened_on": "2026-01-01", "reason": "x"}),
    Wrong("a stale If-Match", 412, "precondition_failed", "/v1/predictions/{resolved}/resolution", {"outcome": "no", "note": "x", "reason": "y"}, headers={"If-Match": '"v1"'}),
    Wrong("a development from the future", 422, "invalid", "/v1/developments", {"headline": "x", "occurred_on": "2098-01-01"}, pointer="/occurred_on"),
    Wrong("an undated development", 422, "invalid", "/v1/developments", {"headline": "x"}, pointer="/occurred_on"),
    Wrong("a development about nothing", 422, "invalid", "/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "about": [MISSING]}, pointer="/about/0"),
    Wrong("lines that are not lines", 415, "unsupported_media_type", LINES, raw=b"{}", headers={"Content-Type": "application/json"}),
    Wrong("lines for a run that is finished", 409, "conflict", "/v1/imports/{finished}/lines", raw=b"{}\n", headers=NDJSON),
    Wrong("lines for no run", 404, "not_found", "/v1/imports/none/lines", raw=b"{}\n", headers=NDJSON),
    Wrong("1,001 lines", 422, "invalid", LINES, raw=b"{}\n" * 1_001, headers=NDJSON),
    Wrong("a story clock ahead of ours", 422, "invalid", "/v1/imports/{run}/clock", {"at": "2098-01-01T00:00:00Z"}, pointer="/at"),
    Wrong("a body past the limit", 413, "too_large", raw=b" " * 1_200_000),
    Wrong("no such address", 404, "not_found", "/v1/nothing", GOOD),
    Wrong("no such method", 405, "method_not_allowed", "/v1/predictions/{prediction}", method="DELETE"),
    Wrong("no such prediction", 404, "not_found", f"/v1/predictions/{MISSING}", method="GET"),
    Wrong("an unknown query parameter", 422, "invalid", "/v1/predictions?colour=red", method="GET", pointer="/query/colour"),
    Wrong("a limit past the limit", 422, "invalid", "/v1/predictions?limit=1000", method="GET", pointer="/query/limit"),
    Wrong("a cursor that is none", 422, "invalid", "/v1/predictions?cursor=abc", method="GET", pointer="/query/cursor"),
    Wrong("the log without a key", 401, "unauthorized", "/v1/events", method="GET", key=None),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.says.replace(" ", "_"))
def test_a_wrong_request_is_told_so_and_the_log_does_not_move(house: House, wrong: Wrong) -> None:
    before = house.position()

    answer = house.client.open(
        _filled(house, wrong.path),
        method=wrong.method,
        data=wrong.raw if wrong.raw is not None else _filled(house, json.dumps(wrong.body)),
        headers={
            "Content-Type": "application/json",
            **_headers(house.keys.get(wrong.key or "")),
            **wrong.headers,
        },
    )

    assert answer.status_code == wrong.status, answer.text
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert (problem["status"], problem["code"]) == (wrong.status, wrong.code), problem
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert "Traceback" not in answer.text
    if wrong.pointer is not None:
        assert wrong.pointer in [fault["pointer"] for fault in problem["errors"]], problem
    assert house.client.get(problem["type"].removeprefix("http://localhost")).status_code == 200
    assert house.position() == before


def test_lines_are_refused_one_by_one_and_say_where(house: House) -> None:
    lines = [
        b'{"seq": 1, "at": "2025-01-01T00:00:00Z", "kind": "grade", "prediction": "P", "grader": "g", "grade": 9}',
        b'{"seq": 2, "at": "2025-01-01T00:00:00Z", "kind": "rumour"}',
        b'{"seq": 3, "at": "2025-01-01T00:00:00Z", "kind": "forecast", "prediction": "P", "forecaster": "f", "probability_source": "none", "p": 1.5}',
        b'{"seq": 4, "at": "2025-01-01T00:00:00Z", "kind": "prediction", "id": "P", "type": "numerical", "statement": "x", "closes": "2025-12-31"}',
        b'{"seq": 5, "at": "2098-01-01T00:00:00Z", "kind": "forecaster", "id": "f", "name": "F"}',
        b"not json",
    ]
    before = house.position()
    answer = house.client.post(
        f"/v1/imports/{house.run}/lines",
        data=b"\n".join(lines),
        headers={**NDJSON, **_headers(house.keys["all"])},
    )
    assert answer.status_code == 200
    found = [
        (one["line"], one["status"], one["errors"][0]["pointer"], one["errors"][0]["code"])
        for one in answer.json["items"]
    ]
    assert found == [
        (1, "refused", "/grade", "invalid"),
        (2, "refused", "/kind", "unknown_kind"),
        (3, "refused", "/prediction", "unknown_prediction"),
        (4, "refused", "/type", "not_a_choice"),
        (5, "refused", "/at", "in_the_future"),
        (6, "refused", "", "malformed"),
    ]
    assert house.position() == before


def _made(house: House, path: str, body: dict[str, Any], *, key: str | None = None, name: str = "id") -> str:
    headers = _headers(house.keys["all"]) | ({"Idempotency-Key": key} if key else {})
    answer = house.client.post(path, json=body, headers=headers)
    assert answer.status_code in {200, 201}, answer.text
    return str(answer.json[name])


def _headers(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _filled(house: House, text: str) -> str:
    for name in ("prediction", "resolved", "run", "finished"):
        text = text.replace(f"{{{name}}}", str(getattr(house, name)))
    return text
