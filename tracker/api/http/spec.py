"""The OpenAPI 3.1 document: flask-smorest's, completed by a second pass.

`openapi_document` never changes the extension's state, so it can be called any number of times.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import yaml
from flask import Flask, Response, current_app

from tracker.api.http.media import CSV, JSON
from tracker.api.http.operation import TRAITS
from tracker.api.http.problems import BY_STATUS, MEDIA_TYPE
from tracker.domain.limits import IDEMPOTENCY_KEY_CHARS_MAX

OPENAPI_VERSION = "3.1.1"
EXTENSION = "tracker.api"
"""The key in `app.extensions` of the `Api` that the document describes."""

WRITTEN = "tracker.openapi"
"""The key in `app.extensions` of the served document, made when it is first read."""

BEARER = "bearer"
WEBHOOKS = "tracker.webhooks"
"""The key in `app.extensions` of a callable for the `webhooks` section and its schemas."""

SECTIONS = ("openapi", "info", "servers", "tags", "paths", "webhooks", "components")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_TEXT = {"type": "string"}
_FAULT = {
    "type": "object",
    "description": "One thing wrong with the request.",
    "properties": {
        "pointer": _TEXT
        | {"description": "A JSON pointer into the body, or /query/{name}, or /headers/{name}."},
        "detail": _TEXT,
        "code": _TEXT | {"description": "A stable word for programs."},
    },
    "required": ["pointer", "detail", "code"],
}
_PROBLEM = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "properties": {
        "type": _TEXT | {"format": "uri", "description": "Page that explains the type of problem."},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _TEXT,
        "instance": _TEXT | {"format": "uri-reference", "description": "The path of the request."},
        "request_id": _TEXT,
        "code": _TEXT | {"description": "A stable word for programs."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        "address": _TEXT | {"description": "Address of the existing record (already_recorded)."},
        "current": {"type": "integer", "description": "The current version (version_conflict)."},
    },
    "required": ["type", "title", "status", "detail", "instance", "request_id", "code", "errors"],
}
_RATE_LIMIT_HEADERS = {
    "RateLimit-Policy": {
        "description": "The limit for this request: `key` or `address`, q requests in w seconds.",
        "schema": _TEXT | {"examples": ['"key";q=30000;w=60']},
    },
    "RateLimit": {
        "description": "What is left: r requests; in t seconds the full quota is available again.",
        "schema": _TEXT | {"examples": ['"key";r=29999;t=42']},
    },
}
"""On every answer where a limit is set (draft-ietf-httpapi-ratelimit-headers)."""

_TABLE = "RFC 4180 with a line of names; a cell that a spreadsheet would read as a formula is prefixed with an apostrophe."
_RETRY_AFTER = {"schema": {"type": "integer", "minimum": 0}, "description": "Seconds to wait."}
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Makes the request safe to repeat: the same key and body get the first answer again.",
    "schema": _TEXT | {"minLength": 1, "maxLength": IDEMPOTENCY_KEY_CHARS_MAX, "pattern": "^[!#-~][!-~]*$"},
}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the version that was read.",
    "schema": _TEXT | {"pattern": r'^"v[0-9]{1,15}(\.[!#-~]*)?"$'},
}


def install_spec(app: Flask) -> None:
    """Registers GET /openapi.json."""
    app.add_url_rule("/openapi.json", "openapi_json", serve_json)


def serve_json() -> Response:
    """The document as JSON."""
    written = current_app.extensions.get(WRITTEN)
    if written is None:  # all views are registered when the first request is served
        written = json.dumps(openapi_document(current_app), ensure_ascii=False, indent=1)
        current_app.extensions[WRITTEN] = written
    return Response(written, mimetype=JSON)


def openapi_yaml(app: Flask) -> str:
    """The document as YAML, the same bytes for the same code regardless of the hash seed."""
    return yaml.safe_dump(openapi_document(app), sort_keys=False, allow_unicode=True, width=110)


def openapi_document(app: Flask) -> dict[str, Any]:
    """The whole document as plain JSON values.

    Raises `ValueError` for a shared operationId or a dangling link.
    """
    document: dict[str, Any] = copy.deepcopy(app.extensions[EXTENSION].spec.to_dict())
    operations = list(_operations(document))
    _refuse_shared_ids([operation for _, _, operation in operations])
    _refuse_loose_links([operation for _, _, operation in operations])
    statuses: set[int] = set()
    for path, method, operation in operations:
        statuses |= _complete(operation, has_path_parameters="{" in path, is_read=method == "get")
    _add_components(document, sorted(statuses))
    if WEBHOOKS in app.extensions:
        document["webhooks"], schemas = app.extensions[WEBHOOKS]()
        document["components"]["schemas"] |= schemas
    _drop_unused_schemas(document)
    in_order = {name: document[name] for name in SECTIONS if name in document}
    # A JSON round trip removes shared objects, for which YAML would write anchors.
    plain: dict[str, Any] = json.loads(json.dumps(in_order))
    return plain


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def _refuse_shared_ids(operations: list[dict[str, Any]]) -> None:
    ids = [operation.get("operationId") for operation in operations]
    shared = sorted({str(name) for name in ids if ids.count(name) > 1})
    if shared:
        raise ValueError(f"Several views share an operationId: {', '.join(shared)}")


def _refuse_loose_links(operations: list[dict[str, Any]]) -> None:
    known = {operation.get("operationId") for operation in operations}
    loose = sorted({name for operation in operations for name in operation[TRAITS]["links"]} - known)
    if loose:
        raise ValueError(f"Links refer to unknown operations: {', '.join(loose)}")


def _complete(operation: dict[str, Any], *, has_path_parameters: bool, is_read: bool) -> set[int]:
    """Completes one operation from its traits; returns the statuses of its refusals."""
    traits = operation.pop(TRAITS)
    operation["security"] = _security(traits)
    if traits["scope"]:
        operation["description"] += f"\n\nNeeds a key with the scope `{traits['scope']}`."
    parameters = operation.setdefault("parameters", [])
    parameters.extend(_header_parameters(traits))
    if not parameters:
        del operation["parameters"]
    answers = operation["responses"]
    answers.pop("422", None)  # flask-smorest's own
    if traits["raw_body"]:
        content = {traits["raw_body"]: {"schema": _TEXT | {"minLength": 1}}}
        operation["requestBody"] = {"required": True, "content": content}
    if traits["has_table"] and is_read:
        next(iter(answers.values()))["content"][CSV] = {"schema": _TEXT | {"description": _TABLE}}
    for answer in answers.values():
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in _RATE_LIMIT_HEADERS}
    if traits["links"]:
        usual = next(iter(answers.values()))
        usual["links"] = {
            name: {"operationId": name, "parameters": given} for name, given in traits["links"].items()
        }
    statuses = _statuses(traits, has_path_parameters=has_path_parameters)
    for status in sorted(statuses):
        answers[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    answers["default"] = {"$ref": "#/components/responses/Problem"}
    return statuses


def _header_parameters(traits: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if traits["is_idempotent"]:
        yield _IDEMPOTENCY_KEY
    if traits["if_match"]:
        yield _IF_MATCH | {"required": traits["if_match"] == "required"}
    if traits["signed_in"]:
        yield {"in": "header", "name": traits["signed_in"], "required": True, "schema": _TEXT}


def _security(traits: dict[str, Any]) -> list[dict[str, list[str]]]:
    """A key; for public operations one or none, since some trackers are closed.

    None where the sender signs.
    """
    if traits["signed_in"]:
        return []
    return [{BEARER: []}] if traits["scope"] else [{}, {BEARER: []}]


def _statuses(traits: dict[str, Any], *, has_path_parameters: bool) -> set[int]:
    """The refusal statuses.

    Always bad key (401), bad Accept (406), unknown query parameter (422), rate limit (429).
    """
    statuses = {401, 406, 422, 429, *traits["refusals"]}
    if traits["has_body"]:
        statuses |= {400, 413, 415}
    if traits["scope"]:
        statuses.add(403)
    if has_path_parameters:
        statuses.add(404)
    if traits["is_idempotent"]:
        statuses.add(409)
    if traits["if_match"]:
        statuses |= {409, 412}
    if traits["if_match"] == "required":
        statuses.add(428)
    return statuses


def _add_components(document: dict[str, Any], statuses: list[int]) -> None:
    components = document.setdefault("components", {})
    components["schemas"] = components.get("schemas", {}) | {"Problem": _PROBLEM, "Fault": _FAULT}
    components["responses"] = {_name(status): _problem_response(status) for status in statuses}
    components["responses"]["Problem"] = _refusal("Any other refusal, or an internal error (500).")
    components["headers"] = _RATE_LIMIT_HEADERS
    components["securitySchemes"] = {
        BEARER: {"type": "http", "scheme": "bearer", "description": "An API key, `trk_live_...`."}
    }


def _drop_unused_schemas(document: dict[str, Any]) -> None:
    """Drops unreferenced schemas, such as flask-smorest's pagination schema."""
    schemas = document["components"]["schemas"]
    while unused := [
        name for name in schemas if f'"#/components/schemas/{name}"' not in json.dumps(document)
    ]:
        for name in unused:
            del schemas[name]


def _problem_response(status: int) -> dict[str, Any]:
    response = _refusal(BY_STATUS[status].meaning)
    if status == 401:
        response["headers"] = {"WWW-Authenticate": {"schema": _TEXT, "description": "`Bearer`."}}
    if status == 429:
        limits = {name: {"$ref": f"#/components/headers/{name}"} for name in _RATE_LIMIT_HEADERS}
        response["headers"] = {"Retry-After": _RETRY_AFTER, **limits}
    return response


def _refusal(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _name(status: int) -> str:
    """Our own name of a status: the standard library renamed 413 and 422 in Python 3.13."""
    return BY_STATUS[status].code.title().replace("_", "")
