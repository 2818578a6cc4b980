"""Fast answers: a dump that is compiled from a schema once and equals `Schema.dump`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from marshmallow import Schema, fields
from marshmallow.decorators import POST_DUMP, PRE_DUMP

from tracker.api.http.fields import Instant, wire_stored

Dump = Callable[[Any], Any]
Write = Callable[[Any], Any]
Encode = Callable[[Any], bytes]

_ABSENT = (KeyError, IndexError, TypeError, AttributeError)
"""Raised by `content[name]` where marshmallow would look for an attribute or a default."""

_OWN_WAYS = ("dump", "_serialize", "get_attribute")

_NOTHING = frozenset({type(None)})
_LEFT: dict[type, frozenset[type]] = {
    fields.String: _NOTHING | {str},
    fields.Integer: _NOTHING | {int},
    fields.Float: _NOTHING | {float},
    fields.Boolean: _NOTHING | {bool},
}
"""The value types that a kind of field leaves unchanged; every kind leaves None unchanged."""


def compile_encode(schema: Schema) -> Encode:
    """A function that encodes an answer's content as JSON in UTF-8."""
    dump, encode = compile_dump(schema), msgspec.json.encode
    return lambda content: encode(dump(content))


def compile_dump(schema: Schema) -> Dump:
    """A fast `schema.dump`, which falls back to `schema.dump` for content that lacks a field.

    Returns `schema.dump` itself for a schema with hooks, overridden methods, or an unknown kind of field.
    """
    if not _is_plain(schema):
        return schema.dump
    plan = []
    for name, field in schema.dump_fields.items():
        write = _compile_write(field)
        if write is None:
            return schema.dump
        key = name if field.data_key is None else field.data_key
        plan.append((key, field.attribute or name, _LEFT.get(type(field), _NOTHING), write))

    def dump(content: Any) -> Any:
        try:
            return {
                key: value if type(value := content[name]) in left else write(value)
                for key, name, left, write in plan
            }
        except _ABSENT:
            return schema.dump(content)

    return dump


def _is_plain(schema: Schema) -> bool:
    """Whether marshmallow would do nothing but write each field."""
    return (
        not any(schema._hooks[hook] for hook in (PRE_DUMP, POST_DUMP))  # noqa: SLF001 - shown nowhere else
        and all(getattr(type(schema), way) is getattr(Schema, way) for way in _OWN_WAYS)
        and not schema.many
        and not any("." in (field.attribute or name) for name, field in schema.dump_fields.items())
    )


def _compile_write(field: fields.Field[Any]) -> Write | None:
    """How a field writes its value; None for a kind that may need more than the value."""

    def own_way(value: Any) -> Any:
        return field._serialize(value, None, None)  # noqa: SLF001 - `serialize` finds the value itself

    kind = type(field)
    if kind is Instant:
        return wire_stored
    if isinstance(field, fields.List) and kind is fields.List:
        return _list(field.inner, own_way)
    if isinstance(field, fields.Nested) and kind is fields.Nested:
        return _nested(field, own_way)
    if getattr(field, "as_string", False):
        return None
    return own_way if kind in _LEFT or kind in {fields.Raw, fields.Dict} else None


def _list(inner: fields.Field[Any], own_way: Write) -> Write | None:
    left, write = _LEFT.get(type(inner), _NOTHING), _compile_write(inner)
    if write is None:
        return None
    return lambda values: (
        [value if type(value) in left else write(value) for value in values]
        if type(values) is list
        else own_way(values)
    )


def _nested(field: fields.Nested, own_way: Write) -> Write:
    """Leaves a lazy schema to marshmallow, since it could contain itself."""
    if field.many or not isinstance(field.nested, Schema | type):
        return own_way
    return compile_dump(field.schema)
