"""Hypothesis strategies for every event class, read off the class itself, so that a new one is covered unasked."""

import unicodedata
from datetime import UTC, datetime

from hypothesis import strategies as st
from msgspec import inspect

TEXT_MAX = 12
"""Short, and far below every bound, since NFC makes some text longer."""

JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def events_of(event_class):
    """Events of that class with every field, optional or not, in all its shapes; text in NFC, instants in UTC."""
    return _struct(inspect.type_info(event_class))


def _struct(info):
    fields = {field.name: _of(field.type) for field in info.fields}
    return st.builds(lambda cls, values: cls(**values), st.just(info.cls), st.fixed_dictionaries(fields))


def _of(info):
    return _STRATEGIES[type(info)](info)


def _text(info):
    if info.pattern is not None:
        return st.from_regex(info.pattern.replace("$", r"\Z"), fullmatch=True)
    return st.text(min_size=info.min_length or 0, max_size=TEXT_MAX).map(_nfc)


def _integers(info):
    return st.integers(info.ge if info.ge is not None else -(2**53), info.le or 2**53)


def _instants(_):
    low, high = datetime(2, 1, 1), datetime(9998, 1, 1)  # noqa: DTZ001 - the zone is given beside
    return st.datetimes(low, high, timezones=st.just(UTC))


_STRATEGIES = {
    inspect.StrType: _text,
    inspect.BoolType: lambda _: st.booleans(),
    inspect.IntType: _integers,
    inspect.FloatType: lambda info: st.floats(info.ge, info.le, allow_nan=False, allow_infinity=False),
    inspect.DateTimeType: _instants,
    inspect.DateType: lambda _: st.dates(),
    inspect.LiteralType: lambda info: st.sampled_from(info.values),
    inspect.NoneType: lambda _: st.none(),
    inspect.UnionType: lambda info: st.one_of([_of(one) for one in info.types]),
    inspect.TupleType: lambda info: st.tuples(*[_of(one) for one in info.item_types]),
    inspect.VarTupleType: lambda info: st.lists(_of(info.item_type), max_size=3).map(tuple),
    inspect.DictType: lambda info: st.dictionaries(_of(info.key_type), _of(info.value_type), max_size=3),
    inspect.AnyType: lambda _: JSON.map(_in_nfc),
    inspect.StructType: _struct,
}


def _nfc(text):
    return unicodedata.normalize("NFC", text)


def _in_nfc(raw):
    match raw:
        case str():
            return _nfc(raw)
        case list():
            return [_in_nfc(one) for one in raw]
        case dict():
            return {_nfc(key): _in_nfc(value) for key, value in raw.items()}
    return raw
