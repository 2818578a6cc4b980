"""API keys inside a write: issued, rotated with an overlap, revoked, and what a key may do to keys.

`by` is the key that asks; None is the operator, who may do everything. The token comes from outside, since a handler
may run twice, and nothing of it but its SHA-256 is written.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tracker.application.access.tokens import token_sha256
from tracker.application.transact import UnitOfWork
from tracker.domain import forecaster, key
from tracker.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unauthorized
from tracker.domain.forecaster import RecordForecaster
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text, instant_text
from tracker.domain.key import SCOPES, IssueKey, RevokeKey, Scope
from tracker.projections.forecasters import find_by_name
from tracker.projections.keys import find_key_by_id, find_key_end, lasting_keys
from tracker.store.databases.database import Row, Transaction
from tracker.store.key_secrets import keep_key_secret

OVERLAP = timedelta(hours=24)
OVERLAP_MAX = timedelta(days=7)
ADMIN_KEYS = "admin keys"
"""The lock under which a key is revoked over the API: two admins who revoke each other leave one."""

_SCOPES = msgspec.json.Decoder(tuple[Scope, ...])
"""Made once: each request reads its key's scopes."""


class KeyInput(msgspec.Struct, frozen=True, kw_only=True):
    """A key as it is asked for; `author` is recorded with it where nobody is called that."""

    name: str
    scopes: tuple[str, ...]
    author: str | None = None
    expires_at: datetime | None = None


def issue(uow: UnitOfWork, entry: KeyInput, *, token: str, by: str | None) -> str:
    """Issue a key with the secret `token`; its public id."""
    unknown = [scope for scope in entry.scopes if scope not in SCOPES]
    if unknown or not entry.scopes:
        raise Invalid.at("/scopes", f"scopes are some of {', '.join(SCOPES)}", "unknown_scope")
    granted = tuple(scope for scope in SCOPES if scope in entry.scopes)
    _refuse_beyond(uow, granted, by=by)
    owner = _author(uow, entry.author) if entry.author else None
    command = IssueKey(
        key=uow.new_entity("key"),
        name=entry.name,
        scopes=granted,
        forecaster=owner,
        expires_at=entry.expires_at,
        now=uow.now,
    )
    return _record(uow, command, token=token)


def rotate(uow: UnitOfWork, old: str, *, overlap: timedelta, token: str, by: str | None) -> str:
    """Issue a key like `old`, which counts for `overlap` more; the new one's public id.

    The new key lives as long as the old one was given.
    """
    if not timedelta(0) <= overlap <= OVERLAP_MAX:
        raise Invalid.at("/overlap_hours", "the old key counts for 0 to 168 hours more", "out_of_range")
    row = _known(uow, old)
    scopes = scopes_of(row)
    _refuse_beyond(uow, scopes, by=by)
    command = IssueKey(
        key=uow.new_entity("key"),
        name=row["name"],
        scopes=scopes,
        forecaster=row["forecaster"],
        expires_at=_same_span(row, now=uow.now),
        replaces=old,
        now=uow.now,
    )
    public_id = _record(uow, command, token=token)
    handed_over = RevokeKey(key=old, now=uow.now, effective_from=uow.now + overlap)
    uow.decide(key, stream_of("key", old), handed_over)
    return public_id


def revoke(uow: UnitOfWork, public_id: str, *, by: str | None) -> str:
    """Revoke a key at once; its id. Only the operator revokes the last admin key: nobody else could make another."""
    if by is not None:
        uow.tx.lock(ADMIN_KEYS)
        _counting(uow, by)
        _refuse_last_admin(uow, public_id)
    uow.decide(key, stream_of("key", public_id), RevokeKey(key=public_id, now=uow.now))
    return public_id


def refuse_unless_counting(row: Row, *, now: datetime) -> None:
    """Raise `Unauthorized` where the key in `row` was revoked or has expired at `now`."""
    at = instant_text(now)
    if _is_revoked(row, at):
        raise Unauthorized(f"this key was revoked; it counted until {row['revoked_from']}")
    if _is_expired(row, at):
        raise Unauthorized(f"this key expired at {row['expires_at']}")


def confirm(tx: Transaction, public_id: str, *, now: datetime) -> None:
    """Raise `Unauthorized` unless the key counts at `now` by what this transaction sees."""
    row = find_key_end(tx, public_id)
    if row is None:
        raise Unauthorized("this key is not known here")
    refuse_unless_counting(row, now=now)


def scopes_of(row: Row) -> tuple[Scope, ...]:
    """What the key in `row` may do."""
    return _SCOPES.decode(row["scopes"])


def _record(uow: UnitOfWork, command: IssueKey, *, token: str) -> str:
    uow.decide(key, stream_of("key", command.key), command)
    keep_key_secret(uow.tx, command.key, token_sha256(token))
    return command.key


def _refuse_beyond(uow: UnitOfWork, scopes: tuple[Scope, ...], *, by: str | None) -> None:
    """Raise `Forbidden` where the asking key would get more than it has by way of another key."""
    if by is None:
        return
    own = scopes_of(_counting(uow, by))
    lacking = [scope for scope in scopes if scope not in own]
    if lacking:
        raise Forbidden(f"this key lacks the scope {lacking[0]}, so it cannot hand it on")


def _refuse_last_admin(uow: UnitOfWork, public_id: str) -> None:
    row, at = _known(uow, public_id), instant_text(uow.now)
    lasting = [one["id"] for one in lasting_keys(uow.tx, at=at) if "admin" in scopes_of(one)]
    if "admin" in scopes_of(row) and not _is_over(row, at) and set(lasting) <= {public_id}:
        raise Conflict("this is the last admin key: create another first, or ask an operator")


def _counting(uow: UnitOfWork, public_id: str) -> Row:
    """The key as it stands in this transaction: it may have been revoked since the request came in."""
    row = _known(uow, public_id)
    refuse_unless_counting(row, now=uow.now)
    return row


def _known(uow: UnitOfWork, public_id: str) -> Row:
    row = find_key_by_id(uow.tx, public_id)
    if row is None:
        raise NotFound("There is no such key.")
    return row


def _same_span(row: Row, *, now: datetime) -> datetime | None:
    if row["expires_at"] is None:
        return None
    expires_at = instant_from_text(row["expires_at"])
    try:
        return now + (expires_at - instant_from_text(row["issued_at"]))
    except OverflowError:  # it was made to last until the calendar's end
        return expires_at


def _author(uow: UnitOfWork, name: str) -> str:
    known = find_by_name(uow.tx, name)
    if known:
        return str(known[0]["id"])
    author = uow.new_entity("forecaster")
    uow.decide(forecaster, stream_of("forecaster", author), RecordForecaster(forecaster=author, name=name))
    return author


def _is_over(row: Row, at: str) -> bool:
    return _is_revoked(row, at) or _is_expired(row, at)


def _is_revoked(row: Row, at: str) -> bool:
    return bool(row["is_revoked"]) or (row["revoked_from"] is not None and row["revoked_from"] <= at)


def _is_expired(row: Row, at: str) -> bool:
    return row["expires_at"] is not None and row["expires_at"] <= at
