"""Reads requests strictly: JSON by RFC 8259 and I-JSON, no unknown names, faults by pointer."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NoReturn

from flask import Request, g, request
from marshmallow import RAISE, Schema, ValidationError
from webargs.core import is_json
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from tracker.api.http.accepting import Load
from tracker.api.http.fields import CONTROLS
from tracker.domain.errors import Fault, Invalid
from tracker.domain.text.words import in_nfc, nfc

JSON_DEPTH_MAX = 64
"""Deeper than any rule may nest, shallow enough for every later reader."""

FAULTS_MAX = 100
"""Enough to fix a form; an answer must not grow with a hostile request."""

_FORBIDDEN = re.compile(rf"[{CONTROLS}\ud800-\udfff]")
_MAY_HIDE = re.compile(rf"[{CONTROLS}\\\\]")
"""Found in every text that encodes a control character or a surrogate; also in other escapes."""

_CODES = (
    (re.compile(r"Missing data"), "required"),
    (re.compile(r"Unknown field"), "unknown_field"),
    (
        re.compile(r"Field may not be null|Invalid (input )?type|Not a valid (string|list|tuple|mapping)"),
        "wrong_type",
    ),
    (re.compile(r"Not a valid (number|integer|boolean)"), "wrong_type"),
    (
        re.compile(r"Must be (greater|less) than|Number too large|Special numeric|Shorter than"),
        "out_of_range",
    ),
    (re.compile(r"Length must be"), "out_of_range"),
    (re.compile(r"Longer than"), "too_long"),
)
_SAYS_LITTLE = {
    "Missing data for required field.": "This field is required.",
    "Field may not be null.": "May not be null.",
}


class StrictParser(FlaskParser):
    """The parser of every body and query string of the API; its refusals carry pointers."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE, "querystring": RAISE}  # noqa: RUF012

    def __init__(self, load: Load | None = None) -> None:
        """`load` is compiled from the schema of the body."""
        super().__init__()
        self._load = load

    def parse(
        self, argmap: Any, req: Request | None = None, *, location: str | None = None, **options: Any
    ) -> Any:
        """The loaded body; marshmallow loads what the compiled load does not accept."""
        if location == "json" and self._load is not None and req is None:
            with suppress(ValidationError):
                return self._load(self.load_json(request, argmap))
        return super().parse(argmap, req, location=location, **options)

    def load_json(self, req: Request, schema: Schema) -> Any:
        del schema
        if not is_json(req.mimetype):
            raise UnsupportedMediaType("The body must be JSON, sent with Content-Type: application/json.")
        g.document = read_document(req.get_data(cache=True))
        return g.document

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        proxy = self._makeproxy(read_query(req), schema)
        refuse_faults(_repeated(req, proxy.multiple_keys))
        return proxy

    def handle_error(self, error: ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        del args, kwargs
        location, messages = next(iter(error.messages_dict.items()))
        base = "/query" if location in {"query", "querystring"} else ""
        refuse_faults(faults_from(messages, base=base))
        raise error


def read_document(body: bytes) -> dict[str, Any]:
    """The object in the bytes, with storable text and finite numbers.

    Raises 400, or `Invalid` (422).

    A usual body is read in one pass. Any other is read again by a slower reader that explains the fault.
    """
    document = _read_usual(body)
    return checked(read_json(body)) if document is None else document


def read_json(body: bytes) -> Any:
    """The JSON value of the bytes, all text in NFC.

    Raises 400 for anything that is not JSON, or that two readers could read differently; `Invalid` (422) for
    two names of one object that differ only in their Unicode form.
    """
    try:
        document = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant)
        is_plain = body.isascii() and b"\\u" not in body
        return document if is_plain else in_nfc(document)
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8 (byte {error.start}).") from None
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from None
    except ValueError:  # Python refuses to read an integer of more than 4,300 digits
        raise BadRequest("The body has a number with too many digits.") from None
    except RecursionError:
        raise BadRequest(f"The body is nested deeper than {JSON_DEPTH_MAX} levels.") from None


def checked(document: Any) -> dict[str, Any]:
    """The document if it is an object of storable text and finite numbers, else `Invalid` (422)."""
    if not isinstance(document, dict):
        raise Invalid.at("", "The body must be a JSON object.", "wrong_type")
    refuse_faults(_unfit(document))
    return document


