"""Fast loading of valid bodies: a load compiled from a schema that accepts but never explains.

marshmallow loads a body again that the compiled load does not accept; it alone refuses, with reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing, validate
from marshmallow.decorators import POST_LOAD, PRE_LOAD, VALIDATES, VALIDATES_SCHEMA

from tracker.api.http.fields import StrictBoolean, Text

Load = Callable[[Any], dict[str, Any]]
"""Returns what the schema would load from a document.

Raises `ValidationError` without a reason otherwise.
"""

Read = Callable[[Any, str | None, Mapping[str, Any] | None], Any]
"""Reads one field like `Field.deserialize`: from its value, its name, and the document."""

_HOOKS = (PRE_LOAD, POST_LOAD, VALIDATES, VALIDATES_SCHEMA)
_OWN_WAYS = ("load", "_do_load", "_deserialize")


def compile_load(schema: Schema) -> Load | None:
    """The compiled load of `schema`; None for a schema with hooks or overridden methods."""
    if not _is_plain(schema):
        return None
    readers: dict[str, tuple[str, Read]] = {}
    for name, field in schema.load_fields.items():
        readers[field.data_key or name] = (field.attribute or name, compile_read(field))
    required = {field.data_key or name for name, field in schema.load_fields.items() if field.required}
    defaults = [
        (field.data_key or name, field.attribute or name, field.load_default)
        for name, field in schema.load_fields.items()
        if field.load_default is not missing
    ]

    def load(document: Any) -> dict[str, Any]:
        if type(document) is not dict or not required <= document.keys():
            raise _not_accepted()
        loaded = {}
        for name, value in document.items():
            known = readers.get(name)
            if known is None:
                raise _not_accepted()
            target, read = known
            loaded[target] = read(value, name, document)
        for name, target, default in defaults:
            if name not in document:
                loaded[target] = default() if callable(default) else default
        return loaded

    return load


def compile_read(field: fields.Field[Any]) -> Read:
    """How to read a field's value: a short way for usual kinds, else the field's `deserialize`."""
    if field.pre_load or field.post_load:
        return field.deserialize
    read = _shorter_way(field)
    if read is None or not field.allow_none:
        return read or field.deserialize
    return lambda value, name, document: None if value is None else read(value, name, document)


def _is_plain(schema: Schema) -> bool:
    """Whether marshmallow would do nothing but load each field."""
    return (
        not any(schema._hooks[hook] for hook in _HOOKS)  # noqa: SLF001 - marshmallow shows them nowhere else
        and all(getattr(type(schema), way) is getattr(Schema, way) for way in _OWN_WAYS)
        and (schema.unknown, schema.many, bool(schema.partial)) == (RAISE, False, False)
        and not any("." in (field.attribute or name) for name, field in schema.load_fields.items())
    )


def _shorter_way(field: fields.Field[Any]) -> Read | None:
    if type(field) is Text and len(field.validators) == 1:
        return _text(field.validators[0])
    if type(field) is fields.String:
        choices = [check.choices for check in field.validators if isinstance(check, validate.OneOf)]
        return _word(choices) if len(choices) == len(field.validators) else None
    if type(field) is StrictBoolean and not field.validators:
        return _boolean
    if type(field) is fields.List:
        return _list(compile_read(field.inner), field.validators)
    if type(field) is fields.Nested and field.unknown is None and not field.many:
        load = compile_load(field.schema) if _is_named(field) else None
        return None if load is None else _nested(load, field.validators)
    return None


def _is_named(field: fields.Nested) -> bool:
    """Whether the schema is given directly; a lazy one could contain itself."""
    return isinstance(field.nested, Schema | type)


def _text(length: Any) -> Read:
    chars_min, chars_max = length.min or 0, length.max

    def read(value: Any, name: Any, document: Any) -> str:
        del name, document
        if type(value) is not str or not chars_min <= len(value) <= chars_max:
            raise _not_accepted()
        if not value or value.isspace():
            raise _not_accepted()
        return value

    return read


def _word(choices: list[Any]) -> Read:
    def read(value: Any, name: Any, document: Any) -> str:
        del name, document
        if type(value) is not str or not all(value in some for some in choices):
            raise _not_accepted()
        return value

    return read


def _boolean(value: Any, name: Any, document: Any) -> bool:
    del name, document
    if value is not True and value is not False:
        raise _not_accepted()
    return value is True


def _list(inner: Read, checks: list[Callable[[Any], Any]]) -> Read:
    def read(value: Any, name: Any, document: Any) -> list[Any]:
        del name, document
        if type(value) is not list:
            raise _not_accepted()
        loaded = [inner(one, None, None) for one in value]
        for check in checks:
            check(loaded)
        return loaded

    return read


def _nested(load: Load, checks: list[Callable[[Any], Any]]) -> Read:
    def read(value: Any, name: Any, document: Any) -> dict[str, Any]:
        del name, document
        loaded = load(value)
        for check in checks:
            check(loaded)
        return loaded

    return read


def _not_accepted() -> ValidationError:
    return ValidationError("Not accepted.")
