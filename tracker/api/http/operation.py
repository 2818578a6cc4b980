"""The decorator of each API view: access, input, answers, and documentation.

A view receives the parsed query first and the parsed body second, where it has them, and path parameters by
name. `flask.g` has `caller`, `media_type`, `idempotency_key`, `expected_version` and, by status, the
`encoders` of the answers.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from flask import Response, after_this_request, current_app, g, request
from flask_smorest import Blueprint
from flask_smorest.arguments import ArgumentsMixin
from flask_smorest.response import ResponseMixin
from marshmallow import Schema

from tracker.api.http.accepting import compile_load
from tracker.api.http.dumping import compile_encode
from tracker.api.http.media import CSV, JSON, choose_media_type
from tracker.api.http.parser import StrictParser, refuse_unknown_query
from tracker.api.http.rate_limits import spend_request
from tracker.api.http.table import Table, csv_response, table_of_list
from tracker.domain.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    Unauthorized,
)
from tracker.domain.limits import IDEMPOTENCY_KEY_CHARS_MAX
from tracker.domain.text.words import in_nfc

AUTHORIZE = "tracker.authorize"
"""The key in `app.extensions` of the callable that takes a scope (None: public) and returns the caller or raises.

With `may_recall` it may answer from memory, and then leaves `CONFIRM` on `flask.g`.
"""

CONFIRM = "confirm"
"""Where `flask.g` holds the question whether the caller's key still counts, until a write's transaction has asked it."""

TRAITS = "x-traits"
"""The key under which an operation keeps data for the document's second pass.

It is not published.
"""

READS = frozenset({"GET", "HEAD"})

Shape = type[Schema] | Schema | None
View = TypeVar("View", bound=Callable[..., Any])

_BARE_KEY = re.compile(r"[!#-~][!-~]*")
_QUOTED_KEY = re.compile(r'"((?:[!#-\[\]-~]|\\["\\])+)"')
_ETAG = re.compile(r'(?:W/)?"v(\d{1,15})(?:\.[!#-~]*)?"', re.ASCII)


class _Recipe(ArgumentsMixin, ResponseMixin):  # type: ignore[misc]
    ARGUMENTS_PARSER = StrictParser()


class Resource(Blueprint):  # type: ignore[misc]
    """The routes of one resource under /v1; `description` becomes that of its tag."""

    def __init__(self, name: str, *, description: str) -> None:
        super().__init__(name, __name__, url_prefix="/v1", description=description)

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        return self.route(rule, methods=["GET"], **options)

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        return self.route(rule, methods=["POST"], **options)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().route(rule, **options))


def operation(
    *,
    summary: str,
    answers: Mapping[int, Shape],
    body: type[Schema] | Schema | None = None,
    query: type[Schema] | Schema | None = None,
    scope: str | None = None,
    is_idempotent: bool = False,
    if_match: Literal["required", "optional"] | None = None,
    media_types: Sequence[str] = (),
    raw_body: str | None = None,
    table: Table | None = None,
    refusals: Sequence[int] = (),
    signed_in: str | None = None,
    links: Mapping[str, Mapping[str, str]] | None = None,
) -> Callable[[View], View]:
    """A decorator that checks, parses, answers and documents.

    answers: the first is the usual one; a view that gives another returns `body, status`. Answers are JSON
    and, with `table` or for a list, also CSV. media_types: further types; the view returns a ready response
    where `g.media_type` names one. raw_body: the media type of a body that the view reads itself. refusals:
    statuses that do not follow from the other arguments. signed_in: the header with the sender's signature,
    which the view checks; then no key is needed, even on a closed tracker. links: by operationId, the
    parameters that an answer supplies (`{"getPrediction": {"prediction_id": "$response.body#/id"}}`).
    """
    usual = next(iter(answers.values()))
    if table is None and body is None:
        table = table_of_list(usual() if isinstance(usual, type) else usual)
    traits = {
        "has_table": table is not None,
        "media_types": list(media_types),
        "scope": scope,
        "has_body": body is not None or raw_body is not None,
        "raw_body": raw_body,
        "is_idempotent": is_idempotent,
        "if_match": if_match,
        "refusals": list(refusals),
        "signed_in": signed_in,
        "links": {name: dict(parameters) for name, parameters in (links or {}).items()},
    }

    def decorate(view: View) -> View:
        recipe = _Recipe()
        # An instance, since webargs instantiates a class at every request, which deep-copies each field.
        body_schema = body() if isinstance(body, type) else body
        query_schema = query() if isinstance(query, type) else query
        step: Any = _document_answers(recipe, _answering(view, answers, table), answers, media_types)
        if body_schema is not None:
            recipe.ARGUMENTS_PARSER = StrictParser(compile_load(body_schema))
            step = recipe.arguments(body_schema, location="json")(step)
        if query_schema is not None:
            step = recipe.arguments(query_schema, location="query")(step)
        guarded = _guard(
            step,
            scope=scope,
            signed_in=signed_in,
            is_idempotent=is_idempotent,
            if_match=if_match,
            has_query=query is not None,
            media_types=media_types,
            has_table=table is not None,
        )
        described = inspect.getdoc(view) or f"{summary}."
        named = {"summary": summary, "description": described, "operationId": camel_case(view.__name__)}
        document = Blueprint.doc(**named, **{TRAITS: traits})
        return cast("View", document(guarded))

    return decorate


def camel_case(name: str) -> str:
    """`log_prediction` as `logPrediction`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def read_idempotency_key() -> str | None:
    """The Idempotency-Key of the request, without quotes, or None. Raises `Invalid`."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    pointer = "/headers/Idempotency-Key"
    quoted = _QUOTED_KEY.fullmatch(given)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else given
    if not quoted and not _BARE_KEY.fullmatch(given):
        raise Invalid.at(pointer, "Idempotency-Key must be visible ASCII characters, quoted or bare.")
    if len(key) > IDEMPOTENCY_KEY_CHARS_MAX:
        detail = f"Idempotency-Key may have at most {IDEMPOTENCY_KEY_CHARS_MAX} characters, has {len(key)}."
        raise Invalid.at(pointer, detail, "too_long")
    return key


def read_expected_version(*, is_required: bool) -> int | None:
    """The version in If-Match, or None. Raises 412 for a tag that no record can have."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        if is_required:
            raise PreconditionRequired("Send If-Match with the ETag of the version you read.")
        return None
    tag = _ETAG.fullmatch(given.strip())
    if tag is None:
        raise PreconditionFailed('If-Match must be one ETag of this record, such as "v3".')
    return int(tag[1])