def read_query(req: Request) -> Any:
    """The query parameters in NFC, a multi-dict.

    Raises 400 if not UTF-8, `Invalid` for control characters.
    """
    try:
        args = req.args
    except UnicodeDecodeError:
        raise BadRequest("The query string is not UTF-8.") from None
    refuse_faults(
        Fault(f"/query/{escape(name)}", "Contains a control character.", "control_character")
        for name, value in args.items(multi=True)
        if _FORBIDDEN.search(name) or _FORBIDDEN.search(value)
    )
    return MultiDict((nfc(name), nfc(value)) for name, value in args.items(multi=True))


def refuse_unknown_query(req: Request) -> None:
    """Raises `Invalid` naming each query parameter, if there are any."""
    if not req.query_string:
        return
    refuse_faults(
        Fault(f"/query/{escape(name)}", "Unknown query parameter.", "unknown_field")
        for name in read_query(req)
    )


def refuse_faults(faults: Iterator[Fault] | tuple[Fault, ...]) -> None:
    """Raises `Invalid` with at most `FAULTS_MAX` of the faults, if there are any."""
    found = tuple(fault for fault, _ in zip(faults, range(FAULTS_MAX), strict=False))
    if found:
        detail = found[0].detail if len(found) == 1 else f"{len(found)} fields are wrong; see errors."
        raise Invalid(detail, faults=found)


def faults_from(messages: Any, *, base: str = "") -> tuple[Fault, ...]:
    """One fault for each message of a marshmallow error, in order.

    >>> faults_from({"topics": {0: ["Not a valid string."]}})
    (Fault(pointer='/topics/0', detail='Not a valid string.', code='wrong_type'),)
    """
    return tuple(_faults(messages, base))


def escape(token: str) -> str:
    """One reference token of a JSON pointer (RFC 6901, section 4)."""
    return token.replace("~", "~0").replace("/", "~1")


def _faults(messages: Any, pointer: str) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _faults(inner, pointer if key == "_schema" else f"{pointer}/{escape(str(key))}")
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from _faults(inner, pointer)
    else:
        text = str(messages)
        yield Fault(pointer, _SAYS_LITTLE.get(text, text), _code_of(messages))


def _code_of(message: Any) -> str:
    carried: str | None = getattr(message, "code", None)
    if carried is not None:
        return carried
    return next((code for words, code in _CODES if words.match(str(message))), "invalid")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise BadRequest(f"The body names {json.dumps(twice[:100])} twice in one object.")
    return result


def _read_usual(body: bytes) -> dict[str, Any] | None:
    """An object without escapes, in which nothing can be wrong; None for any other body."""
    try:
        text = body.decode()
        if _MAY_HIDE.search(text) or not unicodedata.is_normalized("NFC", text):
            return None
        if text.count("{") + text.count("[") > JSON_DEPTH_MAX:
            return None
        document = _USUAL.decode(text)
    except (ValueError, RecursionError, BadRequest):
        return None
    return document if isinstance(document, dict) else None


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequest(f"{name} is not JSON.")


_USUAL = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite)


def _unfit(document: dict[str, Any]) -> Iterator[Fault]:
    """Faults of the tree in document order, found without recursion."""
    waiting: list[tuple[str, Any, int]] = [("", document, 1)]
    while waiting:
        pointer, value, depth = waiting.pop()
        if depth > JSON_DEPTH_MAX:
            raise BadRequest(f"The body is nested deeper than {JSON_DEPTH_MAX} levels.")
        if isinstance(value, str) and _FORBIDDEN.search(value):
            yield Fault(pointer, "Contains a control character or half a character.", "control_character")
        elif isinstance(value, float) and not math.isfinite(value):
            yield Fault(pointer, "Must be a finite number.", "out_of_range")
        elif isinstance(value, dict):
            yield from _unfit_names(pointer, value)
            waiting += [(f"{pointer}/{escape(k)}", v, depth + 1) for k, v in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(f"{pointer}/{n}", v, depth + 1) for n, v in reversed(list(enumerate(value)))]


def _unfit_names(pointer: str, value: dict[str, Any]) -> Iterator[Fault]:
    for name in value:
        if _FORBIDDEN.search(name):
            detail = "The name contains a control character or half a character."
            yield Fault(f"{pointer}/{escape(name)}", detail, "control_character")


def _repeated(req: Request, multiple_keys: set[str]) -> Iterator[Fault]:
    for name, values in req.args.lists():
        if len(values) > 1 and name not in multiple_keys:
            yield Fault(f"/query/{escape(name)}", "Is given more than once.", "invalid")
