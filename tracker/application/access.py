"""API keys: made, shown once, kept as a hash; who is calling and what they may do."""

from __future__ import annotations

import hashlib
import secrets
import zlib

import msgspec

from tracker.application.application import Application
from tracker.application.event_ids import FreshIds
from tracker.application.transact import Writing, write_once
from tracker.domain import forecaster, key
from tracker.domain.errors import Forbidden, Invalid, Unauthorized
from tracker.domain.forecaster import ForecasterRecorded, RecordForecaster
from tracker.domain.ids import stream_of
from tracker.domain.key import SCOPES, IssueKey, KeyIssued, Scope
from tracker.projections.forecasters import find_by_name
from tracker.projections.keys import find_key
from tracker.store.log import Origin

PREFIX = "trk_live_"
SECRET_CHARS = 32
CHECKSUM_CHARS = 6
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

OPERATOR = Origin(recorded_by="operator", correlation_id="operator")


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Whose key a request carries; `forecaster` is the author it logs for."""

    key: str
    name: str
    scopes: tuple[Scope, ...]
    forecaster: str | None


def new_token() -> str:
    """A key as it is shown once: prefix, 32 random characters, checksum of them."""
    secret = "".join(secrets.choice(BASE62) for _ in range(SECRET_CHARS))
    return f"{PREFIX}{secret}{_checksum(secret)}"


def is_well_formed(token: str) -> bool:
    """Whether `token` can be a key at all: a mistyped one is told from a revoked one without a look-up."""
    secret, checksum = token[len(PREFIX) : -CHECKSUM_CHARS], token[-CHECKSUM_CHARS:]
    return token.startswith(PREFIX) and len(secret) == SECRET_CHARS and _checksum(secret) == checksum


def authenticate(application: Application, token: str) -> Caller:
    """The caller that `token` belongs to. Raises `Unauthorized`."""
    if not is_well_formed(token):
        raise Unauthorized("this is not a key of a tracker; a key begins with trk_live_")
    with application.database.reading() as tx:
        row = find_key(tx, _sha256(token))
    if row is None or row["is_revoked"]:
        raise Unauthorized("this key is not known here, or it was revoked")
    scopes = msgspec.json.decode(row["scopes"], type=tuple[Scope, ...])
    return Caller(key=row["id"], name=row["name"], scopes=scopes, forecaster=row["forecaster"])


def require(caller: Caller, scope: Scope) -> None:
    """Raise `Forbidden` unless the caller's key has `scope`."""
    if scope not in caller.scopes:
        raise Forbidden(f"this key lacks the scope {scope}")


def issue_key(
    application: Application, *, name: str, scopes: tuple[str, ...], author: str | None
) -> tuple[str, str]:
    """Issue a key that logs for the forecaster named `author`, recorded with it where nobody is called that.

    Returns its public id and the token, which is kept nowhere.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise Invalid.at("/scopes", f"scopes are some of {', '.join(SCOPES)}", "unknown_scope")
    granted = tuple(scope for scope in SCOPES if scope in scopes)
    token = new_token()

    def closure(writing: Writing) -> str:
        owner = _author(writing, author) if author else None
        public_id = writing.new_entity("key")
        issued = KeyIssued(key=public_id, name=name, scopes=granted, forecaster=owner)
        writing.decide(key, stream_of("key", public_id), IssueKey(proposed=issued))
        writing.tx.execute(
            "INSERT INTO key_secret (key, secret_sha256) VALUES (:key, :secret_sha256)",
            {"key": public_id, "secret_sha256": _sha256(token)},
        )
        return public_id

    return write_once(application, closure, origin=OPERATOR, ids=FreshIds), token


def _author(writing: Writing, name: str) -> str:
    known = find_by_name(writing.tx, name)
    if known:
        return str(known[0]["id"])
    author = writing.new_entity("forecaster")
    recorded = ForecasterRecorded(forecaster=author, name=name)
    writing.decide(forecaster, stream_of("forecaster", author), RecordForecaster(proposed=recorded))
    return author


def _sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _checksum(secret: str) -> str:
    number = zlib.crc32(secret.encode())
    digits = ""
    for _ in range(CHECKSUM_CHARS):
        number, digit = divmod(number, len(BASE62))
        digits = BASE62[digit] + digits
    return digits
