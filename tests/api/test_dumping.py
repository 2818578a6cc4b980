"""An answer that is written fast is the one that marshmallow writes; what was sent is what is stored and sent again."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields, post_dump

from tests.api.schemas import JUNK, WORDS, answer_schemas
from tests.api.served import served
from tests.support.instance import KINDS
from tracker.api.http.dumping import compile_dump
from tracker.api.http.fields import AnswerSchema, Instant, wire_instant, wire_stored
from tracker.domain.instants import instant_from_text, instant_text
from tracker.store.databases.database import Row

SCHEMAS = answer_schemas()
AT = st.datetimes(timezones=st.just(UTC))


def written(dump, content) -> Any:
    """What is written of the content, or which error it is."""
    try:
        return repr(dump(content))
    except (ValueError, TypeError, AttributeError) as error:
        return type(error)


def contents(schema: Schema) -> st.SearchStrategy[Any]:
    """Contents as views give them, and some that lack a field, have another, or have a value of another kind."""
    said = {field.attribute or name: _values(field) for name, field in schema.dump_fields.items()}
    whole = st.fixed_dictionaries(said, optional={"more": JUNK})
    return whole | whole | st.fixed_dictionaries({}, optional=said) | JUNK


def _values(field: Any) -> st.SearchStrategy[Any]:
    match field:
        case Instant():
            usual = AT | AT.map(instant_text) | AT.map(wire_instant)
        case fields.List():
            usual = st.lists(_values(field.inner), max_size=2) | st.lists(
                _values(field.inner), max_size=1
            ).map(tuple)
        case fields.Nested():
            usual = contents(field.schema)
        case fields.Dict():
            usual = st.dictionaries(WORDS, JUNK, max_size=2)
        case fields.Integer() | fields.Float():
            usual = (
                st.integers(-5, 5)
                | st.floats(allow_infinity=False)
                | st.booleans()
                | st.sampled_from(["4", "x"])
            )
        case _:
            usual = WORDS | JUNK | st.binary(max_size=3)
    return usual | st.none()


def test_the_api_gives_answers_and_all_are_written_fast():
    assert len(SCHEMAS) > 50
    assert [name for name, schema in SCHEMAS.items() if compile_dump(schema) == schema.dump] == []


@pytest.mark.parametrize(
    "schema", {type(one): one for one in SCHEMAS.values()}.values(), ids=lambda one: type(one).__name__
)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_fast_way_writes_what_marshmallow_writes(schema, data):
    content = data.draw(contents(schema))
    assert written(compile_dump(schema), content) == written(schema.dump, content)


@given(AT)
def test_a_stored_instant_is_shortened_as_an_instant_is_written(at):
    assert wire_stored(instant_text(at)) == wire_instant(at) == wire_stored(at)


class Doubled(AnswerSchema):
    name = fields.String(data_key="Name", attribute="called")
    count = fields.Integer()

    @post_dump
    def double(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value * 2 for name, value in data.items()}


class Around(AnswerSchema):
    one = fields.Nested(Doubled)
    kept = fields.String(dump_default="nothing")
    named = fields.String(data_key="Named", attribute="called")


class Upper(fields.String):
    def _serialize(self, value: Any, *_: Any, **__: Any) -> str:
        return str(value).upper()


@pytest.mark.parametrize(
    "schema",
    [
        Doubled(),
        Around(),
        Around(many=True),
        Schema.from_dict({"called": Upper()})(),
        Schema.from_dict({"count": fields.Integer(as_string=True)})(),
        Schema.from_dict({"x": fields.String(attribute="one.called")})(),
        Schema.from_dict({"x": fields.Function(len)})(),
    ],
)
def test_hooks_defaults_and_fields_of_other_kinds_are_written_by_marshmallow(schema):
    content = {"one": {"called": "x", "count": 3}, "called": "x", "count": 3}
    given = [content] if schema.many else content
    assert compile_dump(schema)(given) == schema.dump(given) != {}


def test_what_is_no_dictionary_is_read_by_its_attributes():
    class ForecastInput:
        called = "x"

    schema = Schema.from_dict({"called": fields.String()})()
    assert compile_dump(schema)(ForecastInput()) == {"called": "x"}


PREDICTIONS = (
    {"probability": 0.4, "topics": ["Japan"], "note": "n"},
    {"type": "numeric", "unit": "percent", "quantiles": [[0.1, 1], [0.5, 2], [0.9, 3]]},
    {"type": "categorical", "options": ["a", "b"], "probabilities": {"a": 0.3, "b": 0.7}},
    {"probability": 1, "visibility": "private"},
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_replay_sends_the_bytes_that_were_sent_and_stored(tmp_path, kind):
    with served(tmp_path, kind=kind) as instance:
        for n, said in enumerate(PREDICTIONS):
            body = {"statement": f"It falls {n}", "deadline": "2026-06-30", **said}
            first = instance.post("/v1/predictions", body, Idempotency_Key=f"k{n}")
            assert first.status_code == 201, first.text
            assert first.json == instance.get(first.json["url"], key="author").json
            instance.wait(hours=1)
            again = instance.post("/v1/predictions", body, Idempotency_Key=f"k{n}")
            assert (again.status_code, again.data, again.mimetype) == (201, first.data, "application/json")
            assert again.headers["Idempotent-Replayed"] == "true"
            assert stored(instance, f"k{n}")["body"].encode() == first.data


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_an_earlier_version_stored_is_replayed_as_it_was_sent(tmp_path, kind):
    body = {"statement": "It falls", "deadline": "2026-06-30", "probability": 0.4}
    with served(tmp_path, kind=kind) as instance:
        first = instance.post("/v1/predictions", body, Idempotency_Key="k")
        content = first.json | {
            name: instant_text(instant_from_text(first.json[name]))
            for name in ("opens", "made_at", "recorded_at")
        }
        earlier = msgspec.json.encode(
            {"beside": "unknown to the schema", **dict(reversed(content.items()))}
        ).decode()
        with instance.application.database.writing() as tx:
            tx.execute("UPDATE idempotency SET body = :body, is_encoded = NULL", {"body": earlier})
        again = instance.post("/v1/predictions", body, Idempotency_Key="k")
        assert (again.status_code, again.data) == (201, first.data)


def test_what_is_stored_is_sent_as_it_is_whatever_the_schema_says_now(tmp_path):
    body = {"statement": "It falls", "deadline": "2026-06-30"}
    with served(tmp_path) as instance:
        instance.post("/v1/predictions", body, Idempotency_Key="k")
        with instance.application.database.writing() as tx:
            tx.execute("UPDATE idempotency SET body = :body", {"body": '{ "of": "another schema" }'})
        assert (
            instance.post("/v1/predictions", body, Idempotency_Key="k").data == b'{ "of": "another schema" }'
        )


def stored(instance: Any, key: str) -> Row:
    with instance.application.database.reading() as tx:
        row = tx.row("SELECT * FROM idempotency WHERE idempotency_key = :key", {"key": key})
    assert row is not None
    return row


def test_the_answers_of_a_furnished_tracker_are_written_as_marshmallow_writes_them(furnished):
    """Every operation that reads, about everything there is, and every prediction in each of its states."""
    written_by: dict[str, int] = {}
    for rule in furnished.client.application.url_map.iter_rules():
        schema = SCHEMAS.get(f"{rule.endpoint.rpartition('.')[2]} 200")
        if schema is None or "GET" not in (rule.methods or ()):
            continue
        for one in furnished.ids.values() if rule.arguments else [""]:
            path = re.sub(r"<[^>]*>", one, rule.rule)
            answer = furnished.get(path, key="all")
            if answer.status_code == 200 and answer.mimetype == "application/json":
                assert compile_dump(schema)(answer.json) == schema.dump(answer.json) == answer.json, path
                assert msgspec.json.encode(schema.dump(answer.json)) == answer.data, path
                written_by[rule.rule] = written_by.get(rule.rule, 0) + 1
    assert written_by["/v1/predictions/<prediction_id>"] >= len(PREDICTIONS)
    assert len(written_by) > 20