def admit(scope: str | None, *, may_recall: bool = False) -> Any:
    """The caller, whose request is counted; one whose key is refused counts for its address, so that guessing is limited."""
    try:
        caller = current_app.extensions[AUTHORIZE](scope, may_recall=may_recall)
    except (Unauthorized, Forbidden):
        spend_request(None)
        raise
    spend_request(getattr(caller, "key", None))
    return caller


def _guard(
    view: Callable[..., Any],
    *,
    scope: str | None,
    signed_in: str | None,
    is_idempotent: bool,
    if_match: str | None,
    has_query: bool,
    media_types: Sequence[str],
    has_table: bool,
) -> Callable[..., Any]:
    written, read = [JSON, *media_types], [JSON, *([CSV] if has_table else []), *media_types]

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if signed_in is None:
            g.caller = admit(scope, may_recall=is_idempotent)  # such a view goes through `write`
        else:
            spend_request(None)  # the sender is known once the view has checked the signature
        offers = read if request.method in READS else written
        if len(offers) > 1:
            after_this_request(_vary_by_accept)
        g.media_type = choose_media_type(request, offers)
        g.idempotency_key = read_idempotency_key() if is_idempotent else None
        g.expected_version = read_expected_version(is_required=if_match == "required") if if_match else None
        kwargs = in_nfc(kwargs)
        _refuse_impossible(kwargs.values())
        if not has_query:
            refuse_unknown_query(request)
        return view(*args, **kwargs)

    return _confirmed(guarded) if is_idempotent else guarded


def _confirmed(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view; a caller from memory whose key counts no more learns only that, whatever else is wrong."""

    @wraps(view)
    def confirmed(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        finally:
            ask = g.pop(CONFIRM, None)
            if ask is not None:
                ask()

    return confirmed


def _refuse_impossible(parts: Iterable[Any]) -> None:
    """404 for an address that no record can have.

    The database could not store its text, and would refuse the query.
    """
    if any(isinstance(part, str) and not part.isprintable() for part in parts):
        raise NotFound("There is nothing at an address with control characters.")


def _vary_by_accept(response: Response) -> Response:
    response.vary.add("Accept")
    return response


def _answering(
    view: Callable[..., Any], answers: Mapping[int, Shape], table: Table | None
) -> Callable[..., Any]:
    """The view, with each answer written by the schema of its status."""
    usual = next(iter(answers))
    schemas = {status: shape() if isinstance(shape, type) else shape for status, shape in answers.items()}
    encoders = {status: compile_encode(schema) for status, schema in schemas.items() if schema is not None}

    @wraps(view)
    def answering(*args: Any, **kwargs: Any) -> Any:
        g.encoders = encoders
        result = view(*args, **kwargs)
        if isinstance(result, Response):
            return result
        content, status, headers = _unpack(result, usual)
        schema = schemas[status]  # an undocumented status is a bug of the view
        if schema is None:
            response = _empty()
        elif table is not None and g.media_type == CSV and status == usual:
            response = csv_response(table, schema.dump(content))
        else:
            response = Response(encoders[status](content), mimetype=JSON)
        response.status_code = status
        response.headers.extend(headers)
        return response

    return answering


def _empty() -> Response:
    response = Response()
    del response.headers["Content-Type"]
    return response


def _unpack(result: Any, usual: int) -> tuple[Any, int, Mapping[str, str]]:
    match result:
        case (content, int(status), headers):
            return content, status, headers
        case (content, int(status)):
            return content, status, {}
        case _:
            return result, usual, {}


def _document_answers(
    recipe: Any, view: Callable[..., Any], answers: Mapping[int, Shape], media_types: Sequence[str]
) -> Any:
    """The view with its answers in the document; flask-smorest passes a ready `Response` through."""
    step: Any = view
    for name in media_types:
        step = recipe.alt_response(next(iter(answers)), schema={"type": "string"}, content_type=name)(step)
    for status, shape in answers.items():
        step = recipe.alt_response(status, schema=shape, success=True)(step)
    return step
