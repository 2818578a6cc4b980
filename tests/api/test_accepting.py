"""A body that is accepted fast says the same as marshmallow reads in it; all others marshmallow reads."""

from __future__ import annotations

import json
from pprint import pformat
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validates_schema
from werkzeug.exceptions import BadRequest

from tests.api.schemas import JUNK, bodies, body_schemas
from tests.api.toy import ALL, ENTRY, CiteEntry, PredictionEntry
from tracker.api.http.accepting import compile_load, compile_read
from tracker.api.http.fields import EntrySchema, Text
from tracker.api.http.parser import checked, read_document, read_json
from tracker.domain.errors import Invalid

SCHEMAS = body_schemas() | {"toy": PredictionEntry()}


def loaded(load, document, **options) -> str | None:
    """What `load` makes of the document, as text that tells 1, 1.0 and True apart; None where it refuses."""
    try:
        return pformat(load(document, **options))
    except ValidationError:
        return None


def test_the_api_takes_bodies():
    assert len(SCHEMAS) > 30


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_fast_way_accepts_what_marshmallow_accepts_and_reads_the_same_in_it(schema, data):
    load, document = compile_load(schema), data.draw(bodies(schema))
    assert load is not None, "every body of this API is read fast"
    assert loaded(load, document) == loaded(schema.load, document, unknown=RAISE)


EDGES = [
    None,
    True,
    False,
    0,
    1,
    1.0,
    "",
    " ",
    "\u3000",
    "x",
    "true",
    "other",
    [],
    ["x"],
    ["", None],
    ["x"] * 500,
    {},
    {"x": 1},
]
"""Values of which every field takes some and refuses others; a text is also as long as it may be, and longer."""


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_every_field_takes_and_refuses_at_its_edges_as_marshmallow_does(schema):
    for field in fields_under(schema):
        longest = max((getattr(check, "max", None) or 0 for check in field.validators), default=0)
        texts = ["x" * length for length in (longest - 1, longest, longest + 1) if 0 < length < 10**6]
        choices = [one for check in field.validators for one in getattr(check, "choices", ())]
        for value in [*EDGES, *texts, *choices, [choices], [[text] for text in texts]]:
            read = compile_read(field)
            assert loaded(lambda given, read=read: read(given, "x", {}), value) == loaded(
                field.deserialize, value
            )


def fields_under(schema):
    waiting = list(schema.load_fields.values())
    while waiting:
        field = waiting.pop()
        yield field
        if isinstance(field, fields.List):
            waiting.append(field.inner)
        elif isinstance(field, fields.Nested):
            waiting += field.schema.load_fields.values()


class Trimmed(EntrySchema):
    name = Text(chars_max=9, required=True)

    @post_load
    def trim(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value.strip() for name, value in data.items()}


class Agreeing(EntrySchema):
    names = fields.List(fields.Nested(Trimmed))
    title = Text(chars_max=9)

    @validates_schema
    def refuse_both(self, data: dict[str, Any], **_: Any) -> None:
        if len(data) > 1:
            raise ValidationError("Give one.")


class Around(EntrySchema):
    name = fields.Nested(Trimmed)
    note = Text(chars_max=9, pre_load=str.strip, post_load=str.upper)
    word = fields.String(allow_none=True)


def test_a_schema_with_hooks_is_read_by_marshmallow():
    assert compile_load(Trimmed()) is None
    assert compile_load(Agreeing()) is None


def test_a_hook_runs_inside_a_body_that_is_read_fast():
    load = compile_load(Around())
    assert load is not None
    said = {"name": {"name": " x "}, "note": " y ", "word": None}
    assert load(said) == Around().load(said) == {"name": {"name": "x"}, "note": "Y", "word": None}


@pytest.mark.parametrize(
    "schema",
    [
        CiteEntry(many=True),
        CiteEntry(partial=True),
        CiteEntry(unknown="include"),
        Schema.from_dict({"x": fields.String(attribute="x.y")})(unknown=RAISE),
    ],
)
def test_a_schema_that_does_more_than_load_its_fields_is_read_by_marshmallow(schema):
    assert compile_load(schema) is None


def what(read, body: bytes) -> str:
    """What was read, or with which words it was refused."""
    try:
        return pformat(read(body))
    except BadRequest as refused:
        return f"400 {refused.description}"
    except Invalid as refused:
        return f"422 {refused} {refused.faults}"


PIECES = st.sampled_from([*'{}[]":,\\ \t\n\r\x1f\x7f\x85eE+-.0123456789aZ\ufeff\u3000日', "\\u0085", "\\ud800", "\\n", "NaN",
                          "-Infinity", "1e400", "1e3", '"a":', "null", "9" * 310])  # fmt: skip
WRITTEN = st.builds(
    lambda said, is_ascii, indent: json.dumps(said, ensure_ascii=is_ascii, indent=indent),
    st.dictionaries(st.text(max_size=3), JUNK | st.text(), max_size=3),
    st.booleans(),
    st.sampled_from([None, 1]),
)
SPOILT = st.builds(lambda text, at, piece: text[:at] + piece + text[at:], WRITTEN, st.integers(0, 40), PIECES)


@settings(max_examples=400, deadline=None)
@given(WRITTEN | SPOILT | st.lists(PIECES, max_size=12).map("".join))
@example('{"a": 1, "a": 2}')
@example('{"a": 1e400}')
@example('{"a": ' + "[" * 64 + "]" * 64 + "}")
@example("[" * 5_000)
@example('{"a": "x\x85"}')
def test_a_text_is_read_or_refused_as_before(text):
    body = text.encode(errors="surrogatepass")
    assert what(read_document, body) == what(lambda given: checked(read_json(given)), body)


def test_what_is_not_accepted_is_told_at_its_place(client):
    refused = client.post("/v1/predictions", json=ENTRY | {"tags": ["a", 3]}, headers=ALL)
    assert [fault["pointer"] for fault in refused.json["errors"]] == ["/tags/1"]
