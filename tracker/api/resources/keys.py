"""API keys: listed, created, rotated, revoked. A token is in one answer only, and in nothing that is stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import fields, validate

from tracker.api.http.context import caller, reading, write
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, StrictInteger, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import PageQuery, decode_cursor, page_of
from tracker.application.access.keys import OVERLAP, OVERLAP_MAX, KeyInput, issue, revoke, rotate, scopes_of
from tracker.application.access.tokens import new_token
from tracker.domain import limits
from tracker.domain.key import SCOPES
from tracker.projections.keys import find_key_by_id, list_keys
from tracker.store.databases.database import Row, Transaction

resource = Resource("keys", description="Who may call this API, to do what, in whose name, until when.")

BOUND = {"list": "keys"}
HOUR = timedelta(hours=1)
SHOWN = "Keep the token now: it is shown this once."
SHOWN_BEFORE = "The token was shown when this request was first answered, and cannot be shown again."


class KeyBody(EntrySchema):
    name = Text(
        required=True, chars_max=limits.NAME_CHARS_MAX, metadata={"description": "What the key is for."}
    )
    scopes = fields.List(
        fields.String(validate=validate.OneOf(SCOPES)),
        required=True,
        validate=validate.Length(min=1, max=len(SCOPES)),
        metadata={"description": "What it may do: nothing that the key which creates it may not."},
    )
    author = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={
            "description": "The name of the forecaster whose predictions it logs; recorded with it where nobody is called that."
        },
    )
    expires_at = Instant(metadata={"description": "From then on it counts no longer."})


class RotationBody(EntrySchema):
    overlap_hours = StrictInteger(
        minimum=0,
        maximum=OVERLAP_MAX // HOUR,
        load_default=OVERLAP // HOUR,
        metadata={"description": "How long the old key counts beside the new one."},
    )


class KeyAnswer(AnswerSchema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    forecaster = fields.String(
        required=True, allow_none=True, metadata={"description": "The id of the author it logs for."}
    )
    issued_at = Instant(required=True)
    expires_at = Instant(required=True, allow_none=True)
    revoked_from = Instant(
        required=True,
        allow_none=True,
        metadata={"description": "It counts no longer from then on, which may lie ahead."},
    )
    replaces = fields.String(
        required=True, allow_none=True, metadata={"description": "The key it took over from."}
    )
    last_used_at = Instant(
        required=True, allow_none=True, metadata={"description": "To about a minute; best effort."}
    )


class ShownKeyAnswer(KeyAnswer):
    token = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The key itself, once: null where the same request is answered again."},
    )
    notice = fields.String(required=True)


class KeyPage(AnswerSchema):
    items = fields.List(fields.Nested(KeyAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.get("/keys")
@operation(summary="List keys", query=PageQuery, answers={200: KeyPage}, scope="admin")
def list_all_keys(query: dict[str, Any]) -> Any:
    """Every key ever issued, in the order of their ids, with when it was last used; never a token."""
    after, limit = decode_cursor(query.get("cursor"), bound=BOUND), query["limit"]
    with reading() as tx:
        rows = list_keys(tx, after=after, limit=limit + 1)
    return page_of(rows, limit=limit, bound=BOUND, key=lambda row: str(row["id"]), present=present_key)


@resource.post("/keys")
@operation(
    summary="Create a key",
    body=KeyBody,
    answers={201: ShownKeyAnswer},
    scope="admin",
    is_idempotent=True,
    links={
        "rotateKey": {"key_id": "$response.body#/id"},
        "revokeKey": {"key_id": "$response.body#/id"},
    },
)
def create_key(body: dict[str, Any]) -> Any:
    """Issue a key; the answer shows its token, which is kept nowhere.

    The same request with the same Idempotency-Key is answered again without the token.
    """
    entry, token, by = KeyInput(**{**body, "scopes": tuple(body["scopes"])}), new_token(), caller().key
    return write(
        lambda uow: issue(uow, entry, token=token, by=by),
        present=_read_back,
        status=201,
        add=lambda is_replay: _shown_once(token, is_replay=is_replay),
    )


@resource.post("/keys/<key_id>/rotate")
@operation(
    summary="Rotate a key",
    body=RotationBody,
    answers={201: ShownKeyAnswer},
    scope="admin",
    is_idempotent=True,
    links={"revokeKey": {"key_id": "$response.body#/id"}},
)
def rotate_key(body: dict[str, Any], key_id: str) -> Any:
    """Issue a key with the same name, scopes, author and time to live, and revoke the old one after the overlap.

    The same request with the same Idempotency-Key is answered again without the token.
    """
    overlap, token, by = body["overlap_hours"] * HOUR, new_token(), caller().key
    return write(
        lambda uow: rotate(uow, key_id, overlap=overlap, token=token, by=by),
        present=_read_back,
        status=201,
        add=lambda is_replay: _shown_once(token, is_replay=is_replay),
    )


@resource.post("/keys/<key_id>/revoke")
@operation(summary="Revoke a key", answers={200: KeyAnswer}, scope="admin", is_idempotent=True)
def revoke_key(key_id: str) -> Any:
    """Revoke a key at once, also one that was rotated and still counts. The last admin key cannot be revoked here."""
    by = caller().key
    return write(lambda uow: revoke(uow, key_id, by=by), present=_read_back, status=200)


def present_key(row: Row) -> dict[str, Any]:
    """What a key's row says of it, before its instants are written as the API writes them."""
    shown = (
        "id",
        "name",
        "forecaster",
        "issued_at",
        "expires_at",
        "revoked_from",
        "replaces",
        "last_used_at",
    )
    return {**{name: row[name] for name in shown}, "scopes": scopes_of(row)}


def _read_back(tx: Transaction, public_id: str) -> dict[str, Any]:
    row = find_key_by_id(tx, public_id)
    assert row is not None, "it was written in this transaction"  # noqa: S101 - programmer error
    return present_key(row)


def _shown_once(token: str, *, is_replay: bool) -> dict[str, Any]:
    """The token, which goes past what is stored; on a replay that token is nobody's."""
    return {"token": None, "notice": SHOWN_BEFORE} if is_replay else {"token": token, "notice": SHOWN}
