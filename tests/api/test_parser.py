"""Wrong requests, each with the status, the place and the code of its refusal."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from tests.api.test_problems import check_document
from tests.api.toy import ALL, ENTRY
from tracker.api.http.fields import SOME_TEXT, Instant
from tracker.api.http.parser import FAULTS_MAX, JSON_DEPTH_MAX, faults_from


def post(client, body: bytes | str, content_type: str | None = "application/json"):
    data = body if isinstance(body, bytes) else body.encode()
    return client.post("/v1/predictions", data=data, headers=ALL, content_type=content_type)


def with_member(text: str) -> str:
    """The valid entry as JSON text, with one more member as raw text."""
    return f"{json.dumps(ENTRY)[:-1]}, {text}}}"


NOT_JSON = {
    "nothing at all": b"",
    "half an object": b'{"statement": ',
    "words": b"It rains",
    "a trailing comma": b'{"statement": "x",}',
    "two documents": b"{} {}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "utf-16": '{"statement": "x"}'.encode("utf-16"),
    "a broken utf-8 byte": b'{"statement": "\xff"}',
    "a name twice": b'{"statement": "x", "statement": "y"}',
    "a name twice deep inside": b'{"extra": [{"a": 1, "b": 2, "a": 3}]}',
    "NaN": b'{"probability": NaN}',
    "Infinity": b'{"probability": Infinity}',
    "-Infinity": b'{"probability": -Infinity}',
    "a raw control character": b'{"statement": "a\x01b"}',
    "too many digits": b'{"weight": ' + b"9" * 4_400 + b"}",
    "too deep for us": b'{"extra": ' + b"[" * 70 + b"]" * 70 + b"}",
    "too deep for Python": b"[" * 4_900,
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_plain_json_is_malformed(client, body):
    check_document(post(client, body), 400, "malformed")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"statement": "\xff"}', "not UTF-8 (byte 15)"),
        (b'{"statement": ', "not JSON: Expecting value (line 1, column 15)"),
        (b'{"weight": ' + b"9" * 4_400 + b"}", "too many digits"),
        (b'{"a": 1, "a": 2}', 'names "a" twice'),
        (b'{"a": NaN}', "NaN is not JSON"),
    ],
)
def test_a_malformed_body_is_told_what_is_wrong(client, body, words):
    assert words in post(client, body).get_json()["detail"]


@pytest.mark.parametrize(
    "content_type",
    [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"],
)
def test_another_media_type_is_unsupported(client, content_type):
    check_document(post(client, json.dumps(ENTRY), content_type), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "application/ld+json"]
)
def test_json_by_any_of_its_names_is_read(client, content_type):
    assert post(client, json.dumps(ENTRY), content_type).status_code == 201


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "null", "true", f"[{json.dumps(ENTRY)}]"])
def test_a_top_level_that_is_no_object_is_invalid(client, body):
    document = check_document(post(client, body), 422, "invalid")
    assert document["errors"] == [
        {"pointer": "", "detail": "The body must be a JSON object.", "code": "wrong_type"}
    ]


WRONG_MEMBERS = [
    ('"unknown": 1', "/unknown", "unknown_field"),
    ('"a/b~c": 1', "/a~1b~0c", "unknown_field"),
    ('"weight": "3"', "/weight", "wrong_type"),
    ('"weight": 3.7', "/weight", "wrong_type"),
    ('"weight": 3.0', "/weight", "wrong_type"),
    ('"weight": true', "/weight", "wrong_type"),
    ('"weight": null', "/weight", "wrong_type"),
    ('"weight": 0', "/weight", "out_of_range"),
    ('"weight": 9007199254740992', "/weight", "out_of_range"),
    ('"again": "yes"', "/again", "wrong_type"),
    ('"again": 1', "/again", "wrong_type"),
    ('"note": ""', "/note", "invalid"),
    ('"note": " \\n\\t"', "/note", "invalid"),
    ('"note": "\\u3000"', "/note", "invalid"),
    ('"note": "ab"', "/note", "out_of_range"),
    ('"note": 5', "/note", "wrong_type"),
    (f'"note": "{"x" * 201}"', "/note", "too_long"),
    ('"note": "a\\u0000b"', "/note", "control_character"),
    ('"note": "a\\r\\nb"', "/note", "control_character"),
    ('"note": "abc\\u007f"', "/note", "control_character"),
    ('"note": "abc\\u0085"', "/note", "control_character"),
    ('"note": "abc\\ud83d"', "/note", "control_character"),
    ('"extra": {"deep": ["ok", "\\ude00x"]}', "/extra/deep/1", "control_character"),
    ('"extra": {"na\\u0001me": 1}', "/extra/na\x01me", "control_character"),
    ('"extra": [1e400]', "/extra/0", "out_of_range"),
    ('"tags": ["a", "b", "c"]', "/tags", "too_long"),
    ('"tags": ["a", 1]', "/tags/1", "wrong_type"),
    ('"tags": "a"', "/tags", "wrong_type"),
    ('"cites": [{"url": "x"}, {}]', "/cites/1/url", "required"),
    ('"cites": [{"url": "x", "more": 1}]', "/cites/0/more", "unknown_field"),
    ('"cites": [3]', "/cites/0", "wrong_type"),
    ('"facts/~": 3', "/facts~1~0", "wrong_type"),
]


@pytest.mark.parametrize(("member", "pointer", "code"), WRONG_MEMBERS)
def test_a_wrong_member_is_refused_at_its_place(client, member, pointer, code):
    document = check_document(post(client, with_member(member)), 422, "invalid")
    assert [(fault["pointer"], fault["code"]) for fault in document["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("probability", "0.4", "wrong_type"),
        ("probability", True, "wrong_type"),
        ("probability", 1.1, "out_of_range"),
        ("probability", -0.1, "out_of_range"),
        ("probability", 10**400, "out_of_range"),
        ("deadline", 5, "wrong_type"),
        ("deadline", "2025-12-31", "not_an_instant"),
        ("deadline", "2025-12-31T15:00:00", "not_an_instant"),
        ("deadline", "2025-12-31 15:00:00Z", "not_an_instant"),
        ("deadline", "2025-12-31T15:00Z", "not_an_instant"),
        ("deadline", "20251231T150000Z", "not_an_instant"),
        ("deadline", "2025-13-31T15:00:00Z", "not_an_instant"),
        ("deadline", "0001-01-01T00:00:00+23:00", "not_an_instant"),
        ("deadline", "\uff12025-12-31T15:00:00Z", "not_an_instant"),
    ],
)
def test_a_wrong_value_is_refused_with_its_code(client, field, value, code):
    document = check_document(post(client, json.dumps(ENTRY | {field: value})), 422, "invalid")
    assert [(fault["pointer"], fault["code"]) for fault in document["errors"]] == [(f"/{field}", code)]


def test_everything_wrong_is_told_at_once(client):
    document = post(client, '{"weight": "3", "unknown": 1}').get_json()
    assert {(fault["pointer"], fault["code"]) for fault in document["errors"]} == {
        ("/weight", "wrong_type"),
        ("/unknown", "unknown_field"),
        ("/statement", "required"),
        ("/probability", "required"),
        ("/deadline", "required"),
    }
    assert document["detail"] == "5 fields are wrong; see errors."


def test_a_hostile_request_does_not_make_a_long_answer(client):
    many = {f"unknown{n}": 1 for n in range(FAULTS_MAX + 50)}
    assert len(post(client, json.dumps(many)).get_json()["errors"]) == FAULTS_MAX


def test_words_are_kept_as_they_were_written(client):
    entry = ENTRY | {"statement": "  日本 says:\n\t“no” 🌧 "}
    assert post(client, json.dumps(entry)).get_json()["statement"] == entry["statement"]


def test_an_astral_character_in_two_escapes_is_one_character(client):
    assert post(client, with_member('"note": "\\ud83c\\udf27 falls"')).status_code == 201


def test_the_deepest_document_allowed_is_read(client):
    inner = JSON_DEPTH_MAX - 1
    assert post(client, with_member(f'"extra": {"[" * inner}{"]" * inner}')).status_code == 201


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("2025-12-31T15:00:00Z", "2025-12-31T15:00:00Z"),
        ("2026-01-01T00:00:00+09:00", "2025-12-31T15:00:00Z"),
        ("2025-12-31t15:00:00.500z", "2025-12-31T15:00:00.5Z"),
        ("2025-12-31T15:00:00.123456789Z", "2025-12-31T15:00:00.123456Z"),
        ("0999-12-31T15:00:00Z", "0999-12-31T15:00:00Z"),
    ],
)
def test_an_instant_is_answered_in_utc_with_the_digits_it_needs(client, said, written):
    assert post(client, json.dumps(ENTRY | {"deadline": said})).get_json()["deadline"] == written


def test_an_instant_of_another_zone_is_written_in_utc():
    at = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=9)))
    assert Schema.from_dict({"at": Instant()})().dump({"at": at}) == {"at": "2025-12-31T15:00:00Z"}


def test_an_instant_that_is_absent_is_written_as_null():
    assert Schema.from_dict({"at": Instant()})().dump({"at": None}) == {"at": None}


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("unknown=1", "/query/unknown", "unknown_field"),
        ("limit=0", "/query/limit", "out_of_range"),
        ("limit=5.5", "/query/limit", "wrong_type"),
        ("limit=+5", "/query/limit", "wrong_type"),
        ("limit=1_0", "/query/limit", "wrong_type"),
        ("limit=%EF%BC%95", "/query/limit", "wrong_type"),
        ("limit=", "/query/limit", "wrong_type"),
        ("limit=5&limit=6", "/query/limit", "invalid"),
        ("is_open=1", "/query/is_open", "wrong_type"),
        ("tag=a%00", "/query/tag", "control_character"),
    ],
)
def test_a_wrong_query_is_refused_at_its_place(client, query, pointer, code):
    document = check_document(client.get(f"/v1/predictions?{query}"), 422, "invalid")
    assert [(fault["pointer"], fault["code"]) for fault in document["errors"]] == [(pointer, code)]


def test_a_query_where_none_is_taken_is_refused(client):
    document = check_document(client.get("/v1/predictions/prd_1?verbose=1"), 422, "invalid")
    assert document["errors"][0]["pointer"] == "/query/verbose"


@pytest.mark.parametrize("path", ["/v1/predictions", "/v1/predictions/prd_1"])
def test_a_query_that_is_not_utf_8_is_malformed(client, path):
    check_document(client.get(path, environ_overrides={"QUERY_STRING": "tag=\xff"}), 400, "malformed")


def test_a_good_query_is_read(client):
    answer = client.get("/v1/predictions?limit=7&is_open=true&tag=a&tag=b")
    assert answer.get_json() == {"limit": 7, "tag": ["a", "b"]}


STOCK_MESSAGES = [
    (fields.Integer(), "x", "wrong_type"),
    (fields.Float(), "x", "wrong_type"),
    (fields.Float(), "nan", "out_of_range"),
    (fields.Boolean(), "x", "wrong_type"),
    (fields.String(), 1, "wrong_type"),
    (fields.List(fields.String()), 1, "wrong_type"),
    (fields.Dict(), 1, "wrong_type"),
    (fields.String(), None, "wrong_type"),
    (fields.Nested(Schema), 1, "wrong_type"),
    (fields.Date(), "2025-02-30", "invalid"),
    (fields.Url(), "x", "invalid"),
    (fields.Integer(validate=validate.Range(min=3)), 2, "out_of_range"),
    (fields.Integer(validate=validate.Range(max=3, max_inclusive=False)), 3, "out_of_range"),
    (fields.String(validate=validate.Length(max=1)), "xx", "too_long"),
    (fields.String(validate=validate.Length(min=3)), "xx", "out_of_range"),
    (fields.String(validate=validate.Length(equal=3)), "xx", "out_of_range"),
    (fields.String(validate=validate.OneOf(["a"])), "b", "invalid"),
    (fields.String(validate=validate.Regexp("a")), "b", "invalid"),
]


@pytest.mark.parametrize(("field", "value", "code"), STOCK_MESSAGES)
def test_the_messages_of_stock_fields_have_codes(field, value, code):
    with pytest.raises(ValidationError) as caught:
        Schema.from_dict({"x": field})().load({"x": value})
    assert [(fault.pointer, fault.code) for fault in faults_from(caught.value.messages)] == [("/x", code)]


def test_the_pattern_of_text_takes_what_text_takes():
    assert re.search(SOME_TEXT, "two\nlines\tof 日本 🌧")
    assert not re.search(SOME_TEXT, " \n\t ")
    assert not re.search(SOME_TEXT, "a\rb")
