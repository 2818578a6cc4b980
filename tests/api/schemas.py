"""Every schema of the API, found where its operations are registered, and what may be said in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from marshmallow import Schema, fields

from tracker.api.http.fields import Instant, Text
from tracker.api.resources.prediction_body import NumberOrText, OutcomeField, Pair
from tracker.app import RESOURCES

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)
NUMBERS = st.integers(-3, 400) | st.floats(-2, 2) | st.sampled_from([2**53, -(2**53), 10**30])
SCALARS = st.none() | st.booleans() | NUMBERS | WORDS
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)
INSTANTS = st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat()) | st.sampled_from(
    ["2025-12-31T15:00:00Z", "2025-12-31t15:00:00.123456789z", "2025-12-31", "2025-12-31T15:00:00"]
)


def body_schemas() -> dict[str, Schema]:
    """What each operation takes, by its name."""
    return {
        name: one["schema"]
        for name, document in _operations()
        for one in document.get("arguments", {}).get("parameters", [])
        if one["in"] == "json"
    }


def answer_schemas() -> dict[str, Schema]:
    """What each operation answers, by its name and status."""
    found: dict[str, Schema] = {}
    for name, document in _operations():
        for status, answers in document["response"]["responses"].items():
            shape = answers[0].get("schema")
            if shape is not None and not isinstance(shape, dict):
                found[f"{name} {status}"] = shape() if isinstance(shape, type) else shape
    return found


def bodies(schema: Schema) -> st.SearchStrategy[Any]:
    """Bodies that are right, that are wrong in places, and that are nothing of the kind."""
    return _documents(schema, wrong=st.nothing()) | _documents(schema, wrong=JUNK) | JUNK


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for resource in RESOURCES:
        for name, methods in resource._docs.items():
            for method, document in methods.items():
                if method in {"get", "post"}:
                    yield name, document


def _documents(schema: Schema, *, wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    said = {
        field.data_key or name: _values(field, wrong) | wrong for name, field in schema.load_fields.items()
    }
    must = {name for name, field in schema.load_fields.items() if field.required}
    must = {schema.load_fields[name].data_key or name for name in must}
    known = st.fixed_dictionaries(
        {name: said[name] for name in must},
        optional={name: value for name, value in said.items() if name not in must},
    )
    if wrong.is_empty:
        return known
    lacking = st.fixed_dictionaries({}, optional=said)
    return lacking | st.builds(lambda one, more: one | more, known, st.dictionaries(WORDS, wrong, max_size=1))


def _values(field: Any, wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What a field may be given: mostly what it takes, at and past its bounds too."""
    choices = [list(check.choices) for check in field.validators if hasattr(check, "choices")]
    if choices:
        return st.sampled_from(choices[0])
    if field.allow_none:
        return st.none() | _of_its_kind(field, wrong)
    return _of_its_kind(field, wrong)


def _of_its_kind(field: Any, wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:  # noqa: PLR0911
    if isinstance(field, Text):
        length = field.validators[0]
        bounds = [length.min, length.max, length.max + 1]
        return WORDS | st.sampled_from(bounds).map("x".__mul__) | st.just("\u3000 ")
    if isinstance(field, Instant):
        return INSTANTS
    if isinstance(field, fields.Boolean):
        return st.booleans()
    if isinstance(field, fields.Integer):
        return st.integers(-2, 200)
    if isinstance(field, fields.Float):
        return st.floats(0, 1) | st.integers(-1, 2)
    if isinstance(field, fields.List):
        return st.lists(_values(field.inner, wrong) | wrong, max_size=4)
    if isinstance(field, fields.Nested):
        return _documents(field.schema, wrong=wrong)
    if isinstance(field, fields.Dict):
        return st.dictionaries(WORDS, st.floats(0, 1) | JUNK, max_size=3)
    if isinstance(field, NumberOrText | OutcomeField | Pair):
        return st.sampled_from(
            [0.4, 1, "40%", "yes", {"partial": 0.25}, [0.1, 4], ["2026-01-01", 0.5], [True, 1]]
        )
    return WORDS
